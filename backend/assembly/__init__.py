"""Puts the house together: settings to adapters to ports; tables, doors and reactions.

The only module that knows settings and adapters, and the only one that knows
all capabilities at once. A capability is found by its folder; what it offers by
the names of its files.
"""

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import strawberry

from backend.api.authentication import Authenticate, Find, bearer
from backend.api.documents import Documents
from backend.api.schema import build_schema
from backend.api.view import GraphQLView
from backend.assembly.outside import ports, prepare, probe
from backend.capabilities.disbursement import service as disbursement
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import PERMISSIONS
from backend.capabilities.signing import queries as signing
from backend.kit import crypto
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.database import reach_of, reaching, tortoise_config
from backend.kit.graphql import Door
from backend.kit.tokens import Claims
from backend.ports import Ports
from backend.ports.core_banking import CoreEvent
from backend.settings import Settings, read_settings

# From the ground up; a capability asks only those before it.
JOURNEY = (
    "calculator",
    "audit",
    "reference",
    "organization",
    "notification",
    "workflow",
    "product",
    "privacy",
    "evidence",
    "signing",
    "customer",
    "exposure",
    "credit_authorization",
    "application",
    "marketing",
    "guarantee",
    "decision",
    "investigation",
    "approval",
    "contract",
    "amendment",
    "disbursement",
    "post_loan",
    "archive",
    "inquiry",
    "integration",
)
ROOT = Path(__file__).parents[2]

# The entries take settings from here: nobody else knows where they come from.
__all__ = [
    "JOURNEY",
    "House",
    "Settings",
    "app_role",
    "append_only",
    "database",
    "doors",
    "guards",
    "house",
    "install_keys",
    "load_reactions",
    "ports",
    "prepare",
    "probe",
    "read_settings",
    "schema",
    "tables",
    "take_core_event",
]


def _modules(file: str) -> Iterator[tuple[str, ModuleType]]:
    for name in JOURNEY:
        path = f"backend.capabilities.{name}"
        if importlib.util.find_spec(path) and importlib.util.find_spec(f"{path}.{file}"):
            yield name, importlib.import_module(f"{path}.{file}")


def tables() -> dict[str, str]:
    """Map each Tortoise application to its models."""
    return {"kit": "backend.kit.models"} | {
        name: module.__name__ for name, module in _modules("models")
    }


def append_only() -> list[str]:
    """List the tables that only grow."""
    return [table for _, module in _modules("models") for table in _listed(module, "APPEND_ONLY")]


def guards() -> list[str]:
    """List the statements with which capabilities guard their tables (triggers)."""
    return [sql for _, module in _modules("models") for sql in _listed(module, "GUARDS")]


def _listed(module: ModuleType, name: str) -> tuple[str, ...]:
    return tuple(getattr(module, name, ()))


def doors() -> list[Door]:
    """Open the doors of all capabilities."""
    return [module.door for _, module in _modules("graphql")]


def load_reactions() -> None:
    """Import the reactions, which register themselves."""
    for _ in _modules("reactions"):
        pass


def schema() -> strawberry.Schema:
    """Build the one schema."""
    return build_schema(doors(), {name: tuple(roles) for name, roles in PERMISSIONS.items()})


def database(settings: Settings, *, as_owner: bool = False) -> dict[str, Any]:
    """Configure the database, for the application role or for its owner."""
    url = settings.owner_database_url if as_owner else settings.database_url
    return tortoise_config(url, tables())


def app_role(settings: Settings) -> str:
    """Name the role that the application connects as."""
    return urlsplit(settings.database_url).username or ""


def install_keys(settings: Settings) -> None:
    """Give the process the keys for encrypted columns."""
    lines = (settings.secrets_dir / "data.key").read_text().split()
    crypto.install(crypto.Keyring({f"k{n}": bytes.fromhex(key) for n, key in enumerate(lines)}))


async def take_core_event(event: CoreEvent) -> None:
    """Hand what the core says to the bank whose loan it names; other loans are not ours."""
    code = event.loan_no[2:8] if event.loan_no.startswith("JJ") else ""
    system = await organization.system_of_entity(code)
    if system is not None:
        with reaching(reach_of(system)):
            await disbursement.take_news(system, event)


@dataclass(frozen=True, slots=True)
class House:
    """The assembled application."""

    settings: Settings
    ports: Ports
    view: GraphQLView
    authenticate: Authenticate


async def _staff(claims: Claims) -> Actor:
    return await organization.actor_of_session(claims.session, claims.subject, utc_now())


async def _client(claims: Claims) -> Actor:
    return await organization.actor_of_client(claims.subject)


async def _signer(claims: Claims) -> Actor:
    return await signing.actor_of_session(claims.subject, claims.session)


def house(settings: Settings, outside: Ports | None = None) -> House:
    """Put everything together; the entry connects the database and closes the ports.

    Args:
        settings: of this installation.
        outside: ports that are open already and stay so; by default they are chosen here.
    """
    install_keys(settings)
    load_reactions()
    chosen = outside or ports(settings)
    built = schema()
    documents = Documents(
        built._schema,  # noqa: SLF001  # graphql-core's schema, which validates
        ROOT / "schema" / "operations",
        trusted_only=settings.production,
    )
    found: dict[str, Find] = {"staff": _staff, "client": _client, "signer": _signer}
    authenticate = bearer(chosen.tokens, found)
    view = GraphQLView(built, documents, authenticate, chosen, playground=not settings.production)
    return House(settings, chosen, view, authenticate)

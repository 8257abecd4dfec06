"""Programs of integrators sign in with a secret of their own."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from backend.capabilities.audit import service as audit
from backend.capabilities.organization.errors import SignInFailed
from backend.capabilities.organization.models import ApiClient
from backend.capabilities.organization.rules import ACCESS_LIFE
from backend.capabilities.organization.service.sign_in import NOBODYS_HASH, SYSTEM, password_fits
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.work import unit_of_work
from backend.ports import Ports

CLIENT_AUDIENCE = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueClientToken:
    """换取接口访问令牌"""

    client_id: str = about("客户端标识")
    client_secret: str = about("客户端密钥")


async def issue_client_token(
    actor: Actor, command: IssueClientToken, ports: Ports
) -> tuple[str, datetime]:
    """Give an integrator's program an access token, scoped to what it was granted.

    Raises:
        SignInFailed: unknown client, wrong secret, or closed.
    """
    async with unit_of_work(SYSTEM) as work:
        client = await ApiClient.filter(client_id=command.client_id, is_open=True).first()
        known = client.secret_hash if client else NOBODYS_HASH
        fits = await asyncio.to_thread(password_fits, known, command.client_secret)
        if client is None or not fits:
            raise SignInFailed
        facts = {"client": client.client_id, "ip": actor.ip}
        audit.record(
            work,
            "ApiClient.token",
            "ApiClient",
            client.id,
            facts,
            legal_entity_id=client.legal_entity_id,
        )
        token = ports.tokens.issue(CLIENT_AUDIENCE, client.id, client.id, work.now, ACCESS_LIFE)
        return token, work.now + ACCESS_LIFE

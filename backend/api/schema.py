"""The one schema, put together from the doors of the capabilities."""

from collections.abc import Iterable, Mapping

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import create_type

from backend.kit.graphql import PUBLIC, SIGNED_IN, Door
from backend.kit.graphql.errors import error_types
from backend.kit.graphql.scalars import SCALARS


class PermissionUnknown(Exception):
    """A root field asks for a permission that no role has: the server refuses to start."""


def build_schema(
    doors: Iterable[Door], permissions: Mapping[str, tuple[str, ...]]
) -> strawberry.Schema:
    """Make the schema.

    Raises:
        PermissionUnknown: naming the fields whose permission nobody could hold.
    """
    opened = list(doors)
    _check_permissions(opened, permissions)
    queries = [field for door in opened for field in door.queries]
    mutations = [field for door in opened for field in door.mutations]
    return strawberry.Schema(
        query=create_type("Query", queries, description="查询"),
        mutation=create_type("Mutation", mutations, description="办理"),
        types=error_types(),
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )


def _check_permissions(doors: list[Door], permissions: Mapping[str, tuple[str, ...]]) -> None:
    known = {PUBLIC, SIGNED_IN, *permissions}
    unknown = sorted(
        f"{name}: {permission}"
        for door in doors
        for name, permission in door.permissions.items()
        if permission not in known
    )
    if unknown:
        raise PermissionUnknown(", ".join(unknown))

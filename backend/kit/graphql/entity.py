"""Declared reads: one line per field gives its type, its loader, its scope and its mask.

    @entity(models.Disbursement, read="disbursement:read", description="放款")
    class Disbursement(Node):
        no: str = column("放款编号")
        amount: Fen = column("放款金额(元)", "amount_fen")
        contract: "CreditContract" = one("授信合同")
        schedule: list["Instalment"] = many("还款计划", by="note_id", order_by=("no",))
        is_overdue: bool = derived("是否逾期", needs=("due_on", "state"), by=rules.is_overdue)

A relation is loaded in one statement for all rows of an answer, and only rows
within the reach of the actor's grant for the target's ``read`` permission.
"""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform, get_type_hints
from uuid import UUID

import strawberry
from tortoise.expressions import Q
from tortoise.models import Model

from backend.kit.actor import Actor
from backend.kit.graphql.context import Context, Info
from backend.kit.graphql.enums import register_enums
from backend.kit.scope import rows_within

N = TypeVar("N", bound="Node")
Scoped = Callable[[type[Model], Actor, str], Q]
MANY_MAX = 500


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an entity is made of: its table, who may read it, and which rows."""

    model: type[Model]
    read: str
    scope: Scoped

    def rows(self, actor: Actor) -> Q:
        """Build the predicate of the rows that the actor may see."""
        return self.scope(self.model, actor, self.read)


class Node:
    """A row on its way out."""

    declared: Declaration

    def __init__(self, row: Any) -> None:
        self.row = row


@dataclass(frozen=True, slots=True)
class Declared:
    """One field, before it becomes a resolver."""

    description: str
    resolver: Callable[[type[Node], str], Callable[..., Any]]


def column(
    description: str,
    name: str | None = None,
    *,
    mask: Callable[[str], str] | None = None,
    full_for: Callable[[Actor, Any], bool] | None = None,
) -> Any:
    """Declare a column; with a mask it is shown in full only where ``full_for`` says so."""

    def build(_: type[Node], field: str) -> Callable[..., Any]:
        attribute = name or field

        def plain(self: Any) -> Any:
            return getattr(self.row, attribute)

        def masked(self: Any, info: Any) -> Any:
            value = getattr(self.row, attribute)
            if value is None or (full_for and full_for(info.context.actor, self.row)):
                return value
            return mask(value) if mask else value

        return masked if mask else plain

    return Declared(description, build)


def derived(description: str, *, needs: tuple[str, ...], by: Callable[..., Any]) -> Any:
    """Declare a pure function of named columns."""

    def build(_: type[Node], __: str) -> Callable[..., Any]:
        def resolve(self: Any) -> Any:
            return by(*(getattr(self.row, name) for name in needs))

        return resolve

    return Declared(description, build)


def one(description: str, *, by: str | None = None) -> Any:
    """Declare the row that a column points to; out of scope it is null, like a missing one."""

    def build(cls: type[Node], field: str) -> Callable[..., Any]:
        target = _target_of(cls, field)
        key = by or f"{field}_id"

        async def resolve(self: Any, info: Any) -> Any:
            row_id = getattr(self.row, key)
            return await load_one(info.context, target(), row_id) if row_id else None

        return resolve

    return Declared(description, build)


def many(description: str, *, by: str, key: str = "id", order_by: tuple[str, ...] = ("id",)) -> Any:
    """Declare the rows whose column ``by`` points here, at most MANY_MAX of them."""

    def build(cls: type[Node], field: str) -> Callable[..., Any]:
        target = _target_of(cls, field)

        async def resolve(self: Any, info: Any) -> Any:
            context: Context = info.context
            loader = context.loader(
                (cls, field), lambda keys: _load_many(context.actor, target(), by, order_by, keys)
            )
            rows = await loader.load(getattr(self.row, key))
            return [target()(row) for row in rows]

        return resolve

    return Declared(description, build)


def batched(
    description: str,
    by: Callable[[Context, list[Any]], Awaitable[dict[Any, Any]]],
    *,
    key: str = "id",
    missing: Any = None,
) -> Any:
    """Declare a value that is computed for all rows of an answer at once."""

    def build(cls: type[Node], field: str) -> Callable[..., Any]:
        async def resolve(self: Any, info: Any) -> Any:
            context: Context = info.context

            async def load(keys: list[Any]) -> list[Any]:
                found = await by(context, keys)
                return [found.get(item, missing) for item in keys]

            return await context.loader((cls, field), load).load(getattr(self.row, key))

        return resolve

    return Declared(description, build)


@dataclass_transform(field_specifiers=(column, derived, one, many, batched))
def entity(
    model: type[Model], *, read: str, description: str, scope: Scoped = rows_within
) -> Callable[[type[N]], type[N]]:
    """Make a GraphQL type of a declaration."""

    def build(cls: type[N]) -> type[N]:
        cls.declared = Declaration(model, read, scope)
        register_enums(vars(sys.modules[cls.__module__]))
        for name, item in list(vars(cls).items()):
            if isinstance(item, Declared):
                setattr(cls, name, _field(cls, name, item))
        made = strawberry.type(cls, description=description)
        made.__init__ = Node.__init__  # type: ignore[method-assign]  # a row makes a node, nothing else
        return made

    return build


def _field(cls: type[Node], name: str, item: Declared) -> Any:
    resolve = item.resolver(cls, name)
    # Strawberry reads these to find the type, which may be named later in the module.
    resolve.__module__ = cls.__module__
    resolve.__annotations__ = {"return": cls.__annotations__[name], "info": Info}
    return strawberry.field(resolver=resolve, description=item.description)


def _target_of(cls: type[Node], field: str) -> Callable[[], type[Node]]:
    found: list[type[Node]] = []

    def target() -> type[Node]:
        if not found:
            names = vars(sys.modules[cls.__module__])
            hint = get_type_hints(_Annotated(cls), names)[field]
            found.extend(_nodes_in(hint))
        return found[0]

    return target


def _Annotated(cls: type[Node]) -> Any:  # noqa: N802  # stands for a class
    return type("Annotated", (), {"__annotations__": cls.__annotations__})


def _nodes_in(hint: Any) -> list[type[Node]]:
    if isinstance(hint, type) and issubclass(hint, Node):
        return [hint]
    return [node for inner in getattr(hint, "__args__", ()) for node in _nodes_in(inner)]


async def load_one(context: Context, target: type[N], row_id: UUID) -> N | None:
    """Load one row by id, together with all others that this answer asks for."""
    loader = context.loader(target, lambda keys: _load_by_id(context.actor, target, keys))
    row = await loader.load(row_id)
    return target(row) if row is not None else None


async def _load_by_id(actor: Actor, target: type[Node], keys: list[UUID]) -> list[Any]:
    declared = target.declared
    rows = await declared.model.filter(declared.rows(actor), pk__in=keys)
    found = {row.pk: row for row in rows}
    return [found.get(key) for key in keys]


async def _load_many(
    actor: Actor, target: type[Node], by: str, order_by: tuple[str, ...], keys: list[Any]
) -> list[list[Any]]:
    declared = target.declared
    rows = await declared.model.filter(declared.rows(actor), **{f"{by}__in": keys}).order_by(
        *order_by
    )
    groups: dict[Any, list[Any]] = {key: [] for key in keys}
    for row in rows:
        group = groups[getattr(row, by)]
        if len(group) < MANY_MAX:
            group.append(row)
    return [groups[key] for key in keys]

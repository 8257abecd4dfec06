"""Lists: always paged, newest first, by keyset over the time-ordered id."""

import base64
import binascii
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry
from tortoise.expressions import Q

from backend.kit.graphql.context import Context
from backend.kit.graphql.entity import Node
from backend.kit.refusal import ValidationFailed

T = TypeVar("T")
PAGE_MAX = 100
COUNT_MAX = 10_000


@strawberry.type(description="分页信息")
class PageInfo:
    has_next_page: bool = strawberry.field(description="是否还有下一页")
    end_cursor: str | None = strawberry.field(description="下一页的起点")


@strawberry.type(description="列表中的一项")
class Edge(Generic[T]):
    node: T = strawberry.field(description="记录")
    cursor: str = strawberry.field(description="位置")


async def _total_count(self: Any) -> int | None:
    # Counted up to a bound, which keeps the question cheap.
    total = len(await self.counted.limit(COUNT_MAX + 1).values_list("id", flat=True))
    return total if total <= COUNT_MAX else None


@strawberry.type(description="分页列表,按时间从新到旧")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="本页各项")
    page_info: PageInfo = strawberry.field(description="分页信息")
    counted: strawberry.Private[Any]

    total_count: int | None = strawberry.field(
        resolver=_total_count, description="总数;超过 10000 时为空"
    )


class Filter:
    """Conditions of a list; each field says with ``where`` which column it compares."""


def where(lookup: str, description: str) -> Any:
    """Declare one condition."""
    return strawberry.field(description=description, default=None, metadata={"lookup": lookup})


def _conditions(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    fields = type(given).__dataclass_fields__
    return {
        item.metadata["lookup"]: getattr(given, name)
        for name, item in fields.items()
        if getattr(given, name) is not None
    }


def _cursor(row_id: UUID) -> str:
    return base64.urlsafe_b64encode(row_id.bytes).decode().rstrip("=")


def _position(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error):
        raise ValidationFailed("翻页位置无效", "after") from None


def check_first(first: int) -> None:
    """Refuse a page of no rows or of too many."""
    if not 1 <= first <= PAGE_MAX:
        problem = f"每页条数必须在 1 到 {PAGE_MAX} 之间"
        raise ValidationFailed(problem, "first")


async def page(
    context: Context,
    target: type[Node],
    first: int,
    after: str | None,
    given: Any,
    also: Q | None = None,
) -> Connection[Any]:
    """Read one page of the rows within the actor's reach, and of those ``also`` selects."""
    check_first(first)
    declared = target.declared
    found = declared.model.filter(declared.rows(context.actor), also or Q(), **_conditions(given))
    rest = found.filter(Q(pk__lt=_position(after))) if after else found
    rows = await rest.order_by("-id").limit(first + 1)
    edges = [Edge(node=target(row), cursor=_cursor(row.pk)) for row in rows[:first]]
    info = PageInfo(has_next_page=len(rows) > first, end_cursor=edges[-1].cursor if edges else None)
    return Connection(edges=edges, page_info=info, counted=found)

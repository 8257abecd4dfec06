"""How values travel: money and rates as decimal text, identities as opaque ids."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from graphql import GraphQLScalarType
from strawberry.types.scalar import ScalarDefinition

from backend.kit.json import Json
from backend.kit.money import Fen, Rate, fen, percent, rate, yuan


def _read_money(value: object) -> Fen:
    if not isinstance(value, str):
        msg = '金额必须是字符串,例如 "1000.00"'
        raise TypeError(msg)
    try:
        return fen(value)
    except ValueError:
        msg = "金额最多 13 位整数、2 位小数"
        raise ValueError(msg) from None


def _read_rate(value: object) -> Rate:
    if not isinstance(value, str):
        msg = '利率必须是字符串,例如 "5.2"'
        raise TypeError(msg)
    try:
        return rate(value)
    except ValueError:
        msg = "利率最多 3 位整数、6 位小数"
        raise ValueError(msg) from None


def _read_id(value: object) -> UUID:
    try:
        return UUID(str(value)) if isinstance(value, str) else UUID(int=0)
    except ValueError:
        # Not one of ours: it will be found nowhere, like a foreign one.
        return UUID(int=0)


def _write_rate(value: Decimal) -> str:
    return percent(Rate(value))


def _moment(value: datetime) -> str:
    return value.isoformat()


def _scalar(name: str, description: str, write: Any, read: Any) -> ScalarDefinition:
    definition: ScalarDefinition = strawberry.scalar(
        name=name, description=description, serialize=write, parse_value=read
    )
    return definition


class _Identity(GraphQLScalarType):
    """The standard ID, except that it is a UUID in Python."""

    # graphql-core reserves the standard names; ours stands in for the standard one.
    reserved_types: dict[str, Any] = {}  # noqa: RUF012  # as its parent declares it


def _identity() -> ScalarDefinition:
    return ScalarDefinition(
        name="ID",
        description="不透明的标识",
        specified_by_url=None,
        serialize=str,
        parse_value=_read_id,
        parse_literal=None,
        directives=(),
        origin=None,
        implementation=_Identity("ID", serialize=str, parse_value=_read_id),
    )


SCALARS: Mapping[object, ScalarDefinition] = {
    Fen: _scalar("Money", "金额:人民币元,两位小数的字符串", yuan, _read_money),
    Rate: _scalar(
        "Rate", "年利率:百分数,六位小数的字符串,5.200000 即 5.2 %", _write_rate, _read_rate
    ),
    UUID: _identity(),
    Json: _scalar("JSON", "由产品的 JSON Schema 描述的结构化数据", lambda v: v, lambda v: v),
}

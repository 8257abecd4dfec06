"""Refusals as data: each cause has a code, a Chinese sentence and the place in the input."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

from backend.kit.refusal import (
    IllegalTransition,
    RateLimited,
    Refusal,
    Refused,
    VersionConflict,
)

T = TypeVar("T", bound="UserError")


@strawberry.interface(description="业务拒绝:办理未生效,原因与位置如下")
class UserError:
    code: str = strawberry.field(description="稳定的错误码")
    message: str = strawberry.field(description="给人看的中文说明")
    path: list[str] = strawberry.field(description="输入中的位置,由外到内")


@strawberry.type(description="一般业务拒绝")
class Problem(UserError):
    pass


_SPOKEN: dict[type[Refusal], type[UserError]] = {}


def speaks_as(refusal: type[Refusal]) -> Callable[[type[T]], type[T]]:
    """Give a refusal an error type of its own, whose extra fields are the refusal's facts."""

    def register(error: type[T]) -> type[T]:
        _SPOKEN[refusal] = error
        return error

    return register


@speaks_as(VersionConflict)
@strawberry.type(description="记录已被他人修改")
class VersionConflictError(UserError):
    current: int = strawberry.field(description="当前版本")


@speaks_as(IllegalTransition)
@strawberry.type(description="当前状态不允许该操作")
class IllegalTransitionError(UserError):
    state: str = strawberry.field(description="当前状态")
    action: str = strawberry.field(description="被拒绝的操作")
    allowed: list[str] = strawberry.field(description="当前可执行的操作")


@speaks_as(RateLimited)
@strawberry.type(description="操作过于频繁")
class RateLimitedError(UserError):
    retry_seconds: int = strawberry.field(description="多少秒后可重试")


@strawberry.interface(description="变更结果:成功时有记录,被拒绝时有原因")
class Payload:
    errors: list[UserError] = strawberry.field(description="业务拒绝", default_factory=list)


def error_types() -> list[type]:
    """List the concrete types, which the schema cannot find through the interface."""
    return [Problem, *_SPOKEN.values()]


def spoken(refusal: Refusal) -> UserError:
    """Turn one refusal into data."""
    kind: Any = _SPOKEN.get(type(refusal), Problem)
    facts = refusal.facts if kind is not Problem else {}
    return kind(  # type: ignore[no-any-return]  # the concrete type is chosen at run time
        code=refusal.code, message=refusal.message, path=[_camel(p) for p in refusal.path], **facts
    )


def all_spoken(cause: Refusal | Refused) -> list[UserError]:
    """Turn one or several refusals into data."""
    refusals = cause.refusals if isinstance(cause, Refused) else [cause]
    return [spoken(refusal) for refusal in refusals]


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)

"""A refusal is an answer: a stable code, a Chinese sentence, the place and the facts.

    Refusal            one cause, one class
    └─ Refused         several at once: all that is wrong with one input

Raised by rules and services, turned into data once, at the door.
"""

from typing import Any, ClassVar


class Refusal(Exception):
    """Say no, with a reason that the person at the screen can act on.

    ``message_zh`` may name facts in braces; the same facts travel as data.
    """

    code: ClassVar[str]
    message_zh: ClassVar[str]

    def __init__(self, *, path: tuple[str, ...] = (), **facts: Any) -> None:
        """Keep where in the input the cause lies and the facts that help."""
        self.path = path
        self.facts = facts
        self.message = self.message_zh.format(**facts)
        super().__init__(self.code)


class Refused(Exception):
    """Carry all refusals of one input, so that nobody has to try ten times."""

    def __init__(self, refusals: list[Refusal]) -> None:
        """Keep them in the order in which a person would meet them."""
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


def refuse_all(refusals: list[Refusal]) -> None:
    """Raise what has been collected, if anything."""
    if refusals:
        raise Refused(refusals)


class NotFound(Refusal):
    """Not there, or not yours to see: the answer is the same."""

    code = "NOT_FOUND"
    message_zh = "没有找到该记录"


class Forbidden(Refusal):
    code = "FORBIDDEN"
    message_zh = "您没有执行此操作的权限"


class Unauthenticated(Refusal):
    code = "UNAUTHENTICATED"
    message_zh = "请先登录"


class ValidationFailed(Refusal):
    code = "VALIDATION_FAILED"
    message_zh = "{problem}"

    def __init__(self, problem: str, *path: str) -> None:
        """Name the problem in Chinese and the input field that has it."""
        super().__init__(path=path, problem=problem)


class VersionConflict(Refusal):
    """Somebody else was faster; the fresh version comes with the answer."""

    code = "VERSION_CONFLICT"
    message_zh = "记录已被他人修改,请刷新后重试(当前版本 {current})"

    def __init__(self, current: int) -> None:
        super().__init__(current=current)


class IllegalTransition(Refusal):
    """The state machine has no such arrow."""

    code = "ILLEGAL_TRANSITION"
    message_zh = "当前状态“{state}”不能执行“{action}”,可执行:{allowed}"

    def __init__(self, state: str, action: str, allowed: list[str]) -> None:
        super().__init__(state=state, action=action, allowed=allowed)


class MakerChecker(Refusal):
    """The same person may not do both of two separated duties."""

    code = "MAKER_CHECKER"
    message_zh = "不相容岗位:{duty}不能由本人办理"

    def __init__(self, duty: str) -> None:
        super().__init__(duty=duty)


class IdempotencyMismatch(Refusal):
    code = "IDEMPOTENCY_MISMATCH"
    message_zh = "同一幂等键已用于不同的请求"


class InProgress(Refusal):
    code = "IN_PROGRESS"
    message_zh = "相同的请求正在处理,请稍后重试"


class RateLimited(Refusal):
    code = "RATE_LIMITED"
    message_zh = "操作过于频繁,请 {retry_seconds} 秒后重试"

    def __init__(self, retry_seconds: int) -> None:
        super().__init__(retry_seconds=retry_seconds)

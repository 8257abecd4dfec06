"""How contract refuses."""

from backend.kit.refusal import Refusal


class LimitExceeded(Refusal):
    """More was asked for than is left (INV-26, INV-27)."""

    code = "LIMIT_EXCEEDED"
    message_zh = "可用额度不足:申请 {wanted} 元,可用 {available} 元"


class LimitFrozen(Refusal):
    """The limit is frozen (INV-30)."""

    code = "LIMIT_FROZEN"
    message_zh = "额度已冻结:{reason}"


class LimitExpired(Refusal):
    """The limit's last day of drawing has passed (INV-30)."""

    code = "LIMIT_EXPIRED"
    message_zh = "额度已到期,最后用款日为 {until}"


class LimitNotYetValid(Refusal):
    """The limit begins later (INV-30)."""

    code = "LIMIT_NOT_YET_VALID"
    message_zh = "额度自 {since} 起生效"


class LimitCancelled(Refusal):
    """The limit was cancelled (INV-30)."""

    code = "LIMIT_CANCELLED"
    message_zh = "额度已注销"


class LimitInUse(Refusal):
    """Something is outstanding or under way, so the limit cannot end."""

    code = "LIMIT_IN_USE"
    message_zh = "尚有未结清用款 {outstanding} 元、在途放款 {reserved} 元"


class MovementImpossible(Refusal):
    """A movement would take more than there is of what it takes from (INV-26)."""

    code = "MOVEMENT_IMPOSSIBLE"
    message_zh = "额度变动有误:{kind} {amount} 元,现有 {present} 元"


class ClosingOpenAlready(Refusal):
    """One request to end a limit at a time."""

    code = "CLOSING_OPEN_ALREADY"
    message_zh = "该额度已有在途的注销或终止申请"

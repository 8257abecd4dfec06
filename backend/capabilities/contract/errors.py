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


class ContractExists(Refusal):
    """An application has one living contract."""

    code = "CONTRACT_EXISTS"
    message_zh = "该申请已有合同 {no}"


class ApprovalLapsed(Refusal):
    """The approval was not used in time."""

    code = "APPROVAL_LAPSED"
    message_zh = "审批结果已于 {valid_to} 失效,须重新审批"


class ApprovalMissing(Refusal):
    """Nothing was approved."""

    code = "APPROVAL_MISSING"
    message_zh = "该申请没有有效的审批结果"


class GuaranteeUnchecked(Refusal):
    """Somebody's capacity to guarantee was never checked."""

    code = "GUARANTEE_UNCHECKED"
    message_zh = "保证人“{names}”的担保能力尚未核查"


class ConditionsUnmet(Refusal):
    """The contract cannot take effect yet."""

    code = "CONTRACT_CONDITION_UNMET"
    message_zh = "合同生效条件尚未满足:{unmet}"


class RemoteSignNotAllowed(Refusal):
    """Signing at a distance is for small loans (INV-51)."""

    code = "REMOTE_SIGN_NOT_ALLOWED"
    message_zh = "合同金额 {amount} 元超过远程签署上限 {maximum} 元,须当面签署并双录"

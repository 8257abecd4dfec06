"""How approval refuses."""

from backend.kit.refusal import Refusal


class BeyondRequest(Refusal):
    """An approver may lower what was asked for, never raise it (INV-40)."""

    code = "BEYOND_REQUEST"
    message_zh = "审批金额不能高于申请金额 {requested} 元"


class TermsUnchanged(Refusal):
    code = "TERMS_UNCHANGED"
    message_zh = "条件没有变更,请选择“同意”"


class TermsChanged(Refusal):
    code = "TERMS_CHANGED"
    message_zh = "条件有变更,请选择“变更后同意”并说明原因"


class NothingProposed(Refusal):
    """The investigators declined: there is nothing to agree to."""

    code = "NOTHING_PROPOSED"
    message_zh = "调查人员建议不予授信,同意须选择“变更后同意”并给出条件"


class CoverInsufficient(Refusal):
    """A secured loan is no larger than what its collateral carries (INV-57)."""

    code = "COVER_INSUFFICIENT"
    message_zh = "押品可担保 {cover} 元,不足拟批金额 {amount} 元"


class ReconsiderationOver(Refusal):
    """A rejection is reconsidered once, and soon."""

    code = "RECONSIDERATION_OVER"
    message_zh = "复议须在否决后 {days} 天内提出,且只能提出一次"


class NotRejectedHere(Refusal):
    code = "NOT_REJECTED_HERE"
    message_zh = "该申请不是在审查审批环节被否决的,不能在此复议"

"""How disbursement refuses."""

from backend.kit.refusal import Refusal


class ConditionNotMet(Refusal):
    """A condition of the drawdown is open (INV-30); one refusal names one item."""

    code = "CONDITION_NOT_MET"
    message_zh = "放款前提条件未落实:{item}"


class EntrustedRequired(Refusal):
    """The bank must pay the counterparty itself (INV-36)."""

    code = "ENTRUSTED_REQUIRED"
    message_zh = "该笔用款须受托支付:单笔或同一收款人 {window_days} 日内合计超过 {threshold} 元"


class PayeesDiffer(Refusal):
    """The entrusted payees do not add up to the amount (INV-36)."""

    code = "PAYEES_DIFFER"
    message_zh = "受托支付对象金额合计 {payees} 元,与用款金额 {amount} 元不一致"


class NoteTermOutside(Refusal):
    """The note would last longer than product or limit permit (INV-35)."""

    code = "NOTE_TERM_OUTSIDE"
    message_zh = "借据到期日 {maturity} 超出范围:最长 {months_max} 个月且不晚于 {latest}"


class MethodOutsideContract(Refusal):
    """The contract does not name this repayment method."""

    code = "METHOD_OUTSIDE_CONTRACT"
    message_zh = "合同未约定该还款方式,可选:{allowed}"


class ScheduleChanged(Refusal):
    """The schedule is not the one on the signed note (INV-46)."""

    code = "SCHEDULE_CHANGED"
    message_zh = "还款计划与已签借据不一致,请退回重新签订借据"


class ValueDatePassed(Refusal):
    """A note is released on the date that was signed, or signed anew."""

    code = "VALUE_DATE_DIFFERS"
    message_zh = "借据约定起息日为 {value_date},今日为 {today},不能放款;起息日已过须退回重新签订"


class PayoutUnderWay(Refusal):
    """The core has the request, or has carried it out; nothing may be cancelled (INV-33)."""

    code = "PAYOUT_UNDER_WAY"
    message_zh = "核心系统对该笔放款的答复为“{state}”,不能取消"

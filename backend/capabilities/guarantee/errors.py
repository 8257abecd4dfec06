"""How guarantee refuses."""

from backend.kit.refusal import Refusal


class GuarantorIsBorrower(Refusal):
    """Who owes the loan cannot stand for it (INV-55)."""

    code = "GUARANTOR_IS_BORROWER"
    message_zh = "保证人不能是{role}本人"


class CircularGuarantee(Refusal):
    """A for B and B for A guarantees nothing (INV-58)."""

    code = "CIRCULAR_GUARANTEE"
    message_zh = "借款人已(直接或间接)为该保证人的未结清贷款提供保证,不能互保"


class BeyondCapacity(Refusal):
    """The guarantor stands for as much as he can already (INV-56)."""

    code = "GUARANTEE_BEYOND_CAPACITY"
    message_zh = "拟保证金额 {wanted} 元超过该保证人尚可担保的 {available} 元"


class QuotaExceeded(Refusal):
    """A guarantee company's agreement with the bank is used up."""

    code = "QUOTA_EXCEEDED"
    message_zh = "担保公司合作额度不足,尚余 {available} 元"


class SingleCapExceeded(Refusal):
    """One customer would take more of a guarantee company than agreed."""

    code = "SINGLE_CAP_EXCEEDED"
    message_zh = "超过担保公司单户上限 {cap} 元,该借款人已占用 {used} 元"


class AgreementMissing(Refusal):
    code = "AGREEMENT_MISSING"
    message_zh = "与该担保公司没有有效的合作协议"


class GuaranteeOpenAlready(Refusal):
    code = "GUARANTEE_OPEN_ALREADY"
    message_zh = "该保证人已为本申请提供保证"


class GuaranteeNotChecked(Refusal):
    """No contract with a guarantor whose capacity nobody has looked at."""

    code = "GUARANTEE_NOT_CHECKED"
    message_zh = "保证人的代偿能力尚未核查:{names}"


class CollateralNotAppraised(Refusal):
    code = "COLLATERAL_NOT_APPRAISED"
    message_zh = "押品尚未评估或评估已过期:{nos}"


class CollateralOvercharged(Refusal):
    """A collateral carries no more than its value times the product's rate (INV-57)."""

    code = "COLLATERAL_OVERCHARGED"
    message_zh = "押品按评估值和抵押率尚可担保 {available} 元,不足 {wanted} 元"


class CollateralStillPledged(Refusal):
    code = "COLLATERAL_STILL_PLEDGED"
    message_zh = "押品仍担保未结清的债务,不能解除登记"

"""How customer refuses."""

from backend.kit.refusal import Refusal


class IdNumberInvalid(Refusal):
    """The check character, the birth date or the form of the number is wrong."""

    code = "ID_NUMBER_INVALID"
    message_zh = "{kind}校验不通过,请核对证件"


class CustomerAlreadyKnown(Refusal):
    """The bank has this customer already; the answer does not say who looks after him."""

    code = "CUSTOMER_ALREADY_KNOWN"
    message_zh = "该证件的客户已建档,客户编号 {no}"


class RelationImpossible(Refusal):
    """These two cannot stand so to each other."""

    code = "RELATION_IMPOSSIBLE"
    message_zh = "不能建立该关系:{reason}"


class RelationKnown(Refusal):
    """The tie is written down already, or one of the two has another spouse."""

    code = "RELATION_KNOWN"
    message_zh = "该关系已登记,或一方已登记其他配偶"


class CardNumberInvalid(Refusal):
    """Not 12 to 19 digits with a Luhn check digit."""

    code = "CARD_NUMBER_INVALID"
    message_zh = "银行卡号校验不通过,请核对卡片"


class AccountKnown(Refusal):
    """The customer has this account already."""

    code = "ACCOUNT_KNOWN"
    message_zh = "该客户已登记这张银行卡"


class AccountNotVerified(Refusal):
    """The card's bank says that card, name, number and phone do not belong together."""

    code = "ACCOUNT_NOT_VERIFIED"
    message_zh = "银行卡四要素核验不一致({outcome}),请核对户名、证件号、预留手机号和卡号"


class CheckUnavailable(Refusal):
    """The register gave no usable answer; nothing was decided."""

    code = "EXTERNAL_UNAVAILABLE"
    message_zh = "{what}暂时不可用,请稍后重试"


class BlacklistedAlready(Refusal):
    """The same subject stands on the list already."""

    code = "BLACKLISTED_ALREADY"
    message_zh = "该对象已在黑名单中"

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

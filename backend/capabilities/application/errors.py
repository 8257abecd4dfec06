"""How application refuses."""

from backend.kit.refusal import Refusal


class ApplicationOpenAlready(Refusal):
    """One open application per customer and product (INV-17)."""

    code = "APPLICATION_OPEN_ALREADY"
    message_zh = "该客户在本产品下已有在途申请 {no}"


class NothingChanged(Refusal):
    """The new version says what the old one said."""

    code = "NOTHING_CHANGED"
    message_zh = "内容没有变化"

"""How the calculator refuses; what is wrong with single inputs is ``ValidationFailed``."""

from backend.kit.refusal import Refusal


class AnnualCostUndefined(Refusal):
    """The cash flows have no annual rate between -90 % and 1000 %."""

    code = "ANNUAL_COST_UNDEFINED"
    message_zh = "费用相对放款金额过高,无法计算年化综合融资成本"

    def __init__(self) -> None:
        super().__init__(path=("fees",))

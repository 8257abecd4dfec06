"""How reference data refuses."""

from backend.kit.refusal import Refusal


class ReferenceDataMissing(Refusal):
    """Something that the bank must load first is not there."""

    code = "REFERENCE_DATA_MISSING"
    message_zh = "基础数据缺失:{what}"


class BusinessDateNotLater(Refusal):
    code = "BUSINESS_DATE_NOT_LATER"
    message_zh = "营业日期只能向后推进,当前为 {today}"


class ParameterUnknown(Refusal):
    code = "PARAMETER_UNKNOWN"
    message_zh = "没有名为“{key}”的参数"


class ParameterUnfit(Refusal):
    """The value is not of the parameter's type."""

    code = "PARAMETER_UNFIT"
    message_zh = "参数“{key}”的值类型应为 {kind}"


class AlreadyRecorded(Refusal):
    """A quote or a day stands already; history is not rewritten."""

    code = "ALREADY_RECORDED"
    message_zh = "{what}已经登记"

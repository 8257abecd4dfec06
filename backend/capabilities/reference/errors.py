"""How reference data refuses."""

from backend.kit.refusal import Refusal


class ReferenceDataMissing(Refusal):
    """Something that the bank must load first is not there."""

    code = "REFERENCE_DATA_MISSING"
    message_zh = "基础数据缺失:{what}"


class BusinessDateNotLater(Refusal):
    code = "BUSINESS_DATE_NOT_LATER"
    message_zh = "营业日期只能向后推进,当前为 {today}"

"""Why an investigation does not go on."""

from backend.kit.refusal import Refusal


class CoInvestigatorMissing(Refusal):
    """Two people investigate (INV-20)."""

    code = "CO_INVESTIGATOR_MISSING"
    message_zh = "请先指定协办人,须与主办人不是同一人"


class NotInvestigator(Refusal):
    code = "NOT_INVESTIGATOR"
    message_zh = "只有本案的主办人和协办人可以办理"


class VisitRequired(Refusal):
    """Only small loans may be investigated at a distance."""

    code = "VISIT_REQUIRED"
    message_zh = "申请金额 {amount} 元超过可免现场调查的 {maximum} 元,请现场调查"


class PositionUnreliable(Refusal):
    code = "POSITION_UNRELIABLE"
    message_zh = "定位不可信({problem}),请在现场重新签到"


class FarFromSite(Refusal):
    code = "FAR_FROM_SITE"
    message_zh = "签到位置距调查地点 {metres} 米,超过 {maximum} 米"


class FarFromPartner(Refusal):
    """Both stand in the same place (INV-20)."""

    code = "FAR_FROM_PARTNER"
    message_zh = "签到位置距另一名调查人 {metres} 米,须在 {maximum} 米以内"


class SectionUnknown(Refusal):
    code = "SECTION_UNKNOWN"
    message_zh = "本产品的调查没有“{module}”模块"


class SectionNotComplete(Refusal):
    code = "SECTION_NOT_COMPLETE"
    message_zh = "“{title}”尚未完成"


class EvidenceMissing(Refusal):
    code = "EVIDENCE_MISSING"
    message_zh = "“{title}”还缺 {lacking} 份佐证"


class BureauReportMissing(Refusal):
    code = "BUREAU_REPORT_MISSING"
    message_zh = "没有可用的借款人征信报告,请先完成征信查询"


class OpinionMissing(Refusal):
    code = "OPINION_MISSING"
    message_zh = "{who}尚未提交授信意见"


class ReportMissing(Refusal):
    code = "REPORT_MISSING"
    message_zh = "请先生成调查报告"


class ReportOutdated(Refusal):
    """What was signed must be what stands (INV-20)."""

    code = "REPORT_OUTDATED"
    message_zh = "调查数据在报告生成后有变化,请重新生成报告并签署"


class SignedAlready(Refusal):
    code = "SIGNED_ALREADY"
    message_zh = "您已签署本报告"


class LeadSignsFirst(Refusal):
    code = "LEAD_SIGNS_FIRST"
    message_zh = "请先由主办人签署"

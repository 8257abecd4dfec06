"""How the product centre (产品中心) refuses."""

from backend.kit.refusal import Refusal


class ProductNotOpen(Refusal):
    code = "PRODUCT_NOT_OPEN"
    message_zh = "产品“{product}”当前未在本机构开办:{reason}"


class AmountOutsideProduct(Refusal):
    code = "AMOUNT_OUTSIDE_PRODUCT"
    message_zh = "申请金额须在 {minimum} 元至 {maximum} 元之间"


class AmountOffStep(Refusal):
    code = "AMOUNT_OFF_STEP"
    message_zh = "申请金额须为 {step} 元的整数倍"


class TermOutsideProduct(Refusal):
    code = "TERM_OUTSIDE_PRODUCT"
    message_zh = "期限须在 {minimum} 个月至 {maximum} 个月之间"


class MethodNotOffered(Refusal):
    code = "METHOD_NOT_OFFERED"
    message_zh = "本产品不支持该还款方式,可选:{allowed}"


class TermTooLongForMethod(Refusal):
    code = "TERM_TOO_LONG_FOR_METHOD"
    message_zh = "还款方式“{method}”的期限不能超过 {maximum} 个月"


class GuaranteeUnsatisfied(Refusal):
    code = "GUARANTEE_UNSATISFIED"
    message_zh = "担保不符合产品要求,须为:{allowed}"


class PurposeNotAllowed(Refusal):
    code = "PURPOSE_NOT_ALLOWED"
    message_zh = "贷款用途不在本产品范围内,可选:{allowed}"


class CustomerNotServed(Refusal):
    code = "CUSTOMER_NOT_SERVED"
    message_zh = "本产品只面向:{allowed}"


class AgeOutsideProduct(Refusal):
    code = "AGE_OUTSIDE_PRODUCT"
    message_zh = "申请人年龄 {age} 岁,须在 {minimum} 岁至 {maximum} 岁之间"


class TooOldAtMaturity(Refusal):
    code = "TOO_OLD_AT_MATURITY"
    message_zh = "贷款到期时申请人 {age} 岁,不能超过 {maximum} 岁"


class GroupSizeWrong(Refusal):
    code = "GROUP_SIZE_WRONG"
    message_zh = "联保小组须有 {minimum} 至 {maximum} 名成员,目前 {members} 名"


class RenewalNotAllowed(Refusal):
    code = "RENEWAL_NOT_ALLOWED"
    message_zh = "不符合续贷条件:{reason}"


class SpreadOutsideProduct(Refusal):
    code = "SPREAD_OUTSIDE_PRODUCT"
    message_zh = "加点须在 {minimum} 至 {maximum} 个基点之间"


class RateOutsideProduct(Refusal):
    code = "RATE_OUTSIDE_PRODUCT"
    message_zh = "年利率 {rate}% 须在 {minimum}% 至 {maximum}% 之间"


class ProductNotPublishable(Refusal):
    code = "PRODUCT_NOT_PUBLISHABLE"
    message_zh = "产品配置不能发布:{problem}"

    def __init__(self, problem: str, *path: str) -> None:
        """Name the problem in Chinese and its place in the product's document."""
        super().__init__(path=path, problem=problem)


class NoWorkflowBound(Refusal):
    code = "NO_WORKFLOW_BOUND"
    message_zh = "产品没有为该业务绑定适用的流程"


class ProductVersionSucceeded(Refusal):
    """A suspended version stays suspended once a later one is in force."""

    code = "PRODUCT_VERSION_SUCCEEDED"
    message_zh = "第 {number} 版已在用,本版不能恢复受理"


class TemplateDefective(Refusal):
    code = "TEMPLATE_DEFECTIVE"
    message_zh = "文本模板有误:{problem}"


class TemplateEffectiveTooEarly(Refusal):
    code = "TEMPLATE_EFFECTIVE_TOO_EARLY"
    message_zh = "启用日期不能早于当前营业日 {today}"


class TemplateMissing(Refusal):
    code = "TEMPLATE_MISSING"
    message_zh = "文本模板 {template} 在 {day} 没有已发布的版本"

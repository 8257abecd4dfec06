"""Why a bureau query is refused."""

from backend.kit.refusal import Refusal


class AuthorizationRequired(Refusal):
    """None, unsigned, revoked, or another person's: the query has no ground."""

    code = "AUTHORIZATION_REQUIRED"
    message_zh = "没有该主体有效的征信授权书(当前状态:{state}),请先签署授权"

    def __init__(self, state: str) -> None:
        super().__init__(path=("authorizationId",), state=state)


class AuthorizationOutOfDate(Refusal):
    code = "AUTHORIZATION_OUT_OF_DATE"
    message_zh = "征信授权书的有效期为 {valid_from} 至 {valid_to},今天不在有效期内"

    def __init__(self, valid_from: str, valid_to: str) -> None:
        super().__init__(path=("authorizationId",), valid_from=valid_from, valid_to=valid_to)


class PurposeNotAuthorized(Refusal):
    code = "PURPOSE_NOT_AUTHORIZED"
    message_zh = "授权书没有同意用于“{reason}”"

    def __init__(self, reason: str) -> None:
        super().__init__(path=("reason",), reason=reason)


class QueryReasonMismatch(Refusal):
    code = "QUERY_REASON_MISMATCH"
    message_zh = "查询原因“{reason}”与当事人角色“{role}”不符"

    def __init__(self, reason: str, role: str) -> None:
        super().__init__(path=("reason",), reason=reason, role=role)


class BureauAccountMissing(Refusal):
    code = "BUREAU_ACCOUNT_MISSING"
    message_zh = "您没有本人的征信查询用户,请联系征信管理员"


class QueryApprovalRequired(Refusal):
    code = "QUERY_APPROVAL_REQUIRED"
    message_zh = "本行要求征信查询先经审批"


class QueryUnresolved(Refusal):
    code = "QUERY_UNRESOLVED"
    message_zh = "该主体有一笔查询尚未返回结果,只能查证其状态,不能重新发起"


class IndicatorsUnreadable(Refusal):
    code = "BUREAU_INDICATORS_UNREADABLE"
    message_zh = "征信指标无法解析:{problems}"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems=";".join(problems))


class BureauAccountTaken(Refusal):
    """The account is another's, or the person has one."""

    code = "BUREAU_ACCOUNT_TAKEN"
    message_zh = "该征信用户名已登记,或该人员已有征信查询用户;征信用户不得共用"


class AuthorizationOpenAlready(Refusal):
    """One permission at a time is on its way to be signed."""

    code = "AUTHORIZATION_OPEN_ALREADY"
    message_zh = "该客户已有在办的征信授权书 {no}"


class RepresentativeMissing(Refusal):
    """A firm signs by its legal representative, whose file must be linked."""

    code = "REPRESENTATIVE_MISSING"
    message_zh = "企业客户没有登记法定代表人,请先登记客户关系"


class ReportUnreadable(Refusal):
    """The original is not a page that can be shown with a watermark."""

    code = "REPORT_NOT_SHOWN"
    message_zh = "该报告原件的格式({media_type})不能加水印展示,请由征信管理员处理"

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

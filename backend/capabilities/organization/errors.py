"""How organization refuses."""

from backend.kit.refusal import Refusal


class SignInFailed(Refusal):
    """Wrong name or password: which of the two is nobody's business."""

    code = "SIGN_IN_FAILED"
    message_zh = "登录名或口令不正确"


class SignInClosed(Refusal):
    """Too many failures in a row."""

    code = "SIGN_IN_CLOSED"
    message_zh = "尝试次数过多,请于 {until} 后再试"


class SessionExpired(Refusal):
    code = "SESSION_EXPIRED"
    message_zh = "会话已失效,请重新登录"


class RolesIncompatible(Refusal):
    code = "ROLES_INCOMPATIBLE"
    message_zh = "不相容角色:{one}与{other}不能由同一人担任"


class ChallengeInvalid(Refusal):
    code = "CHALLENGE_INVALID"
    message_zh = "验证已过期,请重新登录"

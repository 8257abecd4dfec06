"""How signing (签约) refuses."""

from backend.kit.refusal import Refusal


class LinkExpired(Refusal):
    """Unknown, replaced, or over: the answer is the same, so that nobody can probe."""

    code = "LINK_EXPIRED"
    message_zh = "签约链接无效或已过期,请联系您的客户经理重新发送"


class SigningClosed(Refusal):
    code = "SIGNING_CLOSED"
    message_zh = "本次签约{outcome},不能继续办理"


class NotYourTurn(Refusal):
    code = "NOT_YOUR_TURN"
    message_zh = "须等待前一位签署人完成签署,完成后将短信通知您"


class SignerSignInFailed(Refusal):
    code = "SIGNER_SIGN_IN_FAILED"
    message_zh = "手机号或验证码不正确"


class CodeInvalid(Refusal):
    code = "SMS_CODE_INVALID"
    message_zh = "验证码不正确,还可尝试 {left} 次"


class CodeLocked(Refusal):
    code = "SMS_CODE_LOCKED"
    message_zh = "验证码错误次数过多已失效,请重新获取"


class CodeExpired(Refusal):
    code = "SMS_CODE_EXPIRED"
    message_zh = "验证码已失效,请重新获取"


class FaceFailed(Refusal):
    code = "FACE_FAILED"
    message_zh = "人脸核验未通过:{reason},还可尝试 {left} 次"


class FaceLocked(Refusal):
    code = "FACE_LOCKED"
    message_zh = "人脸核验已失败 3 次,请联系客户经理当面办理"


class FaceChallengeInvalid(Refusal):
    code = "FACE_CHALLENGE_INVALID"
    message_zh = "本次人脸核验已使用或已过期,请重新开始"


class FaceUnavailable(Refusal):
    code = "FACE_UNAVAILABLE"
    message_zh = "人脸核验服务暂时不可用,本次不计入失败次数,请稍后重试"


class DocumentsNotRead(Refusal):
    code = "DOCUMENT_NOT_READ"
    message_zh = "请先完整阅读:{titles}"


class DisclosureNotRead(Refusal):
    code = "DISCLOSURE_NOT_READ"
    message_zh = "请阅读综合融资成本明示表,还须 {seconds} 秒"


class RecordingMissing(Refusal):
    code = "RECORDING_MISSING"
    message_zh = "超过线上签约限额,须先完成双录(录音录像)"


class SigningUnderway(Refusal):
    code = "SIGNING_UNDERWAY"
    message_zh = "签署人已确认签署,正在生成电子签名,不能作废"


class SignerUnknown(Refusal):
    code = "SIGNER_UNKNOWN"
    message_zh = "签署人“{key}”在文件中没有签署位置"

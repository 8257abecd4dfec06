"""How evidence refuses."""

from backend.kit.refusal import Refusal


class DocumentUnprintable(Refusal):
    code = "DOCUMENT_UNPRINTABLE"
    message_zh = "文件不能生成:{problem}"


class UploadNotAccepted(Refusal):
    """The library's own code travels as ``cause``."""

    code = "UPLOAD_NOT_ACCEPTED"
    message_zh = "{problem}"


class UploadMissing(Refusal):
    code = "UPLOAD_MISSING"
    message_zh = "文件尚未上传,或正在处理,请稍后再试"


class UploadNotYours(Refusal):
    code = "UPLOAD_NOT_YOURS"
    message_zh = "只能使用本人上传的文件"


class EvidenceLocked(Refusal):
    code = "EVIDENCE_LOCKED"
    message_zh = "资料已归入已办结环节,不能再改动"


class CardUnreadable(Refusal):
    code = "CARD_UNREADABLE"
    message_zh = "{problem}"


class RegisterUnavailable(Refusal):
    code = "OUTSIDE_UNAVAILABLE"
    message_zh = "{system}暂时没有答复,请稍后重试"


class StoreUnavailable(Refusal):
    code = "STORE_UNAVAILABLE"
    message_zh = "文件存储暂时不可用,请稍后重试"

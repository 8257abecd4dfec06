"""How post-loan care refuses."""

from backend.kit.refusal import Refusal


class CheckEvidenceMissing(Refusal):
    """A visit leaves a trace: at least one photo or paper."""

    code = "CHECK_EVIDENCE_MISSING"
    message_zh = "贷后检查须附现场影像或资料,至少 {minimum} 份"

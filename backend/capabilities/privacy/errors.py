"""How privacy refuses."""

from backend.kit.refusal import Refusal


class ConsentRequired(Refusal):
    """The person has not agreed to this handling of his data, or has gone back on it."""

    code = "CONSENT_REQUIRED"
    message_zh = "{name}尚未同意“{kind}”,请先取得本人同意"


class ConsentNotGiven(Refusal):
    """There is nothing to withdraw."""

    code = "CONSENT_NOT_GIVEN"
    message_zh = "没有可撤回的“{kind}”同意"

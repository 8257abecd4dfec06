"""Codes by text message: sent, tried, used once (INV-49)."""

from backend.capabilities.notification import service as notification
from backend.capabilities.signing.errors import CodeExpired, CodeInvalid, CodeLocked
from backend.capabilities.signing.models import SmsCode
from backend.capabilities.signing.rules import (
    CODE_LIFE,
    CODE_TRIES_MAX,
    CODES_PER_DAY_MAX,
    CodePurpose,
    CodeState,
    CodeVerdict,
    code_text,
    judge_code,
    new_code,
    wait_seconds,
)
from backend.capabilities.signing.service.access import Part
from backend.capabilities.signing.service.chain import note
from backend.kit.crypto import blind_index
from backend.kit.refusal import RateLimited, Refusal
from backend.kit.work import Work

PURPOSE_ZH = {CodePurpose.LOGIN: "登录签约", CodePurpose.SIGN: "确认签署"}


async def send(work: Work, part: Part, purpose: CodePurpose) -> SmsCode:
    """Send a fresh code, bound to the signer and his documents; the one before ends.

    Raises:
        RateLimited: within a minute of the last, or the eleventh in a day.
    """
    signer, task = part.signer, part.task
    sent = (
        await SmsCode.filter(signer_id=signer.id, purpose=purpose)
        .using_db(work.connection)
        .order_by("-sent_at")
        .limit(CODES_PER_DAY_MAX)
    )
    if wait := wait_seconds((row.sent_at for row in sent), work.now):
        raise RateLimited(wait)
    code = new_code()
    row = await work.add(
        SmsCode,
        legal_entity_id=signer.legal_entity_id,
        signer_id=signer.id,
        purpose=purpose,
        code_hash=_hash(part, purpose, code),
        context_sha256=signer.document_set_sha256,
        sent_at=work.now,
        expires_at=work.now + CODE_LIFE,
    )
    text = (
        f"验证码 {code},用于{PURPOSE_ZH[purpose]}《{task.title}》,5 分钟内有效。"
        "请勿告诉任何人,银行工作人员不会向您索要。"
    )
    await notification.text(
        work,
        template=f"SIGNING_{purpose.value}",
        phone=signer.phone,
        text=text,
        once=f"signing-code:{row.id}",
        is_code=True,
    )
    await note(work, task, f"{purpose.value}_CODE_SENT", signer=str(signer.id), code=str(row.id))
    return row


async def use(work: Work, part: Part, purpose: CodePurpose, code: str) -> Refusal | None:
    """Try a code; a refusal is returned, so that the caller commits the failed try.

    The row is locked: of two equal tries at once, one uses the code (INV-49).
    """
    signer = part.signer
    row = (
        await SmsCode.filter(signer_id=signer.id, purpose=purpose)
        .using_db(work.connection)
        .order_by("-sent_at")
        .select_for_update()
        .first()
    )
    state = _state(row) if row else None
    given = _hash(part, purpose, code)
    verdict = judge_code(state, given, signer.document_set_sha256, work.now)
    if row is not None and verdict is CodeVerdict.FITS:
        await row.revise(work.actor.id, consumed_at=work.now)
        await note(
            work, part.task, f"{purpose.value}_CODE_USED", signer=str(signer.id), code=str(row.id)
        )
        return None
    if row is not None and verdict is CodeVerdict.WRONG:
        await row.revise(work.actor.id, tries=row.tries + 1)
        await note(work, part.task, f"{purpose.value}_CODE_WRONG", signer=str(signer.id))
        return CodeInvalid(left=CODE_TRIES_MAX - row.tries)
    return CodeLocked() if verdict is CodeVerdict.LOCKED else CodeExpired()


def _state(row: SmsCode) -> CodeState:
    return CodeState(
        row.code_hash,
        row.context_sha256,
        row.expires_at,
        row.tries,
        is_consumed=row.consumed_at is not None,
    )


def _hash(part: Part, purpose: CodePurpose, code: str) -> str:
    signer = part.signer
    return blind_index(code_text(purpose, str(signer.id), signer.document_set_sha256, code))

"""Coming in: by the link and a code on one's own phone, or in front of an officer."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.signing import queries
from backend.capabilities.signing.errors import (
    CodeExpired,
    FaceLocked,
    LinkExpired,
    SignerSignInFailed,
)
from backend.capabilities.signing.models import Signer
from backend.capabilities.signing.rules import (
    OPEN_SIGNER,
    SESSION_LIFE,
    SIGNER_MACHINE,
    CodePurpose,
    SignerStatus,
    SigningMode,
)
from backend.capabilities.signing.service import codes
from backend.capabilities.signing.service.access import (
    Part,
    any_part_of,
    part_of,
    staff_part,
)
from backend.capabilities.signing.service.chain import note
from backend.kit import masks
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.ids import uuid7
from backend.kit.refusal import IllegalTransition, Refusal, ValidationFailed
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports

AUDIENCE = "signer"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSigningLink:
    """打开签约链接"""

    token: str = about("链接中的令牌")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLoginCode:
    """获取登录验证码"""

    token: str = about("链接中的令牌")
    phone: str = about("手机号")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSigner:
    """签署人登录"""

    token: str = about("链接中的令牌")
    phone: str = about("手机号")
    code: str = about("短信验证码")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistSigner:
    """当面协助签署:工作人员核对本人和证件,签署人在工作人员的设备上继续"""

    signer_id: UUID = about("签署人")
    is_identity_checked: bool = about("已当面核对本人与身份证件")


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a link shows to whoever holds it: nothing about anybody else."""

    title: str
    name: str
    phone: str
    expires_at: datetime
    is_your_turn: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signer with his access token."""

    signer: Signer
    access_token: str
    expires_at: datetime


async def open_signing(actor: Actor, command: OpenSigningLink) -> Greeting:
    """Show what a link is for, masked.

    Raises:
        LinkExpired: unknown, replaced or over; the answer is the same.
    """
    signer = await _signer_of(command.token)
    who = await _as_signer(actor, signer)
    async with unit_of_work(who) as work:
        part = await any_part_of(work, signer.id)
        if part.signer.viewed_at is None:
            await part.signer.revise(signer.id, viewed_at=work.now)
        await note(work, part.task, "OPENED", signer=str(signer.id))
    return Greeting(
        title=part.task.title,
        name=masks.name(signer.name),
        phone=masks.phone(signer.phone),
        expires_at=part.task.expires_at,
        is_your_turn=part.signer.status != SignerStatus.WAITING,
    )


async def send_login_code(actor: Actor, command: SendLoginCode) -> int:
    """Send a login code and say how many seconds to wait before the next.

    Raises:
        LinkExpired: the link does not hold.
        SignerSignInFailed: the phone is not the signer's; nothing is sent.
        RateLimited: too soon, or too many.
    """
    signer = await _signer_of(command.token)
    _check_phone(signer, command.phone)
    async with unit_of_work(await _as_signer(actor, signer)) as work:
        await codes.send(work, await _part(work, signer), CodePurpose.LOGIN)
    return 60


async def sign_in_signer(actor: Actor, command: SignInSigner, ports: Ports) -> SignedIn:
    """Sign a signer in with phone and code; a session elsewhere ends.

    Raises:
        LinkExpired, SignerSignInFailed: the link or the phone is not his.
        CodeInvalid, CodeLocked, CodeExpired: the code.
        NotYourTurn: somebody before has not signed yet.
    """
    signer = await _signer_of(command.token)
    _check_phone(signer, command.phone)
    refusal: Refusal | None = None
    opened: SignedIn | None = None
    async with unit_of_work(await _as_signer(actor, signer)) as work:
        part = await _part(work, signer)
        refusal = await codes.use(work, part, CodePurpose.LOGIN, command.code)
        if refusal is None:
            await _come_in(work, part)
            opened = _open(ports, part.signer, work.now)
    if opened is None:
        raise refusal or CodeExpired
    return opened


async def assist_signer(actor: Actor, command: AssistSigner, ports: Ports) -> SignedIn:
    """Let a signer sign on an officer's device; the officer is the witness (面签).

    Presence and papers, checked by the officer, take the place of link and face check.

    Raises:
        ValidationFailed: the officer has not checked who it is.
        NotYourTurn: somebody before has not signed yet.
    """
    if not command.is_identity_checked:
        raise ValidationFailed("须当面核对本人与身份证件", "is_identity_checked")
    async with unit_of_work(actor) as work:
        await staff_part(work, actor, command.signer_id, "signing:assist")
        part = await part_of(work, command.signer_id)
        changes: dict[str, Any] = {
            "is_assisted": True,
            "witness_id": actor.id,
            "session_id": uuid7(),
        }
        if "assist" in SIGNER_MACHINE.allowed(SignerStatus(part.signer.status)):
            await audit.move(work, part.signer, SIGNER_MACHINE, "assist", **changes)
        elif part.signer.status in OPEN_SIGNER:
            await part.signer.revise(actor.id, **changes)
        else:
            raise IllegalTransition(part.signer.status, "assist", [])
        await note(
            work,
            part.task,
            "IDENTITY_WITNESSED",
            signer=str(part.signer.id),
            witness=str(actor.id),
            mode=SigningMode.FACE_TO_FACE.value,
        )
        return _open(ports, part.signer, work.now)


async def _come_in(work: Work, part: Part) -> None:
    signer = part.signer
    if signer.status == SignerStatus.LOCKED:
        raise FaceLocked
    session: dict[str, Any] = {"session_id": uuid7()}
    if signer.status == SignerStatus.NOTIFIED:
        await audit.move(work, signer, SIGNER_MACHINE, "log_in", **session)
    else:
        await signer.revise(signer.id, **session)


def _open(ports: Ports, signer: Signer, now: datetime) -> SignedIn:
    assert signer.session_id is not None
    token = ports.tokens.issue(AUDIENCE, signer.id, signer.session_id, now, SESSION_LIFE)
    return SignedIn(signer, token, now + SESSION_LIFE)


async def _part(work: Work, signer: Signer) -> Part:
    # Whoever has signed may come back for his copies until the link ends.
    if signer.status == SignerStatus.SIGNED:
        return await any_part_of(work, signer.id)
    return await part_of(work, signer.id)


async def _signer_of(token: str) -> Signer:
    signer = await queries.signer_by_link(token)
    if signer is None or signer.token_expires_at is None or signer.token_expires_at <= utc_now():
        raise LinkExpired
    return signer


def _check_phone(signer: Signer, phone: str) -> None:
    if not secrets.compare_digest(signer.phone_hash, blind_index(phone.strip())):
        raise SignerSignInFailed


async def _as_signer(actor: Actor, signer: Signer) -> Actor:
    return await queries.actor_for(
        signer, ip=actor.ip, device=actor.device, trace_id=actor.trace_id
    )

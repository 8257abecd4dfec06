"""The face check of a signer: random actions, one use, three failures at most (INV-48)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as files
from backend.capabilities.signing.errors import (
    FaceChallengeInvalid,
    FaceFailed,
    FaceLocked,
    FaceUnavailable,
)
from backend.capabilities.signing.models import FaceAttempt, Signer
from backend.capabilities.signing.rules import (
    FACE_TRIES_MAX,
    FRAMES_BYTES_MAX,
    SIGNER_MACHINE,
    SignerStatus,
)
from backend.capabilities.signing.service.access import Part, own_part
from backend.capabilities.signing.service.chain import note
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.ids import uuid7
from backend.kit.refusal import RateLimited, Refusal, ValidationFailed
from backend.kit.work import Work, unit_of_work
from backend.ports import Ports
from backend.ports.face import (
    FaceAction,
    FaceChallenge,
    FaceOutcome,
    FaceResult,
    FaceSubmission,
    Frame,
)
from backend.ports.failures import Unavailable

CHECKS_PER_DAY_MAX = 10
REASON_ZH = {
    FaceOutcome.SPOOF: "不是活体",
    FaceOutcome.LOW_SCORE: "与证件照不符",
    FaceOutcome.NO_FACE: "没有检测到人脸",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFaceCheck:
    """开始人脸核验"""

    device: str = about("设备标识", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameGiven:
    """一帧画面"""

    at_ms: int = about("距开始的毫秒数")
    image_base64: str = about("JPEG 画面,Base64")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitFaceFrames:
    """提交人脸核验画面"""

    challenge_id: str = about("开始核验时给出的标识")
    frames: list[FrameGiven] = about("画面,按时间先后")


async def start_face_check(actor: Actor, command: StartFaceCheck, ports: Ports) -> FaceAttempt:
    """Choose what the signer shall do in front of the camera, within a minute.

    Raises:
        FaceLocked: three checks have failed.
        RateLimited: too many checks today.
        FaceUnavailable: the service does not answer.
    """
    async with unit_of_work(actor) as work:
        _check_may(await own_part(work))
        await _check_rate(work)
        now = work.now
    try:
        challenge = await ports.face.start(now)
    except Unavailable as error:
        raise FaceUnavailable from error
    async with unit_of_work(actor) as work:
        part = await own_part(work)
        _check_may(part)
        return await work.add(
            FaceAttempt,
            legal_entity_id=part.signer.legal_entity_id,
            signer_id=part.signer.id,
            challenge_id=challenge.challenge_id,
            actions=[action.value for action in challenge.actions],
            frames_max=challenge.frames_max,
            expires_at=challenge.expires_at,
            device=command.device[:80],
        )


async def submit_face_frames(actor: Actor, command: SubmitFaceFrames, ports: Ports) -> Signer:
    """Judge a film against the signer's challenge, which is used up by asking.

    Raises:
        FaceChallengeInvalid: used before, over, another's, or with frames seen before.
        FaceFailed: says why, and how many tries are left.
        FaceLocked: the third failure.
        FaceUnavailable: the service does not answer; the try does not count.
    """
    frames = _frames(command)
    attempt = await _take(actor, command.challenge_id, frames)
    reference = await _reference(actor, ports)
    challenge = FaceChallenge(
        attempt.challenge_id,
        tuple(FaceAction(action) for action in attempt.actions),
        attempt.expires_at,
        attempt.frames_max,
    )
    try:
        result = await ports.face.verify(FaceSubmission(challenge, frames, reference))
    except Unavailable as error:
        raise FaceUnavailable from error
    return await _record(actor, attempt.id, result)


def _check_may(part: Part) -> None:
    if part.signer.status == SignerStatus.LOCKED:
        raise FaceLocked
    SIGNER_MACHINE.next(SignerStatus(part.signer.status), "pass_face")


async def _check_rate(work: Work) -> None:
    today = FaceAttempt.filter(
        signer_id=work.actor.subject_id, created_at__gt=work.now - timedelta(days=1)
    )
    if await today.using_db(work.connection).count() >= CHECKS_PER_DAY_MAX:
        raise RateLimited(3600)


def _frames(command: SubmitFaceFrames) -> tuple[Frame, ...]:
    if sum(len(frame.image_base64) for frame in command.frames) > FRAMES_BYTES_MAX * 4 // 3:
        raise ValidationFailed("画面总大小不能超过 6 MB", "frames")
    times = [frame.at_ms for frame in command.frames]
    if not times or times != sorted(times):
        raise ValidationFailed("画面须按时间先后", "frames")
    try:
        return tuple(
            Frame(frame.at_ms, base64.b64decode(frame.image_base64, validate=True))
            for frame in command.frames
        )
    except binascii.Error as error:
        raise ValidationFailed("画面编码不正确", "frames") from error


async def _take(actor: Actor, challenge_id: str, frames: tuple[Frame, ...]) -> FaceAttempt:
    """Use a challenge up, before anybody judges: a replay finds it gone."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(each.image).digest() for each in frames))
    try:
        async with unit_of_work(actor) as work:
            part = await own_part(work)
            _check_may(part)
            attempt = (
                await FaceAttempt.filter(
                    challenge_id=challenge_id, signer_id=part.signer.id, used_at=None
                )
                .using_db(work.connection)
                .select_for_update()
                .first()
            )
            if (
                attempt is None
                or attempt.expires_at <= work.now
                or len(frames) > attempt.frames_max
            ):
                raise FaceChallengeInvalid
            await attempt.revise(part.signer.id, used_at=work.now, frames_sha256=digest.hexdigest())
    except IntegrityError as error:
        raise FaceChallengeInvalid from error
    return attempt


async def _reference(actor: Actor, ports: Ports) -> bytes:
    async with unit_of_work(actor) as work:
        signer = (await own_part(work)).signer
        file = (
            await evidence.file_of(signer.reference_file_id) if signer.reference_file_id else None
        )
    return await files.read_file(ports, file) if file else b""


async def _record(actor: Actor, attempt_id: UUID, result: FaceResult) -> Signer:
    refusal: Refusal | None = None
    async with unit_of_work(actor) as work:
        part = await own_part(work)
        _check_may(part)
        attempt = await work.lock(FaceAttempt, attempt_id)
        await attempt.revise(
            part.signer.id,
            outcome=result.outcome.value,
            liveness_pct=result.liveness_pct,
            match_pct=result.match_pct,
            assurance=result.assurance.value,
            provider=result.provider,
            vendor_ref=result.vendor_ref,
            is_simulated=result.simulated,
        )
        await _note(work, part, attempt)
        if result.outcome is FaceOutcome.PASS:
            await audit.move(work, part.signer, SIGNER_MACHINE, "pass_face")
        else:
            refusal = await _fail(work, part, result.outcome)
    if refusal is not None:
        raise refusal
    return part.signer


async def _fail(work: Work, part: Part, outcome: FaceOutcome) -> Refusal:
    failures = part.signer.face_failures + 1
    if failures >= FACE_TRIES_MAX:
        await audit.move(
            work, part.signer, SIGNER_MACHINE, "lock", face_failures=failures, session_id=uuid7()
        )
        return FaceLocked()
    await part.signer.revise(part.signer.id, face_failures=failures)
    return FaceFailed(reason=REASON_ZH[outcome], left=FACE_TRIES_MAX - failures)


async def _note(work: Work, part: Part, attempt: FaceAttempt) -> None:
    await note(
        work,
        part.task,
        "FACE_CHECKED",
        signer=str(part.signer.id),
        attempt=str(attempt.id),
        outcome=attempt.outcome,
        liveness=attempt.liveness_pct,
        match=attempt.match_pct,
        provider=attempt.provider,
        assurance=attempt.assurance,
        simulated=attempt.is_simulated,
        frames_sha256=attempt.frames_sha256,
        actions=attempt.actions,
    )

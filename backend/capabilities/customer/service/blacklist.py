"""Putting somebody on the blacklist and taking him off."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.customer.errors import BlacklistedAlready
from backend.capabilities.customer.models import BlacklistEntry
from backend.capabilities.customer.rules import BlacklistKind, BlacklistLevel, BlacklistSource
from backend.capabilities.reference import queries as reference
from backend.kit import masks
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.refusal import NotFound, Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

REASON_MIN = 5
REASON_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToBlacklist:
    """列入黑名单"""

    kind: BlacklistKind = about("对象种类")
    subject: str = about("对象:证件号、手机号、统一社会信用代码、地址或设备号")
    source: BlacklistSource = about("来源", BlacklistSource.INTERNAL)
    level: BlacklistLevel = about("级别")
    reason: str = about("列入原因")
    valid_to: date | None = about("有效期止,空为长期", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFromBlacklist:
    """移出黑名单"""

    entry_id: UUID = about("黑名单记录")
    expected_version: int = about("期望版本")
    reason: str = about("移出原因")


async def add_to_blacklist(actor: Actor, command: AddToBlacklist) -> BlacklistEntry:
    """Put a subject on the bank's list; only its hash and a mask are kept.

    Raises:
        Refused: all that is wrong with the input.
        BlacklistedAlready: the same source lists it already.
    """
    async with unit_of_work(actor) as work:
        refuse_all(_problems(command, await reference.business_date()))
        entry = await _create(work, command)
        facts = {"kind": entry.kind.value, "level": entry.level.value}
        audit.record(work, "Blacklist.add", "BlacklistEntry", entry.id, facts)
        work.answers_with(entry.id)
    return entry


def _problems(command: AddToBlacklist, today: date) -> list[Refusal]:
    found: list[Refusal] = []
    if not 4 <= len(command.subject.strip()) <= 200:
        found.append(ValidationFailed("对象须为 4 到 200 个字符", "subject"))
    if not REASON_MIN <= len(command.reason.strip()) <= REASON_MAX:
        found.append(ValidationFailed("列入原因须为 5 到 400 个字", "reason"))
    if command.valid_to is not None and command.valid_to < today:
        found.append(ValidationFailed("有效期止不能早于今天", "valid_to"))
    return found


def _masked(kind: BlacklistKind, subject: str) -> str:
    mask = {
        BlacklistKind.ID: masks.id_number,
        BlacklistKind.USCC: masks.id_number,
        BlacklistKind.PHONE: masks.phone,
        BlacklistKind.ADDRESS: masks.address,
        BlacklistKind.DEVICE: masks.card,
    }[kind]
    return mask(subject)[:40]


async def _create(work: Work, command: AddToBlacklist) -> BlacklistEntry:
    subject = command.subject.strip()
    try:
        return await work.add(
            BlacklistEntry,
            subject_hash=blind_index(subject),
            subject_mask=_masked(command.kind, subject),
            kind=command.kind,
            source=command.source,
            level=command.level,
            reason=command.reason.strip(),
            valid_to=command.valid_to,
        )
    except IntegrityError as error:
        raise BlacklistedAlready(path=("subject",)) from error


async def remove_from_blacklist(actor: Actor, command: RemoveFromBlacklist) -> BlacklistEntry:
    """Take a subject off the list, with the reason; the entry stays on record.

    Raises:
        ValidationFailed: no reason.
        NotFound: it is out of reach or has been removed.
    """
    if not REASON_MIN <= len(command.reason.strip()) <= REASON_MAX:
        raise ValidationFailed("移出原因须为 5 到 400 个字", "reason")
    async with unit_of_work(actor) as work:
        entry = await work.lock(
            BlacklistEntry,
            command.entry_id,
            within=rows_within(BlacklistEntry, actor, "customer:blacklist"),
            expected_version=command.expected_version,
        )
        if entry.removed_at is not None:
            raise NotFound(path=("entry_id",))
        await entry.revise(actor.id, removed_at=work.now, removal_reason=command.reason.strip())
        audit.record(work, "Blacklist.remove", "BlacklistEntry", entry.id, {})
        work.answers_with(entry.id)
    return entry

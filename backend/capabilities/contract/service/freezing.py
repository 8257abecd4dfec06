"""The risk officer stops and resumes the drawing of a limit."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.contract.models import CreditLimit
from backend.capabilities.contract.rules import LIMIT_MACHINE, LimitStatus
from backend.capabilities.contract.service import ledger
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.ids import uuid7
from backend.kit.refusal import ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeCreditLimit:
    """冻结额度"""

    limit_id: UUID = about("额度")
    expected_version: int = about("期望版本")
    reason: str = about("冻结原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfreezeCreditLimit:
    """解冻额度"""

    limit_id: UUID = about("额度")
    expected_version: int = about("期望版本")
    reason: str = about("解冻原因")


async def freeze_credit_limit(actor: Actor, command: FreezeCreditLimit) -> CreditLimit:
    """Stop further drawing under a limit (INV-30); drawdowns under way keep their reservation.

    Raises:
        ValidationFailed: no reason.
        IllegalTransition: it is not active.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        limit = await _locked(work, command.limit_id, command.expected_version)
        LIMIT_MACHINE.next(LimitStatus(limit.status), "freeze")
        limit = await ledger.freeze(
            work,
            limit.id,
            command.reason.strip(),
            ref_type="USER",
            ref_id=actor.id,
            key=f"freeze:{uuid7()}",
        )
        work.answers_with(limit.id)
    return limit


async def unfreeze_credit_limit(actor: Actor, command: UnfreezeCreditLimit) -> CreditLimit:
    """Let a frozen limit be drawn again.

    Raises:
        ValidationFailed: no reason.
        IllegalTransition: it is not frozen.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        limit = await _locked(work, command.limit_id, command.expected_version)
        LIMIT_MACHINE.next(LimitStatus(limit.status), "unfreeze")
        limit = await ledger.unfreeze(
            work,
            limit.id,
            command.reason.strip(),
            ref_type="USER",
            ref_id=actor.id,
            key=f"unfreeze:{uuid7()}",
        )
        work.answers_with(limit.id)
    return limit


async def _locked(work: Work, limit_id: UUID, expected_version: int) -> CreditLimit:
    within = rows_within(CreditLimit, work.actor, "limit:freeze")
    return await work.lock(CreditLimit, limit_id, within=within, expected_version=expected_version)


def check_reason(reason: str) -> None:
    """Insist on a reason that somebody can read later.

    Raises:
        ValidationFailed: shorter than 2 characters or longer than 200.
    """
    if not 2 <= len(reason.strip()) <= 200:
        raise ValidationFailed("请填写原因,2 到 200 字", "reason")

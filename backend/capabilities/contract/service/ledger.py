"""The limit's ledger: every change under the row's lock, with its movement beside it.

The functions that take the work first are for capabilities above, inside their
transaction. Each takes a ``key``: a repetition under the same key changes nothing.
"""

from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.contract.models import CreditContract, CreditLimit, LimitMovement
from backend.capabilities.contract.rules import (
    LIMIT_MACHINE,
    LimitStatus,
    MovementKind,
    after,
    check_drawable,
)
from backend.capabilities.exposure import service as exposure
from backend.capabilities.exposure.rules import ExposureKind
from backend.capabilities.product.rules import LimitType
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.money import Fen
from backend.kit.refusal import IdempotencyMismatch, ValidationFailed
from backend.kit.work import Work

K = MovementKind
NONE = Fen(0)


async def grant(work: Work, contract: CreditContract) -> CreditLimit:
    """Open the limit of a contract that takes effect."""
    limit = await work.add(
        CreditLimit,
        no=await next_no(work, "ED"),
        contract_id=contract.id,
        customer_id=contract.customer_id,
        is_revolving=contract.limit_type == LimitType.REVOLVING,
        valid_from=contract.start_date,
        valid_to=contract.end_date,
        draw_until=contract.draw_end_date,
        org_id=contract.org_id,
        org_path=contract.org_path,
        owner_id=contract.owner_id,
    )
    await audit.note_transition(work, limit, "", LimitStatus.ACTIVE, "grant")
    return await _move(
        work,
        limit.id,
        K.GRANT,
        contract.amount_fen,
        "CONTRACT",
        contract.id,
        f"grant:{contract.id}",
    )


async def reserve(
    work: Work, limit_id: UUID, amount_fen: Fen, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """Set an amount aside for a drawdown, if the limit may be drawn today (INV-27, INV-30).

    Raises:
        LimitExceeded: more than is available.
        LimitFrozen, LimitExpired, LimitCancelled, LimitNotYetValid: nothing may be drawn.
        IdempotencyMismatch: the key moved something else before.
    """
    return await _move(work, limit_id, K.RESERVE, amount_fen, ref_type, ref_id, key)


async def release(
    work: Work, limit_id: UUID, amount_fen: Fen, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """Give a reserved amount back: the drawdown was returned, cancelled or failed."""
    return await _move(work, limit_id, K.RELEASE, amount_fen, ref_type, ref_id, key)


async def use(
    work: Work, limit_id: UUID, amount_fen: Fen, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """Turn a reserved amount into a used one: the money is paid out, whatever the state."""
    return await _move(work, limit_id, K.USE, amount_fen, ref_type, ref_id, key)


async def restore(
    work: Work, limit_id: UUID, amount_fen: Fen, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """Note that principal was paid back: a revolving limit rises again, another never (INV-28)."""
    limit = await work.lock(CreditLimit, limit_id)
    kind = K.RESTORE if limit.is_revolving else K.REPAY
    return await _move(work, limit_id, kind, amount_fen, ref_type, ref_id, key)


async def reduce(
    work: Work, limit_id: UUID, amount_fen: Fen, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """Lower the approved amount, at most by what is available."""
    return await _move(work, limit_id, K.REDUCE, amount_fen, ref_type, ref_id, key)


async def freeze(
    work: Work, limit_id: UUID, reason: str, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """Stop drawing; what is under way stays reserved. A frozen limit stays as it is."""
    limit = await work.lock(CreditLimit, limit_id)
    if limit.status == LimitStatus.FROZEN or await _moved_before(work, limit, K.FREEZE, NONE, key):
        return limit
    await audit.move(work, limit, LIMIT_MACHINE, "freeze", reason=reason, freeze_reason=reason)
    return await _move(work, limit_id, K.FREEZE, NONE, ref_type, ref_id, key, reason)


async def unfreeze(
    work: Work, limit_id: UUID, reason: str, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """Let a frozen limit be drawn again."""
    limit = await work.lock(CreditLimit, limit_id)
    if limit.status == LimitStatus.ACTIVE or await _moved_before(
        work, limit, K.UNFREEZE, NONE, key
    ):
        return limit
    await audit.move(work, limit, LIMIT_MACHINE, "unfreeze", reason=reason, freeze_reason="")
    return await _move(work, limit_id, K.UNFREEZE, NONE, ref_type, ref_id, key, reason)


async def cancel(
    work: Work, limit_id: UUID, reason: str, *, ref_type: str, ref_id: UUID, key: str
) -> CreditLimit:
    """End a limit of which nothing is owed or under way; nothing is available afterwards.

    Raises:
        LimitInUse: something is.
    """
    limit = await work.lock(CreditLimit, limit_id)
    unused = limit.balances.available
    limit = await _move(work, limit_id, K.CANCEL, unused, ref_type, ref_id, key, reason)
    await audit.move(work, limit, LIMIT_MACHINE, "cancel", reason=reason)
    await _expose(work, limit)
    return limit


async def expire(work: Work, limit_id: UUID) -> CreditLimit:
    """Close a limit for drawing because its last day has passed; no amount changes."""
    limit = await work.lock(CreditLimit, limit_id)
    if limit.status in (LimitStatus.ACTIVE, LimitStatus.FROZEN):
        await audit.move(work, limit, LIMIT_MACHINE, "expire", reason="额度到期")
        await _expose(work, limit)
    return limit


async def _expose(work: Work, limit: CreditLimit) -> None:
    """Tell what the limit may still cost; once it has ended its notes count by themselves."""
    is_open = limit.status in (LimitStatus.ACTIVE, LimitStatus.FROZEN)
    await exposure.record(
        work,
        customer_id=limit.customer_id,
        kind=ExposureKind.LIMIT,
        ref_type="CreditLimit",
        ref_id=limit.id,
        amount_fen=Fen(limit.approved_fen - limit.repaid_fen) if is_open else NONE,
    )


async def _move(
    work: Work,
    limit_id: UUID,
    kind: MovementKind,
    amount: Fen,
    ref_type: str,
    ref_id: UUID,
    key: str,
    reason: str = "",
) -> CreditLimit:
    limit = await work.lock(CreditLimit, limit_id)
    if await _moved_before(work, limit, kind, amount, key):
        return limit
    today = await reference.business_date()
    if kind is K.RESERVE:
        status = LimitStatus(limit.status)
        check_drawable(status, limit.freeze_reason, limit.valid_from, limit.draw_until, today)
    if amount <= 0 and kind not in (K.FREEZE, K.UNFREEZE, K.CANCEL):
        raise ValidationFailed("金额须大于零", "amount")
    new = after(limit.balances, kind, amount)
    await limit.revise(
        work.actor.id,
        approved_fen=new.approved,
        used_fen=new.used,
        reserved_fen=new.reserved,
        repaid_fen=new.repaid,
        moves=limit.moves + 1,
    )
    await work.add(
        LimitMovement,
        legal_entity_id=limit.legal_entity_id,
        limit_id=limit.id,
        seq=limit.moves,
        kind=kind,
        amount_fen=amount,
        business_date=today,
        ref_type=ref_type,
        ref_id=ref_id,
        reason=reason[:200],
        approved_after_fen=new.approved,
        used_after_fen=new.used,
        reserved_after_fen=new.reserved,
        key=key,
    )
    if kind in (K.GRANT, K.REDUCE, K.REPAY):
        await _expose(work, limit)
    return limit


async def _moved_before(
    work: Work, limit: CreditLimit, kind: MovementKind, amount: Fen, key: str
) -> bool:
    before = (
        await LimitMovement.filter(limit_id=limit.id, key=key).using_db(work.connection).first()
    )
    if before is None:
        return False
    if (before.kind, before.amount_fen) != (kind, amount):
        raise IdempotencyMismatch
    return True

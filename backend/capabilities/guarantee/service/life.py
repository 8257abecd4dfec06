"""What contracts do to guarantees and collateral, within the contract's own transaction."""

from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.exposure import service as exposure
from backend.capabilities.exposure.rules import ExposureKind
from backend.capabilities.guarantee.errors import CollateralNotAppraised, GuaranteeNotChecked
from backend.capabilities.guarantee.models import Collateral, CollateralPledge, Guarantee
from backend.capabilities.guarantee.rules import (
    COLLATERAL_MACHINE,
    GUARANTEE_MACHINE,
    CollateralStatus,
    GuaranteeStatus,
    PledgeStatus,
)
from backend.capabilities.guarantee.service.quota import give_back
from backend.capabilities.reference import queries as reference
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, refuse_all
from backend.kit.work import Work


async def contracted(work: Work, application_id: UUID) -> None:
    """The contract set is signed: guarantees and collateral are bound by it; repeatable.

    Raises:
        Refused: somebody's capacity was never checked, or a collateral never appraised.
    """
    guarantees = await _guarantees(work, application_id)
    pairs = await _pledged(work, application_id)
    refuse_all(await _unready(guarantees, pairs))
    for guarantee in guarantees:
        if guarantee.status == GuaranteeStatus.CAPACITY_CHECKED:
            await audit.move(work, guarantee, GUARANTEE_MACHINE, "contract")
    for _, collateral in pairs:
        if collateral.status == CollateralStatus.APPRAISED:
            await audit.move(work, collateral, COLLATERAL_MACHINE, "contract")


async def _unready(
    guarantees: list[Guarantee], pairs: list[tuple[CollateralPledge, Collateral]]
) -> list[Refusal]:
    found: list[Refusal] = []
    today = await reference.business_date()
    names = [one.guarantor.name for one in guarantees if one.status == GuaranteeStatus.DRAFT]
    if names:
        found.append(GuaranteeNotChecked(names="、".join(names)))
    nos = [
        collateral.no
        for _, collateral in pairs
        if collateral.appraisal_expires_on is None or collateral.appraisal_expires_on < today
    ]
    if nos:
        found.append(CollateralNotAppraised(nos="、".join(nos)))
    return found


async def contract_voided(work: Work, application_id: UUID) -> None:
    """The contract set is void before it took effect: guarantees wait for the next; repeatable."""
    for guarantee in await _guarantees(work, application_id):
        if guarantee.status == GuaranteeStatus.CONTRACTED:
            await audit.move(work, guarantee, GUARANTEE_MACHINE, "void_contract")
    for _, collateral in await _pledged(work, application_id):
        if collateral.status == CollateralStatus.CONTRACTED and not await _relied_on(
            collateral, application_id
        ):
            await audit.move(work, collateral, COLLATERAL_MACHINE, "void_contract")


async def _relied_on(collateral: Collateral, application_id: UUID) -> bool:
    others = CollateralPledge.filter(
        collateral_id=collateral.id, status=PledgeStatus.ACTIVE, contract_id__not_isnull=True
    )
    return await others.exclude(application_id=application_id).exists()


async def take_effect(work: Work, application_id: UUID, contract_id: UUID) -> None:
    """The contract is effective: who promised stands for it from now on; repeatable."""
    for guarantee in await _guarantees(work, application_id):
        if guarantee.status == GuaranteeStatus.CONTRACTED:
            await audit.move(
                work, guarantee, GUARANTEE_MACHINE, "take_effect", contract_id=contract_id
            )
            await _note(work, guarantee, guarantee.max_amount_fen)
    for pledge, _ in await _pledged(work, application_id):
        if pledge.contract_id is None:
            await pledge.revise(work.actor.id, contract_id=contract_id)


async def release(work: Work, contract_id: UUID) -> None:
    """Everything under a contract is settled: guarantors are free; repeatable.

    The collateral's registration is lifted by the collateral officer afterwards.
    """
    rows = await Guarantee.filter(
        contract_id=contract_id, status=GuaranteeStatus.EFFECTIVE
    ).using_db(work.connection)
    for row in rows:
        guarantee = await work.lock(Guarantee, row.id)
        await give_back(work, guarantee)
        await audit.move(work, guarantee, GUARANTEE_MACHINE, "release")
        await _note(work, guarantee, Fen(0))
    pledges = await CollateralPledge.filter(
        contract_id=contract_id, status=PledgeStatus.ACTIVE
    ).using_db(work.connection)
    for pledge in pledges:
        await _free(work, pledge)


async def _note(work: Work, guarantee: Guarantee, amount: Fen) -> None:
    await exposure.record(
        work,
        customer_id=guarantee.guarantor_id,
        kind=ExposureKind.GUARANTEE_GIVEN,
        ref_type="Guarantee",
        ref_id=guarantee.id,
        amount_fen=amount,
    )


async def drop(work: Work, application_id: UUID, reason: str) -> None:
    """The application came to nothing: drafts are removed, quota and collateral freed.

    An application that has a contract in force is left alone; repeatable.
    """
    for guarantee in await _guarantees(work, application_id):
        if guarantee.status == GuaranteeStatus.CONTRACTED:
            await audit.move(work, guarantee, GUARANTEE_MACHINE, "void_contract")
        if "remove" in GUARANTEE_MACHINE.allowed(guarantee.status):
            await give_back(work, guarantee)
            await audit.move(
                work,
                guarantee,
                GUARANTEE_MACHINE,
                "remove",
                reason=reason,
                end_reason=reason[:400],
            )
    for pledge, _ in await _pledged(work, application_id):
        if pledge.contract_id is None:
            await _free(work, pledge)


async def _free(work: Work, pledge: CollateralPledge) -> None:
    collateral = await work.lock(Collateral, pledge.collateral_id)
    left = Fen(collateral.pledged_fen - pledge.amount_fen)
    await collateral.revise(work.actor.id, pledged_fen=left)
    await pledge.revise(work.actor.id, status=PledgeStatus.RELEASED)


async def _guarantees(work: Work, application_id: UUID) -> list[Guarantee]:
    # The application is locked by the caller or nobody else touches these rows any more.
    await applications.by_id(application_id)
    return (
        await Guarantee.filter(application_id=application_id)
        .exclude(status=GuaranteeStatus.REMOVED)
        .using_db(work.connection)
        .select_related("guarantor")
        .order_by("id")
    )


async def _pledged(work: Work, application_id: UUID) -> list[tuple[CollateralPledge, Collateral]]:
    pledges = (
        await CollateralPledge.filter(application_id=application_id, status=PledgeStatus.ACTIVE)
        .using_db(work.connection)
        .order_by("id")
    )
    return [(pledge, await work.lock(Collateral, pledge.collateral_id)) for pledge in pledges]

"""A guarantee company's quota: taken when its guarantee is checked, given back when it ends."""

from backend.capabilities.guarantee import queries
from backend.capabilities.guarantee.errors import AgreementMissing
from backend.capabilities.guarantee.models import Guarantee, GuaranteeCompanyAgreement
from backend.capabilities.guarantee.rules import (
    STANDING,
    AgreementStatus,
    GuaranteeStatus,
    check_quota,
)
from backend.capabilities.reference import queries as reference
from backend.kit.money import Fen
from backend.kit.refusal import refuse_all
from backend.kit.work import Work


async def take(work: Work, guarantee: Guarantee, wanted: Fen) -> None:
    """Take a guarantee's amount out of the quota; the agreement's lock lets one in at a time.

    Raises:
        AgreementMissing: there is none in force.
        Refused: the quota or the single-customer cap does not suffice (INV-56).
    """
    if guarantee.agreement_id is None:
        raise AgreementMissing(path=("guarantee_id",))
    agreement = await work.lock(GuaranteeCompanyAgreement, guarantee.agreement_id)
    today = await reference.business_date()
    if agreement.status != AgreementStatus.ACTIVE or agreement.valid_to < today:
        raise AgreementMissing(path=("guarantee_id",))
    held = _held(guarantee)
    taken = await queries.taken_of(agreement.id, guarantee.borrower_id, beside=guarantee.id)
    refuse_all(
        check_quota(
            total_fen=agreement.total_quota_fen,
            used_fen=Fen(agreement.used_quota_fen - held),
            single_cap_fen=agreement.single_cap_fen,
            customer_fen=taken,
            wanted_fen=wanted,
        )
    )
    await agreement.revise(
        work.actor.id, used_quota_fen=Fen(agreement.used_quota_fen - held + wanted)
    )


async def give_back(work: Work, guarantee: Guarantee) -> None:
    """Return what a guarantee holds of a quota; call before its state changes."""
    held = _held(guarantee)
    if not held or guarantee.agreement_id is None:
        return
    agreement = await work.lock(GuaranteeCompanyAgreement, guarantee.agreement_id)
    await agreement.revise(work.actor.id, used_quota_fen=Fen(agreement.used_quota_fen - held))


def _held(guarantee: Guarantee) -> Fen:
    holds = guarantee.agreement_id is not None and GuaranteeStatus(guarantee.status) in STANDING
    return guarantee.max_amount_fen if holds else Fen(0)

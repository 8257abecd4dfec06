"""A submitted application names who stands for it and what secures it: they are opened here."""

from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.guarantee import queries
from backend.capabilities.guarantee.rules import GuaranteeType
from backend.capabilities.guarantee.service.opening import (
    open_collateral,
    open_guarantee,
    open_pledge,
    wrong_guarantor,
)
from backend.capabilities.product.rules import CollateralKind, GuaranteeMode, PartyRole
from backend.kit.money import Fen
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application, ApplicationParty

_TYPES = {
    GuaranteeMode.NATURAL_PERSON: GuaranteeType.NATURAL_PERSON,
    GuaranteeMode.COMPANY: GuaranteeType.COMPANY,
    GuaranteeMode.GUARANTEE_COMPANY: GuaranteeType.GUARANTEE_COMPANY,
}
_OWNERS = (PartyRole.MORTGAGOR, PartyRole.PLEDGOR)


async def open_from_parties(work: Work, application_id: UUID) -> None:
    """Open a guarantee per guarantor and a collateral per mortgagor or pledgor; repeatable.

    A guarantor whom the rules refuse is left out: the manager adds another by hand,
    and no contract is made before each guarantee has been checked.
    """
    application = await applications.by_id(application_id)
    parties = await applications.parties_of(application_id)
    known = {row.guarantor_id for row in await queries.guarantees_of(application_id)}
    for party in parties:
        if party.role == PartyRole.GUARANTOR and party.customer_id not in known:
            await _open_guarantee(work, application, party)
    if not await queries.pledges_of(application_id):
        await _open_collateral(work, application, parties)


async def _open_guarantee(
    work: Work, application: "Application", party: "ApplicationParty"
) -> None:
    mode = GuaranteeMode(party.guarantee_mode or GuaranteeMode.NATURAL_PERSON)
    if mode not in _TYPES or await wrong_guarantor(application, party.customer_id):
        return
    agreement = None
    if mode is GuaranteeMode.GUARANTEE_COMPANY:
        agreement = await queries.agreement_with(party.customer_id)
    groups = await queries.groups_with(application.applicant_id)
    group = next((id_ for id_, members in groups.items() if party.customer_id in members), None)
    await open_guarantee(
        work,
        application,
        party.customer_id,
        _TYPES[mode],
        max_amount_fen=application.amount_requested_fen,
        agreement_id=agreement.id if agreement else None,
        group_id=group,
    )


async def _open_collateral(
    work: Work, application: "Application", parties: list["ApplicationParty"]
) -> None:
    # Owners of the same kind of thing are taken for co-owners of one thing.
    owners: dict[CollateralKind, list[UUID]] = {}
    for party in parties:
        if party.role in _OWNERS and party.collateral_kind is not None:
            owners.setdefault(CollateralKind(party.collateral_kind), []).append(party.customer_id)
    for kind, people in owners.items():
        collateral = await open_collateral(work, application, kind, dict.fromkeys(people))
        await open_pledge(work, collateral, application, application.amount_requested_fen, Fen(0))

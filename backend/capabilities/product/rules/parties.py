"""Who takes part in a case: who must be named, authorize, sign, and bring which papers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.capabilities.product.rules.content import DocumentType, Library, ProductContent
from backend.capabilities.product.rules.words import DocumentStage, PartyRole, SignCode

_R = PartyRole

SIGNING_ROLES: dict[SignCode, tuple[PartyRole, ...]] = {
    SignCode.SPOUSE: (_R.SPOUSE,),
    SignCode.GUARANTORS: (_R.GUARANTOR, _R.GUARANTOR_SPOUSE),
    SignCode.CO_BORROWERS: (_R.CO_BORROWER,),
    SignCode.COMPANIES: (_R.LEGAL_REP,),
    SignCode.OWNERS: (_R.MORTGAGOR, _R.PLEDGOR),
}

# Owners of collateral lend their property, not their credit: nobody looks them up.
AUTHORIZING_ROLES = frozenset(_R) - {_R.MORTGAGOR, _R.PLEDGOR}


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company in a case; ``belongs_to`` ties a spouse or representative to a party."""

    id: str
    role: PartyRole
    is_married: bool = False
    is_company: bool = False
    belongs_to: str = ""


@dataclass(frozen=True, slots=True)
class MissingParty:
    """A party that the product calls for and the case does not have."""

    role: PartyRole
    of_party: str


@dataclass(frozen=True, slots=True)
class RequiredDocument:
    """A paper that a case needs; ``party_id`` is empty when it is one for the whole case."""

    code: str
    party_id: str
    stage: DocumentStage
    min_files: int
    camera_only: bool


def missing_parties(policy: Sequence[SignCode], parties: Sequence[Party]) -> list[MissingParty]:
    """List who must be added: spouses of the married, legal representatives of companies.

    A spouse signs for joint debt and joint property (Civil Code 1064, 301; INV-54).
    """
    called = {SignCode.SPOUSE: (_R.APPLICANT, _R.SPOUSE)}
    called[SignCode.GUARANTORS] = (_R.GUARANTOR, _R.GUARANTOR_SPOUSE)
    missing = [
        MissingParty(partner_role, party.id)
        for code, (role, partner_role) in called.items()
        if code in policy
        for party in parties
        if party.role is role and party.is_married and not party.is_company
        if not _has(parties, partner_role, party.id)
    ]
    missing += [
        MissingParty(_R.LEGAL_REP, party.id)
        for party in parties
        if party.is_company and not _has(parties, _R.LEGAL_REP, party.id)
    ]
    return missing


def signing_parties(policy: Sequence[SignCode], parties: Sequence[Party]) -> tuple[Party, ...]:
    """Choose who signs: the applicant always, the others by the product's policy.

    A guaranteeing company signs by its seal beside its legal representative.
    """
    roles = {_R.APPLICANT, *(role for code in policy for role in SIGNING_ROLES[code])}
    if any(party.is_company for party in parties):
        roles.add(_R.LEGAL_REP)
    if SignCode.COMPANIES in policy:
        roles.add(_R.GUARANTOR)
    return tuple(party for party in parties if party.role in roles)


def authorizing_parties(parties: Sequence[Party]) -> tuple[Party, ...]:
    """Choose who must authorize a credit inquiry (征信授权) before it is made (INV-10)."""
    return tuple(party for party in parties if party.role in AUTHORIZING_ROLES)


def required_documents(
    content: ProductContent, library: Library, parties: Sequence[Party]
) -> tuple[RequiredDocument, ...]:
    """List the papers of the product's checklist for the parties that the case has."""
    types = [library.documents[code] for code in content.documents]
    return tuple(one for kind in types for one in _per_party(kind, parties))


def _per_party(kind: DocumentType, parties: Sequence[Party]) -> Iterator[RequiredDocument]:
    owners = (
        [p.id for p in parties if p.role in kind.roles and p.is_company is kind.companies]
        if kind.roles
        else [""]
    )
    for owner in owners:
        yield RequiredDocument(kind.code, owner, kind.stage, kind.min_files, kind.camera_only)


def _has(parties: Sequence[Party], role: PartyRole, of_party: str) -> bool:
    return any(party.role is role and party.belongs_to == of_party for party in parties)

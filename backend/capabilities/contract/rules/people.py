"""Who signs a contract set, and under which key stand the boxes for his signature."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from backend.capabilities.product.rules import Party, PartyRole, SignCode, signing_parties

_R = PartyRole
_KEYS = {
    _R.APPLICANT: "borrower",
    _R.SPOUSE: "spouse",
    _R.CO_BORROWER: "coborrower",
    _R.GUARANTOR: "guarantor",
    _R.GUARANTOR_SPOUSE: "gspouse",
    _R.MORTGAGOR: "owner",
    _R.PLEDGOR: "owner",
    _R.LEGAL_REP: "rep",
}
_ALONE = frozenset({_R.APPLICANT})


@dataclass(frozen=True, slots=True)
class Person:
    """A party of the case with what the documents print of it."""

    customer_id: str
    role: PartyRole
    name: str
    id_no: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    belongs_to: str = ""
    is_company: bool = False
    is_married: bool = False


@dataclass(frozen=True, slots=True)
class Signatory:
    """A human being who signs; ``key`` names the boxes of his signature in every document."""

    key: str
    person: Person


def signatories(
    policy: Sequence[SignCode], people: Sequence[Person], also: frozenset[str] = frozenset()
) -> tuple[Signatory, ...]:
    """Name everybody who must sign (INV-47, INV-54), each once, whatever his roles.

    A company signs by its legal representative. ``also`` names parties by their customer
    files that sign whatever the product says: who guarantees or gives security.
    """
    parties = [_party(person) for person in people]
    called = {(party.id, party.role) for party in signing_parties(policy, parties)}
    numbers: Counter[str] = Counter()
    known: dict[str, Signatory] = {}
    for person in people:
        is_called = (person.customer_id, person.role) in called or person.customer_id in also
        if not is_called or person.is_company or person.customer_id in known:
            continue
        known[person.customer_id] = Signatory(_key(person.role, numbers), person)
    return tuple(known.values())


def signing_for(person: Person, people: Iterable[Person]) -> Person | None:
    """Tell who signs for a party: itself, or a company's legal representative."""
    if not person.is_company:
        return person
    for other in people:
        if other.role is _R.LEGAL_REP and other.belongs_to in ("", person.customer_id):
            return other
    return None


def _party(person: Person) -> Party:
    return Party(
        id=person.customer_id,
        role=person.role,
        is_married=person.is_married,
        is_company=person.is_company,
        belongs_to=person.belongs_to,
    )


def _key(role: PartyRole, numbers: Counter[str]) -> str:
    stem = _KEYS[role]
    numbers[stem] += 1
    return stem if role in _ALONE else f"{stem}{numbers[stem]}"

"""Reads of privacy."""

from collections.abc import Iterable
from uuid import UUID

from backend.capabilities.privacy.errors import ConsentRequired
from backend.capabilities.privacy.models import Consent
from backend.capabilities.privacy.rules import KIND_ZH, ConsentKind, missing_consents


async def has_consent(customer_id: UUID, kind: ConsentKind) -> bool:
    """Tell whether a consent is in force now."""
    return await Consent.filter(
        customer_id=customer_id, kind=kind, withdrawn_at__isnull=True
    ).exists()


async def consents_in_force(customer_id: UUID) -> frozenset[ConsentKind]:
    """Name everything that a customer agrees to now."""
    rows = await Consent.filter(customer_id=customer_id, withdrawn_at__isnull=True)
    return frozenset(ConsentKind(row.kind) for row in rows)


async def missing(
    customer_id: UUID, name: str, wanted: Iterable[ConsentKind], *, path: tuple[str, ...] = ()
) -> list[ConsentRequired]:
    """List a refusal for each consent that is wanted and not in force."""
    have = await consents_in_force(customer_id)
    return [
        ConsentRequired(path=path, name=name, kind=KIND_ZH[kind])
        for kind in missing_consents(have, wanted)
    ]


async def require_consent(customer_id: UUID, name: str, kind: ConsentKind) -> None:
    """Insist on a consent before data that need it are kept (INV-04).

    Raises:
        ConsentRequired: it is not in force.
    """
    for refusal in await missing(customer_id, name, (kind,)):
        raise refusal

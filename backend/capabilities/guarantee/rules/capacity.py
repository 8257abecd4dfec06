"""How much somebody can stand for (代偿能力)."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from backend.capabilities.guarantee.errors import (
    BeyondCapacity,
    QuotaExceeded,
    SingleCapExceeded,
)
from backend.capabilities.guarantee.rules.words import GuaranteeType
from backend.kit.money import Fen, yuan
from backend.kit.refusal import Refusal

PERSON_MULTIPLE = Decimal(2)
COMPANY_MULTIPLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a guarantor earns or owns, and what he stands for already.

    ``base_fen`` is a person's net income of a year or a firm's net assets; elsewhere is
    what other lenders know of, here what this bank does: in force and promised.
    """

    type: GuaranteeType
    base_fen: Fen
    elsewhere_fen: Fen
    here_fen: Fen
    multiple: Decimal

    @property
    def available_fen(self) -> Fen:
        """What he can still stand for, never below zero."""
        gross = int((self.base_fen * self.multiple).to_integral_value(ROUND_DOWN))
        return Fen(max(0, gross - self.elsewhere_fen - self.here_fen))

    def facts(self) -> dict[str, str]:
        """Write it down as the guarantee keeps it, amounts in yuan."""
        base = "netIncome" if self.type is GuaranteeType.NATURAL_PERSON else "netAsset"
        return {
            base: yuan(self.base_fen),
            "multiple": str(self.multiple),
            "guaranteedElsewhere": yuan(self.elsewhere_fen),
            "guaranteedHere": yuan(self.here_fen),
            "available": yuan(self.available_fen),
        }


def capacity_of(capacity: Capacity, wanted_fen: Fen) -> list[Refusal]:
    """List what stands against a guarantee of so much (INV-56)."""
    if wanted_fen <= capacity.available_fen:
        return []
    return [
        BeyondCapacity(
            path=("max_amount",), wanted=yuan(wanted_fen), available=yuan(capacity.available_fen)
        )
    ]


def check_quota(
    *, total_fen: Fen, used_fen: Fen, single_cap_fen: Fen, customer_fen: Fen, wanted_fen: Fen
) -> list[Refusal]:
    """Hold a new guarantee against a guarantee company's quota and single-customer cap."""
    found: list[Refusal] = []
    if used_fen + wanted_fen > total_fen:
        left = Fen(total_fen - used_fen)
        found.append(QuotaExceeded(path=("max_amount",), available=yuan(left)))
    if customer_fen + wanted_fen > single_cap_fen:
        found.append(
            SingleCapExceeded(
                path=("max_amount",), cap=yuan(single_cap_fen), used=yuan(customer_fen)
            )
        )
    return found

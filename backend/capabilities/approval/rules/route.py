"""How a case looks to the route that it takes."""

from collections.abc import Iterable

from backend.capabilities.product.rules import GuaranteeMode

_STRENGTH = (
    GuaranteeMode.MORTGAGE,
    GuaranteeMode.PLEDGE,
    GuaranteeMode.GUARANTEE_COMPANY,
    GuaranteeMode.COMPANY,
    GuaranteeMode.NATURAL_PERSON,
)


def strongest(modes: Iterable[str]) -> GuaranteeMode:
    """Name the strongest of a case's guarantee modes; routes and authority look at that one."""
    known = set(modes)
    return next((mode for mode in _STRENGTH if mode.value in known), GuaranteeMode.CREDIT)

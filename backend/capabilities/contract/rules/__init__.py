"""Pure decisions of contract."""

from backend.capabilities.contract.rules.amount_in_words import LIMIT_FEN, amount_in_words
from backend.capabilities.contract.rules.ledger import (
    Balances,
    MovementKind,
    after,
    check_drawable,
    check_unused,
    totals,
)
from backend.capabilities.contract.rules.states import (
    CLOSING_MACHINE,
    CONTRACT_MACHINE,
    LIMIT_MACHINE,
    ClosingKind,
    ClosingStatus,
    ContractStatus,
    LimitStatus,
)

__all__ = [
    "CLOSING_MACHINE",
    "CONTRACT_MACHINE",
    "LIMIT_FEN",
    "LIMIT_MACHINE",
    "Balances",
    "ClosingKind",
    "ClosingStatus",
    "ContractStatus",
    "LimitStatus",
    "MovementKind",
    "after",
    "amount_in_words",
    "check_drawable",
    "check_unused",
    "totals",
]

"""Pure decisions of contract."""

from backend.capabilities.contract.rules.amount_in_words import LIMIT_FEN, amount_in_words
from backend.capabilities.contract.rules.disclosing import Charge, Priced, disclosed
from backend.capabilities.contract.rules.documents import (
    Bank,
    Case,
    Planned,
    Security,
    Suretyship,
    Terms,
    plan_documents,
)
from backend.capabilities.contract.rules.ledger import (
    Balances,
    MovementKind,
    after,
    check_drawable,
    check_unused,
    totals,
)
from backend.capabilities.contract.rules.people import (
    Person,
    Signatory,
    signatories,
    signing_for,
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
from backend.capabilities.contract.rules.wording import display_no, percent_text

__all__ = [
    "CLOSING_MACHINE",
    "CONTRACT_MACHINE",
    "LIMIT_FEN",
    "LIMIT_MACHINE",
    "Balances",
    "Bank",
    "Case",
    "Charge",
    "ClosingKind",
    "ClosingStatus",
    "ContractStatus",
    "LimitStatus",
    "MovementKind",
    "Person",
    "Planned",
    "Priced",
    "Security",
    "Signatory",
    "Suretyship",
    "Terms",
    "after",
    "amount_in_words",
    "check_drawable",
    "check_unused",
    "disclosed",
    "display_no",
    "percent_text",
    "plan_documents",
    "signatories",
    "signing_for",
    "totals",
]

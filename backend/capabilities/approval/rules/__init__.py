"""Pure decisions of approval."""

from backend.capabilities.approval.rules.asked import Asked, RejectCode, read_asked
from backend.capabilities.approval.rules.route import strongest
from backend.capabilities.approval.rules.terms import (
    CaseTerms,
    Frame,
    TermsSource,
    check_terms,
    is_within,
    valid_to,
)

__all__ = [
    "Asked",
    "CaseTerms",
    "Frame",
    "RejectCode",
    "TermsSource",
    "check_terms",
    "is_within",
    "read_asked",
    "strongest",
    "valid_to",
]

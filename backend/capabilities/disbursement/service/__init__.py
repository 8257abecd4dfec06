"""Verbs of disbursement."""

from backend.capabilities.disbursement.service.day_end import (
    ReconcileDayEnd,
    reconcile,
    reconcile_day_end,
)
from backend.capabilities.disbursement.service.draw import (
    CreateDisbursement,
    PayeeGiven,
    SubmitDisbursement,
    create_disbursement,
    submit_disbursement,
)
from backend.capabilities.disbursement.service.end import (
    CancelDisbursement,
    RetryDisbursement,
    cancel_disbursement,
    retry_disbursement,
)
from backend.capabilities.disbursement.service.feed import take_news
from backend.capabilities.disbursement.service.note_signing import (
    end_unsigned,
    prepare_note,
    take_signature,
)
from backend.capabilities.disbursement.service.payout import pay_out, see_now, watch_payout
from backend.capabilities.disbursement.service.review import note_signed
from backend.capabilities.disbursement.service.steps import approve, give_back, open_signing

__all__ = [
    "CancelDisbursement",
    "CreateDisbursement",
    "PayeeGiven",
    "ReconcileDayEnd",
    "RetryDisbursement",
    "SubmitDisbursement",
    "approve",
    "cancel_disbursement",
    "create_disbursement",
    "end_unsigned",
    "give_back",
    "note_signed",
    "open_signing",
    "pay_out",
    "prepare_note",
    "reconcile",
    "reconcile_day_end",
    "retry_disbursement",
    "see_now",
    "submit_disbursement",
    "take_news",
    "take_signature",
    "watch_payout",
]

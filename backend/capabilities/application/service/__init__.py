"""Verbs of application."""

from backend.capabilities.application.service.amend import AmendApplication, amend_application
from backend.capabilities.application.service.copy import CopyApplication, copy_application
from backend.capabilities.application.service.draft import (
    DiscardApplication,
    PartyGiven,
    SaveApplicationDraft,
    discard_application,
    save_application_draft,
)
from backend.capabilities.application.service.keeper import facts_of
from backend.capabilities.application.service.step import set_co_investigator, step
from backend.capabilities.application.service.submit import SubmitApplication, submit_application
from backend.capabilities.application.service.withdraw import (
    WithdrawApplication,
    withdraw_application,
)

__all__ = [
    "AmendApplication",
    "CopyApplication",
    "DiscardApplication",
    "PartyGiven",
    "SaveApplicationDraft",
    "SubmitApplication",
    "WithdrawApplication",
    "amend_application",
    "copy_application",
    "discard_application",
    "facts_of",
    "save_application_draft",
    "set_co_investigator",
    "step",
    "submit_application",
    "withdraw_application",
]

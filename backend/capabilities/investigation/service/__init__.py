"""Verbs of investigation."""

from backend.capabilities.investigation.service.completion import (
    CompleteInvestigation,
    complete_investigation,
)
from backend.capabilities.investigation.service.keeping import InvestigationKeeper
from backend.capabilities.investigation.service.opinion import (
    AdjustmentGiven,
    SubmitCreditOpinion,
    submit_credit_opinion,
)
from backend.capabilities.investigation.service.report import (
    GenerateReport,
    SignReport,
    generate_report,
    sign_report,
)
from backend.capabilities.investigation.service.sections import (
    CompleteSection,
    ReopenSection,
    SaveSection,
    complete_section,
    reopen_section,
    save_section,
)
from backend.capabilities.investigation.service.start import (
    AssignCoInvestigator,
    CheckInAtSite,
    StartInvestigation,
    assign_co_investigator,
    check_in,
    start_investigation,
)
from backend.capabilities.investigation.service.submission import (
    SubmitInvestigation,
    accepted,
    returned,
    submit_investigation,
)

__all__ = [
    "AdjustmentGiven",
    "AssignCoInvestigator",
    "CheckInAtSite",
    "CompleteInvestigation",
    "CompleteSection",
    "GenerateReport",
    "InvestigationKeeper",
    "ReopenSection",
    "SaveSection",
    "SignReport",
    "StartInvestigation",
    "SubmitCreditOpinion",
    "SubmitInvestigation",
    "accepted",
    "assign_co_investigator",
    "check_in",
    "complete_investigation",
    "complete_section",
    "generate_report",
    "reopen_section",
    "returned",
    "save_section",
    "sign_report",
    "start_investigation",
    "submit_credit_opinion",
    "submit_investigation",
]

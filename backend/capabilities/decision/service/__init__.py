"""Verbs of decision."""

from backend.capabilities.decision.service.record import (
    decide_after_investigation,
    decide_disbursement,
    mark_stale,
    record_adjustments,
)
from backend.capabilities.decision.service.strategy import (
    ChangeDecisionVersion,
    SaveDecisionDraft,
    publish_decision_version,
    return_decision_version,
    save_decision_draft,
    submit_decision_version,
)

__all__ = [
    "ChangeDecisionVersion",
    "SaveDecisionDraft",
    "decide_after_investigation",
    "decide_disbursement",
    "mark_stale",
    "publish_decision_version",
    "record_adjustments",
    "return_decision_version",
    "save_decision_draft",
    "submit_decision_version",
]

"""Verbs of decision."""

from backend.capabilities.decision.service.assessment import (
    RunPreAssessment,
    begin_assessment,
    conclude_assessment,
    note_answer,
    run_pre_assessment,
)
from backend.capabilities.decision.service.record import (
    decide_after_investigation,
    decide_disbursement,
    mark_stale,
    record_adjustments,
)
from backend.capabilities.decision.service.referral import (
    JudgePreAssessment,
    accept_referral,
    close_rejected,
    reconsider,
    refuse_referral,
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
    "JudgePreAssessment",
    "RunPreAssessment",
    "SaveDecisionDraft",
    "accept_referral",
    "begin_assessment",
    "close_rejected",
    "conclude_assessment",
    "decide_after_investigation",
    "decide_disbursement",
    "mark_stale",
    "note_answer",
    "publish_decision_version",
    "reconsider",
    "record_adjustments",
    "refuse_referral",
    "return_decision_version",
    "run_pre_assessment",
    "save_decision_draft",
    "submit_decision_version",
]

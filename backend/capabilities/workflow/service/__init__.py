"""Verbs of the workflow, and how a capability above puts its cases on a route."""

from backend.capabilities.workflow.service.cases import (
    CaseHandler,
    CaseStart,
    DecisionFacts,
    StepKind,
    StepTaken,
    TaskDecision,
    register_case,
)
from backend.capabilities.workflow.service.decide import DecideTask, decide_task
from backend.capabilities.workflow.service.lifecycle import (
    resubmit_case,
    start_case,
    withdraw_case,
)

__all__ = [
    "CaseHandler",
    "CaseStart",
    "DecideTask",
    "DecisionFacts",
    "StepKind",
    "StepTaken",
    "TaskDecision",
    "decide_task",
    "register_case",
    "resubmit_case",
    "start_case",
    "withdraw_case",
]

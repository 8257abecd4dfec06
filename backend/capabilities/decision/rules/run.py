"""The run of a pre-assessment (预评估): its states."""

from enum import StrEnum

from backend.kit.transitions import Machine


class PreAssessmentState(StrEnum):
    RUNNING = "RUNNING"
    PASS = "PASS"  # noqa: S105  # a result, not a password
    REFER = "REFER"
    REJECT = "REJECT"
    ERROR = "ERROR"


P = PreAssessmentState

PRE_ASSESSMENT: Machine[PreAssessmentState] = Machine(
    {
        (P.RUNNING, "conclude"): (P.PASS, P.REFER, P.REJECT),
        (P.RUNNING, "fail"): P.ERROR,
        (P.ERROR, "retry"): P.RUNNING,
    }
)


class StrategyState(StrEnum):
    """The life of one version of a strategy (策略版本)."""

    DRAFT = "DRAFT"
    PENDING_PUBLISH = "PENDING_PUBLISH"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"


T = StrategyState

STRATEGY_MACHINE: Machine[StrategyState] = Machine(
    {
        (T.DRAFT, "submit"): T.PENDING_PUBLISH,
        (T.PENDING_PUBLISH, "return"): T.DRAFT,
        (T.PENDING_PUBLISH, "publish"): T.PUBLISHED,
        (T.PUBLISHED, "supersede"): T.SUPERSEDED,
    }
)

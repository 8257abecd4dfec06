"""Reads of decision: the strategy in force, and what has been said of a case."""

import json
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from backend.capabilities.decision.errors import NoDecision, StrategyUnknown
from backend.capabilities.decision.models import (
    Adjustment,
    Decision,
    DecisionModel,
    DecisionVersion,
    PreAssessment,
)
from backend.capabilities.decision.rules import (
    DecisionEngine,
    DecisionResult,
    DecisionStage,
    Income,
    PreAssessmentState,
    RuleHit,
    Severity,
    StrategyState,
    Terms,
    read_strategy,
)
from backend.kit.money import Fen

# What is published never changes, so each process compiles a version once.
_engine = DecisionEngine({})


class Published(NamedTuple):
    """A strategy in force: its row, and the engine that knows it under ``key``."""

    version: DecisionVersion
    engine: DecisionEngine
    key: str


async def strategy_in_force(key: str, legal_entity_id: UUID, union_id: UUID) -> Published:
    """Find the published strategy of a bank: its own, else the union's.

    Raises:
        StrategyUnknown: neither has published one.
    """
    models = await DecisionModel.filter(key=key, legal_entity_id__in=[legal_entity_id, union_id])
    for model in sorted(models, key=lambda one: one.legal_entity_id != legal_entity_id):
        version = await DecisionVersion.filter(
            model_id=model.id, status=StrategyState.PUBLISHED
        ).first()
        if version is not None:
            return compiled(version)
    raise StrategyUnknown(key)


def compiled(version: DecisionVersion) -> Published:
    """Load a version into this process's engine, once."""
    key = f"strategy@{version.id}"
    if not _engine.knows(key):
        _engine.publish({key: read_strategy(version.content).graph})
    return Published(version, _engine, key)


async def latest(application_id: UUID, stage: DecisionStage) -> Decision | None:
    """Find the newest decision of a stage, stale or not."""
    return await Decision.filter(application_id=application_id, stage=stage).order_by("-id").first()


async def current(application_id: UUID) -> Decision:
    """Find the decision that opinions and approvals rest on.

    Raises:
        NoDecision: there is none, or facts have changed since.
    """
    found = await Decision.filter(
        application_id=application_id, stage=DecisionStage.POST_INVESTIGATION, is_stale=False
    ).first()
    if found is None:
        raise NoDecision
    return found


async def adjustments_of(application_id: UUID) -> list[Adjustment]:
    """List every departure from a proposal, oldest first."""
    return await Adjustment.filter(application_id=application_id).order_by("id")


async def pre_assessment_of(application_id: UUID) -> PreAssessment | None:
    """Find the newest run that has a result."""
    return (
        await PreAssessment.filter(
            application_id=application_id,
            status__in=[
                PreAssessmentState.PASS,
                PreAssessmentState.REFER,
                PreAssessmentState.REJECT,
            ],
        )
        .order_by("-run_no")
        .first()
    )


async def pre_assessment_hits(application_id: UUID) -> tuple[RuleHit, ...]:
    """Read the hits of the newest run."""
    run = await pre_assessment_of(application_id)
    return tuple(read_hit(hit) for hit in run.hits) if run else ()


def read_hit(stored: dict[str, str]) -> RuleHit:
    """Read a hit as it is stored."""
    return RuleHit(
        rule_code=stored["ruleCode"],
        severity=Severity(stored["severity"]),
        message=stored["message"],
        field=stored["field"],
        value=stored["value"],
        threshold=stored["threshold"],
    )


def terms_of(decision: Decision) -> Terms:
    """Give a decision's proposal in the form in which people depart from it."""
    return Terms(
        result=DecisionResult(decision.result),
        amount_fen=Fen(decision.proposed_amount_fen or 0),
        term_months=decision.proposed_term_months or 0,
        spread_bp=decision.proposed_spread_bp or 0,
    )


async def income_of(application_id: UUID) -> Income:
    """Read the income that the decision after the investigation rested on.

    Raises:
        NoDecision: nothing has been decided.
    """
    decision = await latest(application_id, DecisionStage.POST_INVESTIGATION)
    if decision is None:
        raise NoDecision
    income = json.loads(decision.snapshot, parse_float=Decimal)["income"]
    return Income(
        net_annual_fen=Fen(income["net_annual_fen"]),
        existing_annual_service_fen=Fen(income["existing_annual_service_fen"]),
    )

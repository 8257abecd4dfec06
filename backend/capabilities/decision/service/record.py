"""Making decisions within another capability's transaction, and departing from them."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.decision import queries
from backend.capabilities.decision.models import Adjustment, Decision
from backend.capabilities.decision.rules import (
    AdjustedField,
    CapacityMetric,
    DecisionOutcome,
    DecisionStage,
    DisbursementFacts,
    DisbursementOutcome,
    Due,
    InvestigationFacts,
    Reason,
    RuleHit,
    Terms,
    decide,
    explain_adjustments,
)
from backend.capabilities.decision.rules import decide_disbursement as measure_disbursement
from backend.capabilities.product import queries as products
from backend.kit.money import yuan
from backend.kit.refusal import NotFound
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application

ENGINE_VERSION = f"zen {version('zen-engine')}"


async def decide_after_investigation(
    work: Work, application: "Application", facts: InvestigationFacts
) -> Decision:
    """Ask the product's strategy about locked facts; an earlier decision becomes stale (INV-24).

    Raises:
        StrategyUnknown: the bank has none published.
        DecisionInputInvalid: a fact does not fit the strategy's schema.
    """
    content = products.content_of(await products.version_of(application.product_version_id))
    strategy = await queries.strategy_in_force(
        content.rule_sets.investigation, application.legal_entity_id, work.actor.union_id
    )
    outcome = decide(strategy.engine, strategy.key, facts)
    await mark_stale(work, application.id)
    decision = await _keep(
        work,
        application,
        stage=DecisionStage.POST_INVESTIGATION,
        strategy_version_id=strategy.version.id,
        **_common(outcome),
        **_proposal(outcome),
    )
    _record(work, decision)
    return decision


async def mark_stale(work: Work, application_id: UUID) -> None:
    """Say that the facts are no longer those that the decision saw."""
    rows = Decision.filter(
        application_id=application_id, stage=DecisionStage.POST_INVESTIGATION, is_stale=False
    ).using_db(work.connection)
    for row in await rows.select_for_update():
        await row.revise(work.actor.id, is_stale=True)


async def decide_disbursement(
    work: Work,
    application: "Application",
    *,
    disbursement_id: UUID,
    value_date: date,
    instalments: tuple[Due, ...],
) -> Decision:
    """Ask whether the income still carries all debt once this loan is paid out.

    ``instalments`` are all that the customer owes this bank, the new loan's among them;
    income and debts elsewhere are those of the decision after the investigation.

    Raises:
        NoDecision: no investigation has been decided.
    """
    content = products.content_of(await products.version_of(application.product_version_id))
    strategy = await queries.strategy_in_force(
        content.rule_sets.disbursement, application.legal_entity_id, work.actor.union_id
    )
    facts = DisbursementFacts(
        value_date=value_date,
        capacity_metric=CapacityMetric(content.info.capacity.metric.value),
        income=await queries.income_of(application.id),
        instalments=instalments,
    )
    outcome = measure_disbursement(strategy.engine, strategy.key, facts)
    decision = await _keep(
        work,
        application,
        stage=DecisionStage.DISBURSEMENT,
        subject_id=disbursement_id,
        strategy_version_id=strategy.version.id,
        service_12m_fen=outcome.service_12m_fen,
        **{_ratio_column(facts.capacity_metric): outcome.ratio},
        **_common(outcome),
        factors=[],
        caps=[],
    )
    _record(work, decision)
    return decision


async def record_adjustments(
    work: Work,
    *,
    decision_id: UUID,
    subject_type: str,
    subject_id: UUID,
    node: str,
    wanted: Terms,
    reasons: Mapping[AdjustedField, Reason],
) -> list[Adjustment]:
    """Write down every difference between a proposal and what the actor wants (INV-25).

    Raises:
        Refused: a difference without a reason, or a reason without a difference.
    """
    decision = await Decision.filter(id=decision_id).first()
    if decision is None:
        raise NotFound(path=("decision_id",))
    explained = explain_adjustments(queries.terms_of(decision), wanted, reasons)
    return [
        await work.add(
            Adjustment,
            legal_entity_id=decision.legal_entity_id,
            decision_id=decision.id,
            application_id=decision.application_id,
            subject_type=subject_type,
            subject_id=subject_id,
            node=node,
            field=one.adjustment.field,
            from_value=one.adjustment.from_value,
            to_value=one.adjustment.to_value,
            reason_code=one.reason.code,
            reason_text=one.reason.text.strip(),
            by_user_id=work.actor.id,
            by_name=work.actor.name,
            at=work.now,
        )
        for one in explained
    ]


async def _keep(work: Work, application: "Application", **values: Any) -> Decision:
    return await work.add(Decision, **place_of(application), **values)


def place_of(application: "Application") -> dict[str, Any]:
    """Give a row the place of its application, so that the same people see both."""
    return {
        "application_id": application.id,
        "legal_entity_id": application.legal_entity_id,
        "org_id": application.org_id,
        "org_path": application.org_path,
        "owner_id": application.owner_id,
        "co_investigator_id": application.co_investigator_id,
    }


def _record(work: Work, decision: Decision) -> None:
    facts = {
        "stage": str(decision.stage),
        "result": str(decision.result),
        "snapshot": decision.snapshot_sha256,
    }
    audit.record(
        work,
        "Decision.decide",
        "Decision",
        decision.id,
        facts,
        legal_entity_id=decision.legal_entity_id,
    )


def _common(outcome: DecisionOutcome | DisbursementOutcome) -> dict[str, Any]:
    return {
        "result": outcome.result,
        "hits": [hit_json(hit) for hit in outcome.hits],
        "explanation": list(outcome.explanation),
        "snapshot": outcome.snapshot.text,
        "snapshot_sha256": outcome.snapshot.sha256,
        "engine_version": ENGINE_VERSION,
        "trace_gz": packed(outcome.evaluation.trace),
    }


def _proposal(outcome: DecisionOutcome) -> dict[str, Any]:
    return {
        "grade": outcome.grade,
        "score": outcome.score.total,
        "factors": [asdict(factor) for factor in outcome.score.factors],
        "proposed_amount_fen": outcome.proposed_amount_fen,
        "proposed_term_months": outcome.proposed_term_months,
        "proposed_spread_bp": outcome.spread_bp,
        "proposed_rate": outcome.proposed_rate,
        "dsr": outcome.dsr,
        "coverage": outcome.coverage,
        "caps": [
            {"name": cap.name.value, "amount": yuan(cap.amount_fen), "isBinding": cap.is_binding}
            for cap in outcome.caps
        ],
    }


def _ratio_column(metric: CapacityMetric) -> str:
    return "dsr" if metric is CapacityMetric.MONTHLY_DSR else "coverage"


def hit_json(hit: RuleHit) -> dict[str, str]:
    """Write a hit in the form in which it is stored and shown."""
    return {
        "ruleCode": hit.rule_code,
        "severity": hit.severity.value,
        "message": hit.message,
        "field": hit.field,
        "value": hit.value,
        "threshold": hit.threshold,
    }


def packed(trace: Mapping[str, Any]) -> bytes:
    """Pack a trace for keeping."""
    return gzip.compress(json.dumps(trace, ensure_ascii=False, default=str).encode())

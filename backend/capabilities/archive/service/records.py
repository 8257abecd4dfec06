"""The system's own records of a case, as files that can be read without the system."""

from typing import Any

from backend.capabilities.decision import queries as decisions
from backend.capabilities.decision.rules import DecisionStage
from backend.capabilities.disbursement import queries as disbursements
from backend.capabilities.disbursement.events import DisbursementPaid
from backend.capabilities.workflow import queries as workflow
from backend.kit.json import canonical
from backend.kit.money import yuan

STAGES = (DecisionStage.POST_INVESTIGATION, DecisionStage.DISBURSEMENT)


async def own_records(event: DisbursementPaid) -> list[tuple[str, str, bytes]]:
    """Write down decisions, opinions, adjustments and the schedule: (code, title, content)."""
    written = [
        ("DECISION_RECORD", "系统决策记录", await _decisions(event)),
        ("OPINIONS", "审查审批意见", await _opinions(event)),
        ("ADJUSTMENTS", "人工调整记录", await _adjustments(event)),
        ("SCHEDULE", "还款计划", await _schedule(event)),
    ]
    return [(code, title, canonical(content)) for code, title, content in written if content]


async def _decisions(event: DisbursementPaid) -> list[dict[str, Any]]:
    found = [await decisions.latest(event.application_id, stage) for stage in STAGES]
    return [
        {
            "stage": str(one.stage),
            "result": str(one.result),
            "grade": str(one.grade) if one.grade else None,
            "score": one.score,
            "hits": one.hits,
            "explanation": one.explanation,
            "snapshotSha256": one.snapshot_sha256,
        }
        for one in found
        if one is not None
    ]


async def _opinions(event: DisbursementPaid) -> list[dict[str, Any]]:
    cases = (("APPLICATION", event.application_id), ("DISBURSEMENT", event.disbursement_id))
    return [
        {
            "business": business,
            "node": opinion.node_name,
            "author": opinion.author_name,
            "outcome": str(opinion.outcome),
            "text": opinion.text,
            "terms": opinion.terms,
            "at": opinion.created_at.isoformat(),
        }
        for business, subject in cases
        for opinion in await workflow.opinions_of(business, subject)
    ]


async def _adjustments(event: DisbursementPaid) -> dict[str, Any]:
    return {
        "adjustments": [
            {
                "node": one.node,
                "field": str(one.field),
                "from": one.from_value,
                "to": one.to_value,
                "reason": str(one.reason_code),
                "text": one.reason_text,
                "by": one.by_name,
                "at": one.at.isoformat(),
            }
            for one in await decisions.adjustments_of(event.application_id)
        ]
    }


async def _schedule(event: DisbursementPaid) -> list[dict[str, Any]]:
    return [
        {
            "no": row.no,
            "dueDate": row.due_date.isoformat(),
            "principal": yuan(row.principal_fen),
            "interest": yuan(row.interest_fen),
            "total": yuan(row.total_fen),
            "balance": yuan(row.balance_fen),
        }
        for row in await disbursements.schedule_rows(event.note_id)
    ]

"""Saying what one would do (授信意见): by each investigator, with a reason for each departure."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.calculator.rules import RepaymentMethod
from backend.capabilities.decision import queries as decided
from backend.capabilities.decision import service as decisions
from backend.capabilities.decision.rules import (
    AdjustedField,
    AdjustmentReason,
    DecisionResult,
    Reason,
    Terms,
)
from backend.capabilities.investigation.errors import SectionNotComplete
from backend.capabilities.investigation.models import CreditOpinion
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    InvestigationStatus,
    InvestigatorRole,
    Recommendation,
    SectionStatus,
)
from backend.capabilities.investigation.service.case import (
    Case,
    current_sections,
    locked_case,
    role_of,
)
from backend.capabilities.investigation.service.completion import benchmark_rate
from backend.capabilities.product.rules import check_price
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen, grouped_yuan
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work

NODE = "授信意见"
SUBJECT = "OPINION"
CONDITIONS_MAX = 20
REASONS_MIN, REASONS_MAX = 10, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentGiven:
    """对系统建议的一项调整的原因"""

    field: AdjustedField = about("调整项")
    reason_code: AdjustmentReason = about("原因代码")
    reason_text: str = about("原因说明")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitCreditOpinion:
    """提交授信意见"""

    investigation_id: UUID = about("调查")
    recommendation: Recommendation = about("结论")
    amount: Fen = about("金额(元)")
    term_months: int = about("单笔期限(月)")
    limit_term_months: int | None = about("额度期限(月),不填同单笔期限", None)
    spread_bp: int = about("加点(基点)")
    repayment_methods: list[RepaymentMethod] = about("还款方式")
    guarantee: str = about("担保安排", "")
    conditions_precedent: list[str] = about("用款前提条件", [])
    covenants: list[str] = about("持续约定", [])
    reasons: str = about("理由,10 到 2000 字")
    adjustments: list[AdjustmentGiven] = about("与系统建议不一致之处的原因", [])


async def submit_credit_opinion(actor: Actor, command: SubmitCreditOpinion) -> CreditOpinion:
    """Write down an investigator's opinion; it takes the place of his earlier one.

    Raises:
        NoDecision: there is none, or it has become stale.
        Refused: terms outside the product, or a departure without its reason (INV-25).
    """
    async with unit_of_work(actor) as work:
        case = await locked_case(work, command.investigation_id, "investigation:write")
        role = role_of(case.investigation, actor)
        status = InvestigationStatus(case.investigation.status)
        INVESTIGATION_MACHINE.next(status, "opine")
        decision = await decided.current(case.application.id)
        wrong = await _unlocked(work, case)
        if command.recommendation is Recommendation.APPROVE:
            wrong += _problems(command, case)
            wrong += check_price(
                case.content.info.pricing, command.spread_bp, await benchmark_rate(case)
            )
        wrong += _text_problems(command)
        refuse_all(wrong)
        opinion = await _write(work, case, role, decision.id, command)
        await _adjust(work, decision.id, opinion, command)
        both = await CreditOpinion.filter(
            investigation_id=case.investigation.id, is_current=True
        ).using_db(work.connection)
        to = (
            InvestigationStatus.OPINED
            if len(both) == len(InvestigatorRole)
            else InvestigationStatus.COMPLETED
        )
        await audit.move(work, case.investigation, INVESTIGATION_MACHINE, "opine", to=to)
        work.answers_with(opinion.id)
    return opinion


async def _unlocked(work: Work, case: Case) -> list[Refusal]:
    rows = await current_sections(work, case.investigation.id)
    return [
        SectionNotComplete(path=("sections", row.module), title=row.title)
        for row in rows.values()
        if row.status != SectionStatus.LOCKED
    ]


def _problems(command: SubmitCreditOpinion, case: Case) -> list[Refusal]:
    info, asked = case.content.info, case.application.amount_requested_fen
    highest = min(info.amount.max_fen, asked)
    limit_term = command.limit_term_months or command.term_months
    found: list[Refusal] = []
    if not info.amount.min_fen <= command.amount <= highest:
        lowest = grouped_yuan(info.amount.min_fen)
        found.append(
            ValidationFailed(f"金额应在 {lowest} 元至 {grouped_yuan(highest)} 元之间", "amount")
        )
    if not info.term.min_months <= command.term_months <= info.term.max_months:
        span = f"{info.term.min_months} 至 {info.term.max_months}"
        found.append(ValidationFailed(f"单笔期限应为 {span} 个月", "term_months"))
    if not command.term_months <= limit_term <= info.term.limit_max_months:
        span = f"{command.term_months} 至 {info.term.limit_max_months}"
        found.append(ValidationFailed(f"额度期限应为 {span} 个月", "limit_term_months"))
    if not command.repayment_methods or set(command.repayment_methods) - set(info.methods):
        found.append(ValidationFailed("请从产品的还款方式中选择", "repayment_methods"))
    return found


def _text_problems(command: SubmitCreditOpinion) -> list[Refusal]:
    found: list[Refusal] = []
    if not REASONS_MIN <= len(command.reasons.strip()) <= REASONS_MAX:
        found.append(ValidationFailed("请填写理由,10 到 2000 字", "reasons"))
    if len(command.guarantee) > 400:
        found.append(ValidationFailed("最多 400 字", "guarantee"))
    for name in ("conditions_precedent", "covenants"):
        items: list[str] = getattr(command, name)
        if len(items) > CONDITIONS_MAX or any(not 1 <= len(item) <= 200 for item in items):
            found.append(ValidationFailed("最多 20 条,每条 1 到 200 字", name))
    found += [
        ValidationFailed("原因说明最多 400 字", "adjustments", str(at), "reason_text")
        for at, one in enumerate(command.adjustments)
        if len(one.reason_text) > 400
    ]
    return found


async def _write(
    work: Work, case: Case, role: InvestigatorRole, decision_id: UUID, command: SubmitCreditOpinion
) -> CreditOpinion:
    earlier = CreditOpinion.filter(
        investigation_id=case.investigation.id, role=role, is_current=True
    ).using_db(work.connection)
    for row in await earlier.select_for_update():
        await row.revise(work.actor.id, is_current=False)
    declines = command.recommendation is Recommendation.DECLINE
    return await work.add(
        CreditOpinion,
        legal_entity_id=case.investigation.legal_entity_id,
        investigation_id=case.investigation.id,
        decision_id=decision_id,
        author_id=work.actor.id,
        author_name=work.actor.name,
        role=role,
        recommendation=command.recommendation,
        amount_fen=Fen(0) if declines else command.amount,
        term_months=command.term_months,
        limit_term_months=command.limit_term_months or command.term_months,
        spread_bp=command.spread_bp,
        repayment_methods=[method.value for method in command.repayment_methods],
        guarantee=command.guarantee.strip(),
        conditions_precedent=command.conditions_precedent,
        covenants=command.covenants,
        reasons=command.reasons.strip(),
        at=work.now,
    )


async def _adjust(
    work: Work, decision_id: UUID, opinion: CreditOpinion, command: SubmitCreditOpinion
) -> None:
    approves = command.recommendation is Recommendation.APPROVE
    wanted = Terms(
        result=DecisionResult.APPROVE if approves else DecisionResult.REJECT,
        amount_fen=command.amount,
        term_months=command.term_months,
        spread_bp=command.spread_bp,
    )
    reasons: dict[AdjustedField, Any] = {
        one.field: Reason(one.reason_code, one.reason_text) for one in command.adjustments
    }
    await decisions.record_adjustments(
        work,
        decision_id=decision_id,
        subject_type=SUBJECT,
        subject_id=opinion.id,
        node=NODE,
        wanted=wanted,
        reasons=reasons,
    )

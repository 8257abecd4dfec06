"""Laying a contract down from what was approved."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.application import service as application
from backend.capabilities.audit import service as audit
from backend.capabilities.contract import queries
from backend.capabilities.contract.errors import (
    ApprovalLapsed,
    ContractExists,
    GuaranteeUnchecked,
)
from backend.capabilities.contract.models import CreditContract
from backend.capabilities.contract.rules import ContractStatus, display_no, percent_text
from backend.capabilities.guarantee import queries as guarantees
from backend.capabilities.organization import queries as organization
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_display_sequence, next_no
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application

START_DAYS_MAX = 30
KIND = "HT"
CODES = frozenset({"GUARANTEE_SIGNED", "SIGNED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What approval says, as far as the contract needs it; the LPR is that of its rule date."""

    amount_fen: Fen
    term_months: int
    limit_term_months: int
    spread_bp: int
    rate: Decimal
    lpr_value: Decimal
    lpr_date: date
    methods: tuple[str, ...]
    limit_type: str
    conditions: tuple[Any, ...]
    valid_to: date


async def lay_down(
    work: Work, case: "Application", approved: Approved, start: date
) -> CreditContract:
    """Write the contract down as a draft and give it its number, which it keeps for ever.

    The number is taken with the row: neither a failed printing nor a void leaves a gap.

    Raises:
        Refused: everything that stands in the way.
    """
    today = await reference.business_date()
    refuse_all(await _problems(case, approved, start, today))
    content, _ = await applications.content_for(case)
    end = last_day(start, approved.limit_term_months)
    pricing = content.info.pricing
    contract = await work.add(
        CreditContract,
        no=await next_no(work, "SX"),
        display_no=await _display_no(work, today),
        application_id=case.id,
        customer_id=case.applicant_id,
        product_version_id=case.product_version_id,
        amount_fen=approved.amount_fen,
        limit_type=approved.limit_type,
        limit_term_months=approved.limit_term_months,
        term_months=approved.term_months,
        start_date=start,
        end_date=end,
        draw_end_date=end,
        rate_type=pricing.rate_type,
        benchmark=pricing.benchmark,
        lpr_value=approved.lpr_value,
        lpr_date=approved.lpr_date,
        spread_bp=approved.spread_bp,
        annual_rate=approved.rate,
        penalty_markup_pct=pricing.penalty_markup_pct,
        misuse_markup_pct=pricing.misuse_markup_pct,
        methods=list(approved.methods),
        purpose=case.purpose_text or case.purpose_code,
        conditions=conditions_of(approved.conditions),
        lpr_notice=await _lpr_notice(approved, today),
        org_id=case.org_id,
        org_path=case.org_path,
        owner_id=case.owner_id,
    )
    await audit.note_transition(work, contract, "", ContractStatus.DRAFT, "draft")
    await application.step(work, case.id, "generate_contract")
    return contract


async def _problems(
    case: "Application", approved: Approved, start: date, today: date
) -> list[Refusal]:
    wrong: list[Refusal] = []
    living = await queries.contract_of_application(case.id)
    if living is not None:
        wrong.append(ContractExists(no=living.display_no or living.no))
    if approved.valid_to < today:
        wrong.append(ApprovalLapsed(valid_to=approved.valid_to))
    if not today <= start <= today + timedelta(days=START_DAYS_MAX):
        problem = f"起始日须在今天起 {START_DAYS_MAX} 天之内"
        wrong.append(ValidationFailed(problem, "start_date"))
    names = [
        row.guarantor.name
        for row in await guarantees.guarantees_of(case.id)
        if row.status == "DRAFT"
    ]
    if names:
        wrong.append(GuaranteeUnchecked(names="、".join(names)))
    return wrong


async def _display_no(work: Work, today: date) -> str:
    short = await organization.short_name_of(work.actor.legal_entity_id)
    return display_no(short, today.year, await next_display_sequence(work, KIND, today.year))


async def _lpr_notice(approved: Approved, today: date) -> str:
    """Say that the LPR has moved since it was approved; the contract keeps the approved one."""
    newest = await reference.lpr_on(today)
    if newest.published_on == approved.lpr_date:
        return ""
    return (
        f"批准后 LPR 已于 {newest.published_on} 更新为 {percent_text(newest.lpr_1y)}%,"
        f"本合同仍按 {approved.lpr_date} 的 {percent_text(approved.lpr_value)}% 定价"
    )


def conditions_of(given: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Number the conditions; those that the signing itself fulfils are marked as such."""
    found: list[dict[str, Any]] = []
    for number, one in enumerate(given, start=1):
        is_coded = isinstance(one, dict)
        text = str(one.get("text", "") if is_coded else one)
        code = str(one.get("code", "") if is_coded else "") or f"C{number:02d}"
        by_signing = code in CODES or ("保证" in text and "签" in text)
        found.append({"code": code, "text": text, "met": False, "bySigning": by_signing})
    return found


def last_day(start: date, months: int) -> date:
    """Tell the last day of so many months: from 25 November, 36 months end on 24 November."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


async def contract_in(work: Work, contract_id: UUID) -> CreditContract:
    """Take a contract for writing, for reactions and capabilities above."""
    return await work.lock(CreditContract, contract_id)

"""Asking for money under a limit: draft, then submit."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.calculator.rules import DueDayRule, RepaymentMethod
from backend.capabilities.contract import queries as contracts
from backend.capabilities.contract import service as contract
from backend.capabilities.disbursement import queries
from backend.capabilities.disbursement.events import DisbursementSubmitted
from backend.capabilities.disbursement.models import Disbursement, Payee
from backend.capabilities.disbursement.rules import (
    DISBURSEMENT_MACHINE,
    DisbursementStatus,
    Drawdown,
    DrawdownFrame,
    PayeeWanted,
    PaymentMode,
    Standing,
    check_drawdown,
    checklist,
    note_no,
    row_to_json,
    schedule_of,
    unmet,
)
from backend.capabilities.disbursement.service.terms import terms_of
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.money import Fen
from backend.kit.refusal import NotFound, Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from backend.capabilities.contract.models import CreditContract, CreditLimit

PROOFS_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeGiven:
    """受托支付对象"""

    name: str = about("收款人")
    account: str = about("收款账户")
    bank_name: str = about("开户行")
    amount: Fen = about("金额(元)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDisbursement:
    """发起放款申请(草稿)"""

    limit_id: UUID = about("额度")
    amount: Fen = about("用款金额(元)")
    value_date: date = about("起息日")
    term_months: int = about("期限(月)")
    repayment_method: RepaymentMethod = about("还款方式")
    due_day_rule: DueDayRule = about("还款日规则", DueDayRule.SAME_DAY)
    due_day: int | None = about("固定还款日,1 到 28", None)
    payment_mode: PaymentMode = about("支付方式", PaymentMode.SELF)
    payees: list[PayeeGiven] = about("受托支付对象", [])
    disburse_account: str = about("放款账户")
    repay_account: str = about("还款账户")
    purpose_text: str = about("用途说明")
    purpose_proofs: list[UUID] = about("用途证明文件", [])


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitDisbursement:
    """提交放款申请"""

    disbursement_id: UUID = about("放款申请")
    expected_version: int = about("期望版本")


async def create_disbursement(actor: Actor, command: CreateDisbursement) -> Disbursement:
    """Write a drawdown down; nothing is set aside before it is submitted.

    Raises:
        NotFound: no such limit within reach.
        Refused: everything that is wrong with it.
    """
    limit = await contracts.limit_of(command.limit_id)
    agreement = await contracts.contract_of(limit.contract_id)
    application = await applications.application_of(
        actor, agreement.application_id, "disbursement:draft"
    )
    refuse_all(_texts(command))
    async with unit_of_work(actor) as work:
        row = await work.add(
            Disbursement,
            no=await next_no(work, "FK"),
            seq=await _next_seq(work, agreement.id),
            owner_id=application.owner_id,
            org_id=application.org_id,
            org_path=application.org_path,
            **_values(command, agreement, limit),
        )
        for payee in command.payees:
            await work.add(
                Payee,
                disbursement_id=row.id,
                name=payee.name,
                account=payee.account,
                account_hash=blind_index(payee.account),
                bank_name=payee.bank_name,
                amount_fen=payee.amount,
            )
        refuse_all(await _problems(row, agreement, limit))
        await audit.note_transition(work, row, "", DisbursementStatus.DRAFT, "create")
        work.answers_with(row.id)
    return row


async def submit_disbursement(actor: Actor, command: SubmitDisbursement) -> Disbursement:
    """Set the amount aside and prepare the note (INV-27, INV-29, INV-30, INV-35, INV-36).

    Raises:
        Refused: terms outside contract or product, or open conditions, each named.
        LimitExceeded, LimitFrozen, LimitExpired: the limit does not permit it.
    """
    async with unit_of_work(actor) as work:
        row = await work.lock(
            Disbursement,
            command.disbursement_id,
            within=rows_within(Disbursement, actor, "disbursement:submit"),
            expected_version=command.expected_version,
        )
        DISBURSEMENT_MACHINE.next(row.status, "submit")
        limit = await contracts.limit_of(row.limit_id)
        agreement = await contracts.contract_of(row.contract_id)
        await contract.reserve(
            work,
            row.limit_id,
            row.amount_fen,
            ref_type="DISBURSEMENT",
            ref_id=row.id,
            key=f"reserve:{row.id}:{row.submissions + 1}",
        )
        conditions = checklist(await _standing(row, agreement))
        refuse_all([*await _problems(row, agreement, limit), *unmet(conditions)])
        await audit.move(
            work,
            row,
            DISBURSEMENT_MACHINE,
            "submit",
            submissions=row.submissions + 1,
            submitted_at=work.now,
            checklist=[asdict(condition) for condition in conditions],
            **await _note(work, row, agreement),
        )
        work.announce(DisbursementSubmitted(disbursement_id=row.id))
        work.answers_with(row.id)
    return row


def _values(
    command: CreateDisbursement, agreement: "CreditContract", limit: "CreditLimit"
) -> dict[str, Any]:
    wanted = _wanted(command)
    return {
        "contract_id": agreement.id,
        "limit_id": limit.id,
        "customer_id": agreement.customer_id,
        "amount_fen": wanted.amount_fen,
        "annual_rate": agreement.annual_rate,
        "value_date": wanted.value_date,
        "term_months": wanted.term_months,
        "maturity_date": wanted.maturity_date,
        "repayment_method": wanted.method,
        "due_day_rule": command.due_day_rule,
        "due_day": command.due_day,
        "payment_mode": wanted.mode,
        "disburse_account": command.disburse_account,
        "repay_account": command.repay_account,
        "purpose_text": command.purpose_text,
        "purpose_proofs": [str(proof) for proof in command.purpose_proofs],
    }


def _wanted(command: CreateDisbursement) -> Drawdown:
    return Drawdown(
        amount_fen=command.amount,
        value_date=command.value_date,
        term_months=command.term_months,
        method=command.repayment_method,
        mode=command.payment_mode,
    )


def _texts(command: CreateDisbursement) -> list[Refusal]:
    wrong: list[Refusal] = []
    if command.amount <= 0:
        wrong.append(ValidationFailed("用款金额须大于零", "amount"))
    if not 1 <= command.term_months <= 600:
        wrong.append(ValidationFailed("期限须为 1 到 600 个月", "term_months"))
    wrong += [
        ValidationFailed("账号须为 8 到 32 位数字", name)
        for name in ("disburse_account", "repay_account")
        if not _is_account(getattr(command, name))
    ]
    if not 2 <= len(command.purpose_text.strip()) <= 400:
        wrong.append(ValidationFailed("请填写用途说明,2 到 400 字", "purpose_text"))
    if len(command.purpose_proofs) > PROOFS_MAX:
        wrong.append(ValidationFailed(f"用途证明最多 {PROOFS_MAX} 份", "purpose_proofs"))
    if not all(map(_is_payee, command.payees)):
        wrong.append(ValidationFailed("请填写收款人、账号和金额", "payees"))
    return wrong


def _is_payee(payee: PayeeGiven) -> bool:
    named = 1 <= len(payee.name) <= 80 and 1 <= len(payee.bank_name) <= 80
    return named and payee.amount > 0 and _is_account(payee.account)


def _is_account(text: str) -> bool:
    return text.isascii() and text.isdigit() and 8 <= len(text) <= 32


async def _problems(
    row: Disbursement, agreement: "CreditContract", limit: "CreditLimit"
) -> list[Refusal]:
    application = await applications.by_id(agreement.application_id)
    content, _library = await applications.content_for(application)
    rule = content.info.payment
    earlier = await queries.earlier_payments(
        row.customer_id, row.value_date, rule.splitting_window_days, row.id
    )
    frame = DrawdownFrame(
        term_months_max=agreement.term_months,
        latest_maturity=limit.valid_to,
        methods=tuple(RepaymentMethod(method) for method in agreement.methods),
        payment=rule,
        own_account=row.disburse_account,
        earlier=earlier,
    )
    return check_drawdown(await _drawdown(row), frame, await reference.business_date())


async def _drawdown(row: Disbursement) -> Drawdown:
    return Drawdown(
        amount_fen=row.amount_fen,
        value_date=row.value_date,
        term_months=row.term_months,
        method=RepaymentMethod(row.repayment_method),
        mode=PaymentMode(row.payment_mode),
        payees=tuple(
            PayeeWanted(one.name, one.account, one.bank_name, one.amount_fen)
            for one in await queries.payees_of(row.id)
        ),
    )


async def _standing(row: Disbursement, agreement: "CreditContract") -> Standing:
    overdue = await queries.overdue_notes(row.customer_id)
    return Standing(
        contract_effective=agreement.status == "EFFECTIVE",
        # The reservation before has asked the limit itself.
        limit_drawable=True,
        overdue_notes=tuple(note.no for note in overdue),
        purpose_proofs=len(row.purpose_proofs),
        disburse_account_ok=_is_account(row.disburse_account),
    )


async def _note(work: Work, row: Disbursement, agreement: "CreditContract") -> dict[str, Any]:
    if agreement.display_no is None:
        raise NotFound(path=("contract_id",))
    schedule = schedule_of(terms_of(row))
    return {
        "note_no": note_no(agreement.display_no, row.seq),
        "loan_no": await next_no(work, "JJ"),
        "schedule": [row_to_json(instalment) for instalment in schedule.rows],
        "engine_version": schedule.engine_version,
        "schedule_sha256": schedule.sha256,
    }


async def _next_seq(work: Work, contract_id: UUID) -> int:
    await work.connection.execute_query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", [f"drawdowns:{contract_id}"]
    )
    last = await Disbursement.filter(contract_id=contract_id).order_by("-seq").first()
    return last.seq + 1 if last else 1

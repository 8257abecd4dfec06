"""Cancelling a limit (额度注销) and terminating a contract (终止合同), by approval."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.contract.errors import ClosingOpenAlready
from backend.capabilities.contract.events import LimitClosed
from backend.capabilities.contract.models import CreditContract, CreditLimit, LimitClosing
from backend.capabilities.contract.rules import (
    CLOSING_MACHINE,
    LIMIT_MACHINE,
    ClosingKind,
    ClosingStatus,
    LimitStatus,
    check_unused,
)
from backend.capabilities.contract.service import ledger
from backend.capabilities.contract.service.ending import end
from backend.capabilities.contract.service.freezing import check_reason
from backend.capabilities.reference.service import next_no
from backend.capabilities.workflow import service as workflow
from backend.capabilities.workflow.rules import Ending, Outcome
from backend.capabilities.workflow.service import (
    DecisionFacts,
    StepKind,
    StepTaken,
    TaskDecision,
)
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import yuan
from backend.kit.refusal import NotFound
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from backend.capabilities.workflow.models import Task, WorkflowInstance

ROUTE = "L1"
TITLES = {
    ClosingKind.LIMIT_CANCELLATION: "额度注销",
    ClosingKind.TERMINATION: "合同终止",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLimitCancellation:
    """申请注销额度"""

    limit_id: UUID = about("额度")
    expected_version: int = about("额度的期望版本")
    reason: str = about("注销原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTermination:
    """申请终止合同"""

    contract_id: UUID = about("授信合同")
    expected_version: int = about("合同的期望版本")
    reason: str = about("终止原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResubmitLimitClosing:
    """重新提交被退回的注销或终止申请"""

    closing_id: UUID = about("申请")
    expected_version: int = about("期望版本")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLimitClosing:
    """撤回注销或终止申请"""

    closing_id: UUID = about("申请")
    expected_version: int = about("期望版本")
    reason: str = about("撤回原因")


async def request_limit_cancellation(
    actor: Actor, command: RequestLimitCancellation
) -> LimitClosing:
    """Ask to cancel a limit that is unused or settled.

    Raises:
        ValidationFailed: no reason.
        LimitInUse: something is owed or under way.
        IllegalTransition: it is cancelled already.
        ClosingOpenAlready: it has been asked for.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        limit = await work.lock(
            CreditLimit,
            command.limit_id,
            within=rows_within(CreditLimit, actor, "limit:close"),
            expected_version=command.expected_version,
        )
        closing = await _request(work, limit, ClosingKind.LIMIT_CANCELLATION, command.reason)
        work.answers_with(closing.id)
    return closing


async def request_termination(actor: Actor, command: RequestTermination) -> LimitClosing:
    """Ask to terminate a contract under which nothing is owed or under way.

    Raises:
        ValidationFailed: no reason.
        NotFound: the contract grants no limit.
        LimitInUse: something is owed or under way.
        ClosingOpenAlready: it has been asked for.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        contract = await work.lock(
            CreditContract,
            command.contract_id,
            within=rows_within(CreditContract, actor, "limit:close"),
            expected_version=command.expected_version,
        )
        limit_id = await _limit_under(work, contract)
        limit = await work.lock(CreditLimit, limit_id)
        closing = await _request(work, limit, ClosingKind.TERMINATION, command.reason)
        work.answers_with(closing.id)
    return closing


async def _limit_under(work: Work, contract: CreditContract) -> UUID:
    limit = await CreditLimit.filter(contract_id=contract.id).using_db(work.connection).first()
    if limit is None:
        # A contract that never took effect is voided, not terminated.
        raise NotFound(path=("contract_id",))
    return limit.id


async def _request(work: Work, limit: CreditLimit, kind: ClosingKind, reason: str) -> LimitClosing:
    LIMIT_MACHINE.next(LimitStatus(limit.status), "cancel")
    check_unused(limit.balances)
    open_one = LimitClosing.filter(
        limit_id=limit.id, status__in=[ClosingStatus.IN_REVIEW, ClosingStatus.RETURNED]
    )
    if await open_one.using_db(work.connection).exists():
        raise ClosingOpenAlready
    closing = await work.add(
        LimitClosing,
        no=await next_no(work, "ZJ"),
        kind=kind,
        contract_id=limit.contract_id,
        limit_id=limit.id,
        reason=reason.strip(),
        org_id=limit.org_id,
        org_path=limit.org_path,
    )
    await audit.note_transition(work, closing, "", ClosingStatus.IN_REVIEW, "request", reason)
    await workflow.start_case(work, await _case(work, closing, limit))
    return closing


async def _case(work: Work, closing: LimitClosing, limit: CreditLimit) -> workflow.CaseStart:
    contract = await CreditContract.get(id=closing.contract_id)
    application = await applications.by_id(contract.application_id)
    makers = await applications.makers_of(application)
    kind = ClosingKind(closing.kind)
    return workflow.CaseStart(
        workflow_key=ROUTE,
        process_type=kind.value,
        business_type=kind.value,
        business_id=closing.id,
        business_no=closing.no,
        title=f"{TITLES[kind]} {contract.display_no or contract.no}",
        org_id=closing.org_id,
        org_path=closing.org_path,
        initiator_id=work.actor.id,
        makers=makers | {work.actor.id},
        variables={"amount": yuan(limit.approved_fen)},
    )


async def resubmit_limit_closing(actor: Actor, command: ResubmitLimitClosing) -> LimitClosing:
    """Send a returned request on again.

    Raises:
        LimitInUse: something is owed or under way by now.
        IllegalTransition: it was not returned.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        closing = await _locked(work, command.closing_id, command.expected_version)
        limit = await work.lock(CreditLimit, closing.limit_id)
        check_unused(limit.balances)
        reason = command.reason.strip()
        await audit.move(work, closing, CLOSING_MACHINE, "resubmit", reason=reason)
        await workflow.resubmit_case(
            work, closing.kind, closing.id, {"amount": yuan(limit.approved_fen)}
        )
        work.answers_with(closing.id)
    return closing


async def withdraw_limit_closing(actor: Actor, command: WithdrawLimitClosing) -> LimitClosing:
    """Take a request back before it is decided.

    Raises:
        IllegalTransition: it is decided.
    """
    check_reason(command.reason)
    async with unit_of_work(actor) as work:
        closing = await _locked(work, command.closing_id, command.expected_version)
        await audit.move(work, closing, CLOSING_MACHINE, "withdraw", reason=command.reason)
        await workflow.withdraw_case(work, closing.kind, closing.id, command.reason)
        work.answers_with(closing.id)
    return closing


async def _locked(work: Work, closing_id: UUID, expected_version: int) -> LimitClosing:
    within = rows_within(LimitClosing, work.actor, "limit:close")
    return await work.lock(
        LimitClosing, closing_id, within=within, expected_version=expected_version
    )


class ClosingCase:
    """What a decision on the route does to the request (the workflow's host)."""

    async def before_decision(
        self, work: Work, instance: "WorkflowInstance", task: "Task", decision: TaskDecision
    ) -> DecisionFacts:
        """Refuse to approve while something is owed or under way."""
        del task
        if decision.outcome is Outcome.APPROVE:
            closing = await LimitClosing.get(id=instance.business_id)
            limit = await work.lock(CreditLimit, closing.limit_id)
            check_unused(limit.balances)
        # Ending a limit lends nothing: every approver's authority suffices.
        return DecisionFacts(within_authority=True)

    async def after_step(self, work: Work, instance: "WorkflowInstance", step: StepTaken) -> None:
        """Follow: returned, refused, or approved and carried out."""
        if step.kind not in (StepKind.RETURNED_TO_INITIATOR, StepKind.ENDED):
            return
        closing = await work.lock(LimitClosing, instance.business_id)
        if step.kind is StepKind.RETURNED_TO_INITIATOR:
            await audit.move(work, closing, CLOSING_MACHINE, "return", reason=step.opinion)
        elif step.ending is Ending.APPROVED:
            await _complete(work, closing, step.actor_id)
        else:
            await audit.move(work, closing, CLOSING_MACHINE, "refuse", reason=step.opinion)


async def _complete(work: Work, closing: LimitClosing, approver_id: UUID) -> None:
    kind = ClosingKind(closing.kind)
    await audit.move(
        work,
        closing,
        CLOSING_MACHINE,
        "complete",
        approver_id=approver_id,
        approved_at=work.now,
    )
    contract = await work.lock(CreditContract, closing.contract_id)
    await ledger.cancel(
        work,
        closing.limit_id,
        closing.reason,
        ref_type="LimitClosing",
        ref_id=closing.id,
        key=f"cancel:{closing.id}",
    )
    action = "settle" if kind is ClosingKind.LIMIT_CANCELLATION else "terminate"
    await end(work, contract, action, closing.reason)
    work.announce(LimitClosed(closing_id=closing.id))


for kind in ClosingKind:
    workflow.register_case(kind.value, ClosingCase())

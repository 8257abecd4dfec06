"""The life of a permission: written, sent to be signed, valid, ended."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization.errors import (
    AuthorizationOpenAlready,
    RepresentativeMissing,
)
from backend.capabilities.credit_authorization.models import CreditAuthorization
from backend.capabilities.credit_authorization.rules import (
    AUTHORIZATION,
    REASONS_OF_ROLE,
    AuthorizationState,
    QueryReason,
    SignMode,
    SubjectRole,
)
from backend.capabilities.customer import queries as customers
from backend.capabilities.customer.rules import CustomerType
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.capabilities.signing import service as signing
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

VALID_DAYS = 365
VALID_DAYS_MAX = 1_825
ON_ITS_WAY = (AuthorizationState.DRAFT, AuthorizationState.PENDING_SIGN, AuthorizationState.SIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCreditAuthorization:
    """建立征信授权书"""

    customer_id: UUID = about("授权的客户")
    role: SubjectRole = about("当事人角色")
    purposes: list[QueryReason] = about("同意的查询用途,不填为角色允许的全部", [])
    sign_mode: SignMode = about("签署方式", SignMode.PAD_HANDWRITTEN)
    application_id: UUID | None = about("为哪笔申请", None)
    valid_days: int = about("有效天数", VALID_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidCreditAuthorization:
    """作废尚未签署的征信授权书"""

    authorization_id: UUID = about("征信授权书")
    expected_version: int = about("期望版本")
    reason: str = about("原因")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCreditAuthorization:
    """按客户书面要求撤销征信授权;已做的查询不受影响"""

    authorization_id: UUID = about("征信授权书")
    expected_version: int = about("期望版本")
    reason: str = about("客户书面要求的说明")


async def create_credit_authorization(
    actor: Actor, command: CreateCreditAuthorization
) -> CreditAuthorization:
    """Write a permission down, to be signed.

    Raises:
        NotFound: the customer is out of reach.
        Refused: all that is wrong with the input.
        AuthorizationOpenAlready: one of this customer is on its way.
    """
    async with unit_of_work(actor) as work:
        customer = await customers.customer_of(actor, command.customer_id)
        is_company = customer.type == CustomerType.COMPANY
        refuse_all(_problems(command, is_company=is_company))
        representative = await customers.legal_rep_of(customer.id) if is_company else None
        if is_company and representative is None:
            raise RepresentativeMissing(path=("customer_id",))
        await _refuse_second(work, command)
        row = await work.add(
            CreditAuthorization,
            no=await next_no(work, "ZX"),
            subject_id=customer.id,
            representative_id=representative.id if representative else None,
            **await _values(command),
        )
        await audit.note_transition(work, row, "", AuthorizationState.DRAFT, "create")
        work.answers_with(row.id)
    return row


def _problems(command: CreateCreditAuthorization, *, is_company: bool) -> list[Refusal]:
    found: list[Refusal] = []
    if (command.role is SubjectRole.COMPANY) != is_company:
        found.append(ValidationFailed("企业客户的角色须为企业,自然人不能", "role"))
    outside = set(command.purposes) - REASONS_OF_ROLE[command.role]
    if outside:
        found.append(ValidationFailed("查询用途与当事人角色不符", "purposes"))
    if not 1 <= command.valid_days <= VALID_DAYS_MAX:
        found.append(ValidationFailed(f"有效天数须为 1 到 {VALID_DAYS_MAX}", "valid_days"))
    return found


async def _refuse_second(work: Work, command: CreateCreditAuthorization) -> None:
    await work.connection.execute_query(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", [f"bureau:{command.customer_id}"]
    )
    rows = CreditAuthorization.filter(
        subject_id=command.customer_id, role=command.role, status__in=ON_ITS_WAY
    )
    open_one = await rows.using_db(work.connection).first()
    if open_one is not None:
        raise AuthorizationOpenAlready(path=("customer_id",), no=open_one.no)


async def _values(command: CreateCreditAuthorization) -> dict[str, Any]:
    purposes = command.purposes or REASONS_OF_ROLE[command.role]
    today = await reference.business_date()
    return {
        "role": command.role,
        "application_id": command.application_id,
        "purposes": sorted(purpose.value for purpose in purposes),
        "sign_mode": command.sign_mode,
        "valid_from": today,
        "valid_to": today + timedelta(days=command.valid_days),
    }


async def void_credit_authorization(
    actor: Actor, command: VoidCreditAuthorization
) -> CreditAuthorization:
    """Give a permission up that waits for its signature.

    Raises:
        IllegalTransition: it is signed, or has ended.
    """
    async with unit_of_work(actor) as work:
        row = await _locked(work, command.authorization_id, command.expected_version)
        await _end(work, row, "void", command.reason)
        if row.signing_task_id is not None:
            await signing.void_task(work, row.signing_task_id, command.reason)
        work.answers_with(row.id)
    return row


async def revoke_credit_authorization(
    actor: Actor, command: RevokeCreditAuthorization
) -> CreditAuthorization:
    """Take a permission back on the customer's written request; it forbids new queries only.

    Raises:
        IllegalTransition: it is not valid.
    """
    async with unit_of_work(actor) as work:
        row = await _locked(work, command.authorization_id, command.expected_version)
        await _end(work, row, "revoke", command.reason)
        work.answers_with(row.id)
    return row


async def _locked(work: Work, row_id: UUID, expected_version: int) -> CreditAuthorization:
    return await work.lock(
        CreditAuthorization,
        row_id,
        within=rows_within(CreditAuthorization, work.actor, "credit-authorization:manage"),
        expected_version=expected_version,
    )


async def _end(work: Work, row: CreditAuthorization, action: str, reason: str) -> None:
    if not 2 <= len(reason.strip()) <= 400:
        raise ValidationFailed("请填写原因,2 到 400 字", "reason")
    await audit.move(work, row, AUTHORIZATION, action, reason=reason, end_reason=reason)


async def expire_authorizations(actor: Actor, today: date) -> None:
    """End the permissions whose last day is past; safe to repeat."""
    overdue = CreditAuthorization.filter(
        legal_entity_id=actor.legal_entity_id,
        valid_to__lt=today,
        status__in=(
            AuthorizationState.DRAFT,
            AuthorizationState.PENDING_SIGN,
            AuthorizationState.VALID,
        ),
    )
    for row_id in await overdue.values_list("id", flat=True):
        async with unit_of_work(actor) as work:
            row = await work.lock(CreditAuthorization, UUID(str(row_id)))
            if "expire" in AUTHORIZATION.allowed(AuthorizationState(row.status)):
                await audit.move(work, row, AUTHORIZATION, "expire")

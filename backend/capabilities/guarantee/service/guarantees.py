"""Adding and removing guarantors by hand."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries as customers
from backend.capabilities.guarantee import queries
from backend.capabilities.guarantee.errors import AgreementMissing
from backend.capabilities.guarantee.models import Guarantee
from backend.capabilities.guarantee.rules import (
    GUARANTEE_MACHINE,
    GuaranteeScope,
    GuaranteeType,
    Liability,
)
from backend.capabilities.guarantee.service.opening import (
    check_changeable,
    open_guarantee,
    wrong_guarantor,
)
from backend.capabilities.guarantee.service.quota import give_back
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class AddGuarantee:
    """为申请增加保证"""

    application_id: UUID = about("申请")
    type: GuaranteeType = about("保证种类")
    guarantor_id: UUID = about("保证人(客户)")
    liability: Liability = about("保证方式", Liability.JOINT_AND_SEVERAL)
    scope: GuaranteeScope = about("保证范围", GuaranteeScope.ALL)
    max_amount: Fen = about("最高保证金额(元)")
    period_years: int = about("保证期间(年)", 3)
    group_id: UUID | None = about("联保小组;小组成员互保时填写", None)
    spouse_consent_id: UUID | None = about("配偶同意书", None)
    resolution_file_id: UUID | None = about("股东会或董事会决议文件", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveGuarantee:
    """签约前移除保证"""

    guarantee_id: UUID = about("保证")
    expected_version: int = about("期望版本")
    reason: str = about("原因")


async def add_guarantee(actor: Actor, command: AddGuarantee) -> Guarantee:
    """Add a guarantor to an application that nobody reviews yet.

    Raises:
        NotFound: the application or the guarantor is out of reach.
        Refused: all that stands against this guarantor.
        GuaranteeOpenAlready: he stands for the application already.
    """
    async with unit_of_work(actor) as work:
        application = await applications.application_of(
            actor, command.application_id, "guarantee:manage"
        )
        check_changeable(application)
        await customers.customer_of(actor, command.guarantor_id)
        refuse_all([*_problems(command), *await wrong_guarantor(application, command.guarantor_id)])
        guarantee = await open_guarantee(
            work, application, command.guarantor_id, command.type, **await _terms(command)
        )
        work.answers_with(guarantee.id)
    return guarantee


def _problems(command: AddGuarantee) -> list[Refusal]:
    found: list[Refusal] = []
    if command.max_amount <= 0:
        found.append(ValidationFailed("保证金额须大于零", "max_amount"))
    if not 1 <= command.period_years <= 10:
        found.append(ValidationFailed("保证期间须为 1 到 10 年", "period_years"))
    return found


async def _terms(command: AddGuarantee) -> dict[str, Any]:
    agreement = None
    if command.type is GuaranteeType.GUARANTEE_COMPANY:
        agreement = await queries.agreement_with(command.guarantor_id)
        if agreement is None:
            raise AgreementMissing(path=("guarantor_id",))
    group = command.group_id
    if group is not None and command.guarantor_id not in (
        await queries.groups_with(command.guarantor_id)
    ).get(group, frozenset()):
        raise ValidationFailed("保证人不是该联保小组的成员", "group_id")
    return {
        "liability": command.liability,
        "scope": command.scope,
        "max_amount_fen": command.max_amount,
        "period_years": command.period_years,
        "spouse_consent_id": command.spouse_consent_id,
        "resolution_file_id": command.resolution_file_id,
        "agreement_id": agreement.id if agreement else None,
        "group_id": group,
    }


async def remove_guarantee(actor: Actor, command: RemoveGuarantee) -> Guarantee:
    """Take a guarantor off again, before any contract; a company's quota returns.

    Raises:
        IllegalTransition: he has signed.
    """
    if not 2 <= len(command.reason.strip()) <= 400:
        raise ValidationFailed("请填写移除原因,2 到 400 字", "reason")
    async with unit_of_work(actor) as work:
        guarantee = await work.lock(
            Guarantee,
            command.guarantee_id,
            within=rows_within(Guarantee, actor, "guarantee:manage"),
            expected_version=command.expected_version,
        )
        check_changeable(await applications.by_id(guarantee.application_id))
        await give_back(work, guarantee)
        await audit.move(
            work,
            guarantee,
            GUARANTEE_MACHINE,
            "remove",
            reason=command.reason,
            end_reason=command.reason,
        )
        work.answers_with(guarantee.id)
    return guarantee

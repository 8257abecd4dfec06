"""Offering a collateral for an application."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.customer import queries as customers
from backend.capabilities.guarantee.errors import CollateralOvercharged
from backend.capabilities.guarantee.models import Collateral, CollateralPledge
from backend.capabilities.guarantee.rules import PledgeStatus, carries
from backend.capabilities.guarantee.service.opening import (
    check_changeable,
    open_collateral,
    open_pledge,
)
from backend.capabilities.product.rules import CollateralKind
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen, yuan
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from backend.capabilities.application.models import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCollateral:
    """为申请增加押品;填写已有押品则再次担保"""

    application_id: UUID = about("申请")
    collateral_id: UUID | None = about("已有押品", None)
    kind: CollateralKind = about("押品种类")
    owner_ids: list[UUID] = about("权属人(客户),共有人全部列出", [])
    use: str = about("用途,数据字典 collateralUse 的代码", "")
    description: str = about("名称、坐落和状况", "")
    area: Decimal | None = about("面积", None)
    cert_no: str = about("权属证书号", "")
    wanted_amount: Fen = about("拟担保金额(元)")


async def add_collateral(actor: Actor, command: AddCollateral) -> Collateral:
    """Let a new or a known collateral secure an application.

    Raises:
        NotFound: the application, the collateral or an owner is out of reach.
        CollateralOvercharged: a known collateral carries nothing more (INV-57).
        Refused: all that is wrong with the input.
    """
    async with unit_of_work(actor) as work:
        application = await applications.application_of(
            actor, command.application_id, "guarantee:manage"
        )
        check_changeable(application)
        refuse_all(_problems(command))
        if command.collateral_id is not None:
            collateral = await _again(work, command.collateral_id, application, command)
        else:
            collateral = await _new(work, application, command)
        work.answers_with(collateral.id)
    return collateral


def _problems(command: AddCollateral) -> list[Refusal]:
    found: list[Refusal] = []
    if command.wanted_amount <= 0:
        found.append(ValidationFailed("拟担保金额须大于零", "wanted_amount"))
    if command.collateral_id is None and not command.owner_ids:
        found.append(ValidationFailed("请填写权属人", "owner_ids"))
    if len(set(command.owner_ids)) != len(command.owner_ids) or len(command.owner_ids) > 20:
        found.append(ValidationFailed("权属人不能重复,最多 20 名", "owner_ids"))
    if len(command.description) > 400 or len(command.cert_no) > 80 or len(command.use) > 40:
        found.append(ValidationFailed("说明最多 400 字,证书号最多 80 字", "description"))
    return found


async def _new(work: Work, application: "Application", command: AddCollateral) -> Collateral:
    for owner in command.owner_ids:
        await customers.customer_of(work.actor, owner)
    collateral = await open_collateral(
        work,
        application,
        command.kind,
        command.owner_ids,
        use=command.use,
        description=command.description,
        area=command.area,
        cert_no=command.cert_no,
    )
    await open_pledge(work, collateral, application, command.wanted_amount, Fen(0))
    return collateral


async def _again(
    work: Work, collateral_id: UUID, application: "Application", command: AddCollateral
) -> Collateral:
    within = rows_within(Collateral, work.actor, "guarantee:manage")
    collateral = await work.lock(Collateral, collateral_id, within=within)
    if await CollateralPledge.filter(
        collateral_id=collateral_id, application_id=application.id, status=PledgeStatus.ACTIVE
    ).exists():
        raise ValidationFailed("该押品已为本申请提供担保", "collateral_id")
    amount = Fen(0)
    if collateral.appraised_value_fen is not None:
        left = carries(collateral.appraised_value_fen, collateral.ltv_pct, collateral.pledged_fen)
        amount = Fen(min(left, command.wanted_amount))
        if amount <= 0:
            raise CollateralOvercharged(
                path=("collateral_id",), available=yuan(left), wanted=yuan(command.wanted_amount)
            )
        pledged = Fen(collateral.pledged_fen + amount)
        await collateral.revise(work.actor.id, pledged_fen=pledged)
    await open_pledge(work, collateral, application, command.wanted_amount, amount)
    return collateral

"""What a collateral is worth, and so how much it carries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.capabilities.application import queries as applications
from backend.capabilities.audit import service as audit
from backend.capabilities.guarantee.errors import CollateralOvercharged
from backend.capabilities.guarantee.models import Collateral, CollateralPledge
from backend.capabilities.guarantee.rules import (
    COLLATERAL_MACHINE,
    PledgeStatus,
    appraisal_expiry,
    carries,
    ltv_cap,
)
from backend.capabilities.product.rules import CollateralKind
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen, yuan
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraiseCollateral:
    """登记押品评估"""

    collateral_id: UUID = about("押品")
    expected_version: int = about("期望版本")
    value: Fen = about("评估价值(元)")
    appraised_by: str = about("评估机构或人员")
    appraised_on: date = about("评估日期")
    use: str | None = about("用途,数据字典 collateralUse 的代码;不填则不变", None)
    area: Decimal | None = about("面积;不填则不变", None)
    cert_no: str | None = about("权属证书号;不填则不变", None)
    appraisal_file_id: UUID | None = about("评估报告文件", None)


async def appraise_collateral(actor: Actor, command: AppraiseCollateral) -> Collateral:
    """Write an appraisal down; it is good for twelve months.

    What is not contracted yet is secured as far as the new value carries.

    Raises:
        CollateralOvercharged: contracts rely on more than the new value carries (INV-57).
        Refused: all that is wrong with the input.
    """
    async with unit_of_work(actor) as work:
        collateral = await work.lock(
            Collateral,
            command.collateral_id,
            within=rows_within(Collateral, actor, "collateral:appraise"),
            expected_version=command.expected_version,
        )
        refuse_all(_problems(command, await reference.business_date()))
        use = collateral.use if command.use is None else command.use
        pledges = await _pledges(work, collateral)
        ltv = await _ltv(pledges, CollateralKind(collateral.kind), use)
        pledged = await _spread(work, pledges, carries(command.value, ltv, Fen(0)))
        await audit.move(
            work,
            collateral,
            COLLATERAL_MACHINE,
            "appraise",
            appraised_value_fen=command.value,
            appraised_by=command.appraised_by.strip(),
            appraised_on=command.appraised_on,
            appraisal_expires_on=appraisal_expiry(command.appraised_on),
            appraisal_file_id=command.appraisal_file_id or collateral.appraisal_file_id,
            use=use,
            area=collateral.area if command.area is None else command.area,
            cert_no=collateral.cert_no if command.cert_no is None else command.cert_no,
            ltv_pct=ltv,
            pledged_fen=pledged,
        )
        work.answers_with(collateral.id)
    return collateral


def _problems(command: AppraiseCollateral, today: date) -> list[Refusal]:
    found: list[Refusal] = []
    if command.value <= 0:
        found.append(ValidationFailed("评估价值须大于零", "value"))
    if not 2 <= len(command.appraised_by.strip()) <= 120:
        found.append(ValidationFailed("请填写评估机构或人员", "appraised_by"))
    if command.appraised_on > today:
        found.append(ValidationFailed("评估日期不能晚于今天", "appraised_on"))
    if today > appraisal_expiry(command.appraised_on):
        found.append(ValidationFailed("评估已超过 12 个月,须重新评估", "appraised_on"))
    return found


async def _pledges(work: Work, collateral: Collateral) -> list[CollateralPledge]:
    return (
        await CollateralPledge.filter(collateral_id=collateral.id, status=PledgeStatus.ACTIVE)
        .using_db(work.connection)
        .select_for_update()
        .order_by("id")
    )


async def _ltv(pledges: list[CollateralPledge], kind: CollateralKind, use: str) -> int:
    caps: list[int] = []
    for pledge in pledges:
        application = await applications.by_id(pledge.application_id)
        content, _ = await applications.content_for(application)
        caps.append(ltv_cap(content.info.loan_to_value, kind, use))
    return min(caps, default=0)


async def _spread(work: Work, pledges: list[CollateralPledge], room: Fen) -> Fen:
    """Give contracts what they rely on, the others what is left; return the sum."""
    firm = sum(one.amount_fen for one in pledges if one.contract_id is not None)
    if firm > room:
        raise CollateralOvercharged(path=("value",), available=yuan(room), wanted=yuan(Fen(firm)))
    used: int = firm
    for pledge in pledges:
        if pledge.contract_id is None:
            amount = Fen(min(pledge.wanted_fen, room - used))
            used += amount
            await pledge.revise(work.actor.id, amount_fen=amount)
    return Fen(used)

"""Visits (走访): written down on the spot, often without a network, sent when there is one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries as customers
from backend.capabilities.marketing.models import Lead, MarketingVisit
from backend.capabilities.marketing.rules import (
    CONCLUSION_OF_VISIT,
    LEAD_MACHINE,
    VisitPurpose,
    VisitResult,
)
from backend.capabilities.marketing.service.leads import conclude, locked
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work

CLOCK_TOLERANCE = timedelta(minutes=5)
LATITUDE_MAX, LONGITUDE_MAX = 90, 180


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionGiven:
    """位置,WGS-84"""

    latitude: str = about("纬度,十进制文本")
    longitude: str = about("经度,十进制文本")
    accuracy_m: int = about("精度(米)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVisit:
    """登记走访;同一终端标识重复提交只记一次"""

    client_uuid: UUID = about("终端生成的标识")
    lead_id: UUID | None = about("线索", None)
    customer_id: UUID | None = about("客户", None)
    companion_id: UUID | None = about("同行人", None)
    purpose: VisitPurpose = about("目的")
    result: VisitResult = about("结果")
    visited_at: datetime = about("走访时间(终端时钟)")
    sent_at: datetime = about("提交时的终端时钟,用来发现时钟偏差")
    position: PositionGiven | None = about("位置", None)
    address_text: str = about("地点描述", "")
    notes: str = about("备注", "")
    product_id: UUID | None = about("意向产品", None)
    amount: Fen | None = about("意向金额(元)", None)
    next_visit_on: date | None = about("下次走访日期", None)


async def record_visit(actor: Actor, command: RecordVisit) -> MarketingVisit:
    """Record a visit; what was sent twice stands once (the first wins).

    Raises:
        Refused: all that is wrong with the input.
        NotFound: the lead or the customer is out of reach.
    """
    known = await MarketingVisit.filter(client_uuid=command.client_uuid, owner_id=actor.id).first()
    async with unit_of_work(actor) as work:
        if known is not None:
            work.answers_with(known.id)
            return known
        refuse_all(_problems(command, work.now))
        if command.customer_id is not None:
            await customers.customer_of(actor, command.customer_id)
        if command.lead_id is not None:
            await _move_lead(work, await locked(work, command.lead_id), command)
        visit = await _add(work, command)
        audit.record(work, "MarketingVisit.record", "MarketingVisit", visit.id, {})
        work.answers_with(visit.id)
    return visit


def _problems(command: RecordVisit, now: datetime) -> list[Refusal]:
    wrong: list[Refusal] = []
    if command.lead_id is None and command.customer_id is None:
        wrong.append(ValidationFailed("请选择线索或客户", "lead_id"))
    if command.visited_at.tzinfo is None or command.visited_at > now + CLOCK_TOLERANCE:
        wrong.append(ValidationFailed("走访时间不能晚于现在", "visited_at"))
    if command.position is not None and not _is_on_earth(command.position):
        wrong.append(ValidationFailed("位置无效", "position"))
    if len(command.notes) > 1000:
        wrong.append(ValidationFailed("备注最多 1000 字", "notes"))
    return wrong


def _is_on_earth(position: PositionGiven) -> bool:
    try:
        latitude, longitude = float(position.latitude), float(position.longitude)
    except ValueError:
        return False
    return abs(latitude) <= LATITUDE_MAX and abs(longitude) <= LONGITUDE_MAX


async def _move_lead(work: Work, lead: Lead, command: RecordVisit) -> None:
    # An absent or undecided person may be visited again from any of these states.
    if "contact" in LEAD_MACHINE.allowed(lead.status):
        await conclude(work, lead, CONCLUSION_OF_VISIT[command.result], command.notes)
    wanted = {"product_id": command.product_id, "amount_fen": command.amount}
    changes = {name: value for name, value in wanted.items() if value is not None}
    if changes:
        await lead.revise(work.actor.id, **changes)


async def _add(work: Work, command: RecordVisit) -> MarketingVisit:
    position = command.position
    try:
        return await work.add(
            MarketingVisit,
            client_uuid=command.client_uuid,
            lead_id=command.lead_id,
            customer_id=command.customer_id,
            companion_id=command.companion_id,
            purpose=command.purpose,
            result=command.result,
            visited_at=command.visited_at,
            position=f"{position.latitude},{position.longitude}" if position else None,
            accuracy_m=position.accuracy_m if position else None,
            is_clock_skewed=abs(work.now - command.sent_at) > CLOCK_TOLERANCE,
            address_text=command.address_text[:200],
            notes=command.notes,
            next_visit_on=command.next_visit_on,
        )
    except IntegrityError as error:
        if "client_uuid" in str(error):
            raise ValidationFailed("该走访已由其他人提交", "client_uuid") from error
        raise

"""Parameters, set by one person and confirmed by another; published figures and days."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.reference.errors import AlreadyRecorded
from backend.capabilities.reference.models import DictItem, Holiday, LprQuote, Parameter
from backend.capabilities.reference.queries import business_date
from backend.capabilities.reference.rules import PARAMETER_MACHINE, PARAMETERS, check_value
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.money import Rate
from backend.kit.refusal import MakerChecker, Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work

PERCENT_MAX = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeParameter:
    """提出参数变更,由第二人复核后生效"""

    key: str = about("参数名")
    value: Json = about("参数值;金额和利率为十进制文本")
    effective_from: date = about("生效日期,不早于营业日期")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideParameter:
    """复核参数变更"""

    parameter_id: UUID = about("参数变更")
    expected_version: int = about("期望版本")
    approve: bool = about("是否同意")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLprQuote:
    """登记 LPR 报价"""

    published_on: date = about("发布日期")
    lpr_1y: Rate = about("一年期,年利率百分数")
    lpr_5y: Rate = about("五年期以上,年利率百分数")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHoliday:
    """登记节假日或调休上班日"""

    day: date = about("日期")
    name: str = about("名称")
    is_working: bool = about("是否调休上班", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDictItem:
    """新增或修改本机构的数据字典项"""

    dictionary: str = about("字典")
    code: str = about("代码")
    label: str = about("名称")
    parent_code: str = about("上级代码", "")
    sort: int = about("排序", 0)


async def propose_parameter(actor: Actor, command: ProposeParameter) -> Parameter:
    """Propose a value; it holds from its day once a second person has agreed.

    Raises:
        Refused: an unknown parameter, a value of another type, a day in the past.
    """
    async with unit_of_work(actor) as work:
        wrong: list[Refusal] = check_value(command.key, command.value)
        if command.effective_from < await business_date():
            wrong.append(ValidationFailed("生效日期不能早于营业日期", "effective_from"))
        refuse_all(wrong)
        row = await work.add(
            Parameter,
            key=command.key,
            value=command.value,
            effective_from=command.effective_from,
            description=PARAMETERS[command.key].description,
        )
        facts = {"key": row.key, "effectiveFrom": row.effective_from.isoformat()}
        audit.record(work, "Parameter.propose", "Parameter", row.id, facts)
        work.answers_with(row.id)
    return row


async def decide_parameter(actor: Actor, command: DecideParameter) -> Parameter:
    """Agree to a proposed value, or refuse it.

    Raises:
        MakerChecker: the actor proposed it.
        AlreadyRecorded: another value holds from that day.
    """
    async with unit_of_work(actor) as work:
        row = await work.lock(
            Parameter,
            command.parameter_id,
            within=rows_within(Parameter, actor, "reference:manage"),
            expected_version=command.expected_version,
        )
        if row.created_by == actor.id:
            raise MakerChecker("参数复核")
        action = "approve" if command.approve else "refuse"
        try:
            await audit.move(work, row, PARAMETER_MACHINE, action, decided_by=actor.id)
        except IntegrityError as error:
            if "one_parameter_value_per_day" in str(error):
                raise AlreadyRecorded(what=f"参数 {row.key} 当日的值") from error
            raise
        work.answers_with(row.id)
    return row


async def record_lpr_quote(actor: Actor, command: RecordLprQuote) -> LprQuote:
    """Write a published quote down; the 20th's quote is known by everybody, so once is enough.

    Raises:
        AlreadyRecorded: that day has a quote.
    """
    async with unit_of_work(actor) as work:
        wrong: list[Refusal] = [
            ValidationFailed("利率须在 0 到 100 之间", name)
            for name in ("lpr_1y", "lpr_5y")
            if not 0 < getattr(command, name) < PERCENT_MAX
        ]
        refuse_all(wrong)
        if await LprQuote.filter(published_on=command.published_on).exists():
            raise AlreadyRecorded(what=f"{command.published_on} 的 LPR 报价")
        row = await work.add(
            LprQuote,
            published_on=command.published_on,
            lpr_1y=command.lpr_1y,
            lpr_5y=command.lpr_5y,
        )
        audit.record(work, "LprQuote.record", "LprQuote", row.id, {"on": str(row.published_on)})
        work.answers_with(row.id)
    return row


async def record_holiday(actor: Actor, command: RecordHoliday) -> Holiday:
    """Write an exceptional day down.

    Raises:
        AlreadyRecorded: the day stands in the calendar.
    """
    async with unit_of_work(actor) as work:
        if await Holiday.filter(day=command.day).exists():
            raise AlreadyRecorded(what=f"{command.day}")
        row = await work.add(
            Holiday, day=command.day, name=command.name, is_working=command.is_working
        )
        audit.record(work, "Holiday.record", "Holiday", row.id, {"day": str(row.day)})
        work.answers_with(row.id)
    return row


async def save_dict_item(actor: Actor, command: SaveDictItem) -> DictItem:
    """Add an entry to a dictionary, or change the bank's own entry."""
    async with unit_of_work(actor) as work:
        found = (
            await DictItem.filter(
                legal_entity_id=actor.legal_entity_id,
                dictionary=command.dictionary,
                code=command.code,
            )
            .using_db(work.connection)
            .select_for_update()
            .first()
        )
        values = {
            "label": command.label,
            "parent_code": command.parent_code,
            "sort": command.sort,
        }
        if found is None:
            found = await work.add(
                DictItem, dictionary=command.dictionary, code=command.code, **values
            )
        else:
            await found.revise(actor.id, **values)
        facts = {"dictionary": found.dictionary, "code": found.code}
        audit.record(work, "DictItem.save", "DictItem", found.id, facts)
        work.answers_with(found.id)
    return found

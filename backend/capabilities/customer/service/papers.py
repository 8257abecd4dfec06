"""A customer's papers: renewed, never overwritten."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries
from backend.capabilities.customer.models import Customer, IdDocument
from backend.capabilities.customer.rules import (
    NetworkCheck,
    PaperStatus,
    PaperType,
    is_current,
    is_resident_id,
    is_uscc,
)
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work

# The papers whose number is the customer's own.
OWN_NUMBER = (PaperType.RESIDENT_ID, PaperType.BUSINESS_LICENSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddIdDocument:
    """登记证件;同类旧证件随即被替代"""

    customer_id: UUID = about("客户")
    type: PaperType = about("证件种类")
    no: str = about("证件号")
    name: str = about("证件上的姓名或名称")
    issuer: str = about("发证机关", "")
    valid_from: date | None = about("有效期起", None)
    valid_to: date | None = about("有效期止,长期有效为空", None)
    front_file_id: UUID | None = about("正面影像", None)
    back_file_id: UUID | None = about("背面影像", None)


async def add_id_document(actor: Actor, command: AddIdDocument) -> Customer:
    """Write a paper down; one of the same kind that was valid is superseded.

    Raises:
        Refused: all that is wrong with the input, or the paper is another person's.
    """
    async with unit_of_work(actor) as work:
        customer = await queries.customer_of(actor, command.customer_id)
        await work.lock(Customer, customer.id)
        refuse_all(_problems(command, customer, await reference.business_date()))
        paper = await _replace(work, customer, command)
        if command.type.value == customer.id_type.value:
            await customer.revise(actor.id, id_valid_to=command.valid_to)
        facts = {"type": command.type.value}
        audit.record(work, "IdDocument.add", "IdDocument", paper.id, facts)
        work.answers_with(customer.id)
    return customer


def _problems(command: AddIdDocument, customer: Customer, today: date) -> list[Refusal]:
    found: list[Refusal] = []
    if not 4 <= len(command.no) <= 40:
        found.append(ValidationFailed("证件号须为 4 到 40 个字符", "no"))
    elif command.type in OWN_NUMBER and command.no != customer.id_no:
        found.append(ValidationFailed("证件号与客户档案不一致,不能登记他人证件", "no"))
    elif command.type is PaperType.RESIDENT_ID and not is_resident_id(command.no):
        found.append(ValidationFailed("居民身份证号校验不通过", "no"))
    elif command.type is PaperType.BUSINESS_LICENSE and not is_uscc(command.no):
        found.append(ValidationFailed("统一社会信用代码校验不通过", "no"))
    if command.type in OWN_NUMBER and command.name.strip() != customer.name:
        found.append(ValidationFailed("证件姓名与客户档案不一致", "name"))
    if not is_current(command.valid_from, command.valid_to, today):
        found.append(ValidationFailed("证件不在有效期内", "valid_to"))
    return found


async def _replace(work: Work, customer: Customer, command: AddIdDocument) -> IdDocument:
    held = IdDocument.filter(
        customer_id=customer.id, type=command.type, status=PaperStatus.VALID
    ).using_db(work.connection)
    for old in await held:
        await old.revise(work.actor.id, status=PaperStatus.SUPERSEDED)
    return await work.add(
        IdDocument,
        customer_id=customer.id,
        type=command.type,
        no=command.no,
        no_hash=blind_index(command.no),
        name=command.name.strip(),
        issuer=command.issuer.strip()[:120],
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        front_file_id=command.front_file_id,
        back_file_id=command.back_file_id,
    )


async def note_network_check(
    work: Work, customer_id: UUID, outcome: NetworkCheck, *, ref: str, at: datetime
) -> None:
    """Write the police register's answer to a customer's own paper down; safe to repeat."""
    own = IdDocument.filter(
        customer_id=customer_id, type__in=OWN_NUMBER, status=PaperStatus.VALID
    ).using_db(work.connection)
    for paper in await own:
        await paper.revise(
            work.actor.id, network_check=outcome, network_checked_at=at, network_ref=ref
        )

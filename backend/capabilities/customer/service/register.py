"""Verbs of customer."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pypinyin import lazy_pinyin
from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries
from backend.capabilities.customer.errors import CustomerAlreadyKnown
from backend.capabilities.customer.models import Customer, IdDocument
from backend.capabilities.customer.rules import (
    CustomerStatus,
    CustomerType,
    IdType,
    MaritalStatus,
    PaperType,
    RelationType,
    birth_date_of,
    check_identity,
    gender_of,
)
from backend.capabilities.customer.service import relations
from backend.capabilities.reference import queries as reference
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work

_CODE = re.compile(r"[A-Z_]{2,40}", re.ASCII)
_PHONE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCustomer:
    """登记客户"""

    type: CustomerType = about("客户类型")
    name: str = about("姓名或名称")
    id_type: IdType = about("证件类型")
    id_no: str = about("证件号")
    id_valid_to: date | None = about("证件有效期至,长期有效为空", None)
    marital_status: MaritalStatus | None = about("婚姻状况", None)
    phone: str = about("手机号")
    address: str = about("居住地址")
    kinds: list[str] = about("客户群体,数据字典 customerType 的代码", [])
    legal_rep_id: UUID | None = about("法定代表人的客户标识,企业填写", None)


async def register_customer(actor: Actor, command: RegisterCustomer) -> Customer:
    """Open a customer file; the actor becomes the customer manager.

    Raises:
        Refused: all that is wrong with the input.
        CustomerAlreadyKnown: the bank has a file for this document.
    """
    async with unit_of_work(actor) as work:
        refuse_all(_problems(command, await reference.business_date()))
        known = await queries.by_id_number(actor.legal_entity_id, command.id_no)
        if known is not None:
            raise CustomerAlreadyKnown(path=("id_no",), no=known.no)
        customer = await _create(work, command)
        await _write_paper(work, customer)
        if command.legal_rep_id is not None:
            representative = await queries.customer_of(actor, command.legal_rep_id)
            await relations.tie(work, customer, representative, RelationType.LEGAL_REP)
        audit.record(work, "Customer.register", "Customer", customer.id, {"no": customer.no})
        work.answers_with(customer.id)
    return customer


def _problems(command: RegisterCustomer, today: date) -> list[Refusal]:
    found: list[Refusal] = []
    if not 2 <= len(command.name.strip()) <= 80:
        found.append(ValidationFailed("姓名须为 2 到 80 个字", "name"))
    if identity := check_identity(command.type, command.id_type, command.id_no, today):
        found.append(identity)
    if command.id_valid_to and command.id_valid_to < today:
        found.append(ValidationFailed("证件已过期", "id_valid_to"))
    if not _PHONE.fullmatch(command.phone):
        found.append(ValidationFailed("手机号须为 11 位", "phone"))
    if not 4 <= len(command.address.strip()) <= 200:
        found.append(ValidationFailed("地址须为 4 到 200 个字", "address"))
    if any(not _CODE.fullmatch(kind) for kind in command.kinds) or len(command.kinds) > 20:
        found.append(ValidationFailed("客户群体须为字典代码,最多 20 个", "kinds"))
    if command.type is not CustomerType.COMPANY and command.marital_status is None:
        found.append(ValidationFailed("请填写婚姻状况", "marital_status"))
    if (command.type is CustomerType.COMPANY) != (command.legal_rep_id is not None):
        found.append(ValidationFailed("企业须填写法定代表人,其他客户不填写", "legal_rep_id"))
    return found


async def _create(work: Work, command: RegisterCustomer) -> Customer:
    person = command.id_type is IdType.RESIDENT_ID and command.type is not CustomerType.COMPANY
    try:
        return await work.add(
            Customer,
            no=await next_no(work, "KH"),
            type=command.type,
            name=command.name.strip(),
            pinyin="".join(lazy_pinyin(command.name.strip()))[:160],
            id_type=command.id_type,
            id_no=command.id_no,
            id_no_hash=blind_index(command.id_no),
            id_valid_to=command.id_valid_to,
            gender=gender_of(command.id_no) if person else None,
            birth_date=birth_date_of(command.id_no) if person else None,
            marital_status=command.marital_status,
            phone=command.phone,
            phone_hash=blind_index(command.phone),
            address=command.address.strip(),
            kinds=sorted(set(command.kinds)),
            status=CustomerStatus.PROSPECT,
        )
    except IntegrityError as error:
        # Two managers registered the same person at once: the constraint chose one.
        if "one_customer_per_id" in str(error):
            raise CustomerAlreadyKnown(path=("id_no",), no="(刚刚建立)") from error
        raise


async def _write_paper(work: Work, customer: Customer) -> None:
    await work.add(
        IdDocument,
        customer_id=customer.id,
        type=PaperType(customer.id_type.value),
        no=customer.id_no,
        no_hash=customer.id_no_hash,
        name=customer.name,
        valid_to=customer.id_valid_to,
    )

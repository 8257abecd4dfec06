"""Leads that people leave by themselves (线上客户): public, limited, and with their consent."""

from dataclasses import dataclass
from uuid import UUID

from redis.asyncio import Redis

from backend.capabilities.marketing.models import Lead
from backend.capabilities.marketing.rules import LeadSource, LeadStatus
from backend.capabilities.marketing.service.leads import CreateLead, add_lead, problems
from backend.capabilities.organization import queries as organization
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.money import Fen
from backend.kit.refusal import RateLimited, Refusal, ValidationFailed, refuse_all
from backend.kit.work import unit_of_work
from backend.ports import Ports

HOUR_SECONDS = 3600
PER_ADDRESS_AND_HOUR, PER_PHONE_AND_HOUR = 20, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOnlineLead:
    """我要贷款:留下联系方式,由客户经理联系"""

    bank_no: str = about("县市行机构号")
    branch_no: str = about("就近的支行机构号")
    name: str = about("姓名")
    phone: str = about("手机号")
    product_id: UUID | None = about("意向产品", None)
    amount: Fen | None = about("意向金额(元)", None)
    consent: bool = about("同意银行为联系本人使用以上信息")


async def submit_online_lead(actor: Actor, command: SubmitOnlineLead, ports: Ports) -> Lead:
    """Leave a lead at a branch, whose managers may claim it; sent twice, it stands once.

    Raises:
        Refused: all that is wrong with the input, the missing consent among it.
        RateLimited: too many from one address or one phone.
    """
    wanted = CreateLead(
        source=LeadSource.ONLINE,
        name=command.name,
        phone=command.phone,
        product_id=command.product_id,
        amount=command.amount,
    )
    bank = await organization.system_of_bank(command.bank_no)
    branch = await organization.branch_of(bank.legal_entity_id, command.branch_no) if bank else None
    wrong: list[Refusal] = problems(wanted)
    if not command.consent:
        wrong.append(ValidationFailed("须同意后才能提交", "consent"))
    if bank is None or branch is None:
        wrong.append(ValidationFailed("没有这家支行", "branch_no"))
    refuse_all(wrong)
    assert bank is not None
    assert branch is not None
    await _count(ports.redis, f"lead:ip:{actor.ip}", PER_ADDRESS_AND_HOUR)
    await _count(ports.redis, f"lead:phone:{blind_index(command.phone)}", PER_PHONE_AND_HOUR)
    async with unit_of_work(bank) as work:
        known = await Lead.filter(
            legal_entity_id=bank.legal_entity_id,
            phone_hash=blind_index(command.phone),
            source=LeadSource.ONLINE,
            status=LeadStatus.NEW,
        ).first()
        return known or await add_lead(work, wanted, org_id=branch.id, org_path=branch.path)


async def _count(redis: Redis, key: str, most: int) -> None:
    """Count within the hour; an emptied Redis only forgets the count."""
    count = await redis.incr(key)
    if count == 1:
        await redis.expire(key, HOUR_SECONDS)
    if count > most:
        raise RateLimited(max(1, await redis.ttl(key)))

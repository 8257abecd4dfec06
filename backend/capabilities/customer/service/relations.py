"""Ties between customers, always written from both ends."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries
from backend.capabilities.customer.errors import RelationKnown
from backend.capabilities.customer.models import Customer, Relationship
from backend.capabilities.customer.rules import (
    CustomerType,
    MaritalStatus,
    RelationType,
    check_relation,
    other_end,
)
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.ids import uuid7
from backend.kit.refusal import NotFound
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCustomers:
    """登记客户关系"""

    from_customer_id: UUID = about("客户")
    to_customer_id: UUID = about("对方客户")
    type: RelationType = about("对方是该客户的什么人")
    evidence_file_ids: list[UUID] = about("佐证文件", [])


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkCustomers:
    """终止客户关系"""

    relationship_id: UUID = about("关系")
    expected_version: int = about("期望版本")
    reason: str = about("原因")


async def link_customers(actor: Actor, command: LinkCustomers) -> Customer:
    """Write a tie down at both files; answers with the first.

    Raises:
        RelationImpossible: the two cannot stand so.
        RelationKnown: it is written down, or one has another spouse.
    """
    async with unit_of_work(actor) as work:
        here = await queries.customer_of(actor, command.from_customer_id)
        there = await queries.customer_of(actor, command.to_customer_id)
        await tie(work, here, there, command.type, command.evidence_file_ids)
        work.answers_with(here.id)
    return here


async def tie(
    work: Work,
    here: Customer,
    there: Customer,
    relation: RelationType,
    evidence_file_ids: list[UUID] | None = None,
) -> None:
    """Write both ends of a tie, for verbs that have looked at the files already."""
    if wrong := check_relation(relation, _end(here), _end(there)):
        raise wrong
    if here.id == there.id:
        raise RelationKnown(path=("to_customer_id",))
    pair_id, today = uuid7(), await reference.business_date()
    ends = ((here, there, relation), (there, here, other_end(relation)))
    try:
        for start, end, kind in ends:
            await work.add(
                Relationship,
                from_customer_id=start.id,
                to_customer_id=end.id,
                type=kind,
                pair_id=pair_id,
                evidence_file_ids=[str(file_id) for file_id in evidence_file_ids or []],
                valid_from=today,
            )
    except IntegrityError as error:
        raise RelationKnown(path=("type",)) from error
    facts = {"type": relation.value, "to": str(there.id)}
    audit.record(work, "Customer.link", "Customer", here.id, facts)


def _end(customer: Customer) -> tuple[CustomerType, MaritalStatus | None]:
    status = customer.marital_status
    return CustomerType(customer.type), MaritalStatus(status) if status else None


async def unlink_customers(actor: Actor, command: UnlinkCustomers) -> Customer:
    """End a tie at both files; it stays on record.

    Raises:
        NotFound: there is none within reach, or it has ended.
    """
    async with unit_of_work(actor) as work:
        end = await work.lock(
            Relationship, command.relationship_id, expected_version=command.expected_version
        )
        customer = await queries.customer_of(actor, end.from_customer_id)
        if end.valid_to is not None:
            raise NotFound(path=("relationship_id",))
        today = await reference.business_date()
        both = Relationship.filter(pair_id=end.pair_id).using_db(work.connection)
        for row in await both:
            await row.revise(actor.id, valid_to=today)
        facts = {"type": end.type.value, "reason": command.reason[:200]}
        audit.record(work, "Customer.unlink", "Customer", customer.id, facts)
        work.answers_with(customer.id)
    return customer

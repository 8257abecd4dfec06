"""Farmers who guarantee one another."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries as customers
from backend.capabilities.guarantee.models import GroupMember, JointLiabilityGroup
from backend.capabilities.guarantee.rules import check_group
from backend.capabilities.reference.service import next_no
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.money import Fen
from backend.kit.refusal import refuse_all
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class FormJointLiabilityGroup:
    """组成联保小组"""

    member_ids: list[UUID] = about("成员(客户),3 到 5 名")
    cap_per_member: Fen = about("每名成员的担保上限(元)")
    agreement_file_id: UUID | None = about("联保协议文件", None)


async def form_joint_liability_group(
    actor: Actor, command: FormJointLiabilityGroup
) -> JointLiabilityGroup:
    """Form a group of three to five customers; its members may guarantee one another.

    Raises:
        NotFound: a member is out of reach.
        Refused: all that is wrong with the group.
    """
    async with unit_of_work(actor) as work:
        refuse_all(check_group(command.member_ids, command.cap_per_member))
        for member in command.member_ids:
            await customers.customer_of(actor, member)
        group = await work.add(
            JointLiabilityGroup,
            no=await next_no(work, "LB"),
            cap_per_member_fen=command.cap_per_member,
            agreement_file_id=command.agreement_file_id,
        )
        for member in command.member_ids:
            await work.add(GroupMember, group_id=group.id, customer_id=member)
        facts = {"no": group.no, "members": len(command.member_ids)}
        audit.record(work, "JointLiabilityGroup.form", "JointLiabilityGroup", group.id, facts)
        work.answers_with(group.id)
    return group

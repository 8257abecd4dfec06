"""Whom to tell when a payout does not go as it should."""

from uuid import UUID

from tortoise.expressions import Q

from backend.capabilities.disbursement.models import Disbursement
from backend.capabilities.notification import service as notification
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import Role
from backend.capabilities.reference import queries as reference
from backend.kit.work import Work


async def failed(work: Work, row: Disbursement) -> None:
    """Tell manager and disbursement officers that the core refused."""
    text = f"放款 {row.no} 核心拒绝:{row.failure_text or row.failure_code},可重试或取消"
    people = [row.owner_id, *await _holders(row, Role.DISBURSEMENT_OFFICER)]
    await _tell(work, row, people, "放款失败", text, f"failed:{row.id}:{row.sends}")


async def unknown(work: Work, row: Disbursement) -> None:
    """Tell disbursement officers and administrators that an outcome stays unknown."""
    text = f"放款 {row.no} 结果未知已超过 10 分钟,系统仍在查询,请与核心系统核对"
    people = [
        *await _holders(row, Role.DISBURSEMENT_OFFICER),
        *await _holders(row, Role.SYSTEM_ADMIN),
    ]
    await _tell(work, row, people, "放款结果未知", text, f"unknown:{row.id}:{row.sends}")


async def not_sent(work: Work, row: Disbursement, why: str) -> None:
    """Tell manager and disbursement officers that an approved payout was not sent."""
    people = [row.owner_id, *await _holders(row, Role.DISBURSEMENT_OFFICER)]
    text = f"放款 {row.no} 未发送:{why}"
    await _tell(work, row, people, "放款未发送", text, f"not-sent:{row.id}:{row.submissions}")


async def _holders(row: Disbursement, role: Role) -> list[UUID]:
    within = Q(legal_entity_id=row.legal_entity_id)
    users = await organization.users_with_role(role, within, await reference.business_date())
    return [user.id for user in users]


async def _tell(
    work: Work, row: Disbursement, people: list[UUID], title: str, text: str, once: str
) -> None:
    await notification.tell(
        work,
        event="DISBURSEMENT",
        to=people,
        title=title,
        text=text[:400],
        subject_type="DISBURSEMENT",
        subject_id=row.id,
        once=once,
    )

"""Which bureau account is whose."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.credit_authorization.errors import BureauAccountTaken
from backend.capabilities.credit_authorization.models import BureauUser
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import check_not_maker
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import NotFound, ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignBureauUser:
    """登记征信查询用户"""

    user_id: UUID = about("人员")
    account: str = about("征信系统用户名")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBureauUser:
    """停用征信查询用户"""

    bureau_user_id: UUID = about("征信查询用户")
    expected_version: int = about("期望版本")


async def assign_bureau_user(actor: Actor, command: AssignBureauUser) -> BureauUser:
    """Write down that a bureau account is one person's own (INV-14).

    Raises:
        NotFound: the person is not of this bank.
        MakerChecker: nobody gives an account to himself.
        BureauAccountTaken: the person or the account is taken.
    """
    if not 2 <= len(command.account.strip()) <= 60:
        raise ValidationFailed("征信系统用户名须为 2 到 60 个字符", "account")
    async with unit_of_work(actor) as work:
        names = await organization.names_of([command.user_id])
        if command.user_id not in names:
            raise NotFound(path=("user_id",))
        check_not_maker(actor.id, frozenset({command.user_id}), "征信查询用户管理")
        try:
            row = await work.add(
                BureauUser, user_id=command.user_id, account=command.account.strip()
            )
        except IntegrityError as error:
            raise BureauAccountTaken(path=("account",)) from error
        facts = {"user": str(command.user_id), "account": row.account}
        audit.record(work, "BureauUser.assign", "BureauUser", row.id, facts)
        work.answers_with(row.id)
    return row


async def close_bureau_user(actor: Actor, command: CloseBureauUser) -> BureauUser:
    """Take a bureau account out of use.

    Raises:
        NotFound: it is out of reach.
    """
    async with unit_of_work(actor) as work:
        row = await work.lock(
            BureauUser,
            command.bureau_user_id,
            within=rows_within(BureauUser, actor, "bureau-user:manage"),
            expected_version=command.expected_version,
        )
        await row.revise(actor.id, is_active=False)
        audit.record(work, "BureauUser.close", "BureauUser", row.id, {})
        work.answers_with(row.id)
    return row

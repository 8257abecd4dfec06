"""What a customer agrees to, and showing his data in full to somebody with a reason."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries
from backend.capabilities.customer.models import Customer
from backend.capabilities.privacy import service as privacy
from backend.capabilities.privacy.rules import ConsentChannel, ConsentKind
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import NotFound, ValidationFailed
from backend.kit.scope import rows_within
from backend.kit.work import unit_of_work

REASON_MIN = 5
FULL_FIELDS = ["id_no", "phone", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveConsent:
    """记录客户的个人信息同意"""

    customer_id: UUID = about("客户")
    kinds: list[ConsentKind] = about("同意事项,逐项单独同意")
    text_version: str = about("告知文本的版本", "T17-2026.1")
    channel: ConsentChannel = about("取得方式", ConsentChannel.PAD)
    evidence_file_id: UUID | None = about("佐证文件", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """撤回客户的一项同意"""

    customer_id: UUID = about("客户")
    kind: ConsentKind = about("同意事项")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmaskCustomer:
    """查看客户完整信息;每次查看都留痕"""

    customer_id: UUID = about("客户")
    reason: str = about("查看理由,不少于 5 个字")


async def give_consent(actor: Actor, command: GiveConsent) -> Customer:
    """Write down everything that a customer agreed to at one sitting.

    Raises:
        NotFound: the customer is out of reach.
        ValidationFailed: nothing was agreed to.
    """
    if not command.kinds:
        raise ValidationFailed("请至少选择一项同意", "kinds")
    if not 1 <= len(command.text_version.strip()) <= 40:
        raise ValidationFailed("请填写告知文本的版本", "text_version")
    async with unit_of_work(actor) as work:
        customer = await queries.customer_of(actor, command.customer_id)
        given = privacy.ConsentGiven(
            customer_id=customer.id,
            subject_hash=customer.id_no_hash,
            kinds=command.kinds,
            text_version=command.text_version.strip(),
            channel=command.channel,
            evidence_file_id=command.evidence_file_id,
        )
        await privacy.give(work, given)
        work.answers_with(customer.id)
    return customer


async def withdraw_consent(actor: Actor, command: WithdrawConsent) -> Customer:
    """Write down that a customer no longer agrees.

    Raises:
        NotFound: the customer is out of reach.
        ConsentNotGiven: there is nothing to withdraw.
    """
    async with unit_of_work(actor) as work:
        customer = await queries.customer_of(actor, command.customer_id)
        await privacy.withdraw(work, customer.id, command.kind)
        work.answers_with(customer.id)
    return customer


async def unmask_customer(actor: Actor, command: UnmaskCustomer) -> Customer:
    """Hand out a customer's data in full, once, and write down who saw them and why.

    Raises:
        ValidationFailed: the reason says too little.
        NotFound: the customer is out of reach.
    """
    reason = command.reason.strip()
    if not REASON_MIN <= len(reason) <= 400:
        raise ValidationFailed("请填写查看理由,5 到 400 个字", "reason")
    async with unit_of_work(actor) as work:
        within = rows_within(Customer, actor, "customer:unmask")
        customer = await Customer.filter(within, id=command.customer_id).first()
        if customer is None:
            raise NotFound(path=("customer_id",))
        await audit.note_view(work, "Customer", customer.id, FULL_FIELDS, reason)
        work.answers_with(customer.id)
    return customer

"""The notice that a limit was cancelled or its contract terminated (T14)."""

from uuid import UUID

from backend.capabilities.contract.models import LimitClosing
from backend.capabilities.contract.rules import Bank, ClosingKind, amount_in_words
from backend.capabilities.contract.rules.wording import zh_date
from backend.capabilities.customer import queries as customers
from backend.capabilities.evidence import service as files
from backend.capabilities.notification import service as notification
from backend.capabilities.organization import queries as organization
from backend.capabilities.product import queries as products
from backend.capabilities.reference import queries as reference
from backend.kit.actor import Actor
from backend.kit.clock import utc_now
from backend.kit.money import grouped_yuan
from backend.kit.work import unit_of_work
from backend.ports import Ports

SUBJECT = "LIMIT_CLOSING"


async def send_notice(actor: Actor, closing_id: UUID, ports: Ports) -> None:
    """Print the notice once, and tell the customer; repeatable."""
    async with unit_of_work(actor):
        closing = await LimitClosing.filter(id=closing_id).select_related("contract", "limit").get()
        contract, today = closing.contract, await reference.business_date()
        bank = Bank(*await organization.bank_and_branch(contract.org_id))
        (customer,) = (await customers.customers_by_ids([contract.customer_id])).values()
        template = await products.template_in_force(
            "T14", actor.legal_entity_id, actor.union_id, today
        )
    if closing.notice_id is not None:
        return
    values = {
        "contract_no": closing.no,
        "bank": {"name": bank.name, "phone": bank.phone},
        "customer": customer.name,
        "principal_no": contract.display_no or contract.no,
        "limit_no": closing.limit.no,
        "amount": grouped_yuan(contract.amount_fen),
        "amount_in_words": amount_in_words(contract.amount_fen),
        "is_termination": closing.kind == ClosingKind.TERMINATION,
        "reason": closing.reason,
        "ended_on": zh_date(contract.ended_on or today),
    }
    at = utc_now().replace(microsecond=0)
    made = await files.render_document(ports, template, values, issuer=bank.name, at=at)
    async with unit_of_work(actor) as work:
        row = await work.lock(LimitClosing, closing_id)
        if row.notice_id is not None:
            return
        kept = await files.keep_document(work, made, subject_type=SUBJECT, subject_id=row.id)
        await row.revise(actor.id, notice_id=kept.id)
        await notification.text(
            work,
            template="LIMIT_CLOSED",
            phone=customer.phone,
            text=f"【{bank.name}】您的授信额度已按申请注销。如有疑问请联系我行。",
            once=f"limit-closed:{row.id}",
        )

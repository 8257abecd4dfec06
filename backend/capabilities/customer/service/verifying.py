"""Asking the card's bank whether a card, a name, a number and a phone belong together."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries
from backend.capabilities.customer.errors import AccountNotVerified, CheckUnavailable
from backend.capabilities.customer.models import BankAccount, Customer
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.ids import uuid7
from backend.kit.work import unit_of_work
from backend.ports import Ports
from backend.ports.failures import Unavailable
from backend.ports.identity_check import CardClaim, CheckOutcome

OUTCOME_ZH = {
    CheckOutcome.MATCH: "一致",
    CheckOutcome.MISMATCH: "不一致",
    CheckOutcome.NOT_FOUND: "查无此卡",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyBankAccount:
    """四要素核验银行账户"""

    account_id: UUID = about("账户")
    expected_version: int = about("期望版本")


async def verify_bank_account(actor: Actor, command: VerifyBankAccount, ports: Ports) -> Customer:
    """Have an account verified by its bank, before money goes there.

    Raises:
        NotFound: it is out of reach.
        AccountNotVerified: the four do not belong together; nothing is written.
        CheckUnavailable: the register gave no answer.
    """
    account = await queries.bank_account_of(command.account_id)
    customer = await queries.customer_of(actor, account.customer_id)
    ref = await _ask(account, customer, ports)
    async with unit_of_work(actor) as work:
        row = await work.lock(BankAccount, account.id, expected_version=command.expected_version)
        await row.revise(actor.id, verified_at=work.now, verification_ref=ref[:80])
        facts = {"account": str(row.id), "ref": ref}
        audit.record(work, "BankAccount.verify", "Customer", customer.id, facts)
        work.answers_with(customer.id)
    return customer


async def _ask(account: BankAccount, customer: Customer, ports: Ports) -> str:
    claim = CardClaim(
        request_id=str(uuid7()),
        name=customer.name,
        id_no=customer.id_no,
        phone=customer.phone,
        card_no=account.card_no,
    )
    try:
        result = await ports.identity_check.check_bank_card(claim)
    except Unavailable as failure:
        raise CheckUnavailable(what="银行卡核验") from failure
    if result.outcome is not CheckOutcome.MATCH:
        raise AccountNotVerified(path=("account_id",), outcome=OUTCOME_ZH[result.outcome])
    return result.vendor_ref

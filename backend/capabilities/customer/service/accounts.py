"""Bank accounts of a customer."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.customer import queries
from backend.capabilities.customer.errors import AccountKnown, CardNumberInvalid
from backend.capabilities.customer.models import BankAccount, Customer
from backend.capabilities.customer.rules import AccountPurpose, is_card_number
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.crypto import blind_index
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class AddBankAccount:
    """登记银行账户"""

    customer_id: UUID = about("客户,即户主")
    card_no: str = about("卡号")
    bank_name: str = about("开户行")
    is_own_bank: bool = about("是否本行账户", default=True)
    purpose: AccountPurpose = about("用途", AccountPurpose.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBankAccount:
    """停用银行账户"""

    account_id: UUID = about("账户")
    expected_version: int = about("期望版本")


async def add_bank_account(actor: Actor, command: AddBankAccount) -> Customer:
    """Write an account down; it is not verified yet.

    Raises:
        Refused: all that is wrong with the input.
        AccountKnown: the customer has it already.
    """
    async with unit_of_work(actor) as work:
        customer = await queries.customer_of(actor, command.customer_id)
        refuse_all(_problems(command))
        account = await _create(work, command)
        facts = {"account": str(account.id), "purpose": command.purpose.value}
        audit.record(work, "BankAccount.add", "Customer", customer.id, facts)
        work.answers_with(customer.id)
    return customer


def _problems(command: AddBankAccount) -> list[Refusal]:
    found: list[Refusal] = []
    if not is_card_number(command.card_no):
        found.append(CardNumberInvalid(path=("card_no",)))
    if not 2 <= len(command.bank_name.strip()) <= 80:
        found.append(ValidationFailed("开户行须为 2 到 80 个字", "bank_name"))
    return found


async def _create(work: Work, command: AddBankAccount) -> BankAccount:
    try:
        return await work.add(
            BankAccount,
            customer_id=command.customer_id,
            card_no=command.card_no,
            card_hash=blind_index(command.card_no),
            bank_name=command.bank_name.strip(),
            is_own_bank=command.is_own_bank,
            purpose=command.purpose,
        )
    except IntegrityError as error:
        raise AccountKnown(path=("card_no",)) from error


async def close_bank_account(actor: Actor, command: CloseBankAccount) -> Customer:
    """Take an account out of use; it stays on record.

    Raises:
        NotFound: it is out of reach.
    """
    async with unit_of_work(actor) as work:
        account = await work.lock(
            BankAccount, command.account_id, expected_version=command.expected_version
        )
        customer = await queries.customer_of(actor, account.customer_id)
        await account.revise(actor.id, is_open=False)
        facts = {"account": str(account.id)}
        audit.record(work, "BankAccount.close", "Customer", customer.id, facts)
        work.answers_with(customer.id)
    return customer

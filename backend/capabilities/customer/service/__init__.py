"""Verbs of customer."""

from backend.capabilities.customer.service.accounts import (
    AddBankAccount,
    CloseBankAccount,
    add_bank_account,
    close_bank_account,
)
from backend.capabilities.customer.service.blacklist import (
    AddToBlacklist,
    RemoveFromBlacklist,
    add_to_blacklist,
    remove_from_blacklist,
)
from backend.capabilities.customer.service.papers import (
    AddIdDocument,
    add_id_document,
    note_network_check,
)
from backend.capabilities.customer.service.privacy import (
    GiveConsent,
    UnmaskCustomer,
    WithdrawConsent,
    give_consent,
    unmask_customer,
    withdraw_consent,
)
from backend.capabilities.customer.service.register import RegisterCustomer, register_customer
from backend.capabilities.customer.service.relations import (
    LinkCustomers,
    UnlinkCustomers,
    link_customers,
    unlink_customers,
)
from backend.capabilities.customer.service.verifying import (
    VerifyBankAccount,
    verify_bank_account,
)

__all__ = [
    "AddBankAccount",
    "AddIdDocument",
    "AddToBlacklist",
    "CloseBankAccount",
    "GiveConsent",
    "LinkCustomers",
    "RegisterCustomer",
    "RemoveFromBlacklist",
    "UnlinkCustomers",
    "UnmaskCustomer",
    "VerifyBankAccount",
    "WithdrawConsent",
    "add_bank_account",
    "add_id_document",
    "add_to_blacklist",
    "close_bank_account",
    "give_consent",
    "link_customers",
    "note_network_check",
    "register_customer",
    "remove_from_blacklist",
    "unlink_customers",
    "unmask_customer",
    "verify_bank_account",
    "withdraw_consent",
]

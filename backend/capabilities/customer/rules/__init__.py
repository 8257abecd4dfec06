"""Pure decisions of customer."""

from backend.capabilities.customer.rules.accounts import (
    AccountPurpose,
    NetworkCheck,
    PaperStatus,
    PaperType,
    is_card_number,
    is_current,
)
from backend.capabilities.customer.rules.blacklist import (
    BlacklistKind,
    BlacklistLevel,
    BlacklistSource,
    worst,
)
from backend.capabilities.customer.rules.identity import (
    birth_date_of,
    check_identity,
    gender_of,
    is_resident_id,
    is_uscc,
)
from backend.capabilities.customer.rules.relations import (
    RelationType,
    check_relation,
    other_end,
)
from backend.capabilities.customer.rules.states import (
    CUSTOMER_MACHINE,
    CustomerStatus,
    CustomerType,
    Gender,
    IdType,
    MaritalStatus,
)

__all__ = [
    "CUSTOMER_MACHINE",
    "AccountPurpose",
    "BlacklistKind",
    "BlacklistLevel",
    "BlacklistSource",
    "CustomerStatus",
    "CustomerType",
    "Gender",
    "IdType",
    "MaritalStatus",
    "NetworkCheck",
    "PaperStatus",
    "PaperType",
    "RelationType",
    "birth_date_of",
    "check_identity",
    "check_relation",
    "gender_of",
    "is_card_number",
    "is_current",
    "is_resident_id",
    "is_uscc",
    "other_end",
    "worst",
]

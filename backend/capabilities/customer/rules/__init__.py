"""Pure decisions of customer."""

from backend.capabilities.customer.rules.identity import (
    birth_date_of,
    check_identity,
    gender_of,
    is_resident_id,
    is_uscc,
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
    "CustomerStatus",
    "CustomerType",
    "Gender",
    "IdType",
    "MaritalStatus",
    "birth_date_of",
    "check_identity",
    "gender_of",
    "is_resident_id",
    "is_uscc",
]

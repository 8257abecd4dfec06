"""What a customer may be."""

from enum import StrEnum

from backend.kit.transitions import Machine


class CustomerType(StrEnum):
    """客户类型"""

    PERSON = "PERSON"
    SELF_EMPLOYED = "SELF_EMPLOYED"
    COMPANY = "COMPANY"


class CustomerStatus(StrEnum):
    """客户状态"""

    PROSPECT = "PROSPECT"
    ACTIVE = "ACTIVE"
    DORMANT = "DORMANT"
    BLACKLISTED = "BLACKLISTED"
    CLOSED = "CLOSED"


class IdType(StrEnum):
    """证件类型"""

    RESIDENT_ID = "RESIDENT_ID"
    BUSINESS_LICENSE = "BUSINESS_LICENSE"


class Gender(StrEnum):
    """性别"""

    MALE = "MALE"
    FEMALE = "FEMALE"


class MaritalStatus(StrEnum):
    """婚姻状况"""

    SINGLE = "SINGLE"
    MARRIED = "MARRIED"
    DIVORCED = "DIVORCED"
    WIDOWED = "WIDOWED"


CUSTOMER_MACHINE: Machine[CustomerStatus] = Machine(
    {
        (CustomerStatus.PROSPECT, "activate"): CustomerStatus.ACTIVE,
        (CustomerStatus.PROSPECT, "blacklist"): CustomerStatus.BLACKLISTED,
        (CustomerStatus.ACTIVE, "rest"): CustomerStatus.DORMANT,
        (CustomerStatus.ACTIVE, "blacklist"): CustomerStatus.BLACKLISTED,
        (CustomerStatus.DORMANT, "activate"): CustomerStatus.ACTIVE,
        (CustomerStatus.DORMANT, "close"): CustomerStatus.CLOSED,
    }
)

"""The words of guarantee."""

from enum import StrEnum


class GuaranteeType(StrEnum):
    """保证种类"""

    NATURAL_PERSON = "NATURAL_PERSON"
    COMPANY = "COMPANY"
    GUARANTEE_COMPANY = "GUARANTEE_COMPANY"


class Liability(StrEnum):
    """保证方式;没有写明的按一般保证(民法典 686 条)"""

    JOINT_AND_SEVERAL = "JOINT_AND_SEVERAL"
    GENERAL = "GENERAL"


class GuaranteeScope(StrEnum):
    """保证范围"""

    PRINCIPAL = "PRINCIPAL"
    PRINCIPAL_INTEREST = "PRINCIPAL_INTEREST"
    ALL = "ALL"


class GuaranteeStatus(StrEnum):
    """保证状态"""

    DRAFT = "DRAFT"
    CAPACITY_CHECKED = "CAPACITY_CHECKED"
    CONTRACTED = "CONTRACTED"
    EFFECTIVE = "EFFECTIVE"
    RELEASED = "RELEASED"
    CALLED = "CALLED"
    REMOVED = "REMOVED"


class AgreementStatus(StrEnum):
    """担保公司合作协议状态"""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"


class GroupStatus(StrEnum):
    """联保小组状态"""

    ACTIVE = "ACTIVE"
    DISSOLVED = "DISSOLVED"


class CollateralStatus(StrEnum):
    """押品状态"""

    DRAFT = "DRAFT"
    APPRAISED = "APPRAISED"
    CONTRACTED = "CONTRACTED"
    REG_PENDING = "REG_PENDING"
    REGISTERED = "REGISTERED"
    RELEASED = "RELEASED"


class RegistrationStatus(StrEnum):
    """押品登记状态"""

    NOT_REQUIRED = "NOT_REQUIRED"
    PENDING = "PENDING"
    REGISTERED = "REGISTERED"
    RELEASED = "RELEASED"


class PledgeStatus(StrEnum):
    """押品担保关系状态"""

    ACTIVE = "ACTIVE"
    RELEASED = "RELEASED"

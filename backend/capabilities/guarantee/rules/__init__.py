"""Pure decisions of guarantee."""

from backend.capabilities.guarantee.rules.capacity import (
    COMPANY_MULTIPLE,
    PERSON_MULTIPLE,
    Capacity,
    capacity_of,
    check_quota,
)
from backend.capabilities.guarantee.rules.collateral import (
    APPRAISAL_MONTHS,
    CONSTITUTIVE,
    appraisal_expiry,
    carries,
    ltv_cap,
    unmet_by,
)
from backend.capabilities.guarantee.rules.group import (
    MEMBERS_MAX,
    MEMBERS_MIN,
    check_group,
)
from backend.capabilities.guarantee.rules.people import check_circle, check_guarantor
from backend.capabilities.guarantee.rules.states import (
    AGREEMENT_MACHINE,
    COLLATERAL_MACHINE,
    GUARANTEE_MACHINE,
    PROMISED,
    STANDING,
)
from backend.capabilities.guarantee.rules.words import (
    AgreementStatus,
    CollateralStatus,
    GroupStatus,
    GuaranteeScope,
    GuaranteeStatus,
    GuaranteeType,
    Liability,
    PledgeStatus,
    RegistrationStatus,
)

__all__ = [
    "AGREEMENT_MACHINE",
    "APPRAISAL_MONTHS",
    "COLLATERAL_MACHINE",
    "COMPANY_MULTIPLE",
    "CONSTITUTIVE",
    "GUARANTEE_MACHINE",
    "MEMBERS_MAX",
    "MEMBERS_MIN",
    "PERSON_MULTIPLE",
    "PROMISED",
    "STANDING",
    "AgreementStatus",
    "Capacity",
    "CollateralStatus",
    "GroupStatus",
    "GuaranteeScope",
    "GuaranteeStatus",
    "GuaranteeType",
    "Liability",
    "PledgeStatus",
    "RegistrationStatus",
    "appraisal_expiry",
    "capacity_of",
    "carries",
    "check_circle",
    "check_group",
    "check_guarantor",
    "check_quota",
    "ltv_cap",
    "unmet_by",
]

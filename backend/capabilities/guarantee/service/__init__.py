"""Verbs of guarantee."""

from backend.capabilities.guarantee.service.appraisal import AppraiseCollateral, appraise_collateral
from backend.capabilities.guarantee.service.capacity import (
    CheckGuaranteeCapacity,
    check_guarantee_capacity,
)
from backend.capabilities.guarantee.service.collateral import AddCollateral, add_collateral
from backend.capabilities.guarantee.service.groups import (
    FormJointLiabilityGroup,
    form_joint_liability_group,
)
from backend.capabilities.guarantee.service.guarantees import (
    AddGuarantee,
    RemoveGuarantee,
    add_guarantee,
    remove_guarantee,
)
from backend.capabilities.guarantee.service.life import (
    contract_voided,
    contracted,
    drop,
    release,
    take_effect,
)
from backend.capabilities.guarantee.service.parties import open_from_parties
from backend.capabilities.guarantee.service.registration import (
    RegisterCollateral,
    ReleaseCollateral,
    SubmitCollateralRegistration,
    register_collateral,
    release_collateral,
    submit_collateral_registration,
)

__all__ = [
    "AddCollateral",
    "AddGuarantee",
    "AppraiseCollateral",
    "CheckGuaranteeCapacity",
    "FormJointLiabilityGroup",
    "RegisterCollateral",
    "ReleaseCollateral",
    "RemoveGuarantee",
    "SubmitCollateralRegistration",
    "add_collateral",
    "add_guarantee",
    "appraise_collateral",
    "check_guarantee_capacity",
    "contract_voided",
    "contracted",
    "drop",
    "form_joint_liability_group",
    "open_from_parties",
    "register_collateral",
    "release",
    "release_collateral",
    "remove_guarantee",
    "submit_collateral_registration",
    "take_effect",
]

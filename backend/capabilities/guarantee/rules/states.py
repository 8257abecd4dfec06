"""The lives of guarantees and collateral; what is not listed is refused."""

from backend.capabilities.guarantee.rules.words import (
    AgreementStatus,
    CollateralStatus,
    GuaranteeStatus,
)
from backend.kit.transitions import Machine

_G = GuaranteeStatus
_C = CollateralStatus
_A = AgreementStatus

GUARANTEE_MACHINE: Machine[GuaranteeStatus] = Machine(
    {
        (_G.DRAFT, "check_capacity"): _G.CAPACITY_CHECKED,
        (_G.DRAFT, "remove"): _G.REMOVED,
        (_G.CAPACITY_CHECKED, "check_capacity"): _G.CAPACITY_CHECKED,
        (_G.CAPACITY_CHECKED, "contract"): _G.CONTRACTED,
        (_G.CAPACITY_CHECKED, "remove"): _G.REMOVED,
        # A void contract set is made anew, with the same guarantors or others.
        (_G.CONTRACTED, "void_contract"): _G.CAPACITY_CHECKED,
        (_G.CONTRACTED, "take_effect"): _G.EFFECTIVE,
        (_G.EFFECTIVE, "release"): _G.RELEASED,
        (_G.EFFECTIVE, "call"): _G.CALLED,
    }
)
COLLATERAL_MACHINE: Machine[CollateralStatus] = Machine(
    {
        (_C.DRAFT, "appraise"): _C.APPRAISED,
        (_C.APPRAISED, "appraise"): _C.APPRAISED,
        (_C.APPRAISED, "contract"): _C.CONTRACTED,
        (_C.CONTRACTED, "void_contract"): _C.APPRAISED,
        # An appraisal grows old while the collateral is in use.
        (_C.CONTRACTED, "appraise"): _C.CONTRACTED,
        (_C.REG_PENDING, "appraise"): _C.REG_PENDING,
        (_C.REGISTERED, "appraise"): _C.REGISTERED,
        (_C.CONTRACTED, "submit_registration"): _C.REG_PENDING,
        (_C.REG_PENDING, "register"): _C.REGISTERED,
        (_C.REGISTERED, "release"): _C.RELEASED,
    }
)
AGREEMENT_MACHINE: Machine[AgreementStatus] = Machine(
    {
        (_A.ACTIVE, "suspend"): _A.SUSPENDED,
        (_A.SUSPENDED, "resume"): _A.ACTIVE,
        (_A.ACTIVE, "end"): _A.ENDED,
        (_A.SUSPENDED, "end"): _A.ENDED,
    }
)

# Promised but not yet effective: it counts against capacity beside what is in force.
PROMISED = (_G.CAPACITY_CHECKED, _G.CONTRACTED)
# What holds a part of a guarantee company's quota.
STANDING = (*PROMISED, _G.EFFECTIVE, _G.CALLED)

"""The life of an investigation and of its sections."""

from enum import StrEnum

from backend.kit.transitions import Machine


class InvestigationMode(StrEnum):
    """调查方式"""

    ONSITE = "ONSITE"
    VIDEO = "VIDEO"
    OFFSITE = "OFFSITE"


class InvestigatorRole(StrEnum):
    """主办或协办"""

    LEAD = "LEAD"
    CO = "CO"


class InvestigationStatus(StrEnum):
    """调查状态"""

    PLANNED = "PLANNED"
    CHECKED_IN = "CHECKED_IN"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    OPINED = "OPINED"
    LEAD_SIGNED = "LEAD_SIGNED"
    CO_SIGNED = "CO_SIGNED"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"


class SectionStatus(StrEnum):
    """模块状态"""

    EMPTY = "EMPTY"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"
    LOCKED = "LOCKED"
    DEFECT = "DEFECT"


class Recommendation(StrEnum):
    """授信意见的结论"""

    APPROVE = "APPROVE"
    DECLINE = "DECLINE"


_I = InvestigationStatus
_S = SectionStatus

INVESTIGATION_MACHINE: Machine[InvestigationStatus] = Machine(
    {
        (_I.PLANNED, "check_in"): _I.CHECKED_IN,
        (_I.PLANNED, "waive_visit"): _I.CHECKED_IN,
        (_I.CHECKED_IN, "fill"): _I.IN_PROGRESS,
        (_I.IN_PROGRESS, "fill"): _I.IN_PROGRESS,
        (_I.IN_PROGRESS, "complete"): _I.COMPLETED,
        (_I.COMPLETED, "reopen"): _I.IN_PROGRESS,
        (_I.COMPLETED, "opine"): (_I.COMPLETED, _I.OPINED),
        (_I.OPINED, "reopen"): _I.IN_PROGRESS,
        # A second thought: what was signed under the old opinion no longer counts.
        (_I.OPINED, "opine"): (_I.OPINED, _I.COMPLETED),
        (_I.LEAD_SIGNED, "opine"): (_I.OPINED, _I.COMPLETED),
        (_I.CO_SIGNED, "opine"): (_I.OPINED, _I.COMPLETED),
        (_I.LEAD_SIGNED, "reopen"): _I.IN_PROGRESS,
        (_I.CO_SIGNED, "reopen"): _I.IN_PROGRESS,
        (_I.LEAD_SIGNED, "report"): _I.OPINED,
        (_I.CO_SIGNED, "report"): _I.OPINED,
        (_I.OPINED, "report"): _I.OPINED,
        (_I.OPINED, "sign_as_lead"): _I.LEAD_SIGNED,
        (_I.LEAD_SIGNED, "sign_as_co"): _I.CO_SIGNED,
        (_I.CO_SIGNED, "submit"): _I.SUBMITTED,
        (_I.SUBMITTED, "return"): _I.RETURNED,
        (_I.SUBMITTED, "accept"): _I.ACCEPTED,
        (_I.RETURNED, "fill"): _I.IN_PROGRESS,
        (_I.RETURNED, "reopen"): _I.IN_PROGRESS,
        # Returned for the terms alone: nothing to reopen, only to say anew.
        (_I.RETURNED, "opine"): (_I.OPINED, _I.COMPLETED),
    }
)

SECTION_MACHINE: Machine[SectionStatus] = Machine(
    {
        (_S.EMPTY, "save"): _S.IN_PROGRESS,
        (_S.IN_PROGRESS, "save"): _S.IN_PROGRESS,
        (_S.COMPLETE, "save"): _S.IN_PROGRESS,
        (_S.EMPTY, "complete"): _S.COMPLETE,
        (_S.IN_PROGRESS, "complete"): _S.COMPLETE,
        (_S.COMPLETE, "lock"): _S.LOCKED,
        (_S.LOCKED, "flag"): _S.DEFECT,
    }
)

"""Verbs of approval; importing them says who stands behind a case of the workflow."""

from backend.capabilities.approval.queries import CASE
from backend.capabilities.approval.service.handler import ApprovalHandler
from backend.capabilities.approval.service.lapsing import lapse_approvals, settle_rejections
from backend.capabilities.approval.service.reconsidering import (
    ReconsiderRejection,
    reconsider_rejection,
)
from backend.capabilities.approval.service.starting import begin, go_on
from backend.capabilities.workflow.service import register_case

register_case(CASE, ApprovalHandler())

__all__ = [
    "ReconsiderRejection",
    "begin",
    "go_on",
    "lapse_approvals",
    "reconsider_rejection",
    "settle_rejections",
]

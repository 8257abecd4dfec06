"""Verbs of marketing."""

from backend.capabilities.marketing.service.convert import ConvertLead, convert_lead
from backend.capabilities.marketing.service.expire import expire_leads
from backend.capabilities.marketing.service.leads import (
    ClaimLead,
    ContactLead,
    CreateLead,
    EndLead,
    claim_lead,
    contact_lead,
    create_lead,
    lose_lead,
    reopen_lead,
)
from backend.capabilities.marketing.service.lists import (
    AssignLeads,
    CloseLeadList,
    ImportLeadList,
    assign_leads,
    close_lead_list,
    import_lead_list,
)
from backend.capabilities.marketing.service.online import SubmitOnlineLead, submit_online_lead
from backend.capabilities.marketing.service.visits import PositionGiven, RecordVisit, record_visit

__all__ = [
    "AssignLeads",
    "ClaimLead",
    "CloseLeadList",
    "ContactLead",
    "ConvertLead",
    "CreateLead",
    "EndLead",
    "ImportLeadList",
    "PositionGiven",
    "RecordVisit",
    "SubmitOnlineLead",
    "assign_leads",
    "claim_lead",
    "close_lead_list",
    "contact_lead",
    "convert_lead",
    "create_lead",
    "expire_leads",
    "import_lead_list",
    "lose_lead",
    "record_visit",
    "reopen_lead",
    "submit_online_lead",
]

"""How marketing refuses."""

from backend.kit.refusal import Refusal


class LeadListUnreadable(Refusal):
    """The file is no list of leads at all; single bad rows are reported instead."""

    code = "LEAD_LIST_UNREADABLE"
    message_zh = "名单无法读取:{problem}"


class LeadOpenAlready(Refusal):
    """Somebody works on this person already."""

    code = "LEAD_OPEN_ALREADY"
    message_zh = "该客户已有跟进中的线索"

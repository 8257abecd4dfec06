r"""Approval (审查审批): what reviewers, approvers and the committee make of a proposal.

    case       submitted -> on its route -> APPROVED | REJECTED
                  ^            |-> returned to the customer manager -> submitted again
    terms      proposed by the investigators -> changed by who checks, version after version
    approved   valid until a day -> contract, or LAPSED
    rejected   -> reconsidered once, within thirty days -> on its route again

Never true: who made the case decides it; an approval beyond the approver's authority;
            approved terms outside the product or above what was asked for;
            a departure from the decision without a reason.
"""

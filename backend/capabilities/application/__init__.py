r"""Application (贷款申请): what a customer asks for, from the first note to the last loan.

    DRAFT -> SUBMITTED -> PRE_ASSESSING -> PRE_PASSED -> INVESTIGATING -> DECIDING
      |                    |-> PRE_REFERRED -> PRE_PASSED | REJECTED
      \-> DISCARDED        \-> PRE_REJECTED -> PRE_REFERRED | REJECTED
    DECIDING -> DECIDED -> IN_REVIEW <-> RETURNED, IN_REVIEW -> APPROVED | REJECTED
    APPROVED -> CONTRACTING -> EFFECTIVE -> CLOSED, APPROVED -> LAPSED
    until somebody has signed: -> WITHDRAWN

Never true: an application outside its product version, which is frozen at submission;
            two open applications of one customer for one product.
"""

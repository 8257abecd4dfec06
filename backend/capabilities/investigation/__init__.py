r"""Investigation (贷款调查): two people go and see, write down what they saw, and answer for it.

    investigation  PLANNED -> CHECKED_IN -> IN_PROGRESS -> COMPLETED -> OPINED
                   OPINED -> LEAD_SIGNED -> CO_SIGNED -> SUBMITTED -> ACCEPTED
                   SUBMITTED -> RETURNED -> IN_PROGRESS (a section is revised) | OPINED
    section        EMPTY -> IN_PROGRESS <-> COMPLETE -> LOCKED -> DEFECT
                   LOCKED | DEFECT -> a new revision in progress, the old one is kept
    report         made -> signed by both -> submitted; a later one supersedes it

Never true: one person alone investigates on site;
            a decision from sections that may still change;
            an opinion that departs from the decision without a reason;
            two signatures under different data; a submitted report that changes.
"""

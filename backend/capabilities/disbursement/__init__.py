r"""Disbursement (放款): from a request under a limit to money that has left the bank, once.

    Disbursement  DRAFT -> SUBMITTED -> NOTE_SIGNING -> NOTE_SIGNED -> IN_REVIEW -> APPROVED
                  IN_REVIEW -> RETURNED -> DRAFT, APPROVED -> SENDING
                  SENDING -> DISBURSED | UNKNOWN | FAILED, UNKNOWN -> DISBURSED | FAILED
                  FAILED -> APPROVED | CANCELLED, until APPROVED: -> CANCELLED
    LoanNote (借据)  ACTIVE <-> OVERDUE, -> EXTENDED -> ACTIVE, -> SETTLED, -> WRITTEN_OFF

Never true: one disbursement posted twice; a request sent inside the transaction that decides
            it; another request id while the outcome of the first is unknown; a note whose
            schedule is not the one that was signed.
"""

r"""Credit authorization (征信授权): a signed permission and the bureau query it covers.

    authorization  DRAFT -> PENDING_SIGN -> SIGNED -> VALID -> EXPIRED | REVOKED
                     \-> EXPIRED  \-> VOID | EXPIRED
    query          REQUESTED -> APPROVED -> SENT -> SUCCEEDED | FAILED | NO_RECORD (白户)
                     \-> REUSED               \-> UNKNOWN -> as the bureau's enquiry says

Never true: a query without a valid authorization of the same person for the same purpose;
            an unanswered query sent again instead of being enquired about;
            a query under a bureau account that is not the asker's own.
"""

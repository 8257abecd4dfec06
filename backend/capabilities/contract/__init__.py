r"""Contract (合同签订): the document set of an approved loan, the credit contract, its limit.

    contract  DRAFT -> GENERATED -> IN_REVIEW -> REVIEWED -> SIGNING -> SIGNED -> EFFECTIVE
                  ^------ DEFECT ----/             \-> VOID     \-> VOID (condition failed)
              EFFECTIVE -> EXPIRED | TERMINATED | SETTLED
    limit     ACTIVE <-> FROZEN, ACTIVE -> EXPIRED, any -> CANCELLED once nothing is used

Never true: a limit without an effective contract; text changed after it was frozen;
            the bank's seal before a party's signature.
"""

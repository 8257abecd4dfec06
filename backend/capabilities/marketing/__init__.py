r"""Marketing (营销管理): people who may become customers, and the visits that were paid to them.

    lead: NEW -> ASSIGNED -> CONTACTED -> INTERESTED -> CONVERTED
                                      |-> NOT_INTERESTED | UNREACHABLE
          any open -> LOST | EXPIRED -> ASSIGNED (reopened)
    list: DRAFT -> ACTIVE -> CLOSED

Never true: a visit that was sent twice stands twice;
            two open leads of one bank have the same identity number;
            a row of a list that was not imported is forgotten without a reason.
"""

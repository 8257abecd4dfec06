r"""Customer (客户): the persons and firms that the bank deals with.

    PROSPECT -> ACTIVE <-> DORMANT -> CLOSED
          \-> BLACKLISTED

Identity numbers, phones and addresses are encrypted; a customer is found by the
blind index of his number.

Never true: two customers of one bank have the same identity document;
            a person's birth date differs from his identity number's.
"""

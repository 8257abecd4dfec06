r"""Guarantee (担保): who stands for a loan, what lies behind it, and how far that reaches.

    Guarantee   DRAFT -> CAPACITY_CHECKED -> CONTRACTED -> EFFECTIVE -> RELEASED | CALLED
                  \______________|-> REMOVED
    Collateral  DRAFT -> APPRAISED -> CONTRACTED -> REG_PENDING -> REGISTERED -> RELEASED
    Agreement   ACTIVE <-> SUSPENDED -> ENDED

Never true: a borrower, his spouse or a co-borrower who guarantees his own loan; somebody who
            guarantees beyond his capacity; a guarantee company beyond its quota; a collateral
            pledged beyond what its value carries.
"""

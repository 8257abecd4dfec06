r"""Loan calculator (贷款计算器): schedules, interest and the true cost of a loan.

One engine for the quote on the tablet, the schedule on the signed loan note (借据) and
every change after it: early repayment, repricing, overdue charges.

    terms -> refused, all errors at once
         \-> schedule -> total cost -> disclosure (综合融资成本明示)
                     \-> early repayment, reprice -> the rows that remain

Nothing is stored here: the same terms give the same rows, and their hash proves it.

Never true: a schedule repays more or less than was lent; a row is rounded in another way
            than to the nearest fen, half up; binary floating point touches an amount.
"""

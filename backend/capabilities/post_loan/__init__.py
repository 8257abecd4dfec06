r"""Post-loan care (贷后维护): somebody goes and sees what became of the money.

    PostLoanCheck (贷后检查)  OPEN -> DONE; late while OPEN past its date

Never true: two first checks of one loan; a check without place, time, use of funds and evidence.
"""

r"""Notification (通知): who is told what, once: people of the bank in the app, customers by text.

    text: QUEUED -> SENT | FAILED | UNKNOWN,  or at once CAPPED

Never true: one occasion reaches one person twice;
            a text carries more of a customer than the reader needs;
            a phone gets more news in a day than the cap.
"""

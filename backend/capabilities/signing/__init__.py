r"""Signing (签约): frozen documents, the people who sign them, and the proof of how they did.

    task    SENT -> PARTIALLY_SIGNED -> COMPLETED -> SEALED
              \____________\-> DECLINED | EXPIRED | VOIDED
    signer  WAITING -> NOTIFIED -> LOGGED_IN -> FACE_PASSED -> READ -> DISCLOSURE_CONFIRMED
                                      \-> LOCKED                -> SMS_PASSED -> SIGNED
            open -> DECLINED | ENDED

A signer consents with a code (SMS_PASSED); the signature is made by a reaction (SIGNED).

Never true: a document that changed after it was sent; a code used twice or for other documents;
            a consent before the cost disclosure was read; a link that opens another's signing;
            an event of the evidence that does not follow the one before.
"""

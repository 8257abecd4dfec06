"""Privacy (个人信息保护): what a person has agreed to, and since when no more.

    given -> withdrawn

A consent names the text that was shown. Giving it again after a withdrawal is a new row.

Never true: a consent is changed or deleted, other than by its withdrawal;
            biometric data or a location is kept without the person's consent.
"""

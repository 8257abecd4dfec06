"""Pure decisions of contract."""

from backend.capabilities.contract.rules.amount_in_words import LIMIT_FEN, amount_in_words

__all__ = ["LIMIT_FEN", "amount_in_words"]

"""What the bank asks of others: one Protocol per file, gathered for those who call them."""

from dataclasses import dataclass

from backend.kit.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything outside the house that a verb or a reaction may need."""

    tokens: Tokens

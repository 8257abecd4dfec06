"""What a decision says, in a form that is stored, shown and argued about."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from backend.capabilities.decision.rules.caps import Cap
from backend.capabilities.decision.rules.engine import Evaluation
from backend.capabilities.decision.rules.hits import RuleHit
from backend.capabilities.decision.rules.snapshot import Snapshot
from backend.kit.money import Fen, Rate


class DecisionStage(StrEnum):
    PRE = "PRE"
    POST_INVESTIGATION = "POST_INVESTIGATION"
    DISBURSEMENT = "DISBURSEMENT"


class DecisionResult(StrEnum):
    APPROVE = "APPROVE"
    REFER = "REFER"
    REJECT = "REJECT"


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class FactorPoints:
    """The points of one factor of the score."""

    code: str
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """The score (评分) as the sum of its factors."""

    total: int
    factors: tuple[FactorPoints, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """The proposed spread over the benchmark and what it is made of, in basis points.

    The sum is held within the product's range.
    """

    bps: int
    base_bps: int
    grade_bps: int
    guarantee_bps: int


@dataclass(frozen=True, slots=True)
class DecisionOutcome:
    """The system decision (系统决策) after an investigation.

    ``dsr`` and ``coverage`` are measured at the proposed amount; the product says which
    of them the result counts.
    """

    result: DecisionResult
    grade: Grade
    score: Score
    proposed_amount_fen: Fen
    proposed_term_months: int
    spread: Spread
    proposed_rate: Rate
    dsr: Decimal
    coverage: Decimal
    caps: tuple[Cap, ...]
    hits: tuple[RuleHit, ...]
    explanation: tuple[str, ...]
    snapshot: Snapshot
    evaluation: Evaluation

    @property
    def spread_bp(self) -> int:
        """Give the proposed spread in basis points."""
        return self.spread.bps

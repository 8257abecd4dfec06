"""Authority limits (授权): up to which exposure a person may decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backend.kit.money import Fen


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """One limit; an empty category, guarantee mode or grade means any."""

    product_category: str
    guarantee_mode: str
    risk_grade: str
    max_single: Fen
    max_customer_total: Fen
    valid_from: date
    valid_to: date

    def covers(self, category: str, guarantee_mode: str, grade: str, today: date) -> bool:
        """Tell whether the line speaks about such a case today."""
        return (
            self.product_category in ("", category)
            and self.guarantee_mode in ("", guarantee_mode)
            and self.risk_grade in ("", grade)
            and self.valid_from <= today <= self.valid_to
        )


def authority_of(
    lines: Iterable[AuthorityLine],
    *,
    category: str,
    guarantee_mode: str,
    grade: str,
    today: date,
) -> tuple[Fen, Fen]:
    """Return the highest single and customer-total amounts that the lines give, in fen."""
    fitting = [line for line in lines if line.covers(category, guarantee_mode, grade, today)]
    single = max((line.max_single for line in fitting), default=Fen(0))
    total = max((line.max_customer_total for line in fitting), default=Fen(0))
    return single, total

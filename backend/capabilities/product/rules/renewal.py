"""Renewal without repaying principal (无还本续贷): what the old note must be like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backend.capabilities.product.errors import RenewalNotAllowed
from backend.capabilities.product.rules.info import RenewalRule
from backend.kit.money import Fen, grouped_yuan


@dataclass(frozen=True, slots=True)
class RenewedNote:
    """The loan note that the new loan takes the place of."""

    outstanding_fen: Fen
    matures_on: date
    five_class: str
    max_overdue_days_12m: int
    spread_bps: int


def check_renewal(
    rule: RenewalRule | None, note: RenewedNote | None, amount_fen: Fen, on: date
) -> Iterator[RenewalNotAllowed]:
    """Yield every reason against the renewal; other products take no old note."""
    if rule is None and note is None:
        return
    if rule is None:
        yield RenewalNotAllowed(path=("renewedNoteId",), reason="本产品不办理续贷")
        return
    if note is None:
        yield RenewalNotAllowed(path=("renewedNoteId",), reason="请选择要续贷的借据")
        return
    for reason in _reasons(rule, note, amount_fen, on):
        yield RenewalNotAllowed(path=("renewedNoteId",), reason=reason)


def _reasons(rule: RenewalRule, note: RenewedNote, amount_fen: Fen, on: date) -> Iterator[str]:
    days = (note.matures_on - on).days
    if not 0 <= days <= rule.max_days_to_maturity:
        yield f"原借据距到期 {days} 天,须在到期前 {rule.max_days_to_maturity} 天内"
    if note.five_class not in rule.five_classes:
        yield "原借据五级分类须为正常"
    if note.max_overdue_days_12m > rule.max_overdue_days_12m:
        yield f"近 12 个月最长逾期 {note.max_overdue_days_12m} 天,超过允许天数"
    if amount_fen > note.outstanding_fen:
        yield f"金额不能超过原借据余额 {grouped_yuan(note.outstanding_fen)} 元"

"""Section data: what the bureau says is never typed, what depends on others follows them."""

from collections.abc import Mapping
from typing import Any

from backend.capabilities.credit_authorization.rules import BureauIndicators
from backend.capabilities.product.rules import Form, fill_computed
from backend.kit.money import Fen, yuan

Sections = Mapping[str, Mapping[str, Any]]
MONTHS = 12


def filled(form: Form, data: Sections, bureau: tuple[str, BureauIndicators] | None) -> Any:
    """Fill a whole investigation: the bureau's answers first, then all computed fields."""
    known = {part.code for part in form.parts}
    own = {code: dict(values) for code, values in data.items() if code in known}
    for code, fields in from_bureau(bureau).items():
        if code in own:
            own[code] = without_bureau(form, code, own[code]) | fields
    if bureau is not None and "M09" in own:
        service = yuan(Fen(bureau[1].monthly_debt_service_fen * MONTHS))
        own["M09"].setdefault("existingDebtServiceAnnual", service)
    return fill_computed(form, own)


def from_bureau(bureau: tuple[str, BureauIndicators] | None) -> dict[str, dict[str, Any]]:
    """Give the read-only answers of a bureau report, by module; without one there are none."""
    if bureau is None:
        return {"M11": {}, "M12": {}}
    report_no, seen = bureau
    return {
        "M11": {"bureauBalance": yuan(seen.loan_balance_fen)},
        "M12": {
            "reportNo": report_no,
            "overdueMonths24": seen.overdue_months_24_total,
            "queries3m": seen.queries_3m,
            "institutions": seen.open_loan_institutions,
        },
    }


def without_bureau(form: Form, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what a client sent in fields that only the bureau answers."""
    (part,) = form.part(code).parts
    fields = part.schema.get("properties", {})
    return {
        name: value
        for name, value in values.items()
        if not (fields.get(name, {}).get("x-source") == "BUREAU" and fields[name].get("readOnly"))
    }

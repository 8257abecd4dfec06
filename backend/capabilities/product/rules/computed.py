"""Fields that the system computes while the investigation is being filled in.

A component names its computation; a product chooses components, never formulas.
Arithmetic is exact; a result is rounded half up once, when it is written. A row
that still lacks a number has no result and adds nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from backend.capabilities.product.rules.composition import Form

Row = dict[str, Any]
Parameters = Mapping[str, int]
Computation = Callable[[Row, Mapping[str, Any], Parameters], Row]

MONTHS = 12
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)
_CENT = Decimal("0.01")
_RATIO = Decimal("0.0001")
_ZERO = Decimal(0)


def fill_computed(form: Form, data: Mapping[str, Any]) -> Row:
    """Compute every computed field anew; what a client sent in them is dropped.

    Incomes are computed before the totals that use them, whatever the order on screen.
    """
    parts = {part.code: part for part in form.parts}
    result: Row = {
        code: _without_computed(parts[code].schema, value) if code in parts else value
        for code, value in data.items()
    }
    for name, compute in COMPUTATIONS.items():
        for part in form.parts:
            own = result.get(part.code)
            if part.computation == name and isinstance(own, dict):
                result[part.code] = compute(own, result, part.parameters)
    return result


def _without_computed(schema: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, list):
        return [_without_computed(schema.get("items", {}), item) for item in value]
    if not isinstance(value, Mapping):
        return value
    fields = schema.get("properties", {})
    return {
        key: _without_computed(fields.get(key, {}), inner)
        for key, inner in value.items()
        if not fields.get(key, {}).get("x-computed")
    }


def _number(value: object) -> Decimal | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    return None


def _numbers(row: Mapping[str, Any], *names: str) -> list[Decimal] | None:
    values = [_number(row.get(name)) for name in names]
    present = [value for value in values if value is not None]
    return present if len(present) == len(names) else None


def _money(value: Decimal) -> str:
    return f"{value.quantize(_CENT, ROUND_HALF_UP):f}"


def _rows(own: Row, name: str = "items") -> list[Row]:
    rows = own.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _total(rows: Sequence[Mapping[str, Any]], name: str) -> Decimal:
    return sum((_number(row.get(name)) or _ZERO for row in rows), _ZERO)


def _each(own: Row, compute: Callable[[Row], Row], name: str = "items") -> Row:
    if not isinstance(own.get(name), list):
        return own
    rows = [{**row, **compute(row)} if isinstance(row, dict) else row for row in own[name]]
    return {**own, name: rows}


def planting(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Net income of crops: area times (yield times price minus cost per mu)."""

    def row(item: Row) -> Row:
        given = _numbers(item, "mu", "yieldPerMu", "price", "costPerMu")
        if given is None:
            return {}
        mu, crop_yield, price, cost = given
        revenue, spent = mu * crop_yield * price, mu * cost
        return {"revenue": _money(revenue), "cost": _money(spent), "net": _money(revenue - spent)}

    return _income(_each(own, row))


def breeding(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Net income of animals: cycles times output per cycle times (price minus cost)."""

    def row(item: Row) -> Row:
        given = _numbers(item, "cyclesPerYear", "outputPerCycle", "price", "unitCost")
        if given is None:
            return {}
        cycles, output, price, cost = given
        revenue, spent = cycles * output * price, cycles * output * cost
        return {"revenue": _money(revenue), "cost": _money(spent), "net": _money(revenue - spent)}

    return _income(_each(own, row))


def _income(own: Row) -> Row:
    rows = _rows(own)
    revenue, cost = _total(rows, "revenue"), _total(rows, "cost")
    totals = {"revenue": revenue, "cost": cost, "annualNet": revenue - cost}
    return {**own, **{name: _money(value) for name, value in totals.items()}}


def business(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Net income of a shop from three sources of its monthly sales.

    The lowest source counts, for prudence; the variance is the distance between
    the highest and the lowest, in percent of the highest.
    """
    sources = [_number(own.get(name)) for name in ("salesBooks", "salesFlow", "salesBank")]
    known = [source for source in sources if source is not None]
    if not known:
        return own
    lowest, highest = min(known), max(known)
    variance = (highest - lowest) * 100 / highest if highest else _ZERO
    result = {
        **own,
        "monthlySales": _money(lowest),
        "annualSales": _money(lowest * MONTHS),
        "variancePct": _money(variance),
    }
    costs = _numbers(own, "grossMarginPct", "monthlyFixedCost")
    if costs is not None:
        margin, fixed = costs
        result["annualNet"] = _money((lowest * margin / 100 - fixed) * MONTHS)
    return result


def wage(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Wages of a year: months paid times the monthly net."""

    def row(item: Row) -> Row:
        given = _numbers(item, "monthsPerYear", "monthlyNet")
        return {} if given is None else {"annual": _money(given[0] * given[1])}

    filled = _each(own, row)
    return {**filled, "annualNet": _money(_total(_rows(filled), "annual"))}


def other_income(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Rent, migrant work, subsidies and transfers of a year."""
    return {**own, "annualNet": _money(_total(_rows(own), "annualAmount"))}


def household(own: Row, form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Household totals: every income module's net, less expenses; coverage by debt service.

    Coverage is (existing + planned service of a year) / net annual income; without
    a positive income there is none (domain of the capacity rule).
    """
    parts = [part for part in form.values() if isinstance(part, Mapping)]
    income = _total(parts, "annualNet")
    names = ("livingCost", "educationCost", "medicalCost", "otherCost")
    expense = sum((_total([own], name) for name in names), _ZERO)
    net = income - expense
    service = _total([own], "existingDebtServiceAnnual") + _total([own], "plannedDebtServiceAnnual")
    totals = {"incomeTotal": income, "expenseTotal": expense, "netAnnual": net}
    totals["debtServiceAnnual"] = service
    result = {**own, **{name: _money(value) for name, value in totals.items()}}
    if net > 0:
        result["coverage"] = _ratio(service, net)
    return result


def assets(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Total assets, and those that nobody holds a right in."""
    free = [row for row in _rows(own) if row.get("encumbered") is False]
    totals = {"totalAssets": _total(_rows(own), "value"), "freeAssets": _total(free, "value")}
    return {**own, **{name: _money(value) for name, value in totals.items()}}


def liabilities(own: Row, form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Total debts, guarantees given, and the debt ratio over the assets.

    The assets are those of the asset module; products without it declare a sum.
    """
    debts = _total([own], "bureauBalance") + _total(_rows(own, "privateLoans"), "balance")
    given = _total(_rows(own, "guarantees"), "amount")
    parts = [part for part in form.values() if isinstance(part, Mapping)]
    owned = _total(parts, "totalAssets") or _total([own], "declaredAssets")
    result = {**own, "totalLiabilities": _money(debts), "guaranteesTotal": _money(given)}
    if owned > 0:
        result["debtRatio"] = _ratio(debts, owned)
    return result


def purpose(own: Row, _form: Mapping[str, Any], parameters: Parameters) -> Row:
    """Budget and the share that the customer pays himself, against the product's minimum."""
    budget, funds = _total(_rows(own), "amount"), _total([own], "ownFunds")
    share = funds * 100 / budget if budget else _ZERO
    return {
        **own,
        "budgetTotal": _money(budget),
        "ownFundsPct": _money(share),
        "ownFundsEnough": share >= parameters.get("ownFundsMinPct", 0),
    }


def cash_flow(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Twelve months of money in and out, and the lowest point of their running sum."""
    months = sorted(_rows(own, "months"), key=lambda row: _number(row.get("month")) or _ZERO)
    running, lowest = _ZERO, _ZERO
    for row in months:
        running += _total([row], "inflow") - _total([row], "outflow")
        lowest = min(lowest, running)
    totals = {"inflowTotal": _total(months, "inflow"), "outflowTotal": _total(months, "outflow")}
    totals["lowestBalance"] = lowest
    return {**own, **{name: _money(value) for name, value in totals.items()}}


def guarantors(own: Row, _form: Mapping[str, Any], parameters: Parameters) -> Row:
    """Capacity of each guarantor: a multiple of his net income less what he guarantees already."""

    def row(item: Row) -> Row:
        given = _numbers(item, "netAnnual", "existingGuarantees")
        if given is None:
            return {}
        capacity = given[0] * parameters.get("incomeMultiple", 1) - given[1]
        return {"capacity": _money(max(capacity, _ZERO))}

    filled = _each(own, row)
    return {**filled, "capacityTotal": _money(_total(_rows(filled), "capacity"))}


def collateral(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """What may be lent on each collateral: value times its cap, less earlier claims."""

    def row(item: Row) -> Row:
        given = _numbers(item, "value", "ltvCapPct", "earlierClaims")
        if given is None:
            return {}
        return {"lendable": _money(max(given[0] * given[1] / 100 - given[2], _ZERO))}

    filled = _each(own, row)
    return {**filled, "lendableTotal": _money(_total(_rows(filled), "lendable"))}


def soft_information(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Average rating of the interviews and the number of adverse flags."""
    ratings = [_number(row.get("rating")) for row in _rows(own, "interviews")]
    known = [rating for rating in ratings if rating is not None]
    flags = sum(own.get(name) is True for name in ("gambling", "drinking", "dispute"))
    result = {**own, "adverseFlags": flags}
    if known:
        result["averageRating"] = _money(sum(known, _ZERO) / len(known))
    return result


def labour(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """How many of the household work, and how many depend on them."""
    members = _rows(own, "members")
    working = sum(row.get("works") is True for row in members)
    return {**own, "labourCount": working, "dependantCount": len(members) - working}


def item_total(own: Row, _form: Mapping[str, Any], _parameters: Parameters) -> Row:
    """Sum the amounts of the rows."""
    return {**own, "total": _money(_total(_rows(own), "amount"))}


def _ratio(part: Decimal, whole: Decimal) -> str:
    return f"{(part / whole).quantize(_RATIO, ROUND_HALF_UP):f}"


# The order is the order of computing.
COMPUTATIONS: Mapping[str, Computation] = {
    "LABOUR": labour,
    "PLANTING": planting,
    "BREEDING": breeding,
    "BUSINESS": business,
    "WAGE": wage,
    "OTHER_INCOME": other_income,
    "HOUSEHOLD": household,
    "ASSETS": assets,
    "LIABILITIES": liabilities,
    "PURPOSE": purpose,
    "CASH_FLOW": cash_flow,
    "GUARANTORS": guarantors,
    "COLLATERAL": collateral,
    "SOFT_INFORMATION": soft_information,
    "ITEM_TOTAL": item_total,
}

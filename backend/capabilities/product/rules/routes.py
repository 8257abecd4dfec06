"""Which workflow a case takes: the first binding of the product whose condition holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from backend.capabilities.product.errors import NoWorkflowBound
from backend.capabilities.product.rules.content import ProductContent
from backend.capabilities.product.rules.words import GuaranteeMode, ProcessType, RiskGrade
from backend.kit.expression import Catalogue, Kind, compile_expression
from backend.kit.money import Fen, yuan

CASE_VARIABLES: Mapping[str, Kind] = {
    "amount": Kind.MONEY,
    "termMonths": Kind.NUMBER,
    "grade": Kind.TEXT,
    "adjustmentPct": Kind.NUMBER,
    "guaranteeMode": Kind.TEXT,
    "orgLevel": Kind.TEXT,
}


@dataclass(frozen=True, slots=True)
class RouteCase:
    """What the conditions of a binding may look at; the adjustment is in percent."""

    org_code: str
    org_level: str
    amount_fen: Fen
    term_months: int
    grade: RiskGrade
    adjustment_pct: Decimal
    guarantee_mode: GuaranteeMode


def choose_workflow(content: ProductContent, process: ProcessType, case: RouteCase) -> str:
    """Choose the key of the workflow that a case of a process takes.

    An organisation's own parameters stand in for the product's.

    Raises:
        NoWorkflowBound: no binding fits.
        ExpressionFailed: a condition meets a value that it cannot be answered for.
    """
    parameters = parameters_of(content, case.org_code)
    values = {**parameters, **_values(case)}
    catalogue = route_catalogue(parameters)
    for binding in content.process_bindings:
        if binding.process is not process:
            continue
        condition = binding.condition
        if not condition or compile_expression(condition, catalogue).condition(values):
            return binding.workflow
    raise NoWorkflowBound(path=("process",))


def parameters_of(content: ProductContent, org_code: str) -> dict[str, str]:
    """Give the parameters of a product as an organisation has them."""
    offer = content.org_availability.get(org_code)
    return {**content.parameters, **(offer.parameters if offer else {})}


def route_catalogue(parameters: Mapping[str, str]) -> Catalogue:
    """Declare what a condition may name: the case's variables and the product's parameters."""
    return Catalogue({**CASE_VARIABLES, **dict.fromkeys(parameters, Kind.MONEY)})


def _values(case: RouteCase) -> dict[str, object]:
    return {
        "amount": yuan(case.amount_fen),
        "termMonths": case.term_months,
        "grade": case.grade.value,
        "adjustmentPct": case.adjustment_pct,
        "guaranteeMode": case.guarantee_mode.value,
        "orgLevel": case.org_level,
    }

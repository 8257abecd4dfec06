"""The one expression language of the house: ZEN, read strictly and evaluated exactly.

Administrators write conditions, assignment rules and form rules in it:

    amount > 300000 or grade in ["C", "D"]

An expression is compiled against a catalogue of declared variables. Our own
reading comes first: it refuses unknown names, wrong types, and whatever could
run long. ZEN then evaluates, and sees only the variables that are named.
"""

from backend.kit.expression.catalogue import Catalogue, Kind, ListOf, Record, Type
from backend.kit.expression.compiled import (
    Expression,
    ExpressionFailed,
    ExpressionRefused,
    check_condition,
    check_expression,
    compile_expression,
)
from backend.kit.expression.grammar import Problem, ProblemCode

__all__ = [
    "Catalogue",
    "Expression",
    "ExpressionFailed",
    "ExpressionRefused",
    "Kind",
    "ListOf",
    "Problem",
    "ProblemCode",
    "Record",
    "Type",
    "check_condition",
    "check_expression",
    "compile_expression",
]

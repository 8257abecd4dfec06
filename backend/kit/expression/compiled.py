"""Compile an expression once, evaluate it exactly and strictly."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import zen

from backend.kit.expression.catalogue import Catalogue, Kind, Type, ValueUnfit
from backend.kit.expression.grammar import Problem, ProblemCode, Reading, alike, read, type_zh
from backend.kit.refusal import Refusal

MAX_CONTEXT_CHARS = 65_536
MAX_ERROR_CHARS = 200


class ExpressionRefused(Refusal):
    """The text is not an expression over the declared variables."""

    code = "EXPRESSION_INVALID"
    message_zh = "表达式不正确:{problem}"

    def __init__(self, problems: list[Problem], *path: str) -> None:
        """Say the first problem; all of them travel along."""
        super().__init__(path=path, problem=problems[0].message)
        self.problems = problems


class ExpressionFailed(ValueError):
    """A valid expression met data that it cannot be answered for; one line says why."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression; make it with ``compile_expression``."""

    text: str
    type: Type | None
    names: frozenset[str]
    catalogue: Catalogue = field(repr=False, compare=False)
    optional: frozenset[str] = field(repr=False, compare=False)
    program: Any = field(repr=False, compare=False)

    def evaluate(self, context: Mapping[str, Any]) -> Any:
        """Evaluate over JSON-able values; a number comes back as an exact Decimal.

        Every variable that the expression names must be there and, unless the
        expression itself asks for null, must have a value.

        Raises:
            ExpressionFailed: a value is missing or of another type, or the
                arithmetic fails.
        """
        try:
            given = self.catalogue.json_text(self.names, self.optional, context)
        except ValueUnfit as cause:
            raise ExpressionFailed(str(cause)) from None
        if len(given) > MAX_CONTEXT_CHARS:
            raise ExpressionFailed(f"数据超过 {MAX_CONTEXT_CHARS} 个字符")
        try:
            answer = self.program.evaluate(given)
        except RuntimeError as cause:
            raise ExpressionFailed(_one_line(cause)) from None
        return _decimal(answer) if self.type in (Kind.NUMBER, Kind.MONEY) else answer

    def condition(self, context: Mapping[str, Any]) -> bool:
        """Evaluate to true or false, nothing else.

        Raises:
            ExpressionFailed: as ``evaluate``, or the answer is neither.
        """
        answer = self.evaluate(context)
        if not isinstance(answer, bool):
            raise ExpressionFailed("条件的结果不是“是”或“否”")
        return answer


def compile_expression(text: str, catalogue: Catalogue, wanted: Type = Kind.ANY) -> Expression:
    """Compile an expression whose variables are declared in the catalogue.

    Raises:
        ExpressionRefused: a syntax error, an undeclared variable, a wrong type,
            a range, a function outside the list, or too long a text.
    """
    reading, program, problems = _prepare(text, catalogue, wanted)
    if problems:
        raise ExpressionRefused(problems)
    names, optional = frozenset(reading.names), frozenset(reading.optional)
    return Expression(text, reading.type, names, catalogue, optional, program)


def check_expression(text: str, catalogue: Catalogue, wanted: Type = Kind.ANY) -> list[Problem]:
    """List what is wrong with an expression; empty when it may be used."""
    return _prepare(text, catalogue, wanted)[2]


def check_condition(text: str, catalogue: Catalogue) -> list[Problem]:
    """List what is wrong with a condition: an expression that answers yes or no."""
    return check_expression(text, catalogue, Kind.BOOLEAN)


def _prepare(text: str, catalogue: Catalogue, wanted: Type) -> tuple[Reading, Any, list[Problem]]:
    reading = read(text, catalogue)
    if reading.problems:
        return reading, None, reading.problems
    if not alike(reading.type, wanted) or (reading.type is None and wanted is not Kind.ANY):
        message = f"表达式的结果应为{type_zh(wanted)}"
        return reading, None, [Problem(ProblemCode.TYPE_ERROR, message, 0)]
    # At its border ZEN hands numbers to Python as floats; as text they stay exact.
    numeric = reading.type in (Kind.NUMBER, Kind.MONEY)
    try:
        program = zen.compile_expression(f"string({text})" if numeric else text)
    except RuntimeError as cause:
        return reading, None, [Problem(ProblemCode.SYNTAX, _one_line(cause), 0)]
    return reading, program, []


def _decimal(answer: Any) -> Decimal:
    if not isinstance(answer, str) or answer == "null":
        raise ExpressionFailed("计算没有结果,例如除数为零")
    return Decimal(answer)


def _one_line(cause: RuntimeError) -> str:
    # ZEN appends a stack trace of the Rust library; its first line is JSON.
    line = str(cause).partition("\n")[0]
    with contextlib.suppress(ValueError, KeyError, TypeError):
        line = json.loads(line)["source"]
    return str(line)[:MAX_ERROR_CHARS]

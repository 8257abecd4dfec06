"""The variables a template declares, and whether given values fit them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from storage.documents.failures import VariablesMismatch


@dataclass(frozen=True, slots=True)
class Variable:
    """One value that a template asks for.

    ``kind`` is text, flag, record or list (of records). Amounts, rates and dates arrive
    as text: whoever knows the loan decides how they are written.
    """

    label: str
    kind: str
    optional: bool
    fields: Mapping[str, "Variable"]


def read_variables(declared: Mapping[str, Any]) -> dict[str, Variable]:
    """Read a declaration; a bare string is the label of a required text."""
    return {name: _variable(value) for name, value in declared.items()}


def _variable(declared: Any) -> Variable:
    if isinstance(declared, str):
        return Variable(declared, "text", optional=False, fields={})
    return Variable(
        declared["label"],
        declared.get("kind", "record" if "fields" in declared else "text"),
        optional=declared.get("optional", False),
        fields=read_variables(declared.get("fields", {})),
    )


def declared_paths(variables: Mapping[str, Variable], prefix: str = "") -> dict[str, str]:
    """Return every path that text may name, with its kind; list items have no number."""
    paths: dict[str, str] = {}
    for name, variable in variables.items():
        paths[prefix + name] = variable.kind
        paths |= declared_paths(variable.fields, f"{prefix}{name}.")
    return paths


def refuse_mismatch(variables: Mapping[str, Variable], values: Mapping[str, Any]) -> None:
    """Compare values with the declaration.

    Raises:
        VariablesMismatch: required values absent or blank, or values nobody declared.
    """
    missing = tuple(_missing(variables, values, ""))
    unused = tuple(_unused(variables, values, ""))
    if missing or unused:
        raise VariablesMismatch(missing, unused)


def _missing(variables: Mapping[str, Variable], values: Any, prefix: str) -> Iterator[str]:
    for name, variable in variables.items():
        path, value = prefix + name, values.get(name)
        if value is None and variable.optional:
            continue
        if not _fits(variable, value):
            yield path
        elif variable.kind == "record":
            yield from _missing(variable.fields, value, f"{path}.")
        elif variable.kind == "list":
            for number, item in enumerate(value or ()):
                yield from _missing(variable.fields, item, f"{path}.{number}.")


def _fits(variable: Variable, value: Any) -> bool:
    if variable.kind == "flag":
        return isinstance(value, bool)
    if variable.kind == "record":
        return isinstance(value, dict)
    if variable.kind == "list":
        return isinstance(value, list) and all(isinstance(item, dict) for item in value)
    # A blank in a contract can be filled in later by anybody: it counts as absent.
    return isinstance(value, str) and bool(value.strip() or variable.optional)


def _unused(variables: Mapping[str, Variable], values: Any, prefix: str) -> Iterator[str]:
    for name, value in values.items():
        if name not in variables:
            yield prefix + name
        elif isinstance(value, dict):
            yield from _unused(variables[name].fields, value, f"{prefix}{name}.")
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _unused(variables[name].fields, item, f"{prefix}{name}.{number}.")

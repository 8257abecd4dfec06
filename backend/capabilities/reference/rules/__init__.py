"""Pure decisions of reference data."""

from backend.capabilities.reference.rules.parameters import (
    PARAMETER_MACHINE,
    PARAMETERS,
    ParameterKind,
    ParameterStatus,
    check_value,
)

__all__ = [
    "PARAMETERS",
    "PARAMETER_MACHINE",
    "ParameterKind",
    "ParameterStatus",
    "check_value",
]

"""What a parameter may be set to."""

import pytest

from backend.capabilities.reference.rules import PARAMETERS, check_value


@pytest.mark.parametrize(
    ("_case", "key", "value", "codes"),
    [
        ("a whole number", "signing.linkHours", 48, []),
        ("a flag is no number", "signing.linkHours", True, ["PARAMETER_UNFIT"]),
        ("not below zero", "signing.linkHours", -1, ["PARAMETER_UNFIT"]),
        ("money is text", "exposure.customerCap", "2000000.00", []),
        ("money is no float", "exposure.customerCap", 2000000.0, ["PARAMETER_UNFIT"]),
        ("a flag", "credit.queryNeedsApproval", True, []),
        ("nobody knows it", "no.such", 1, ["PARAMETER_UNKNOWN"]),
    ],
)
def test_a_value_is_of_its_parameters_type(
    _case: str, key: str, value: object, codes: list[str]
) -> None:
    assert [refusal.code for refusal in check_value(key, value)] == codes


def test_every_default_would_be_accepted() -> None:
    assert [key for key, known in PARAMETERS.items() if check_value(key, known.default)] == []

"""What keeps a product from being read, and from being published."""

from copy import deepcopy
from typing import Any

import pytest

from backend.capabilities.product.queries import library_from
from backend.capabilities.product.rules import (
    VERSION_MACHINE,
    ProductContent,
    ProductVersionState,
    publishable,
    read,
)
from backend.kit.refusal import IllegalTransition, Refused
from dev.demo.seed_products import library_content, product_documents

LIBRARY = library_from(library_content())
DOCUMENT = product_documents()["A02"]


def changed(path: str, value: Any) -> dict[str, Any]:
    result = deepcopy(DOCUMENT)
    *steps, last = path.split(".")
    place: Any = result
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return result


def findings(document: dict[str, Any]) -> set[str]:
    found = publishable(read(ProductContent, document), LIBRARY)
    return {".".join(one.path) for one in found}


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("info.amount.min", "0.00", "info.amount"),
        ("info.amount.min", "301000.00", "info.amount"),
        ("info.amount.step", "0.00", "info.amount.step"),
        ("info.amount.step", "7000.00", "info.amount.step"),
        ("info.amount.proposalStep", "1500.00", "info.amount.proposalStep"),
        ("info.term.minMonths", 0, "info.term"),
        ("info.term.maxMonths", 37, "info.term"),
        ("info.term.limitMaxMonths", 121, "info.term.limitMaxMonths"),
        ("info.term.graceMaxMonths", 36, "info.term.graceMaxMonths"),
        ("info.pricing.baseSpreadBps", 301, "info.pricing.baseSpreadBps"),
        ("info.pricing.rateCeiling", "24.000001", "info.pricing.rateCeiling"),
        ("info.pricing.penaltyMarkupPct", 51, "info.pricing.penaltyMarkupPct"),
        ("info.pricing.misuseMarkupPct", 101, "info.pricing.misuseMarkupPct"),
        ("info.methods", [], "info.methods"),
        ("info.dueDayRules", [], "info.dueDayRules"),
        ("info.age.maxYears", 66, "info.age"),
        ("info.guaranteeSets", [], "info.guaranteeSets"),
        ("info.targetCustomers", ["MARTIAN"], "info.targetCustomers"),
        ("info.purposes", [], "info.purposes"),
        ("info.purposes", ["PROHIBITED"], "info.prohibitedPurposes"),
        ("info.signing.remoteMax", "200000.01", "info.signing.remoteMax"),
        ("info.purposes", ["HOUSING"], "info.signing.remoteMax"),
        ("info.signing.minInvestigators", 1, "info.signing.minInvestigators"),
        ("info.payment.entrustedAbove", "500000.01", "info.payment.entrustedAbove"),
        ("signPolicy", ["S"], "signPolicy"),
        ("sections", ["S01", "S01"], "sections"),
        ("sections", ["M01"], "sections"),
        ("documents", ["F01"], "documents"),
        ("templates", [], "templates"),
        ("fees", ["FEE_OF_OURS"], "fees"),
        ("archiveCatalogue", "NONE", "archiveCatalogue"),
        ("componentParameters", {"M19": {"minPhotos": 2}}, "componentParameters.M19.minPhotos"),
        ("componentParameters", {"M06": {}}, "componentParameters.M06"),
        ("processBindings", [], "processBindings"),
        ("processBindings.0.condition", "amount > ", "processBindings.0.condition"),
        ("processBindings.0.condition", "wealth > 1", "processBindings.0.condition"),
        ("processBindings.0.condition", "", "processBindings"),
        ("orgAvailability", {}, "orgAvailability"),
        ("effectiveTo", "2025-12-31", "effectiveTo"),
    ],
)
def test_a_fault_keeps_a_product_from_being_published(path: str, value: Any, at: str) -> None:
    assert findings(DOCUMENT) == set()
    assert at in findings(changed(path, value))


@pytest.mark.parametrize(
    ("field", "at"),
    [
        ({"type": "string", "pattern": "(a+)+$", "title": "名"}, "S02.fresh"),
        ({"$ref": "https://example.com/schema", "title": "名"}, "S02.fresh"),
        ({"$ref": "#/$defs/nothing", "title": "名"}, "S02.fresh"),
        ({"$ref": "#/$defs/text"}, "S02.fresh"),
        ({"$ref": "#/$defs/code", "title": "名", "x-dictionary": "none"}, "S02.fresh"),
        ({"$ref": "#/$defs/text", "title": "名", "x-level": "DRAFT"}, "S02.fresh"),
        ({"$ref": "#/$defs/text", "title": "名", "x-visible-when": {"no": ["A"]}}, "S02.fresh"),
        ({"type": "array", "title": "名", "maxItems": 101, "items": {}}, "S02.fresh"),
    ],
)
def test_a_field_is_written_in_the_house_subset_only(field: dict[str, Any], at: str) -> None:
    assert at in findings(changed("dataSchema", {"S02": {"fresh": field}}))


def test_everything_unreadable_is_named_at_once() -> None:
    document = changed("info.amount.max", 300000)
    document["info"]["methods"] = ["GIFT"]
    document["info"]["colour"] = "green"
    document["effectiveFrom"] = "20260101"
    del document["templates"]

    with pytest.raises(Refused) as caught:
        read(ProductContent, document)

    assert {".".join(one.path) for one in caught.value.refusals} == {
        "info.amount.max",
        "info.methods.0",
        "info.colour",
        "effectiveFrom",
        "templates",
    }


@pytest.mark.parametrize("amount", ["1e3", "1.001", "１", "", 1, None, True, "9" * 14])
def test_an_amount_of_a_product_is_plain_yuan_text(amount: object) -> None:
    with pytest.raises(Refused) as caught:
        read(ProductContent, changed("info.amount.max", amount))

    assert [one.path for one in caught.value.refusals] == [("info", "amount", "max")]


def test_a_version_moves_only_along_its_arrows() -> None:
    state = ProductVersionState
    ends = {
        (start, action): VERSION_MACHINE.next(start, action)
        for start in state
        for action in VERSION_MACHINE.allowed(start)
    }

    assert ends == {
        (state.DRAFT, "submit"): state.PENDING_PUBLISH,
        (state.PENDING_PUBLISH, "send_back"): state.DRAFT,
        (state.PENDING_PUBLISH, "publish"): state.PUBLISHED,
        (state.PUBLISHED, "suspend"): state.SUSPENDED,
        (state.PUBLISHED, "retire"): state.RETIRED,
        (state.SUSPENDED, "resume"): state.PUBLISHED,
    }
    with pytest.raises(IllegalTransition):
        VERSION_MACHINE.next(state.DRAFT, "publish")

"""The trusted documents: each is named by its hash, valid, and within the limits."""

import hashlib
import json
from pathlib import Path

import httpx
import pytest
from graphql import parse

from backend import assembly
from backend.api.documents import Documents, DocumentUnknown

FOLDER = Path(__file__).parents[2] / "schema" / "operations"
MANIFESTS = {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


@pytest.fixture(scope="module")
def production() -> Documents:
    """The documents as production keeps them."""
    return Documents(assembly.schema()._schema, FOLDER, trusted_only=True)


@pytest.mark.parametrize("name", sorted(MANIFESTS))
def test_every_trusted_document_may_run_and_is_named_by_its_hash(
    name: str, production: Documents
) -> None:
    for document_id, text in MANIFESTS[name].items():
        assert hashlib.sha256(text.encode()).hexdigest() == document_id
        assert production.by_id(document_id).text == text


def test_signing_in_and_the_calculator_are_open_to_every_client() -> None:
    names = {
        definition.name.value
        for text in MANIFESTS["every.json"].values()
        for definition in parse(text).definitions
    }

    assert {"Login", "RefreshSession", "Logout", "Me", "CalculateLoan"} <= names


def test_production_takes_free_text_from_integrators_only(production: Documents) -> None:
    with pytest.raises(DocumentUnknown):
        production.by_text("{ me { name } }", free=False)

    assert production.by_text("{ me { name } }", free=True).text == "{ me { name } }"


async def test_a_document_is_sent_by_its_id_alone(api: httpx.AsyncClient) -> None:
    document_id = next(
        key
        for key, text in MANIFESTS["every.json"].items()
        if text.startswith("query CalculateLoan")
    )
    terms = {
        "amount": "1000",
        "annualRate": "0",
        "termMonths": 1,
        "method": "EPI",
        "startDate": "2026-03-15",
    }

    response = await api.post(
        "/graphql", json={"documentId": document_id, "variables": {"input": terms}}
    )
    unknown = await api.post("/graphql", json={"documentId": "0" * 64})

    calculated = response.json()["data"]["calculateLoan"]["calculation"]
    assert calculated["totalPayment"] == "1000.00"
    assert unknown.json()["errors"][0]["extensions"]["code"] == "DOCUMENT_UNKNOWN"


def test_the_exported_schema_is_the_schema() -> None:
    text = (FOLDER.parent / "schema.graphql").read_text(encoding="utf-8")

    assert text == assembly.schema().as_str() + "\n"

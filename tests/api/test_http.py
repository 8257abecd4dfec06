"""GraphQL over HTTP, and what a document may cost."""

import time

import httpx
import pytest

from tests.bank import Client

CALCULATE = """
query C($input: CalculateLoanInput!) {
  calculateLoan(input: $input) {
    calculation {
      engineVersion totalInterest totalPayment annualCostCompound annualCostSimple
      instalments { no startDate dueDate days principal interest total balance }
    }
    errors { code message path }
  }
}
"""
EXAMPLE = {
    "amount": "100000",
    "annualRate": "5.2",
    "termMonths": 12,
    "method": "EPI",
    "startDate": "2026-03-15",
}


async def test_the_calculator_works_without_a_session(api: httpx.AsyncClient) -> None:
    answer = await Client(api).do(CALCULATE, input=EXAMPLE)

    calculation = answer["calculation"]
    assert answer["errors"] == []
    assert calculation["totalInterest"] == "2838.99"
    assert calculation["annualCostCompound"] == "5.325735"
    assert calculation["instalments"][0] == {
        "no": 1,
        "startDate": "2026-03-15",
        "dueDate": "2026-04-15",
        "days": 31,
        "principal": "8136.59",
        "interest": "433.33",
        "total": "8569.92",
        "balance": "91863.41",
    }


async def test_all_that_is_wrong_with_an_input_comes_at_once(api: httpx.AsyncClient) -> None:
    answer = await Client(api).do(CALCULATE, input=EXAMPLE | {"amount": "0.00", "termMonths": 0})

    assert answer["calculation"] is None
    assert [error["path"] for error in answer["errors"]] == [["amount"], ["termMonths"]]
    assert {error["code"] for error in answer["errors"]} == {"VALIDATION_FAILED"}


@pytest.mark.parametrize(
    ("_case", "method", "headers", "body", "status"),
    [
        ("get", "GET", {}, b"", 405),
        ("no media type", "POST", {"content-type": "text/plain"}, b"{}", 415),
        ("no JSON", "POST", {"content-type": "application/json"}, b"{", 400),
        ("a list", "POST", {"content-type": "application/json"}, b"[]", 400),
        ("deep JSON", "POST", {"content-type": "application/json"}, b"[" * 100_000, 400),
        ("too large", "POST", {"content-type": "application/json"}, b" " * 1_048_576, 413),
    ],
)
async def test_what_is_not_a_request_is_refused(
    api: httpx.AsyncClient,
    _case: str,
    method: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
) -> None:
    response = await api.request(method, "/graphql", headers=headers, content=body)

    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"]


async def test_both_media_types_answer_as_the_specification_says(api: httpx.AsyncClient) -> None:
    bad = {"query": "{ nothingLikeThis }"}

    plain = await api.post("/graphql", json=bad)
    modern = await api.post(
        "/graphql", json=bad, headers={"Accept": "application/graphql-response+json"}
    )

    assert (plain.status_code, "data" in plain.json()) == (200, False)
    assert (modern.status_code, "data" in modern.json()) == (400, False)
    assert modern.headers["content-type"].startswith("application/graphql-response+json")


def chained_fragments(count: int) -> str:
    """Each fragment spreads the next twice: 2**count fields in a kilobyte."""
    chain = " ".join(f"fragment F{n} on Me {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    return f"{{ me {{ ...F0 }} }} {chain} fragment F{count} on Me {{ name }}"


@pytest.mark.parametrize(
    ("_case", "document"),
    [
        ("chained fragments", chained_fragments(25)),
        ("aliases", "{" + " ".join(f"a{n}: me {{ name }}" for n in range(1000)) + "}"),
        ("nesting", "{ me " + "{ org " * 500 + "{ no }" + "}" * 500 + "}"),
        ("inline nesting", "{ me " + "{ ... on Me " * 500 + "{ name }" + "}" * 500 + "}"),
    ],
)
async def test_an_expensive_document_is_refused_quickly(
    api: httpx.AsyncClient, _case: str, document: str
) -> None:
    await api.post("/graphql", json={"query": "{ __typename }"})
    before = time.process_time()

    answer = (await api.post("/graphql", json={"query": document})).json()

    spent = time.process_time() - before
    assert answer["errors"][0]["extensions"]["code"] in {
        "QUERY_TOO_COMPLEX",
        "GRAPHQL_PARSE_FAILED",
    }
    # Not a timing test: the unlimited validator needs minutes for the first of these.
    assert spent < 2


@pytest.mark.parametrize(
    ("_case", "change"),
    [
        ("a word for money", {"amount": "viel"}),
        ("a number for money", {"amount": 100000}),
        ("three decimals", {"amount": "1.005"}),
        ("a huge number", {"amount": "9" * 400}),
        ("full-width digits", {"amount": "１００"}),
        ("an unknown method", {"method": "MAGIC"}),
        ("no such day", {"startDate": "2026-02-30"}),
        ("an unknown field", {"colour": "red"}),
    ],
)
async def test_a_value_of_the_wrong_kind_is_the_clients_mistake_not_a_defect(
    api: httpx.AsyncClient, _case: str, change: dict[str, object]
) -> None:
    answer = await Client(api).ask(CALCULATE, input=EXAMPLE | change)

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "data" not in answer

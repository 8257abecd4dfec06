"""The contract set: which documents a case needs, what stands in each, who signs it.

Everything printed is text by now; nothing here reads a table or a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from backend.capabilities.calculator.rules import METHOD_NAMES_ZH, CostDisclosure, RepaymentMethod
from backend.capabilities.contract.rules.amount_in_words import amount_in_words
from backend.capabilities.contract.rules.people import Person, Signatory, signing_for
from backend.capabilities.contract.rules.wording import (
    BENCHMARK_ZH,
    SCOPES,
    SIGNED_ON,
    guarantee_no,
    percent_text,
    raised,
    security_no,
    spread_zh,
    zh_date,
)
from backend.capabilities.product.rules import (
    Benchmark,
    GuaranteeMode,
    LimitType,
    PartyRole,
    RateType,
)
from backend.kit.money import Fen, grouped_yuan

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bank:
    """The lender as its documents name it."""

    name: str
    branch: str
    address: str = "以营业执照记载的住所为准"
    phone: str = "以营业场所公示的电话为准"
    court: str = "银行住所地有管辖权的人民法院"
    hotline: str = "营业场所公示的客户服务电话"


@dataclass(frozen=True, slots=True)
class Terms:
    """What was approved, as the contract says it."""

    display_no: str
    amount: Fen
    limit_type: LimitType
    months: int
    start: date
    end: date
    purpose: str
    rate_type: RateType
    benchmark: Benchmark
    lpr_date: date
    lpr: Decimal
    spread_bp: int
    rate: Decimal
    penalty_pct: int
    misuse_pct: int
    methods: tuple[RepaymentMethod, ...]


@dataclass(frozen=True, slots=True)
class Suretyship:
    """A guarantee (保证) and who gives it."""

    guarantor_id: str
    mode: GuaranteeMode
    is_joint: bool
    scope: str
    cap: Fen
    period_years: int
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class Security:
    """A thing or right that secures the debt (押品), its owner and those who share it."""

    owner_ids: tuple[str, ...]
    is_pledge: bool
    kind_zh: str
    description: str
    cert_no: str
    value: Fen
    pledged: Fen


@dataclass(frozen=True, slots=True)
class Case:
    """All that the contract set is made of."""

    bank: Bank
    terms: Terms
    people: tuple[Person, ...]
    signatories: tuple[Signatory, ...]
    suretyships: tuple[Suretyship, ...]
    securities: tuple[Security, ...]
    disclosure: CostDisclosure
    disclosure_method: RepaymentMethod


@dataclass(frozen=True, slots=True)
class Planned:
    """A document to be made: its template, title, values, and the keys of its signers."""

    template: str
    title: str
    values: Values
    signers: tuple[str, ...]


def plan_documents(case: Case) -> tuple[Planned, ...]:
    """List the documents of the set: the contract, what secures it, declarations, disclosure."""
    return (
        credit_contract(case),
        *guarantees(case),
        *securities(case),
        *declarations(case),
        disclosure(case),
    )


def credit_contract(case: Case) -> Planned:
    """Write the credit contract (T04)."""
    terms, (key, facts) = case.terms, _facts(_borrower(case), case)
    others = [one for one in case.signatories if one.person.role is PartyRole.CO_BORROWER]
    values = {
        "contract_no": terms.display_no,
        "bank": _bank(case, "name", "branch", "address", "phone", "court", "hotline"),
        "borrower": {"key": key, **facts},
        "co_borrowers": [
            {"key": one.key, "relation": "共同借款人", **_of(one.person)} for one in others
        ],
        **_amounts(terms),
        "is_revolving": terms.limit_type is LimitType.REVOLVING,
        "months": str(terms.months),
        "purpose": terms.purpose,
        "is_floating": terms.rate_type is RateType.FLOATING,
        "benchmark": BENCHMARK_ZH[terms.benchmark],
        "lpr_date": zh_date(terms.lpr_date),
        "lpr": percent_text(terms.lpr),
        "spread": spread_zh(terms.spread_bp),
        "rate": percent_text(terms.rate),
        "methods": "、".join(METHOD_NAMES_ZH[method] for method in terms.methods),
        "overdue_rate": percent_text(raised(terms.rate, terms.penalty_pct)),
        "misuse_rate": percent_text(raised(terms.rate, terms.misuse_pct)),
        "guarantees": _guarantee_list(case),
        "signed_on": SIGNED_ON,
    }
    return Planned("T04", "授信合同", values, (key, *(one.key for one in others)))


def guarantees(case: Case) -> list[Planned]:
    """Write a guarantee contract per guarantor (T05 for people, T06 for companies)."""
    return [_guarantee(case, number) for number in range(len(case.suretyships))]


def _guarantee(case: Case, number: int) -> Planned:
    given, guarantor = case.suretyships[number], _person(case, case.suretyships[number])
    key, facts = _facts(guarantor, case)
    values = {
        "contract_no": guarantee_no(case.terms.display_no, number),
        "bank": _bank(case, "name", "branch", "address", "phone", "court"),
        **_debt(case),
        "is_joint": given.is_joint,
        "scope": SCOPES[given.scope],
        "cap": grouped_yuan(given.cap),
        "cap_in_words": amount_in_words(given.cap),
        "period_years": str(given.period_years),
        "signed_on": SIGNED_ON,
    }
    if not guarantor.is_company:
        values["guarantor"] = {"key": key, **facts}
        return Planned("T05", f"保证合同({guarantor.name})", values, (key,))
    representative = signing_for(guarantor, case.people) or guarantor
    values |= {
        "guarantor": {
            "name": guarantor.name,
            "uscc": guarantor.id_no,
            "address": guarantor.address,
        },
        "representative": {
            "key": key,
            "name": representative.name,
            "id_no": representative.id_no,
            "phone": representative.phone,
        },
        "resolution": given.resolution or "依法无须作出决议",
        "is_licensed": given.mode is GuaranteeMode.GUARANTEE_COMPANY,
    }
    return Planned("T06", f"保证合同({guarantor.name})", values, (key,))


def declarations(case: Case) -> list[Planned]:
    """Write a declaration per spouse who signs (T07, INV-54)."""
    roles = (PartyRole.SPOUSE, PartyRole.GUARANTOR_SPOUSE)
    spouses = [one for one in case.signatories if one.person.role in roles]
    return [_declaration(case, one, number) for number, one in enumerate(spouses, start=1)]


def _declaration(case: Case, spouse: Signatory, number: int) -> Planned:
    person = spouse.person
    is_guarantee = person.role is PartyRole.GUARANTOR_SPOUSE
    partner = _partner(case, person, is_guarantee=is_guarantee)
    values = {
        "contract_no": f"{case.terms.display_no}-声{number:02d}",
        "bank": _bank(case, "name"),
        "spouse": {"key": spouse.key, **_of(person)},
        "partner": partner.name,
        "is_guarantee": is_guarantee,
        **_debt(case),
        "signed_on": SIGNED_ON,
    }
    title = "配偶同意担保声明" if is_guarantee else "配偶共同还款声明"
    return Planned("T07", f"{title}({person.name})", values, (spouse.key,))


def securities(case: Case) -> list[Planned]:
    """Write one contract per way and owners of collateral (T08)."""
    groups: dict[tuple[bool, tuple[str, ...]], list[Security]] = {}
    for one in case.securities:
        groups.setdefault((one.is_pledge, one.owner_ids), []).append(one)
    return [
        _security(case, number, owners, things)
        for number, ((_, owners), things) in enumerate(groups.items(), start=1)
    ]


def _security(case: Case, number: int, owners: tuple[str, ...], things: list[Security]) -> Planned:
    is_pledge = things[0].is_pledge
    total = Fen(sum(one.pledged for one in things))
    word = "质押" if is_pledge else "抵押"
    lines = [
        _owner(case, owner_id, "出质人" if is_pledge else "抵押人", first=place == 0)
        for place, owner_id in enumerate(owners)
    ]
    values = {
        "contract_no": security_no(case.terms.display_no, number, is_pledge=is_pledge),
        "bank": _bank(case, "name", "branch", "address", "phone", "court"),
        "owners": lines,
        "collateral": [_thing(place, one) for place, one in enumerate(things, start=1)],
        "is_pledge": is_pledge,
        "total": grouped_yuan(total),
        "total_in_words": amount_in_words(total),
        **_debt(case),
        "signed_on": SIGNED_ON,
    }
    keys = tuple(line["key"] for line in lines)
    return Planned("T08", f"{word}合同", values, keys)


def _owner(case: Case, owner_id: str, role: str, *, first: bool) -> Values:
    key, facts = _facts(_one(case, owner_id), case)
    return {"key": key, "role": role if first else "共有人", **facts}


def _thing(number: int, one: Security) -> Values:
    return {
        "no": str(number),
        "kind": one.kind_zh,
        "description": one.description or one.kind_zh,
        "cert_no": one.cert_no or "无",
        "value": grouped_yuan(one.value),
        "pledged": grouped_yuan(one.pledged),
    }


def disclosure(case: Case) -> Planned:
    """Write the cost disclosure that the borrower confirms before signing (T10, INV-50)."""
    cost, (key, facts) = case.disclosure, _facts(_borrower(case), case)
    annual = cost.annual_cost
    values = {
        "contract_no": f"{case.terms.display_no}-明示",
        "bank": _bank(case, "name"),
        "borrower": {"key": key, "name": facts["name"], "id_no": facts["id_no"]},
        "principal": grouped_yuan(cost.principal),
        "principal_in_words": amount_in_words(cost.principal),
        "term_months": str(cost.term_months),
        "rate": percent_text(case.terms.rate),
        "method": METHOD_NAMES_ZH[case.disclosure_method],
        "basis": "内部收益率(复利)",
        "items": [
            {
                "name": item.name,
                "collector": item.collector,
                "charging": item.charging_zh,
                "amount": grouped_yuan(item.amount),
                "annual": percent_text(item.annual_contribution),
            }
            for item in cost.items
        ],
        "total": grouped_yuan(cost.total_cost),
        "annual_cost": percent_text(annual.compound),
        "annual_cost_simple": percent_text(annual.simple),
        "defaults": [
            {
                "name": item.name,
                "rate": "—" if item.annual_rate is None else percent_text(item.annual_rate),
                "statement": item.statement_zh,
            }
            for item in cost.default_case
        ],
        "statement": cost.statement_zh,
        "min_read_seconds": str(cost.min_read_seconds),
        "signed_on": SIGNED_ON,
    }
    return Planned("T10", "综合融资成本明示表", values, (key,))


def _guarantee_list(case: Case) -> list[Values]:
    lines = [
        {
            "kind": "保证",
            "guarantor": _person(case, given).name,
            "contract_no": guarantee_no(case.terms.display_no, number),
            "scope": grouped_yuan(given.cap),
        }
        for number, given in enumerate(case.suretyships)
    ]
    lines += [
        {
            "kind": "质押" if planned.values["is_pledge"] else "抵押",
            "guarantor": "、".join(owner["name"] for owner in planned.values["owners"]),
            "contract_no": planned.values["contract_no"],
            "scope": planned.values["total"],
        }
        for planned in securities(case)
    ]
    return [{"no": str(number), **line} for number, line in enumerate(lines, start=1)]


def _amounts(terms: Terms) -> Values:
    return {
        "amount": grouped_yuan(terms.amount),
        "amount_in_words": amount_in_words(terms.amount),
        "valid_from": zh_date(terms.start),
        "valid_to": zh_date(terms.end),
    }


def _debt(case: Case) -> Values:
    return {
        "principal_no": case.terms.display_no,
        "debtor": _borrower(case).name,
        **_amounts(case.terms),
    }


def _bank(case: Case, *names: str) -> Mapping[str, str]:
    return {name: getattr(case.bank, name) for name in names}


def _borrower(case: Case) -> Person:
    return next(one for one in case.people if one.role is PartyRole.APPLICANT)


def _person(case: Case, given: Suretyship) -> Person:
    return _one(case, given.guarantor_id)


def _one(case: Case, customer_id: str) -> Person:
    return next(one for one in case.people if one.customer_id == customer_id)


def _partner(case: Case, spouse: Person, *, is_guarantee: bool) -> Person:
    if not is_guarantee:
        return _borrower(case)
    guarantors: Sequence[Person] = [
        one for one in case.people if one.role is PartyRole.GUARANTOR and not one.is_company
    ]
    mine = [one for one in guarantors if one.customer_id == spouse.belongs_to]
    return (mine or guarantors)[0]


def _of(person: Person) -> Values:
    return {
        "name": person.name,
        "id_no": person.id_no,
        "phone": person.phone,
        "address": person.address or "以证件记载的住址为准",
    }


def _facts(person: Person, case: Case) -> tuple[str, Values]:
    """Give the key of whoever signs for a party, and what is printed of the party."""
    signer = signing_for(person, case.people) or person
    keys = {one.person.customer_id: one.key for one in case.signatories}
    return keys[signer.customer_id], _of(person)

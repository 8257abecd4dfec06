"""What the core tells by itself, from its own books through our address to the limit."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio

from backend.capabilities.contract.models import CreditLimit
from backend.capabilities.contract.rules import LimitStatus
from backend.capabilities.disbursement import service
from backend.capabilities.disbursement.models import CoreNews, Disbursement, LoanNote
from backend.capabilities.disbursement.rules import DisbursementStatus, NoteStatus
from backend.capabilities.exposure.models import Exposure
from backend.capabilities.reference.queries import business_date
from backend.kit.database import EVERYTHING, reaching
from backend.kit.money import Fen
from backend.ports import Ports
from backend.settings import Settings
from dev.simulators.signature import sign
from tests.bank import actor, settle, signed_in
from tests.contract.factories import a_limit
from tests.disbursement.factories import approved, limit_now, now
from tests.disbursement.test_payout import misbehave, ring
from tests.outside import OutsideSystems

FORTY_THOUSAND = Fen(4_000_000)


@pytest_asyncio.fixture
async def core(outside: OutsideSystems) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=outside.core.url, trust_env=False) as client:
        yield client
        await client.delete("/control/scenarios")


async def a_note(limit: CreditLimit) -> LoanNote:
    """A loan of 40,000 that was paid out today."""
    row = await approved(limit, FORTY_THOUSAND)
    await settle()
    return await note_now(row)


async def note_now(row: Disbursement | LoanNote) -> LoanNote:
    with reaching(EVERYTHING):
        if isinstance(row, LoanNote):
            return await LoanNote.get(id=row.id)
        return await LoanNote.get(disbursement_id=row.id)


async def tell(
    api: httpx.AsyncClient, settings: Settings, body: dict[str, Any], *, key: str = ""
) -> int:
    """Post a message as the core would."""
    raw = json.dumps(body).encode()
    secret = key or (settings.secrets_dir / "core.secret").read_text().strip()
    headers = sign(settings.core_key_id, secret, "feed", raw)
    return (await api.post("/feeds/core", content=raw, headers=headers)).status_code


async def a_message(note: LoanNote, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "event_id": uuid4().hex,
        "kind": kind,
        "loan_no": note.no,
        "business_date": (await business_date()).isoformat(),
        "occurred_at": "2026-12-21T01:00:00.000Z",
        "simulated": True,
    } | more


async def a_repayment(note: LoanNote, principal: int, **more: Any) -> dict[str, Any]:
    left = note.outstanding_fen - principal
    amounts = {"principal_fen": principal, "interest_fen": 6356, "penalty_fen": 0}
    balances = {"outstanding_fen": left, "overdue_fen": 0}
    return await a_message(note, "REPAID", **amounts, **balances, **more)


async def test_inv_28_a_repayment_restores_a_revolving_limit_once(
    api: httpx.AsyncClient, bank: Settings
) -> None:
    limit = await a_limit(api)
    note = await a_note(limit)
    message = await a_repayment(note, 1_000_000)

    codes = [await tell(api, bank, message) for _ in range(3)]

    note = await note_now(note)
    with reaching(EVERYTHING):
        kept = await CoreNews.filter(note_id=note.id).count()
        exposure = await Exposure.get(ref_type="LoanNote", ref_id=str(note.id))
    assert codes == [204, 204, 204]
    assert note.outstanding_fen == 3_000_000
    assert await limit_now(limit) == (3_000_000, 0)
    assert (kept, exposure.amount_fen) == (1, 3_000_000)


async def test_overdue_freezes_the_limit_and_stops_further_drawing(
    api: httpx.AsyncClient, bank: Settings
) -> None:
    limit = await a_limit(api)
    note = await a_note(limit)
    overdue = {"overdue_principal_fen": 0, "overdue_interest_fen": 6356}

    await tell(
        api, bank, await a_message(note, "FELL_OVERDUE", **overdue, overdue_since="2026-12-21")
    )

    note = await note_now(note)
    with reaching(EVERYTHING):
        frozen = await CreditLimit.get(id=limit.id)
    assert (note.status, note.overdue_fen) == (NoteStatus.OVERDUE, 6356)
    assert frozen.status == LimitStatus.FROZEN


async def test_a_repayment_that_leaves_nothing_overdue_makes_the_note_active_again(
    api: httpx.AsyncClient, bank: Settings
) -> None:
    note = await a_note(await a_limit(api))
    overdue = {"overdue_principal_fen": 0, "overdue_interest_fen": 6356}
    fell = await a_message(note, "FELL_OVERDUE", **overdue, overdue_since="2026-12-21")
    paid = await a_repayment(note, 0, occurred_at="2026-12-22T01:00:00.000Z")

    await tell(api, bank, fell)
    await tell(api, bank, paid)
    caught_up = await note_now(note)
    # The older message arrives again under another id: a later repayment has overtaken it.
    await tell(api, bank, fell | {"event_id": uuid4().hex})

    assert (caught_up.status, caught_up.overdue_fen) == (NoteStatus.ACTIVE, 0)
    assert (await note_now(note)).status == NoteStatus.ACTIVE


async def test_settlement_closes_the_note_in_whatever_order_the_messages_arrive(
    api: httpx.AsyncClient, bank: Settings
) -> None:
    limit = await a_limit(api)
    in_order, reversed_order = await a_note(limit), await a_note(limit)

    for note, first in ((in_order, "REPAID"), (reversed_order, "SETTLED")):
        paid = await a_repayment(note, FORTY_THOUSAND)
        settled = await a_message(note, "SETTLED")
        for message in [paid, settled] if first == "REPAID" else [settled, paid]:
            assert await tell(api, bank, message) == 204

    for note in (in_order, reversed_order):
        closed = await note_now(note)
        assert (closed.status, closed.outstanding_fen) == (NoteStatus.SETTLED, 0)
    assert await limit_now(limit) == (0, 0)


async def test_the_cores_own_word_on_a_payout_only_has_it_asked(
    api: httpx.AsyncClient, bank: Settings, core: httpx.AsyncClient
) -> None:
    row = await approved(await a_limit(api), FORTY_THOUSAND)
    await misbehave(core, row, "drop")
    await settle()
    loan = LoanNote(no=(await now(row.id)).loan_no)
    claim = {"request_id": str(row.id), "core_ref": "HXFALSE", "amount_fen": FORTY_THOUSAND}

    await tell(api, bank, await a_message(loan, "PAYOUT_POSTED", **claim))
    await ring(row)

    assert (await now(row.id)).status == DisbursementStatus.UNKNOWN


async def test_a_stranger_is_not_heard_and_another_banks_loan_changes_nothing(
    api: httpx.AsyncClient, bank: Settings
) -> None:
    note = await a_note(await a_limit(api))
    message = await a_repayment(note, 1_000_000)

    forged = await tell(api, bank, message, key="not the core's")
    foreign = await tell(api, bank, message | {"loan_no": "XX-1", "event_id": uuid4().hex})
    broken = await tell(api, bank, message | {"kind": "WINDFALL"})

    assert (forged, foreign, broken) == (401, 204, 400)
    assert (await note_now(note)).outstanding_fen == FORTY_THOUSAND


async def test_the_day_end_is_compared_once_and_a_repayment_we_missed_is_named(
    api: httpx.AsyncClient, core: httpx.AsyncClient, ports: Ports
) -> None:
    note = await a_note(await a_limit(api))
    day = await business_date()
    officer = await actor("tang.fangkuan")
    command = service.ReconcileDayEnd(business_date=day)
    with reaching(EVERYTHING):
        before = await service.reconcile_day_end(officer, command, ports)
        again = await service.reconcile_day_end(officer, command, ports)
    missed = {"loan_no": note.no, "business_date": day.isoformat(), "principal_fen": 500_000}
    (await core.post("/control/repayments", json=missed)).raise_for_status()

    with reaching(EVERYTHING):
        await service.reconcile_day_end(officer, command, ports)
    terminal = await signed_in(api, "tang.fangkuan")
    listed = await terminal.do(
        "{ dayEndReconciliations(first: 1) { edges { node { businessDate differences"
        " found { kind loanNo ours theirs } } } } }"
    )

    assert before.id == again.id
    (edge,) = listed["edges"]
    about = [one for one in edge["node"]["found"] if one["loanNo"] == note.no]
    assert about == [
        {"kind": "BALANCE_DIFFERS", "loanNo": note.no, "ours": "40000.00", "theirs": "35000.00"}
    ]

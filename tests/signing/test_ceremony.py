"""A signing over HTTP, from the link to the sealed document."""

import asyncio
import base64
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from backend.capabilities.evidence import queries as evidence
from backend.capabilities.evidence import service as files
from backend.capabilities.signing import queries
from backend.capabilities.signing.models import Signer, SigningTask, SmsCode
from backend.capabilities.signing.rules import SigningMode, SigningOrder
from backend.kit.database import EVERYTHING, reaching
from backend.kit.refusal import Refused
from backend.ports import Ports
from dev.demo.faces import draw_frames
from tests.bank import Client, settle, signed_in
from tests.signing.people import (
    ASSIST,
    DECIDE,
    DECLINE,
    GREET,
    NAMES,
    REPLACE,
    RESEND,
    TASK,
    VERIFY,
    VERIFY_FILE,
    VOID,
    Person,
    a_task,
    keyed,
    people,
)


def codes(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [error["code"] for error in answer["errors"]]


async def status_of(person: Person) -> str:
    with reaching(EVERYTHING):
        return (await Signer.get(id=person.signer_id)).status.value


async def task_now(task: SigningTask) -> SigningTask:
    with reaching(EVERYTHING):
        return await SigningTask.get(id=task.id)


async def pdf_of(task: SigningTask, ports: Ports, position: int = 0) -> bytes:
    with reaching(EVERYTHING):
        document = (await queries.documents_of(task.id))[position]
        return await files.read_file(ports, await evidence.file_of(document.file_id))


async def test_four_people_sign_two_documents_and_the_bank_seals(
    api: httpx.AsyncClient, ports: Ports, tmp_path: Path
) -> None:
    all_four = people(api, ports)
    task = await a_task(ports, all_four, documents=2, disclosure=True)
    for person in all_four:
        await person.sign_in()
    # One wrong code and one failed face do not stop anybody.
    first = all_four[0]
    assert codes(await first.show_face("low_score")) == ["FACE_FAILED"]
    for person in all_four:
        assert (await person.show_face())["errors"] == []
        await person.read_all()
        await person.confirm()
        await person.ask_sign_code()
    wrong = f"{(int(first.sign_code) + 1) % 10**6:06d}"
    assert codes(await first.give(wrong)) == ["SMS_CODE_INVALID"]
    assert await status_of(first) == "DISCLOSURE_CONFIRMED"

    for person in all_four:
        answer = await person.give(person.sign_code)
        assert answer == {"signing": {"status": "SMS_PASSED"}, "errors": []}
    await settle()

    staff = await signed_in(api, "lin.zhuban")
    shown = await staff.do(TASK, id=str(task.id))
    assert shown["status"] == "SEALED"
    assert [signer["status"] for signer in shown["signers"]] == ["SIGNED"] * 4
    assert shown["signers"][0]["phone"].count("*") == 4
    for document in shown["documents"]:
        assert [each["step"] for each in document["revisions"]] == [
            "FREEZE",
            *["SIGN"] * 4,
            "SEAL",
        ]
        report = await staff.do(VERIFY, id=document["id"])
        assert (report["isKnown"], report["isValid"], report["isComplete"]) == (True, True, True)
        assert report["chainProblem"] == ""
        assert {each["signerName"] for each in report["signatures"]} >= set(NAMES)
    generated = [each.document_id for each in await documents(task)]
    with reaching(EVERYTHING):
        for document_id in generated:
            row = await evidence.document_of(document_id)
            assert (row.status, row.sha256) in {
                ("SIGNED", each["sha256"]) for each in shown["documents"]
            }
    _check_with_other_programs(await pdf_of(task, ports), tmp_path)


async def documents(task: SigningTask) -> list[queries.SigningDocument]:
    with reaching(EVERYTHING):
        return await queries.documents_of(task.id)


def _check_with_other_programs(pdf: bytes, folder: Path) -> None:
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", str(file), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert all(name in text for name in NAMES)
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    if shutil.which("pdfsig"):
        said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False)
        assert "Digest Mismatch" not in said.stdout
        assert said.stdout.count("Signature is Valid") >= 5


async def test_the_sixth_wrong_code_finds_it_locked(api: httpx.AsyncClient, ports: Ports) -> None:
    (only,) = people(api, ports, 1)
    await a_task(ports, [only])
    await only.come_to_signing()
    right = only.sign_code
    for left in range(4, -1, -1):
        answer = await only.give(f"{(int(right) + left + 1) % 10**6:06d}")
        assert codes(answer) == ["SMS_CODE_INVALID"]
        assert f"{left} 次" in answer["errors"][0]["message"]

    assert codes(await only.give(right)) == ["SMS_CODE_LOCKED"]

    await settle()
    assert await status_of(only) == "READ"
    assert codes(await only.ask_sign_code()) == ["RATE_LIMITED"]


async def test_inv_49_the_code_of_one_task_signs_no_other(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    (one,) = people(api, ports, 1)
    task_a = await a_task(ports, [one])
    await one.come_to_signing()
    code_a = one.sign_code
    other = replace(one, client=Client(api))
    task_b = await a_task(ports, [other])
    await other.come_to_signing()
    assert other.sign_code != code_a

    assert codes(await other.give(code_a)) == ["SMS_CODE_INVALID"]

    assert {(await task_now(task)).status for task in (task_a, task_b)} == {"SENT"}


async def test_inv_49_of_the_same_code_given_ten_times_at_once_one_is_used(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    (only,) = people(api, ports, 1)
    await a_task(ports, [only])
    await only.come_to_signing()
    code = only.sign_code

    answers = await asyncio.gather(*(only.give(code) for _ in range(10)))

    assert all(answer["errors"] == [] for answer in answers)
    with reaching(EVERYTHING):
        used = SmsCode.filter(
            signer_id=only.signer_id, purpose="SIGN", consumed_at__not_isnull=True
        )
        assert await used.count() == 1
        chain = await queries.evidence_chain((await Signer.get(id=only.signer_id)).task_id)
    assert [link.type for link in chain].count("CONSENTED") == 1


async def test_inv_52_a_link_lets_only_its_own_signer_in(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    first, second = people(api, ports, 2)
    await a_task(ports, [first, second])
    await second.ask_login_code()
    code = second.text(r"验证码 (\d{6}),用于登录")

    by_second = await second.try_login(code, link=first.link)
    assert codes(by_second) == ["SIGNER_SIGN_IN_FAILED"]
    with_phone = await second.try_login(code, link=first.link, phone=first.phone)
    assert codes(with_phone) == ["SMS_CODE_EXPIRED"]
    greeting = await Client(api).do(GREET, input={"token": first.link})
    assert greeting["name"] != first.name
    assert first.phone not in str(greeting)
    assert second.name not in str(greeting)
    unknown = await Client(api).do(GREET, input={"token": "x" * 43})
    assert codes(unknown) == ["LINK_EXPIRED"]
    with reaching(EVERYTHING):
        assert not await Signer.filter(token_hash=first.link).exists()


async def test_a_signer_sees_and_does_nothing_but_his_own_part(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    first, second = people(api, ports, 2)
    task = await a_task(ports, [first, second])
    await first.sign_in()

    own = await first.own()
    assert own["name"] == first.name
    assert second.name not in str(own)
    refused = await first.client.ask(TASK, id=str(task.id))
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    for document in ("{ customers(first: 1) { edges { node { id } } } }", "{ me { id } }"):
        answer = await first.client.ask(document)
        assert "errors" in answer or answer["data"] == {"me": None}


async def test_inv_50_the_disclosure_is_not_confirmed_early(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    (only,) = people(api, ports, 1)
    await a_task(ports, [only], disclosure=True)
    await only.sign_in()
    await only.show_face()
    await only.read_all()

    assert codes(await only.confirm_now()) == ["DISCLOSURE_NOT_READ"]
    assert codes(await only.ask_sign_code()) == ["DISCLOSURE_NOT_READ"]

    assert await status_of(only) == "READ"
    assert (await only.confirm())["errors"] == []


async def test_who_declines_ends_it_for_all(api: httpx.AsyncClient, ports: Ports) -> None:
    first, second = people(api, ports, 2)
    task = await a_task(ports, [first, second])
    await first.come_to_signing()
    await first.give(first.sign_code)
    await settle()
    assert (await task_now(task)).status == "PARTIALLY_SIGNED"
    await second.sign_in()

    answer = await second.client.do(DECLINE, input=keyed(reason="利率与约定不符"))
    await settle()

    assert answer["errors"] == []
    assert (await task_now(task)).status == "DECLINED"
    assert [await status_of(each) for each in (first, second)] == ["SIGNED", "DECLINED"]
    assert first.text("(已被拒签)")
    assert "errors" in await second.client.ask("{ ownSigning { id } }")


async def test_a_void_and_a_consent_at_the_same_moment_have_one_winner(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    staff = await signed_in(api, "lin.zhuban")
    for _ in range(3):
        (only,) = people(api, ports, 1)
        task = await a_task(ports, [only])
        await only.come_to_signing()
        void = {"taskId": str(task.id), "expectedVersion": (await task_now(task)).version}

        signed, voided = await asyncio.gather(
            only.give(only.sign_code), staff.do(VOID, input=keyed(reason="客户要求", **void))
        )
        await settle()

        ended = (await task_now(task)).status
        assert (signed["errors"] == []) != (voided["errors"] == [])
        assert ended == ("SEALED" if signed["errors"] == [] else "VOIDED")


async def test_inv_47_the_second_waits_and_is_called_when_the_first_has_signed(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    first, second = people(api, ports, 2)
    await a_task(ports, [first, second], order=SigningOrder.SEQUENTIAL)
    assert await status_of(second) == "WAITING"
    with pytest.raises(AssertionError, match="no text"):
        _ = second.link
    await first.come_to_signing()
    await first.give(first.sign_code)
    await settle()

    assert await status_of(second) == "NOTIFIED"
    await second.come_to_signing()
    assert (await second.give(second.sign_code))["errors"] == []


async def test_a_face_challenge_is_used_once_and_a_film_too(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    first, second = people(api, ports, 2)
    await a_task(ports, [first, second])
    await first.sign_in()
    await second.sign_in()
    film = draw_frames("low_score", 4)
    challenge = await first.challenge()
    assert codes(await first.submit(challenge, film)) == ["FACE_FAILED"]

    again = await first.submit(challenge, draw_frames("pass", 4))
    assert codes(again) == ["FACE_CHALLENGE_INVALID"]
    replayed = await first.submit(await first.challenge(), film)
    assert codes(replayed) == ["FACE_CHALLENGE_INVALID"]
    anothers = await second.submit(await first.challenge(), draw_frames("pass", 4))
    assert codes(anothers) == ["FACE_CHALLENGE_INVALID"]

    assert {await status_of(each) for each in (first, second)} == {"LOGGED_IN"}


async def test_three_failed_faces_need_an_officer(api: httpx.AsyncClient, ports: Ports) -> None:
    (only,) = people(api, ports, 1)
    task = await a_task(ports, [only])
    await only.sign_in()
    for _ in range(2):
        assert codes(await only.show_face("spoof")) == ["FACE_FAILED"]
    assert codes(await only.show_face("spoof")) == ["FACE_LOCKED"]
    assert await status_of(only) == "LOCKED"

    officer = await signed_in(api, "lin.zhuban")
    helped = {"signerId": str(only.signer_id), "isIdentityChecked": True}
    only.client.token = (await officer.do(ASSIST, input=helped))["accessToken"]
    await only.read_all()
    await only.ask_sign_code()
    assert (await only.give(only.sign_code))["errors"] == []
    await settle()
    assert (await task_now(task)).status == "SEALED"


async def test_inv_51_face_to_face_above_the_limit_waits_for_the_recording(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    (only,) = people(api, ports, 1)
    await a_task(ports, [only], mode=SigningMode.FACE_TO_FACE, recording=True)
    with pytest.raises(AssertionError, match="no text"):
        _ = only.link
    officer = await signed_in(api, "lin.zhuban")
    helped = {"signerId": str(only.signer_id), "isIdentityChecked": True}
    only.client.token = (await officer.do(ASSIST, input=helped))["accessToken"]
    await only.read_all()

    assert codes(await only.ask_sign_code()) == ["RECORDING_MISSING"]


async def test_another_phone_needs_another_person(api: httpx.AsyncClient, ports: Ports) -> None:
    (only,) = people(api, ports, 1)
    await a_task(ports, [only])
    before = only.link
    manager = await signed_in(api, "lin.zhuban")
    asked = await manager.do(
        REPLACE,
        input=keyed(signerId=str(only.signer_id), phone="13811112222", reason="号码已停用"),
    )
    decision = {"replacementId": asked["phoneReplacement"]["id"], "isApproved": True}
    refused = await manager.ask(DECIDE, input=keyed(**decision))
    assert "errors" in refused

    head = await signed_in(api, "sun.chashan")
    assert (await head.do(DECIDE, input=keyed(**decision)))["errors"] == []
    await settle()

    only.phone = "13811112222"
    assert only.link != before
    old = await Client(api).do(GREET, input={"token": before})
    assert codes(old) == ["LINK_EXPIRED"]


async def test_a_link_sent_again_ends_the_one_before(api: httpx.AsyncClient, ports: Ports) -> None:
    (only,) = people(api, ports, 1)
    await a_task(ports, [only])
    before = only.link
    manager = await signed_in(api, "lin.zhuban")

    await manager.do(RESEND, input=keyed(signerId=str(only.signer_id)))
    await settle()

    assert only.link != before
    assert codes(await Client(api).do(GREET, input={"token": before})) == ["LINK_EXPIRED"]


async def test_inv_53_one_changed_byte_is_found_and_named(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    (only,) = people(api, ports, 1)
    task = await a_task(ports, [only])
    await only.come_to_signing()
    await only.give(only.sign_code)
    await settle()
    pdf = await pdf_of(task, ports)
    anybody = Client(api)
    whole = await anybody.do(VERIFY_FILE, file=base64.b64encode(pdf).decode())
    assert (whole["isKnown"], whole["isValid"], whole["problems"]) == (True, True, [])

    at = len(pdf) // 3
    changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    report = await anybody.do(VERIFY_FILE, file=base64.b64encode(changed).decode())

    assert (report["isKnown"], report["isValid"]) == (False, False)
    assert "字节" in "".join(report["problems"])


async def test_inv_44_what_is_open_or_incomplete_is_not_sent(
    api: httpx.AsyncClient, ports: Ports
) -> None:
    first, second = people(api, ports, 2)
    with pytest.raises(Refused) as refusal:
        await a_task(
            ports,
            [first, second],
            change=lambda opening: replace(
                opening,
                signers=(replace(opening.signers[0], phone="123"),),
                expires_at=opening.expires_at - timedelta(days=8),
            ),
        )
    said = " ".join(each.message for each in refusal.value.refusals)
    assert all(word in said for word in ("手机号", "签署期限", "没有签署人"))
    with pytest.raises(Refused):
        await a_task(
            ports,
            [first, second],
            change=lambda opening: replace(
                opening, signers=(*opening.signers, replace(opening.signers[0], key=str(uuid4())))
            ),
        )

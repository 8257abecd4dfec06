"""What must hold in a signing, before any database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.capabilities.signing.errors import (
    DisclosureNotRead,
    DocumentsNotRead,
    NotYourTurn,
    RecordingMissing,
)
from backend.capabilities.signing.rules import (
    OPEN_TASK,
    SIGNER_MACHINE,
    START,
    TASK_MACHINE,
    CodePurpose,
    CodeState,
    CodeVerdict,
    Link,
    Place,
    Reading,
    SignerStatus,
    SigningMode,
    SigningOrder,
    TaskStatus,
    broken_link,
    check_disclosure,
    check_reading,
    check_recording,
    check_turn,
    code_text,
    document_set_sha256,
    handwriting_problems,
    judge_code,
    new_code,
    next_link,
    unread,
    wait_seconds,
)
from backend.kit.refusal import IllegalTransition

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def code(**changes: object) -> CodeState:
    state = CodeState("h" * 64, "set", NOW + timedelta(minutes=5), tries=0, is_consumed=False)
    return replace(state, **changes)  # type: ignore[arg-type]  # the tests name real fields


def test_a_signer_goes_through_all_steps_in_their_order() -> None:
    state = SignerStatus.WAITING
    for action in (
        "notify",
        "log_in",
        "pass_face",
        "read",
        "confirm_disclosure",
        "consent",
        "sign",
    ):
        state = SIGNER_MACHINE.next(state, action)
    assert state is SignerStatus.SIGNED


def test_a_signer_cannot_consent_before_reading() -> None:
    with pytest.raises(IllegalTransition):
        SIGNER_MACHINE.next(SignerStatus.FACE_PASSED, "consent")


def test_what_is_signed_is_neither_declined_nor_ended() -> None:
    assert SIGNER_MACHINE.allowed(SignerStatus.SIGNED) == []


def test_a_task_ends_only_while_somebody_has_still_to_sign() -> None:
    for state in OPEN_TASK:
        assert {"decline", "expire", "void"} <= set(TASK_MACHINE.allowed(state))
    for state in (TaskStatus.COMPLETED, TaskStatus.SEALED):
        assert not {"decline", "expire", "void"} & set(TASK_MACHINE.allowed(state))


def test_a_code_has_six_digits() -> None:
    assert all(len(new_code()) == 6 and new_code().isdigit() for _ in range(200))


def test_inv_49_a_code_fits_only_its_own_signer_set_and_purpose() -> None:
    mine = code_text(CodePurpose.SIGN, "signer", "set", "123456")
    assert mine != code_text(CodePurpose.SIGN, "other", "set", "123456")
    assert mine != code_text(CodePurpose.SIGN, "signer", "another set", "123456")
    assert mine != code_text(CodePurpose.LOGIN, "signer", "set", "123456")
    assert judge_code(code(), "h" * 64, "set", NOW) is CodeVerdict.FITS
    assert judge_code(code(), "h" * 64, "another set", NOW) is CodeVerdict.WRONG


def test_inv_49_a_code_is_used_once_and_lives_five_minutes() -> None:
    right = "h" * 64
    assert judge_code(code(is_consumed=True), right, "set", NOW) is CodeVerdict.EXPIRED
    last = NOW + timedelta(minutes=5) - timedelta(milliseconds=1)
    assert judge_code(code(), right, "set", last) is CodeVerdict.FITS
    assert judge_code(code(), right, "set", NOW + timedelta(minutes=5)) is CodeVerdict.EXPIRED
    assert judge_code(None, right, "set", NOW) is CodeVerdict.EXPIRED


def test_the_sixth_try_is_refused_even_with_the_right_code() -> None:
    assert judge_code(code(tries=4), "h" * 64, "set", NOW) is CodeVerdict.FITS
    assert judge_code(code(tries=5), "h" * 64, "set", NOW) is CodeVerdict.LOCKED


def test_the_next_code_waits_a_minute() -> None:
    assert wait_seconds([], NOW) == 0
    assert wait_seconds([NOW - timedelta(seconds=59)], NOW) == 1
    assert wait_seconds([NOW - timedelta(seconds=60)], NOW) == 0


def test_ten_codes_are_the_most_in_a_day() -> None:
    sent = [NOW - timedelta(hours=n) for n in range(1, 11)]
    assert wait_seconds(sent[:9], NOW) == 0
    assert wait_seconds(sent, NOW) == 14 * 3600


def test_inv_47_the_second_waits_for_the_first_when_there_is_an_order() -> None:
    first = Place("a", 1, SignerStatus.SMS_PASSED)
    second = Place("b", 2, SignerStatus.NOTIFIED)
    with pytest.raises(NotYourTurn):
        check_turn(SigningOrder.SEQUENTIAL, second, [first, second])
    check_turn(SigningOrder.ANY, second, [first, second])
    signed = replace(first, status=SignerStatus.SIGNED)
    check_turn(SigningOrder.SEQUENTIAL, second, [signed, second])


def test_inv_47_a_set_of_documents_has_one_hash_in_one_order() -> None:
    assert document_set_sha256(["a", "b"]) != document_set_sha256(["b", "a"])


def test_inv_50_the_disclosure_is_confirmed_no_second_too_early() -> None:
    shown = NOW - timedelta(seconds=10)
    assert check_disclosure(shown, 10, NOW) == 10
    with pytest.raises(DisclosureNotRead):
        check_disclosure(shown + timedelta(milliseconds=1), 10, NOW)
    with pytest.raises(DisclosureNotRead):
        check_disclosure(None, 10, NOW)


def test_nobody_reads_faster_than_time_goes_by() -> None:
    check_reading(NOW - timedelta(seconds=9), 10, NOW, "授信合同")
    with pytest.raises(DocumentsNotRead):
        check_reading(NOW - timedelta(seconds=9), 11, NOW, "授信合同")
    with pytest.raises(DocumentsNotRead):
        check_reading(None, 10, NOW, "授信合同")


def test_a_document_is_read_when_it_was_scrolled_to_its_end() -> None:
    read = Reading("授信合同", NOW, 3, is_scrolled=True)
    assert unread([read]) == []
    assert unread([replace(read, is_scrolled=False)]) == ["授信合同"]
    assert unread([replace(read, seconds=2)]) == ["授信合同"]


def test_inv_51_a_signing_face_to_face_above_the_limit_is_recorded() -> None:
    check_recording(SigningMode.FACE_TO_FACE, is_required=True, is_there=True)
    check_recording(SigningMode.FACE_TO_FACE, is_required=False, is_there=False)
    with pytest.raises(RecordingMissing):
        check_recording(SigningMode.FACE_TO_FACE, is_required=True, is_there=False)


def test_handwriting_is_a_small_png() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    assert handwriting_problems(png) == []
    assert len(handwriting_problems(b"")) == 1
    assert len(handwriting_problems(b"GIF89a")) == 1
    assert len(handwriting_problems(png + bytes(200_000))) == 1


def chain() -> list[Link]:
    links: list[Link] = []
    for number in range(4):
        last = (links[-1].seq, links[-1].hash) if links else None
        links.append(next_link(last, "READ", NOW, "SIGNER:1", {"seconds": number}))
    return links


def test_inv_53_a_chain_holds_from_its_start() -> None:
    assert chain()[0].prev == START
    assert broken_link(chain()) == ""


@pytest.mark.parametrize(
    ("seq", "changes", "problem"),
    [
        (1, {"data": {"seconds": 9}}, "证据链第 2 条:内容与摘要不符"),
        (2, {"at": "2026-11-25T17:00:01.000+08:00"}, "证据链第 3 条:内容与摘要不符"),
        (3, {"seq": 4}, "证据链第 4 条:序号应为 3,实为 4"),
        (0, {"hash": START}, "证据链第 1 条:内容与摘要不符"),
    ],
)
def test_inv_53_a_changed_event_is_named(
    seq: int, changes: dict[str, object], problem: str
) -> None:
    links = chain()
    links[seq] = replace(links[seq], **changes)  # type: ignore[arg-type]  # the cases name real fields
    assert broken_link(links) == problem


def test_inv_53_a_removed_or_swapped_event_is_named() -> None:
    links = chain()
    assert broken_link([links[0], *links[2:]]).startswith("证据链第 2 条")
    assert broken_link([links[0], links[2], links[1], links[3]]).startswith("证据链第 2 条")


def test_a_float_is_no_evidence() -> None:
    with pytest.raises(ValueError, match="float"):
        next_link(None, "READ", NOW, "SIGNER:1", {"seconds": [1.5]})

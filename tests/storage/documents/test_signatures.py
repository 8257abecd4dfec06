import datetime as dt
import io
import itertools
import random
import time
from dataclasses import replace

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.fields import SigFieldSpec
from pypdf import PdfReader

from storage.documents import MissingGlyphs, Rendered
from storage.signatures import (
    FieldUnavailable,
    Revision,
    Signatory,
    SignatureKind,
    Signatures,
    Toolkit,
    pades,
    pki,
    validate,
)
from storage.workers import Workers

ZHANG = Signatory("张丰收", "subject-1", "ab" * 32)


def test_six_parties_and_the_bank_sign_and_everything_is_valid(
    signed: list[Revision], authorities: tuple[bytes, ...]
) -> None:
    report = validate(signed[-1].pdf, authorities)

    assert report.is_valid
    assert report.is_complete
    assert report.sha256 == signed[-1].sha256
    assert [each.key for each in report.signatures] == [
        "freeze",
        *(f"party_{n}" for n in range(1, 7)),
        "bank",
        "timestamp",
    ]
    assert [each.signer_name for each in report.signatures][1:3] == ["张丰收", "李谷雨"]
    assert report.signatures[3].evidence_sha256 == f"{3:064x}"
    assert report.signatures[3].certificate_serial == signed[3].certificate_serial
    assert report.signatures[-1].covered_bytes == report.size == len(signed[-1].pdf)
    moments = [each.signed_at for each in report.signatures]
    assert moments == sorted(moments)


def test_each_revision_begins_with_the_one_before(
    frozen: tuple[Rendered, Revision], signed: list[Revision]
) -> None:
    assert signed[0].pdf.startswith(frozen[0].pdf)
    for before, after in itertools.pairwise(signed):
        assert after.pdf.startswith(before.pdf)


def test_every_revision_is_valid_but_only_the_last_is_complete(
    signed: list[Revision], authorities: tuple[bytes, ...]
) -> None:
    half = validate(signed[3].pdf, authorities)

    assert half.is_valid
    assert not half.is_complete
    assert half.unsigned_keys == ("party_4", "party_5", "party_6", "bank")


def test_the_signed_file_is_still_pdf_1_7_and_shows_who_signed(signed: list[Revision]) -> None:
    reader = PdfReader(io.BytesIO(signed[-1].pdf))

    assert reader.pdf_header == "%PDF-1.7"
    assert reader.root_object.get("/Version") in (None, "/1.7")
    boxes = [note.get_object() for note in reader.pages[-1]["/Annots"]]
    assert sum("/AP" in box for box in boxes) >= 7


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_byte_is_always_found(
    seed: int, signed: list[Revision], authorities: tuple[bytes, ...]
) -> None:
    """25 places a seed, 100 in all."""
    dice = random.Random(seed)
    pdf = signed[-1].pdf

    for _ in range(25):
        place, bit = dice.randrange(len(pdf)), 1 << dice.randrange(8)
        changed = bytearray(pdf)
        changed[place] ^= bit
        report = validate(bytes(changed), authorities)
        assert not report.is_valid, place


def test_a_changed_byte_in_the_last_signature_itself_is_found(
    signed: list[Revision], authorities: tuple[bytes, ...]
) -> None:
    """No digest covers it: zero padding, letter case and unused certificates matter too."""
    dice = random.Random(7)
    pdf = signed[-1].pdf
    start = pdf.rindex(b"/Contents <") + 11
    end = pdf.index(b">", start)

    # Bytes 2, 3: the outer length; 25 to 42: CMS version and digest list, read by nobody.
    head = [start + 2 * number + 1 for number in (2, 3, 25, 26, 32, 36, 42)]
    for place in [*dice.sample(range(start, end), 12), *head, end - 1, start]:
        changed = bytearray(pdf)
        changed[place] = dice.choice([c for c in b"0123456789ABCDEF" if c != pdf[place]])
        report = validate(bytes(changed), authorities)
        assert not report.is_valid, place


def test_the_changed_stretch_is_named(
    signed: list[Revision], authorities: tuple[bytes, ...]
) -> None:
    pdf = bytearray(signed[-1].pdf)
    good = validate(bytes(pdf), authorities)
    begin, end = good.signatures[2].covered_bytes, good.signatures[3].covered_bytes
    place = bytes(pdf).index(b"/Reason", begin)
    assert begin < place < end
    # The reason is a UTF-16 string in hexadecimal or octal escapes: one letter changes.
    pdf[place + 12] ^= 1

    report = validate(bytes(pdf), authorities)

    assert f"字节 {begin} 至 {end} 之间的内容被改动" in report.problems_zh
    assert report.signatures[2].is_intact
    assert not report.signatures[3].is_intact


def test_page_content_added_later_is_found_though_every_digest_fits(
    signed: list[Revision], authorities: tuple[bytes, ...]
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed[-1].pdf))
    text = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 700 Td (added) Tj ET")
    writer.add_stream_to_page(0, writer.add_object(text))
    out = io.BytesIO()
    writer.write(out)

    report = validate(out.getvalue(), authorities)

    assert not report.is_valid
    assert all(each.is_intact for each in report.signatures)
    assert all("签署之后追加了不允许的内容" in each.problems_zh for each in report.signatures)
    assert report.problems_zh == (
        f"字节 {len(signed[-1].pdf)} 至 {len(out.getvalue())} 之间追加了不允许的内容",
    )


def test_a_signature_after_the_seal_is_found_and_named(
    signed: list[Revision], toolkit: Toolkit, authorities: tuple[bytes, ...]
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed[-1].pdf))
    fields.append_signature_field(writer, SigFieldSpec("S42_late"))
    out = io.BytesIO()
    writer.write(out)
    authority = pki.open_authority(toolkit.authority)
    pair = authority.issue_signer("晚到者", "x", "00" * 32)
    late = pades._signed(out.getvalue(), "S42_late", pair, toolkit)

    report = validate(late.pdf, authorities)

    assert not report.is_valid
    assert "银行盖章之后追加了签名:晚到者(late)" in report.problems_zh


def test_a_plain_trailing_byte_is_found(
    signed: list[Revision], authorities: tuple[bytes, ...]
) -> None:
    assert not validate(signed[-1].pdf + b"\n%", authorities).is_valid


def test_a_stranger_s_authority_is_not_believed(
    signed: list[Revision], toolkit: Toolkit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = pki.AuthorityFiles(tmp_path_factory.mktemp("other") / "pki", "x")
    pki.create_authority(other, "云泽农村商业银行(演示)")

    report = validate(signed[-1].pdf, pki_certificates(other))

    assert not report.is_valid
    assert all("证书不受信任或者签署时已失效" in each.problems_zh for each in report.signatures)
    assert all(each.is_intact for each in report.signatures)


def pki_certificates(files: pki.AuthorityFiles) -> tuple[bytes, ...]:
    from storage.signatures import authority_certificates  # noqa: PLC0415

    return authority_certificates(files.directory)


def test_a_field_is_signed_once(signed: list[Revision], toolkit: Toolkit) -> None:
    for key in ("party_1", "nobody"):
        with pytest.raises(FieldUnavailable, match="不存在或者已经签署"):
            pades.sign(signed[1].pdf, key, ZHANG, toolkit, "签署")


def test_the_seal_waits_for_every_party(signed: list[Revision], toolkit: Toolkit) -> None:
    with pytest.raises(FieldUnavailable) as refusal:
        pades.seal(signed[4].pdf, "bank", "合同专用章", toolkit)

    assert refusal.value.key == "party_5、party_6"


def test_two_signatures_on_one_revision_do_not_add_up(
    signed: list[Revision], toolkit: Toolkit, authorities: tuple[bytes, ...]
) -> None:
    """Why the caller must lock: each knows nothing of the other."""
    one = pades.sign(signed[0].pdf, "party_1", ZHANG, toolkit, "签署")
    two = pades.sign(signed[0].pdf, "party_2", ZHANG, toolkit, "签署")

    assert "party_2" in validate(one.pdf, authorities).unsigned_keys
    assert "party_1" in validate(two.pdf, authorities).unsigned_keys


def test_a_certificate_that_has_run_out_since_still_proves_the_signature(
    frozen: tuple[Rendered, Revision],
    toolkit: Toolkit,
    authorities: tuple[bytes, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pki, "SIGNER_LIFETIME", dt.timedelta(seconds=3))
    revision = pades.sign(frozen[1].pdf, "party_1", ZHANG, toolkit, "签署")
    time.sleep(4)

    assert validate(revision.pdf, authorities).is_valid


def test_a_name_that_cannot_be_printed_is_not_signed(
    frozen: tuple[Rendered, Revision], toolkit: Toolkit
) -> None:
    with pytest.raises(MissingGlyphs):
        pades.sign(frozen[1].pdf, "party_1", replace(ZHANG, name="王😀"), toolkit, "签署")


def test_handwriting_is_shown(frozen: tuple[Rendered, Revision], toolkit: Toolkit) -> None:
    from PIL import Image, ImageDraw  # noqa: PLC0415

    picture = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line((40, 200, 300, 30, 560, 190), fill=(20, 20, 60, 255), width=9)
    png = io.BytesIO()
    picture.save(png, "PNG")
    written = pades.sign(
        frozen[1].pdf, "party_1", replace(ZHANG, handwriting_png=png.getvalue()), toolkit, "签署"
    )

    stamps = [
        thing
        for note in PdfReader(io.BytesIO(written.pdf)).pages[-1]["/Annots"]
        if "/AP" in (thing := note.get_object()) and thing["/T"] == "S01_party_1"
    ]
    assert len(stamps) == 1
    assert b"/Subtype /Image" in written.pdf[len(frozen[1].pdf) :]


async def test_the_door_works_through_worker_processes(
    frozen: tuple[Rendered, Revision], toolkit: Toolkit
) -> None:
    with Workers(1) as workers:
        signatures = Signatures(workers, toolkit)
        revision = await signatures.freeze(frozen[0])
        revision = await signatures.sign(revision.pdf, "party_2", ZHANG, "签署")
        report = await signatures.validate(revision.pdf)
        with pytest.raises(FieldUnavailable) as refusal:
            await signatures.seal(revision.pdf, "合同专用章")

    assert report.is_valid
    assert report.signatures[1].kind is SignatureKind.PARTY
    assert "party_1" in str(refusal.value)


def test_something_that_is_no_pdf_is_a_finding(authorities: tuple[bytes, ...]) -> None:
    report = validate(b"%PDF-1.7 nothing", authorities)

    assert report.problems_zh == ("文件结构损坏,无法验证",)
    assert not report.is_complete


def test_an_unsigned_pdf_is_not_valid(
    frozen: tuple[Rendered, Revision], authorities: tuple[bytes, ...]
) -> None:
    report = validate(frozen[0].pdf, authorities)

    assert report.problems_zh == ("文件没有任何签名",)

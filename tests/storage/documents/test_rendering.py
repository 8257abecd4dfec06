import datetime as dt
import io
import pickle
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from storage.documents import Documents, FontsMissing, LayoutFailed, MissingGlyphs
from storage.documents.render import Rendered, render
from storage.documents.typesetting import typeset
from storage.workers import Workers

Json = dict[str, Any]
BANK = "清江农村商业银行(演示)"
EVIL = (
    '#read("/etc/passwd") {{7*7}} <img src="file:///etc/passwd"><script>alert(1)</script>'
    " $x^2$ *b* _i_ \\ `c` @ref <label> // note /* */ ${1} = head https://a.example #panic()"
)


def _text(rendered: Rendered) -> str:
    pages = PdfReader(io.BytesIO(rendered.pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_the_words_can_be_read_back(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    rendered = render(letter, values, BANK, fonts, at)

    text = _text(rendered)
    assert "张丰收采用按月还款" in text
    assert "429999198503129919" in text
    assert "80,000.00" in text
    assert "编号：GZ-0001" in text
    assert rendered.page_count == len(PdfReader(io.BytesIO(rendered.pdf)).pages) == 2


def test_the_file_is_pdf_a_2a_with_chinese_as_its_language(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    pdf = render(letter, values, BANK, fonts, at).pdf
    root = PdfReader(io.BytesIO(pdf)).root_object

    assert pdf.startswith(b"%PDF-1.7")
    metadata = root["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]


def test_the_same_input_gives_the_same_bytes(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    first = render(letter, values, BANK, fonts, at)
    second = render(letter, values, BANK, fonts, at)
    later = render(letter, values, BANK, fonts, at + dt.timedelta(seconds=1))

    assert first == second
    assert first.sha256 != later.sha256
    assert len(first.fonts_sha256) == len(first.template_sha256) == len(first.values_sha256) == 64


def test_a_hostile_value_is_printed_as_it_is(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    values["person"]["name"] = EVIL
    values["rows"][0]["name"] = EVIL
    values["no"] = EVIL

    text = _text(render(letter, values, EVIL, fonts, at))

    assert text.count("".join(EVIL.split())) >= 3


@pytest.mark.parametrize("name", ["张䶮", "李堃喆", "𬭎兴村", "㛃"])
def test_rare_characters_are_printed(
    name: str, letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    values["person"]["name"] = name

    assert name in _text(render(letter, values, BANK, fonts, at))


@pytest.mark.parametrize("char", ["𱁬", "😀", "\u202e", "\x00", "\u200b", "\ue000"])
def test_a_character_that_cannot_be_printed_is_refused(
    char: str, letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    values["rows"][1]["name"] = f"王{char}秋"

    with pytest.raises(MissingGlyphs) as refusal:
        render(letter, values, BANK, fonts, at)

    assert refusal.value.chars == char
    assert refusal.value.path == "rows.1.name"


def test_a_template_is_checked_for_glyphs_too(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    letter["title"] = "告知书😀"

    with pytest.raises(MissingGlyphs) as refusal:
        render(letter, values, BANK, fonts, at)

    assert refusal.value.path == "X01.title"


def test_each_party_has_one_anchor_inside_its_page(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    anchors = render(letter, values, BANK, fonts, at).anchors

    assert [anchor.key for anchor in anchors] == ["person", "witness_1", "witness_2", "bank"]
    assert {anchor.page for anchor in anchors} == {2}
    for anchor in anchors:
        assert 70 < anchor.x < anchor.x + anchor.width < 525
        assert 70 < anchor.y < anchor.y + anchor.height < 765
    left, right = anchors[0], anchors[1]
    assert left.y == right.y
    assert left.x + left.width < right.x


def test_an_anchor_follows_the_text(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    before = render(letter, values, BANK, fonts, at).anchors[0]
    letter["body"].insert(-1, {"heading": "签署"})
    after = render(letter, values, BANK, fonts, at).anchors[0]

    assert after.x == before.x
    assert after.y < before.y


def test_missing_font_files_are_named(
    letter: Json, values: Json, tmp_path: Path, at: dt.datetime
) -> None:
    with pytest.raises(FontsMissing) as refusal:
        render(letter, values, BANK, tmp_path, at)

    assert "NotoSerifSC_700Bold.ttf" in refusal.value.names


def test_a_layout_cannot_leave_its_folder_or_fetch_packages(
    fonts: Path, at: dt.datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.documents.typesetting.LAYOUTS", tmp_path)
    (tmp_path / "outside.typ").write_text('#read("../../etc/passwd")')
    (tmp_path / "package.typ").write_text('#import "@local/x:1.0.0": x')

    for layout in ("outside.typ", "package.typ"):
        with pytest.raises(LayoutFailed):
            typeset(layout, {}, fonts, at)


async def test_documents_are_made_in_worker_processes(
    letter: Json, values: Json, fonts: Path, at: dt.datetime
) -> None:
    with Workers(1) as workers:
        documents = Documents(workers, fonts)
        rendered = await documents.render(letter, values, issuer=BANK, at=at)
        values["person"]["name"] = "😀"
        with pytest.raises(MissingGlyphs) as refusal:
            await documents.render(letter, values, issuer=BANK, at=at)

    assert rendered == render(letter, {**values, "person": _zhang()}, BANK, fonts, at)
    assert refusal.value.path == "person.name"


def _zhang() -> Json:
    return {"name": "张丰收", "id_no": "429999198503129919"}


def test_failures_survive_the_way_between_processes() -> None:
    failure = MissingGlyphs("😀", "person.name")

    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)  # noqa: S301  our own bytes


@pytest.mark.skipif(not shutil.which("qpdf"), reason="apt install qpdf")
def test_qpdf_finds_no_fault(
    letter: Json, values: Json, fonts: Path, at: dt.datetime, tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(render(letter, values, BANK, fonts, at).pdf)

    check = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)

    assert check.returncode == 0, check.stdout + check.stderr

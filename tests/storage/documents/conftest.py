import datetime as dt
import os
from pathlib import Path

import pytest

from storage.documents.render import Rendered, render
from storage.signatures import (
    AuthorityFiles,
    Revision,
    Signatory,
    Toolkit,
    authority_certificates,
    create_authority,
)
from storage.signatures.pades import freeze, seal, sign

ROOT = Path(__file__).resolve().parents[3]
CHINA = dt.timezone(dt.timedelta(hours=8))


@pytest.fixture(scope="session")
def fonts() -> Path:
    directory = Path(
        os.environ.get("LINGLI_FONT_DIR") or ROOT / "node_modules" / "@expo-google-fonts"
    )
    if not list(directory.rglob("NotoSerifSC_400Regular.ttf")):
        pytest.skip("no document fonts: run npm ci, or set LINGLI_FONT_DIR")
    return directory


@pytest.fixture(scope="session")
def at() -> dt.datetime:
    return dt.datetime(2026, 11, 23, 12, 0, tzinfo=CHINA)


@pytest.fixture
def letter() -> dict[str, object]:
    """A small template with every kind of block."""
    return {
        "code": "X01",
        "title": "告知书",
        "number": "{{no}}",
        "notice": "请阅读**加粗**内容。",
        "variables": {
            "no": "编号",
            "person": {"label": "当事人", "fields": {"name": "姓名", "id_no": "证件号码"}},
            "is_first": {"label": "首次", "kind": "flag"},
            "method": "方式",
            "remark": {"label": "备注", "optional": True},
            "rows": {
                "label": "明细",
                "kind": "list",
                "fields": {"key": "标识", "name": "姓名", "amount": "金额"},
            },
        },
        "body": [
            {"facts": [["姓名", "{{person.name}}"], ["证件号码", "{{person.id_no}}"]], "pairs": 2},
            {"article": "内容", "body": [{"text": "**{{person.name}}**采用{{method}}。"}]},
            {
                "article": "条件",
                "body": [
                    {"text": "首次办理。", "if": "is_first"},
                    {"text": "再次办理。", "unless": "is_first"},
                    {"text": "按月。", "if": "method", "is": "按月还款"},
                    {"text": "备注:{{remark}}", "if": "remark"},
                    {"items": ["其一;", {"text": "其二。", "if": "is_first"}]},
                ],
            },
            {"heading": "明细"},
            {
                "table": "rows",
                "as": "row",
                "columns": [
                    {"title": "姓名", "text": "{{row.name}}"},
                    {"title": "金额", "text": "{{row.amount}}", "align": "right", "width": 2},
                ],
            },
            {"each": "rows", "as": "row", "body": [{"text": "致{{row.name}}", "style": "plain"}]},
            {"page_break": True},
            {
                "signatures": [
                    {"key": "person", "label": "当事人(签名)", "lines": ["{{person.name}}"]},
                    {"key": "{{row.key}}", "label": "见证人(签名)", "each": "rows", "as": "row"},
                    {"key": "bank", "label": "盖章", "style": "seal"},
                ]
            },
        ],
    }


@pytest.fixture
def values() -> dict[str, object]:
    return {
        "no": "GZ-0001",
        "person": {"name": "张丰收", "id_no": "429999198503129919"},
        "is_first": True,
        "method": "按月还款",
        "rows": [
            {"key": "witness_1", "name": "李谷雨", "amount": "80,000.00"},
            {"key": "witness_2", "name": "王立秋", "amount": "40,000.00"},
        ],
    }


BANK = "清江农村商业银行(演示)"


@pytest.fixture(scope="session")
def toolkit(fonts: Path, tmp_path_factory: pytest.TempPathFactory) -> Toolkit:
    files = AuthorityFiles(tmp_path_factory.mktemp("authority") / "pki", "correct horse")
    create_authority(files, BANK)
    return Toolkit(files, fonts)


@pytest.fixture(scope="session")
def pact() -> dict[str, object]:
    """A template that six parties and a bank sign."""
    return {
        "code": "X02",
        "title": "协议书",
        "number": "{{no}}",
        "variables": {
            "no": "编号",
            "parties": {
                "label": "当事人",
                "kind": "list",
                "fields": {"key": "标识", "name": "姓名"},
            },
        },
        "body": [
            {"article": "约定", "body": [{"text": "各方约定如下。"}]},
            {
                "signatures": [
                    {
                        "key": "{{party.key}}",
                        "label": "{{party.name}}",
                        "each": "parties",
                        "as": "party",
                    },
                    {"key": "bank", "label": "盖章", "style": "seal"},
                ]
            },
        ],
    }


NAMES = ("张丰收", "李谷雨", "王立秋", "陈小满", "张新苗", "吴立夏")


@pytest.fixture(scope="session")
def frozen(pact: dict[str, object], toolkit: Toolkit, at: dt.datetime) -> tuple[Rendered, Revision]:
    parties = [{"key": f"party_{n}", "name": name} for n, name in enumerate(NAMES, 1)]
    rendered = render(pact, {"no": "XY-1", "parties": parties}, BANK, toolkit.fonts, at)
    return rendered, freeze(rendered.pdf, rendered.anchors, toolkit)


@pytest.fixture(scope="session")
def signed(frozen: tuple[Rendered, Revision], toolkit: Toolkit) -> list[Revision]:
    """All revisions: frozen, six signatures, sealed."""
    revisions = [frozen[1]]
    for number, name in enumerate(NAMES, 1):
        who = Signatory(name, f"subject-{number}", f"{number:064x}")
        revisions.append(sign(revisions[-1].pdf, f"party_{number}", who, toolkit, "本人自愿签署"))
    return [*revisions, seal(revisions[-1].pdf, "bank", "合同专用章", toolkit)]


@pytest.fixture(scope="session")
def authorities(toolkit: Toolkit) -> tuple[bytes, ...]:
    return authority_certificates(toolkit.authority.directory)

import copy
from typing import Any

import pytest

from storage.documents import TemplateDefect, VariablesMismatch, read_template
from storage.documents.fill import fill
from storage.documents.html import chinese_number, to_html

Json = dict[str, Any]


def _text(letter: Json, values: Json) -> str:
    return to_html(fill(read_template(letter), values))


def test_every_missing_and_unused_variable_is_named_at_once(letter: Json, values: Json) -> None:
    del values["method"]
    values["person"]["name"] = "  "
    values["rows"][1]["amount"] = None
    values["rows"][0]["nick"] = "小雨"
    values["extra"] = "多余"

    with pytest.raises(VariablesMismatch) as refusal:
        fill(read_template(letter), values)

    assert set(refusal.value.missing) == {"method", "person.name", "rows.1.amount"}
    assert set(refusal.value.unused) == {"rows.0.nick", "extra"}
    assert "缺少变量 " in str(refusal.value)


def test_a_number_is_not_a_text(letter: Json, values: Json) -> None:
    values["rows"][0]["amount"] = 80000

    with pytest.raises(VariablesMismatch) as refusal:
        fill(read_template(letter), values)

    assert refusal.value.missing == ("rows.0.amount",)


def test_conditions_choose_the_clauses(letter: Json, values: Json) -> None:
    first = _text(letter, values)
    again = _text(letter, {**values, "is_first": False, "method": "到期还本", "remark": "无"})

    assert "首次办理" in first
    assert "按月。" in first
    assert "其二" in first
    assert "备注" not in first
    assert "再次办理" in again
    assert "按月。" not in again
    assert "其二" not in again
    assert "<span class='filled'>无</span>" in again


def test_an_optional_value_used_without_its_condition_is_missing(
    letter: Json, values: Json
) -> None:
    letter["body"][2]["body"][3].pop("if")

    with pytest.raises(VariablesMismatch) as refusal:
        fill(read_template(letter), values)

    assert refusal.value.missing == ("remark",)


def test_articles_are_numbered_in_the_order_shown(letter: Json, values: Json) -> None:
    letter["body"][1]["unless"] = "is_first"

    shown = _text(letter, values)

    assert "第一条　条件" in shown
    assert "第二条" not in shown


def test_two_boxes_of_one_party_are_a_defect(letter: Json, values: Json) -> None:
    values["rows"][1]["key"] = "witness_1"

    with pytest.raises(TemplateDefect, match="签章位置重复"):
        fill(read_template(letter), values)


def test_a_value_with_markup_stays_a_value(letter: Json, values: Json) -> None:
    values["person"]["name"] = "**{{no}}** <script>alert(1)</script> & '\""

    shown = _text(letter, values)

    assert "<script>" not in shown
    assert "**{{no}}** &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;&quot;" in shown


def test_loose_ends_of_a_template_are_all_named(letter: Json) -> None:
    broken = copy.deepcopy(letter)
    broken["variables"]["idle"] = "未用"
    broken["body"][1]["body"][0]["text"] = "**{{person.age}} 没有关"
    broken["body"].append({"text": "{{rows}} {{ Bad }}"})
    broken["body"].append({"text": "{{nobody}} {{rows}}"})

    with pytest.raises(TemplateDefect) as refusal:
        read_template(broken)

    problems = "\n".join(refusal.value.problems)
    assert "变量 idle 未使用" in problems
    assert "没有成对" in problems
    assert "变量写法不正确" in problems
    assert "变量 nobody 未声明" in problems
    assert "变量 rows 未声明或类型不符" in problems


def test_an_unknown_block_is_a_defect(letter: Json) -> None:
    letter["body"].append({"script": "x"})

    with pytest.raises(TemplateDefect):
        read_template(letter)


def test_the_same_wording_has_the_same_fingerprint(letter: Json) -> None:
    reordered = dict(reversed(letter.items()))
    changed = {**letter, "title": "告知单"}

    assert read_template(letter).sha256 == read_template(reordered).sha256
    assert read_template(letter).sha256 != read_template(changed).sha256


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_articles_are_counted_in_chinese(number: int, written: str) -> None:
    assert chinese_number(number) == written

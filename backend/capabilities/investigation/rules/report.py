"""What the investigation report (调查报告) prints, and the hash that both sign under."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backend.capabilities.product.rules import Form, Library
from backend.kit.masks import phone

FIELD_ZH = {"AMOUNT": "金额", "TERM_MONTHS": "期限", "SPREAD_BP": "加点", "RESULT": "结论"}
UNIT_ZH = {"AMOUNT": "元", "TERM_MONTHS": "个月", "SPREAD_BP": "基点"}
RESULT_ZH = {"APPROVE": "同意", "REJECT": "不同意", "REFER": "人工判断"}
MODE_ZH = {"ONSITE": "现场调查", "VIDEO": "视频调查", "OFFSITE": "非现场调查"}
ROLE_ZH = {"LEAD": "主办", "CO": "协办"}
NOTHING = "—"


def section_rows(
    form: Form, library: Library, module: str, values: Mapping[str, Any]
) -> list[dict[str, str]]:
    """List a section's fields as label and text, in the order of the form."""
    (part,) = form.part(module).parts
    return list(_rows(part.schema, values, library))


def _rows(
    schema: Mapping[str, Any], values: Mapping[str, Any], library: Library
) -> Iterator[dict[str, str]]:
    for name, field in schema.get("properties", {}).items():
        value = values.get(name)
        if value in (None, [], ""):
            continue
        title = str(field.get("title", name))
        if isinstance(value, list):
            for at, item in enumerate(value, start=1):
                inner = _rows(field.get("items", {}), item, library)
                text = ";".join(f"{one['label']} {one['value']}" for one in inner)
                yield {"label": f"{title} {at}", "value": text or NOTHING}
        else:
            yield {"label": title, "value": _text(field, value, library)}


def _text(field: Mapping[str, Any], value: object, library: Library) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.get("x-mask") == "PHONE":
        return phone(str(value))
    dictionary = library.dictionaries.get(str(field.get("x-dictionary")))
    if dictionary is not None:
        labels = {item.code: item.label_zh for item in dictionary.items}
        return labels.get(str(value), str(value))
    return f"{_grouped(field, value)}{field.get('x-unit', '')}"


def _grouped(field: Mapping[str, Any], value: object) -> str:
    kind = str(field.get("$ref", ""))
    if kind.endswith(("/money", "/signedMoney", "/positiveMoney")):
        return f"{Decimal(str(value)):,.2f} "
    return f"{value} " if field.get("x-unit") else str(value)


def comparison(
    proposal: Mapping[str, str],
    wanted: Mapping[str, str],
    reasons: Mapping[str, str],
) -> list[dict[str, str]]:
    """Set system, human and reason side by side; where they agree there is no reason."""
    return [
        {
            "field": FIELD_ZH[name],
            "system": _with_unit(name, proposal[name]),
            "human": _with_unit(name, wanted[name]),
            "reason": reasons.get(name, NOTHING),
        }
        for name in ("RESULT", "AMOUNT", "TERM_MONTHS", "SPREAD_BP")
    ]


def _with_unit(name: str, value: str) -> str:
    if name == "RESULT":
        return RESULT_ZH[value]
    shown = f"{Decimal(value):,.2f}" if name == "AMOUNT" else value
    return f"{shown} {UNIT_ZH[name]}"


def evidence_rows(form: Form, slots: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
    """Count what lies in each slot; each item is given as slot, taking time and hash."""
    titles = {
        f"{part.code}.{slot.code}": f"{part.name_zh}·{slot.title_zh}"
        for part in form.parts
        for slot in part.evidence
    }
    return [
        {
            "no": str(number),
            "slot": titles.get(slot, slot),
            "taken_at": taken_at or NOTHING,
            "digest": digest[:16],
        }
        for number, (slot, taken_at, digest) in enumerate(sorted(slots), start=1)
    ]

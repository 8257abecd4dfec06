"""Show a filled document as HTML, for reading on a screen; everything is escaped."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_DIGITS = "零一二三四五六七八九十"


def to_html(document: Mapping[str, Any]) -> str:
    """Return an ``<article class="document">`` with semantic tags and no styles of its own."""
    number = (
        f"<p class='number'>{escape(document['number_label'])}：{escape(document['number'])}</p>"
        if document["number"]
        else ""
    )
    notice = f"<aside>{_runs(document['notice'])}</aside>" if document["notice"] else ""
    return (
        f"<article class='document'><h1>{escape(document['title'])}</h1>{number}{notice}"
        f"{_blocks(document['blocks'])}</article>"
    )


def _blocks(blocks: Iterable[Mapping[str, Any]]) -> str:
    return "".join(_SHOWN[block["kind"]](block) for block in blocks)


def _runs(runs: Iterable[Mapping[str, Any]]) -> str:
    return "".join(map(_run, runs))


def _run(run: Mapping[str, Any]) -> str:
    shown = escape(run["text"]).replace("\n", "<br>")
    if run["filled"]:
        shown = f"<span class='filled'>{shown}</span>"
    return f"<strong>{shown}</strong>" if run["bold"] else shown


def _text(block: Mapping[str, Any]) -> str:
    return f"<p class='{block['style']}'>{_runs(block['runs'])}</p>"


def _heading(block: Mapping[str, Any]) -> str:
    return f"<h2>{_runs(block['runs'])}</h2>"


def _article(block: Mapping[str, Any]) -> str:
    head = f"<h2>第{chinese_number(block['number'])}条　{_runs(block['runs'])}</h2>"
    return f"<section>{head}{_blocks(block['blocks'])}</section>"


def _items(block: Mapping[str, Any]) -> str:
    return f"<ol>{''.join(f'<li>{_runs(runs)}</li>' for runs in block['items'])}</ol>"


def _facts(block: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{_runs(label)}</th><td>{_runs(text)}</td></tr>"
        for label, text in block["rows"]
    )
    return f"<table class='facts'>{_caption(block)}<tbody>{rows}</tbody></table>"


def _table(block: Mapping[str, Any]) -> str:
    head = "".join(f"<th scope='col'>{escape(title)}</th>" for title in block["head"])
    rows = "".join(f"<tr>{_cells(row, block['align'])}</tr>" for row in block["rows"])
    return (
        f"<table class='rows'>{_caption(block)}<thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _cells(row: Iterable[str], align: Iterable[str]) -> str:
    pairs = zip(row, align, strict=True)
    return "".join(f"<td class='{side}'>{escape(cell)}</td>" for cell, side in pairs)


def _caption(block: Mapping[str, Any]) -> str:
    return f"<caption>{_runs(block['title'])}</caption>" if block["title"] else ""


def _signatures(block: Mapping[str, Any]) -> str:
    return "".join(
        f"<div class='signature' data-party='{escape(box['key'])}'><strong>"
        f"{escape(box['label'])}</strong><br>{'<br>'.join(map(escape, box['lines']))}</div>"
        for box in block["boxes"]
    )


def _page_break(_block: Mapping[str, Any]) -> str:
    return "<hr>"


def chinese_number(number: int) -> str:
    """Write 1 to 99 as an article is numbered: 一, 十, 十二, 二十, 三十五."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones or not tens else "")


_SHOWN = {
    "text": _text,
    "heading": _heading,
    "article": _article,
    "items": _items,
    "facts": _facts,
    "table": _table,
    "signatures": _signatures,
    "page_break": _page_break,
}

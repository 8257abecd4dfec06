"""Compose one document from layers, so that what products share is written once."""

from collections.abc import Mapping
from typing import Any

from backend.kit.refusal import ValidationFailed

MAX_LAYERS = 8


def flatten(document: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Lay a document over the bases that its ``extends`` names, first base lowest.

    Objects are merged key by key; any other value replaces the one below, unless
    its key starts with ``+``: then it is a list and its new items are appended.

    Raises:
        ValidationFailed: an unknown base, or layers that go in circles.
    """
    result: dict[str, Any] = {}
    for name in _lineage(document, bases, ()):
        result = overlay(result, _own(bases[name]))
    return overlay(result, _own(document))


def _own(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "extends"}


def _lineage(
    document: Mapping[str, Any], bases: Mapping[str, Mapping[str, Any]], above: tuple[str, ...]
) -> list[str]:
    # A base that several others extend is laid once, below all of them; laid again it
    # would take back what they have appended.
    order: dict[str, None] = {}
    for name in document.get("extends", []):
        if name not in bases:
            raise ValidationFailed(f"没有名为“{name}”的公共部分", "extends")
        if name in above or len(above) >= MAX_LAYERS:
            raise ValidationFailed(f"公共部分“{name}”循环继承或超过 {MAX_LAYERS} 层", "extends")
        order |= dict.fromkeys([*_lineage(bases[name], bases, (*above, name)), name])
    return list(order)


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one object over another."""
    result = dict(below)
    for key, value in above.items():
        plain = key.removeprefix("+")
        if key == plain:
            result[plain] = _laid(result.get(plain), value)
        else:
            kept = list(result.get(plain, []))
            result[plain] = kept + [item for item in value if item not in kept]
    return result


def _laid(below: object, above: object) -> object:
    if isinstance(above, Mapping):
        return overlay(below if isinstance(below, Mapping) else {}, above)
    return above

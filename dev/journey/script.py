"""What a journey script says: who does what, and what is expected."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAMED = re.compile(r"\$\{([a-zA-Z0-9_]+)\}")
MISSING = "(没有)"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a person sends a document; ``expect`` and ``keep`` name places in the answer."""

    no: str
    title: str
    who: str
    document: str
    variables: dict[str, Any]
    expect: dict[str, Any]
    keep: dict[str, str]


def read_script(path: Path) -> tuple[str, list[Step]]:
    """Read a script: the password of its people, and its steps."""
    script = json.loads(path.read_text(encoding="utf-8"))
    documents = script["documents"]
    steps = [
        Step(
            no=step["no"],
            title=step["title"],
            who=step["who"],
            document=documents[step["document"]],
            variables=step.get("variables", {}),
            expect=step["expect"],
            keep=step.get("keep", {}),
        )
        for step in script["steps"]
    ]
    return script["password"], steps


def filled(value: Any, kept: dict[str, Any]) -> Any:
    """Put what earlier steps have kept in the place of ``${name}``."""
    if isinstance(value, dict):
        return {key: filled(inner, kept) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, kept) for inner in value]
    if isinstance(value, str) and (whole := _NAMED.fullmatch(value)):
        return kept[whole[1]]
    return value


def at(answer: Any, place: str) -> Any:
    """Find a place in an answer: names and numbers joined by dots."""
    for part in place.split("."):
        if isinstance(answer, list) and part.isdigit() and int(part) < len(answer):
            answer = answer[int(part)]
        elif isinstance(answer, dict) and part in answer:
            answer = answer[part]
        else:
            return MISSING
    return answer


def fits(found: Any, expected: Any) -> bool:
    """Compare; an expected text that begins with ``~`` is a pattern."""
    if isinstance(expected, str) and expected.startswith("~"):
        return isinstance(found, str) and re.fullmatch(expected[1:], found) is not None
    return bool(found == expected)

"""The catalogue (归档目录): where each paper belongs, and which must be there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.capabilities.product.rules import ArchiveCatalogue, ProductContent

# The system's own records are made for every loan.
OWN_RECORDS = ("DECISION_RECORD", "OPINIONS", "ADJUSTMENTS", "SCHEDULE")
# Of the templates, those that every paid-out loan has signed.
ALWAYS_SIGNED = ("T04", "T09", "T12")
SITE_MEDIA = "SITE_MEDIA"
ELSEWHERE = "9"
_MODULE_SLOT = re.compile(r"M\d\d\.")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A file that the case has, under a document code or the slot of a picture."""

    code: str
    title: str
    file_id: str
    sha256: str
    pages: int = 0
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file in its category, with its number within."""

    category: str
    category_zh: str
    code: str
    seq: int
    found: Found


def place(catalogue: ArchiveCatalogue, found: Iterable[Found]) -> tuple[Placed, ...]:
    """Put each file into its category, in the catalogue's order; nothing is left out."""
    homes = {
        code: (at, category.code, category.name_zh)
        for at, category in enumerate(catalogue.categories)
        for code in category.items
    }
    last = catalogue.categories[-1]
    rest = (len(catalogue.categories), last.code, last.name_zh)
    order = {code: at for at, code in enumerate(homes)}
    ranked = sorted(
        ((homes.get(code_of(one.code), rest), code_of(one.code), one) for one in found),
        key=lambda item: (item[0][0], order.get(item[1], len(order)), item[2].file_id),
    )
    placed: list[Placed] = []
    for (_, code, name), own_code, one in ranked:
        seq = 1 + sum(other.category == code for other in placed)
        placed.append(Placed(code, name, own_code, seq, one))
    return tuple(placed)


def code_of(code: str) -> str:
    """Name the catalogue's entry of a document code or of a picture's slot."""
    return SITE_MEDIA if _MODULE_SLOT.match(code) else code.partition(".")[0]


def mandatory_codes(content: ProductContent, catalogue: ArchiveCatalogue) -> tuple[str, ...]:
    """List what the archive of this product must hold."""
    known = {code for category in catalogue.categories for code in category.items}
    signed = [code for code in ALWAYS_SIGNED if code in content.templates]
    wanted = [*signed, *OWN_RECORDS]
    return tuple(code for code in dict.fromkeys(wanted) if code in known)


def missing_codes(mandatory: Sequence[str], placed: Iterable[Placed]) -> tuple[str, ...]:
    """List what must be there and is not."""
    present = {one.code for one in placed}
    return tuple(code for code in mandatory if code not in present)


def completeness(mandatory: Sequence[str], missing: Sequence[str]) -> int:
    """Measure in percent, rounded down; 100 means that nothing is missing."""
    return 100 if not mandatory else (len(mandatory) - len(missing)) * 100 // len(mandatory)


def file_name(placed: Placed) -> str:
    """Name a file in the bundle; customers' texts never become parts of a path."""
    title = _UNSAFE.sub("_", placed.found.title)[:NAME_MAX].strip(" .") or placed.code
    folder = f"{int(placed.category):02d}_{placed.category_zh}"
    return f"originals/{folder}/{placed.seq:03d}_{placed.code}_{title}{placed.found.suffix}"

"""Reading a list of leads (名单): every row is taken or named with the reason why not.

Columns by their Chinese heads: 姓名, 身份证号, 手机号, 村组, 建议金额; the first three are needed.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from backend.capabilities.customer.rules import is_resident_id
from backend.capabilities.marketing.errors import LeadListUnreadable
from backend.kit.money import Fen, fen

ROWS_MAX = 5000
HEADS = {"姓名": "name", "身份证号": "id_no", "手机号": "phone"}
FURTHER = {"村组": "village", "建议金额": "amount"}
_PHONE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListedLead:
    """A row that may be imported."""

    row: int
    name: str = field(repr=False)
    id_no: str = field(repr=False)
    phone: str = field(repr=False)
    village: str
    amount_fen: Fen | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is not, with all that is wrong; it names nobody."""

    row: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a file came to."""

    leads: tuple[ListedLead, ...]
    rejected: tuple[RejectedRow, ...]


def read_list(text: str, known_id_numbers: Collection[str] = ()) -> ReadList:
    """Read a CSV file; rows count from 2, as a spreadsheet shows them.

    Raises:
        LeadListUnreadable: no rows, too many, or a needed column is missing.
    """
    rows = list(_rows(text))
    leads: list[ListedLead] = []
    rejected: list[RejectedRow] = []
    seen = set(known_id_numbers)
    for number, row in enumerate(rows, start=2):
        reasons = list(_problems(row, seen))
        if reasons:
            rejected.append(RejectedRow(number, tuple(reasons)))
            continue
        seen.add(row["id_no"])
        leads.append(_lead(number, row))
    return ReadList(tuple(leads), tuple(rejected))


def id_numbers_in(text: str) -> list[str]:
    """List the identity numbers of a file, to ask which of them the bank works on already."""
    return [row["id_no"] for row in _rows(text)]


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    # Spreadsheets write a byte order mark.
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = [head for head in HEADS if head not in (reader.fieldnames or ())]
    if missing:
        raise LeadListUnreadable(path=("content",), problem=f"缺少列 {'、'.join(missing)}")
    names = HEADS | FURTHER
    try:
        rows = [
            {name: (row.get(head) or "").strip() for head, name in names.items()} for row in reader
        ]
    except csv.Error as error:
        raise LeadListUnreadable(path=("content",), problem="格式不是 CSV") from error
    if not 0 < len(rows) <= ROWS_MAX:
        problem = f"应有 1 到 {ROWS_MAX} 行,实际 {len(rows)} 行"
        raise LeadListUnreadable(path=("content",), problem=problem)
    yield from rows


def _problems(row: Mapping[str, str], seen: Collection[str]) -> Iterator[str]:
    if not 2 <= len(row["name"]) <= 80:
        yield "姓名须为 2 到 80 个字"
    if not is_resident_id(row["id_no"]):
        yield "身份证号校验不通过"
    elif row["id_no"] in seen:
        yield "重复:名单内或跟进中已有此人"
    if not _PHONE.fullmatch(row["phone"]):
        yield "手机号须为 11 位"
    if row["amount"] and not _AMOUNT.fullmatch(row["amount"]):
        yield "建议金额应为数字"


def _lead(number: int, row: Mapping[str, str]) -> ListedLead:
    return ListedLead(
        row=number,
        name=row["name"],
        id_no=row["id_no"],
        phone=row["phone"],
        village=row["village"][:80],
        amount_fen=fen(row["amount"]) if row["amount"] else None,
    )

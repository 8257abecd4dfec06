"""The core's day-end file: CSV with a header, one line a posting, and a trailer.

kind,core_ref,request_id,loan_no,amount_fen
PAYOUT,HX…,018f…,JJ…,8000000
BALANCE,,,JJ…,8000000
TOTAL,2,,,16000000
"""

import csv
import hashlib
import io
from datetime import date

from backend.kit.money import Fen
from backend.ports.core_banking import DayEndFile, DayEndKind, DayEndLine

HEADER = ["kind", "core_ref", "request_id", "loan_no", "amount_fen"]


def read_day_end(business_date: date, content: str, sha256: str, *, simulated: bool) -> DayEndFile:
    """Read the file and hold it against its checksum and trailer.

    Raises:
        ValueError: cut short, altered, or not such a file.
    """
    raw = content.encode()
    rows = list(csv.reader(io.StringIO(content), strict=True))
    if hashlib.sha256(raw).hexdigest() != sha256 or len(rows) <= 1 or rows[0] != HEADER:
        raise ValueError("checksum or header")
    *body, trailer = rows[1:]
    lines = tuple(_line(row) for row in body)
    total = sum(line.amount_fen for line in lines)
    if trailer != ["TOTAL", str(len(lines)), "", "", str(total)]:
        raise ValueError("trailer")
    return DayEndFile(business_date, raw, sha256, lines, simulated)


def _line(row: list[str]) -> DayEndLine:
    kind, core_ref, request_id, loan_no, amount_fen = row
    return DayEndLine(DayEndKind(kind), core_ref, request_id, loan_no, Fen(int(amount_fen)))

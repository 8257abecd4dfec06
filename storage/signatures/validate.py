"""Check a signed PDF: each signature, what it covers, what was changed and where.

pyHanko's difference analysis decides: a viewer that checks digests alone does not see
content added in a later revision. Certificates are judged at the moment of their own
timestamp, because a signer's certificate lives for 60 minutes and the document for
decades. Nothing is fetched, no key is needed.
"""

# pyHanko and asn1crypto have no types of their own; what pyright infers of them is wrong.
# pyright: reportIndexIssue=false, reportArgumentType=false

import asyncio
import hashlib
import io
import logging
import zlib
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields

from storage.signatures.judgement import SignatureKind, SignatureReport, judge

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
# A changed byte may lead the parsers anywhere; all of these mean "not readable any more".
_UNREADABLE = (
    PdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    OSError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """The whole file: its signatures in the order of their revisions, and what is wrong."""

    sha256: str
    size: int
    signatures: tuple[SignatureReport, ...]
    unsigned_keys: tuple[str, ...]
    problems_zh: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """All signatures made so far are valid and nothing else is in the file."""
        return not self.problems_zh and all(each.is_valid for each in self.signatures)

    @property
    def is_complete(self) -> bool:
        """Valid, signed by every party, sealed and time-stamped for the archive."""
        kinds = {each.kind for each in self.signatures}
        return self.is_valid and not self.unsigned_keys and set(SignatureKind) <= kinds


def authority_certificates(directory: Path) -> tuple[bytes, ...]:
    """Read root and issuing certificate (DER, root first); they are public."""
    names = ("root.pem", "issuing.pem")
    return tuple(pem.unarmor((directory / name).read_bytes())[2] for name in names)


def validate(pdf: bytes, authorities: tuple[bytes, ...]) -> ValidationReport:
    """Check every signature of a file; an unreadable file is a finding, not an error."""
    certificates = [asn1_x509.Certificate.load(der) for der in authorities]
    problems: list[str] = []
    try:
        reports, unsigned = asyncio.run(_judged(pdf, certificates))
    except _UNREADABLE:
        reports, unsigned, problems = [], (), ["文件结构损坏,无法验证"]
    if not reports and not problems:
        problems.append("文件没有任何签名")
    problems += _where_changed(reports, len(pdf))
    problems += _late(reports)
    return ValidationReport(
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        signatures=tuple(reports),
        unsigned_keys=unsigned,
        problems_zh=tuple(problems),
    )


async def _judged(
    pdf: bytes, authorities: list[asn1_x509.Certificate]
) -> tuple[list[SignatureReport], tuple[str, ...]]:
    reader = PdfFileReader(io.BytesIO(pdf))
    reports = [await judge(each, pdf, authorities) for each in reader.embedded_signatures]
    empty = fields.enumerate_sig_fields(reader, filled_status=False)
    unsigned = tuple(name.partition("_")[2] for name, _, _ in empty)
    return sorted(reports, key=lambda report: report.covered_bytes), unsigned


def _where_changed(reports: list[SignatureReport], size: int) -> list[str]:
    """Name the stretch of bytes in which something was changed or added."""
    start = 0
    for report in reports:
        if not report.is_intact:
            return [f"字节 {start} 至 {report.covered_bytes} 之间的内容被改动"]
        start = report.covered_bytes
    altered = [report for report in reports if not report.is_unaltered_since]
    if altered:
        return [f"字节 {altered[-1].covered_bytes} 至 {size} 之间追加了不允许的内容"]
    # After a DSS update the last signature may be followed by bytes; after a seal by none.
    if reports and reports[-1].kind is SignatureKind.ARCHIVE_TIMESTAMP and start < size:
        return [f"字节 {start} 至 {size} 在存档时间戳之后追加"]
    return []


def _late(reports: list[SignatureReport]) -> list[str]:
    kinds = [report.kind for report in reports]
    if SignatureKind.SEAL not in kinds:
        return []
    after = reports[kinds.index(SignatureKind.SEAL) + 1 :]
    return [
        f"银行盖章之后追加了签名:{report.signer_name}({report.key})"
        for report in after
        if report.kind is not SignatureKind.ARCHIVE_TIMESTAMP
    ]

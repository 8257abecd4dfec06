"""Judge one signature of a PDF and say in Chinese what is wrong with it."""

# pyHanko and asn1crypto have no types of their own; what pyright infers of them is wrong.
# pyright: reportIndexIssue=false, reportArgumentType=false

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from storage.signatures.certificates import EVIDENCE_OID

FREEZE_KEY, SEAL_KEY = "freeze", "bank"


class SignatureKind(StrEnum):
    """What a signature is for."""

    FREEZE = "FREEZE"
    PARTY = "PARTY"
    SEAL = "SEAL"
    ARCHIVE_TIMESTAMP = "ARCHIVE_TIMESTAMP"


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature: who, when, over how many bytes, and what is wrong (nothing: valid)."""

    key: str
    kind: SignatureKind
    signer_name: str
    certificate_serial: str
    evidence_sha256: str | None
    signed_at: dt.datetime | None
    covered_bytes: int
    is_intact: bool
    is_trusted: bool
    is_unaltered_since: bool
    problems_zh: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Nothing is wrong with it."""
        return not self.problems_zh


async def judge(
    signature: EmbeddedPdfSignature, file: bytes, authorities: list[asn1_x509.Certificate]
) -> SignatureReport:
    """Judge a signature against our authorities (root first) at its timestamp's moment.

    A broken structure raises the parser's own error.
    """
    is_timestamp = signature.sig_object_type == "/DocTimeStamp"
    signed_at = _timestamp_of(signature, is_timestamp=is_timestamp)
    problems = []
    if signed_at is None:
        problems.append("缺少可信时间戳")
    if not _is_clean(signature, file, authorities):
        problems.append("签名数据本身被改动")
    trust = _trust(signature, authorities, signed_at)
    validate = async_validate_pdf_timestamp if is_timestamp else async_validate_pdf_signature
    status: Any = await validate(signature, trust)
    is_unaltered = isinstance(status.diff_result, DiffResult) and (
        is_timestamp or bool(status.docmdp_ok)
    )
    problems += _problems(status, is_unaltered=is_unaltered, is_timestamp=is_timestamp)
    certificate = signature.signer_cert
    return SignatureReport(
        key=signature.field_name.partition("_")[2] or signature.field_name,
        kind=_kind(signature.field_name, is_timestamp=is_timestamp),
        signer_name=certificate.subject.native["common_name"],
        certificate_serial=f"{certificate.serial_number:X}",
        evidence_sha256=_evidence(certificate),
        signed_at=signed_at,
        covered_bytes=int(signature.byte_range[2]) + int(signature.byte_range[3]),
        is_intact=status.intact and status.valid,
        is_trusted=status.trusted,
        is_unaltered_since=is_unaltered,
        problems_zh=tuple(problems),
    )


def _problems(status: Any, *, is_unaltered: bool, is_timestamp: bool) -> list[str]:
    problems = []
    if not status.intact:
        problems.append("签名覆盖的内容被改动")
    elif not status.valid:
        problems.append("签名值与证书不符")
    # An altered file is not checked for trust at all.
    if status.intact and status.valid and not status.trusted:
        problems.append("证书不受信任或者签署时已失效")
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        problems.append("签名没有覆盖签署时的全部内容")
    if status.intact and not is_unaltered:
        problems.append("签署之后追加了不允许的内容")
    if not problems and not is_timestamp and not status.bottom_line:
        problems.append("时间戳无效")
    return problems


def _timestamp_of(signature: EmbeddedPdfSignature, *, is_timestamp: bool) -> dt.datetime | None:
    if is_timestamp:
        tokens = [signature.signed_data]
    else:
        tokens = list(extract_tst_data_iter(signature.signer_info, signed=False))
    for token in tokens:
        moment: dt.datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return moment
    return None


def _trust(
    signature: EmbeddedPdfSignature,
    authorities: list[asn1_x509.Certificate],
    moment: dt.datetime | None,
) -> ValidationContext:
    # Revocation lists of the day of signing travel in the document itself.
    store = DocumentSecurityStore.read_dss(signature.reader)
    return store.as_validation_context(
        {
            "trust_roots": authorities[:1],
            "other_certs": authorities[1:],
            "allow_fetching": False,
            "revocation_mode": "require",
            "moment": moment,
        }
    )


def _is_clean(
    signature: EmbeddedPdfSignature, file: bytes, authorities: list[asn1_x509.Certificate]
) -> bool:
    """Compare the one stretch that no digest covers with what we would have written."""
    start, end = int(signature.byte_range[1]), int(signature.byte_range[2])
    # Wrapped anew: a longer outer length would swallow padding and go unnoticed.
    message = cms.ContentInfo({"content_type": "signed_data", "content": signature.signed_data})
    written = message.dump().hex().upper().encode()
    if file[start:end] != b"<" + written.ljust(end - start - 2, b"0") + b">":
        return False
    if not _has_our_head(signature.signed_data, signature.signer_info):
        return False
    known = {authority.dump() for authority in authorities}
    return all(certificate.dump() in known for certificate in signature.other_embedded_certs)


def _has_our_head(signed_data: cms.SignedData, signer: cms.SignerInfo) -> bool:
    """Fix what verifiers skip: CMS version and digest list (RFC 5652, 5.1)."""
    version = "v1" if signed_data["encap_content_info"]["content_type"].native == "data" else "v3"
    digests = cms.DigestAlgorithms([signer["digest_algorithm"]])
    return bool(
        signed_data["version"].native == version
        and signed_data["digest_algorithms"].dump() == digests.dump()
    )


def _evidence(certificate: asn1_x509.Certificate) -> str | None:
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted == EVIDENCE_OID.dotted_string:
            # Two bytes of tag and length stand before the digest.
            return bytes(extension["extn_value"].native)[2:].hex()
    return None


def _kind(field_name: str, *, is_timestamp: bool) -> SignatureKind:
    if is_timestamp:
        return SignatureKind.ARCHIVE_TIMESTAMP
    key = field_name.partition("_")[2]
    return {FREEZE_KEY: SignatureKind.FREEZE, SEAL_KEY: SignatureKind.SEAL}.get(
        key, SignatureKind.PARTY
    )

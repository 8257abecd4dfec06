"""Sign a PDF step by step (PAdES), one revision per step.

    freeze   all fields created, the bank certifies: from here text cannot change
      └ sign   each party, own one-time certificate, B-LT, locks the own field
          └ seal   the bank, last: locks every field, adds the archive timestamp (B-LTA)

Each step reads the last revision and appends; nothing before it is touched. Two steps
on one revision would lose one of them, so the caller locks the document.
"""

import asyncio
import datetime as dt
import hashlib
import io
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from storage.documents.render import Anchor
from storage.signatures.appearance import seal as seal_stamp
from storage.signatures.appearance import stamp
from storage.signatures.certificates import KeyPair
from storage.signatures.pki import Authority, AuthorityFiles, open_authority
from storage.signatures.tsa import OwnTimeStamper

FREEZE_FIELD, ARCHIVE_FIELD = "S00_freeze", "S99_timestamp"
# It warns that revocation data is not fetched (we bring our own) and logs whole traces.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
_CHINA = dt.timezone(dt.timedelta(hours=8))
_CERTIFICATE_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Toolkit:
    """What every step needs: the authority, the fonts, and whose timestamps to use."""

    authority: AuthorityFiles
    fonts: Path
    tsa_url: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, and the evidence that it is this person who does.

    `subject_id` tells namesakes apart and must not be an ID number in clear;
    `evidence_sha256` is the head of the evidence chain.
    """

    name: str
    subject_id: str
    evidence_sha256: str
    handwriting_png: bytes | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A PDF after one step; keep every one of them."""

    pdf: bytes
    sha256: str
    certificate_serial: str
    signed_at: dt.datetime


def freeze(pdf: bytes, anchors: tuple[Anchor, ...], toolkit: Toolkit) -> Revision:
    """Create all signature fields and certify the text with the bank's key.

    Only filling these fields is allowed afterwards (DocMDP level 2). An anchor named
    `bank` becomes the sealing field.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields.append_signature_field(writer, SigFieldSpec(FREEZE_FIELD))
    for number, anchor in enumerate(anchors, start=1):
        fields.append_signature_field(writer, _field(number, anchor))
    prepared = io.BytesIO()
    writer.write(prepared)
    seal = open_authority(toolkit.authority).seal
    return _signed(
        prepared.getvalue(),
        FREEZE_FIELD,
        seal,
        toolkit,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        reason="文本定稿,锁定内容",
    )


def sign(pdf: bytes, key: str, signatory: Signatory, toolkit: Toolkit, reason: str) -> Revision:
    """Sign the party's field with a fresh key and a 60-minute certificate.

    Raises:
        FieldUnavailable: no such field, or signed already.
        MissingGlyphs: the name cannot be printed.
    """
    name, size = _open_field(pdf, key)
    authority = open_authority(toolkit.authority)
    pair = authority.issue_signer(signatory.name, signatory.subject_id, signatory.evidence_sha256)
    style = stamp(
        size,
        name=signatory.name,
        at=f"{dt.datetime.now(_CHINA):%Y-%m-%d %H:%M:%S}",
        certificate=serial_text(pair)[:_CERTIFICATE_DIGITS],
        handwriting_png=signatory.handwriting_png,
        fonts=toolkit.fonts,
    )
    return _signed(
        pdf, name, pair, toolkit, style=style, reason=reason, location=signatory.location
    )


def seal(pdf: bytes, key: str, title: str, toolkit: Toolkit) -> Revision:
    """Apply the bank's seal last; every field is locked and the archive timestamp added.

    Raises:
        FieldUnavailable: no such field, sealed already, or a party has not signed yet.
    """
    waiting = [name for name in _empty_fields(pdf) if _key(name) != key]
    if waiting:
        raise FieldUnavailable("、".join(map(_key, waiting)), "尚未签署")
    name, size = _open_field(pdf, key)
    authority = open_authority(toolkit.authority)
    today = f"{dt.datetime.now(_CHINA):%Y-%m-%d}"
    style = seal_stamp(size, authority.organisation, title, today, toolkit.fonts)
    sealed = _signed(
        pdf,
        name,
        authority.seal,
        toolkit,
        style=style,
        reason="加盖电子印章",
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    return _archived(sealed, toolkit)


class FieldUnavailable(Exception):
    """The signature field cannot be signed now."""

    def __init__(self, key: str, problem_zh: str) -> None:
        super().__init__(key, problem_zh)
        self.key = key
        self.problem_zh = problem_zh

    def __str__(self) -> str:
        return f"签章位置 {self.key} {self.problem_zh}"


def serial_text(pair: KeyPair) -> str:
    """Write a certificate's serial number as it is printed: hexadecimal capitals."""
    return f"{pair.certificate.serial_number:X}"


class _KeySigner(signers.Signer):
    """Sign with a key held in memory; pyHanko's own signer reparses it each time (55 ms)."""

    def __init__(self, pair: KeyPair, authority: Authority) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([_asn1(authority.issuing), _asn1(authority.root)])
        super().__init__(signing_cert=_asn1(pair), cert_registry=store)
        self._key = pair.key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002  pyHanko's signature
    ) -> bytes:
        if dry_run:
            return bytes(self._key.key_size // 8)
        assert digest_algorithm == "sha256"
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _signed(
    pdf: bytes, name: str, pair: KeyPair, toolkit: Toolkit, style: Any = None, **metadata: Any
) -> Revision:
    authority = open_authority(toolkit.authority)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            embed_validation_info=True,
            validation_context=trust(authority),
            signer_key_usage={"non_repudiation"},
            **metadata,
        ),
        signer=_KeySigner(pair, authority),
        timestamper=_timestamper(toolkit),
        stamp_style=style,
    )
    signed = asyncio.run(signer.async_sign_pdf(writer)).getvalue()
    return Revision(
        pdf=signed,
        sha256=hashlib.sha256(signed).hexdigest(),
        certificate_serial=serial_text(pair),
        signed_at=dt.datetime.now(dt.UTC),
    )


def _archived(sealed: Revision, toolkit: Toolkit) -> Revision:
    """Put the archive timestamp over the whole file, as its last bytes.

    pyHanko's own LTA option writes validation data after the timestamp, where nothing
    would cover it; ours stands in the file already, from the timestamps before.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed.pdf))
    stamper = signers.PdfTimeStamper(_timestamper(toolkit), field_name=ARCHIVE_FIELD)
    stamped = asyncio.run(stamper.async_timestamp_pdf(writer, "sha256")).getvalue()
    return replace(sealed, pdf=stamped, sha256=hashlib.sha256(stamped).hexdigest())


def trust(authority: Authority) -> ValidationContext:
    """Return what pyHanko may believe: our root, our fresh revocation lists, no network."""
    lists = [
        asn1_crl.CertificateList.load(crl.public_bytes(serialization.Encoding.DER))
        for crl in authority.revocation_lists()
    ]
    return ValidationContext(
        trust_roots=[_asn1(authority.root)],
        other_certs=[_asn1(authority.issuing)],
        crls=lists,
        allow_fetching=False,
        revocation_mode="require",
    )


def _timestamper(toolkit: Toolkit) -> TimeStamper:
    if toolkit.tsa_url:
        return HTTPTimeStamper(toolkit.tsa_url)
    return OwnTimeStamper(toolkit.authority)


def _field(number: int, anchor: Anchor) -> SigFieldSpec:
    # Equal length before the key: viewers compare field names by prefix when locking.
    name = f"S{number:02d}_{anchor.key}"
    is_seal = anchor.key == "bank"
    return SigFieldSpec(
        name,
        on_page=anchor.page - 1,
        box=_box(anchor),
        readable_field_name=name,
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL)
        if is_seal
        else FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[name]),
        doc_mdp_update_value=MDPPerm.NO_CHANGES if is_seal else None,
    )


def _box(anchor: Anchor) -> tuple[int, int, int, int]:
    return (
        round(anchor.x),
        round(anchor.y),
        round(anchor.x + anchor.width),
        round(anchor.y + anchor.height),
    )


def _open_field(pdf: bytes, key: str) -> tuple[str, tuple[float, float]]:
    for name, reference in _empty_fields(pdf).items():
        if _key(name) == key:
            left, bottom, right, top = (float(n) for n in reference.get_object()["/Rect"])
            return name, (right - left, top - bottom)
    raise FieldUnavailable(key, "不存在或者已经签署")


def _empty_fields(pdf: bytes) -> dict[str, Any]:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    listed = fields.enumerate_sig_fields(writer, filled_status=False)
    return {name: reference for name, _, reference in listed}


def _key(field_name: str) -> str:
    return field_name.partition("_")[2]


def _asn1(pair: KeyPair) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(pair.certificate.public_bytes(serialization.Encoding.DER))

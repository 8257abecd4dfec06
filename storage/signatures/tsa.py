"""Our own time-stamping authority (RFC 3161): in process, and as a small ASGI app."""

# pyHanko and asn1crypto have no types of their own; what pyright infers of them is wrong.
# pyright: reportIndexIssue=false, reportArgumentType=false

import datetime as dt
import secrets
from functools import partial
from typing import Any, ClassVar

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import TimeStamper
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storage.signatures.certificates import KeyPair
from storage.signatures.pki import AuthorityFiles, open_authority
from storage.workers import Workers

POLICY = "2.25.230615321077300168330705774715017801903"
_DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}
_QUERY_BYTES_MAX = 4096


class TimeStampAnswer(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """A response as RFC 3161 has it: a rejection carries no token (asn1crypto wants one)."""

    _fields: ClassVar[list[Any]] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def timestamp(query: bytes, files: AuthorityFiles) -> bytes:
    """Answer a DER time-stamp query with a DER response; a bad query is rejected in it."""
    try:
        request = tsp.TimeStampReq.load(query, strict=True)
        algorithm = request["message_imprint"]["hash_algorithm"]["algorithm"].native
        digest = request["message_imprint"]["hashed_message"].native
    except (ValueError, TypeError):
        return _rejected("bad_data_format")
    if len(digest) != _DIGEST_BYTES.get(algorithm):
        return _rejected("bad_alg")
    der: bytes = _granted(request, files).dump()
    return der


class OwnTimeStamper(TimeStamper):
    """Serve pyHanko's time-stamp requests without leaving the process."""

    def __init__(self, files: AuthorityFiles) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # super() hides the module
        self._files = files

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Answer at once."""
        return tsp.TimeStampResp.load(timestamp(req.dump(), self._files))


def tsa_app(workers: Workers, files: AuthorityFiles) -> Starlette:
    """Offer the authority over HTTP: POST / with application/timestamp-query."""

    async def answer(request: Request) -> Response:
        if request.headers.get("content-type") != "application/timestamp-query":
            return Response(status_code=415)
        query = await request.body()
        if len(query) > _QUERY_BYTES_MAX:
            return Response(status_code=413)
        reply = await workers.run(timestamp, query, files)
        return Response(reply, media_type="application/timestamp-reply")

    return Starlette(routes=[Route("/", answer, methods=["POST"])])


def _rejected(reason: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {reason}})
    der: bytes = TimeStampAnswer({"status": status}).dump()
    return der


def _granted(request: tsp.TimeStampReq, files: AuthorityFiles) -> tsp.TimeStampResp:
    authority = open_authority(files)
    signer = _asn1(authority.timestamping)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": request["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": dt.datetime.now(dt.UTC),
            "accuracy": tsp.Accuracy({"seconds": 1}),
            "tsa": asn1_x509.GeneralName("directory_name", signer.subject),
        }
    )
    if request["nonce"].native is not None:
        info["nonce"] = request["nonce"]
    certificates = (
        {signer, _asn1(authority.issuing), _asn1(authority.root)}
        if request["cert_req"].native
        else set()
    )
    token = _signed(info.dump(), authority.timestamping, signer, certificates)
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})


def _signed(
    info: bytes,
    pair: KeyPair,
    signer: asn1_x509.Certificate,
    certificates: set[asn1_x509.Certificate],
) -> cms.ContentInfo:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(info)
    attributes = cms.CMSAttributes(
        [
            simple_cms_attribute("content_type", "tst_info"),
            simple_cms_attribute("message_digest", digest.finalize()),
            simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(signer)),
        ]
    )
    sha256 = partial(algos.DigestAlgorithm, {"algorithm": "sha256"})
    identifier = cms.IssuerAndSerialNumber(
        {"issuer": signer.issuer, "serial_number": signer.serial_number}
    )
    signer_info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": identifier}),
            "digest_algorithm": sha256(),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
            "signed_attrs": attributes,
            "signature": pair.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        }
    )
    content = {"content_type": "tst_info", "content": cms.ParsableOctetString(info)}
    signed_data = {
        "version": "v3",
        "digest_algorithms": [sha256()],
        "encap_content_info": content,
        "signer_infos": [signer_info],
    }
    if certificates:
        signed_data["certificates"] = certificates
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed_data)})


def _asn1(pair: KeyPair) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(pair.certificate.public_bytes(serialization.Encoding.DER))

"""The bank's own certificate authority (自建电子认证): real signatures, proof among the parties.

It makes tampering evident under the parties' agreement; third-party certification needs a
licensed authority behind the same port, so its certificates say ``simulated``.
"""

import asyncio
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding

from backend.ports.certificate import CertificateOrder, IssuedCertificate
from backend.ports.failures import Unavailable
from storage.signatures import Authority, AuthorityFiles, AuthorityMissing, open_authority
from storage.signatures.certificates import KeyPair

PORT = "certificate"
SEAL = "bank"
_SUBJECT_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key in this process's memory, gone with it."""

    pair: KeyPair = field(repr=False)
    chain_der: tuple[bytes, ...] = field(repr=False)
    crls_der: tuple[bytes, ...] = field(repr=False)

    @property
    def certificate_der(self) -> bytes:
        """The certificate of the key."""
        return self.pair.certificate.public_bytes(Encoding.DER)

    async def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """Sign data; see the port.

        Raises:
            ValueError: another digest than SHA-256.
        """
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        return self.pair.key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class OwnCertificateAuthority:
    """Issue from the authority in our own files."""

    def __init__(self, files: AuthorityFiles) -> None:
        """Keep where the authority lies; it is opened at first use."""
        self._files = files

    async def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Issue a one-time certificate; see the port."""
        # Making the key takes 60 ms of computing, more than a loop may stand still.
        return await asyncio.to_thread(self._issue, order)

    async def seal_key(self, seal_id: str) -> IssuedCertificate:
        """Give access to the bank's seal; see the port."""
        if seal_id != SEAL:
            raise LookupError(seal_id)
        return await asyncio.to_thread(self._seal)

    def _issue(self, order: CertificateOrder) -> IssuedCertificate:
        authority = self._open()
        subject = order.subject
        pair = authority.issue_signer(
            subject.name, subject.id_no_sha256[:_SUBJECT_CHARACTERS], order.evidence_sha256
        )
        return _issued(pair, authority)

    def _seal(self) -> IssuedCertificate:
        authority = self._open()
        return _issued(authority.seal, authority)

    def _open(self) -> Authority:
        try:
            return open_authority(self._files)
        except AuthorityMissing as error:
            raise Unavailable(PORT, "AUTHORITY_MISSING") from error


def _issued(pair: KeyPair, authority: Authority) -> IssuedCertificate:
    above = (authority.issuing, authority.root)
    key = OwnKey(
        pair,
        tuple(each.certificate.public_bytes(Encoding.DER) for each in above),
        tuple(each.public_bytes(Encoding.DER) for each in authority.revocation_lists()),
    )
    certificate = pair.certificate
    return IssuedCertificate(
        key=key,
        serial=f"{certificate.serial_number:X}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        authority=authority.organisation,
        simulated=True,
    )

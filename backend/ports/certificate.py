"""What we ask of a certificate authority (电子认证): keys that sign, and who they belong to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SignerSubject:
    """Whom a one-time certificate names; the id number goes in only as its hash."""

    name: str = field(repr=False)
    id_no_sha256: str
    signer_id: str


@dataclass(frozen=True, slots=True)
class CertificateOrder:
    """One short-lived certificate for one signature.

    ``evidence_sha256`` is the head of the signer's evidence chain; the authority
    writes it into the certificate, so that the signature carries how it came about.
    """

    request_id: str
    subject: SignerSubject
    evidence_sha256: str
    valid_minutes: int = 60


class SigningKey(Protocol):
    """A key that never leaves its keeper: a process, a device or a remote service."""

    @property
    def certificate_der(self) -> bytes:
        """The certificate of the key."""

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """The certificates above it, the root last."""

    @property
    def crls_der(self) -> tuple[bytes, ...]:
        """Revocation lists to embed, so that the signature verifies in later years."""

    async def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """Sign data (not its digest) and return the raw signature value.

        Raises:
            Unavailable: the keeper does not answer.
        """


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A key ready to sign, good until ``not_after``."""

    key: SigningKey
    serial: str
    not_before: datetime
    not_after: datetime
    authority: str
    simulated: bool


class CertificateAuthority(Protocol):
    """An electronic certification service."""

    async def issue(self, order: CertificateOrder) -> IssuedCertificate:
        """Issue a one-time certificate for a signer.

        An order repeated under its request id may give a second certificate; the
        first is simply never used.

        Raises:
            Unavailable: no certificate.
        """

    async def seal_key(self, seal_id: str) -> IssuedCertificate:
        """Give access to the key of a bank's electronic seal (电子印章).

        Raises:
            Unavailable: the keeper of the key does not answer.
            LookupError: there is no such seal.
        """

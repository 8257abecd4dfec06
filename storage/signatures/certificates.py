"""How this system's certificates look: one builder for authorities and end entities.

RSA throughout: an ECDSA signature would raise the file to PDF 2.0 and so leave PDF/A-2.
"""

import datetime as dt
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

# UUID arc (ITU-T X.667): needs no registration.
EVIDENCE_OID = ObjectIdentifier("2.25.34433430590015602130367998879857767359")
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
# Poppler trusts a signer only with emailProtection, Adobe looks for documentSigning.
SIGNING = x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
TIME_STAMPING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
_CLOCK_SKEW = dt.timedelta(minutes=5)
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key with the certificate of its public half."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def new_key(bits: int) -> rsa.RSAPrivateKey:
    """Make a fresh private key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def distinguished_name(
    common_name: str, organisation: str, serial_number: str | None = None
) -> x509.Name:
    """Name the subject; `serial_number` tells namesakes apart (never an ID number)."""
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
    ]
    if serial_number:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial_number[:64]))
    return x509.Name(parts)


def authority_certificate(
    name: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: KeyPair | None,
    now: dt.datetime,
    lifetime: dt.timedelta,
) -> x509.Certificate:
    """Certify an authority; without an issuer it certifies itself (root)."""
    # The issuing authority may sign end entities only (path length 0).
    basic = x509.BasicConstraints(ca=True, path_length=0 if issuer else None)
    builder = _builder(name, key, issuer.certificate.subject if issuer else name, now, lifetime)
    builder = builder.add_extension(basic, critical=True).add_extension(
        _key_usage("key_cert_sign", "crl_sign"), critical=True
    )
    signer = issuer.key if issuer else key
    return builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    ).sign(signer, hashes.SHA256())


def end_certificate(
    name: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: KeyPair,
    *,
    now: dt.datetime,
    lifetime: dt.timedelta,
    usage: x509.ExtendedKeyUsage,
    evidence: bytes = b"",
) -> x509.Certificate:
    """Certify a signer, a seal or a time-stamping unit.

    `evidence` (a SHA-256) goes into an own extension: it ties the certificate to the
    record of how its owner was identified.
    """
    commits = () if usage is TIME_STAMPING else ("content_commitment",)
    builder = (
        _builder(name, key, issuer.certificate.subject, now, lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage("digital_signature", *commits), critical=True)
        # RFC 3161 wants the time-stamping usage critical and alone.
        .add_extension(usage, critical=usage is TIME_STAMPING)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
    )
    if evidence:
        octets = bytes([0x04, len(evidence)]) + evidence
        builder = builder.add_extension(
            x509.UnrecognizedExtension(EVIDENCE_OID, octets), critical=False
        )
    return builder.sign(issuer.key, hashes.SHA256())


def revocation_list(
    issuer: KeyPair, now: dt.datetime, revoked: dict[int, dt.datetime]
) -> x509.CertificateRevocationList:
    """Sign the list of revoked certificates, good for 30 days."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - _CLOCK_SKEW)
        .next_update(now + dt.timedelta(days=30))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
    )
    for serial, since in revoked.items():
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        )
    return builder.sign(issuer.key, hashes.SHA256())


def _builder(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    now: dt.datetime,
    lifetime: dt.timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in names for usage in _USAGES})

"""The demonstration authority: root → issuing → one-time signers, bank seal, time-stamping.

    root (20 years) ─ issuing (10 years, signs end entities only)
                       ├─ seal of the bank (2 years)
                       ├─ time-stamping unit (5 years)
                       └─ signer (60 minutes, key thrown away after one signature)

It makes tampering evident under the parties' own agreement; a bank that needs
third-party certification puts a licensed authority in its place. Keys rest in files,
encrypted with a passphrase that is not kept beside them.
"""

import datetime as dt
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from storage.signatures.certificates import (
    SIGNING,
    TIME_STAMPING,
    KeyPair,
    authority_certificate,
    distinguished_name,
    end_certificate,
    new_key,
    revocation_list,
)

SIGNER_LIFETIME = dt.timedelta(minutes=60)
_YEAR = dt.timedelta(days=365)
_REVOKED = "revoked.json"


class AuthorityMissing(Exception):
    """The directory holds no authority, or the passphrase does not open it."""


@dataclass(frozen=True, slots=True)
class AuthorityFiles:
    """Where the authority's files are and what opens them."""

    directory: Path
    passphrase: str

    def __repr__(self) -> str:
        """Keep the passphrase out of logs."""
        return f"AuthorityFiles({self.directory})"


@dataclass(frozen=True, slots=True)
class Authority:
    """The opened authority."""

    directory: Path
    organisation: str
    root: KeyPair
    issuing: KeyPair
    seal: KeyPair
    timestamping: KeyPair

    def issue_signer(self, name: str, subject_id: str, evidence_sha256: str) -> KeyPair:
        """Make a one-time key and certify it for 60 minutes.

        `subject_id` tells namesakes apart (a keyed hash, never the ID number);
        `evidence_sha256` is the head of the evidence chain at this moment.
        """
        key = new_key(2048)
        certificate = end_certificate(
            distinguished_name(name, self.organisation, subject_id),
            key,
            self.issuing,
            now=_now(),
            lifetime=SIGNER_LIFETIME,
            usage=SIGNING,
            evidence=bytes.fromhex(evidence_sha256),
        )
        return KeyPair(key, certificate)

    def revocation_lists(self) -> list[x509.CertificateRevocationList]:
        """Return fresh lists of root and issuing authority."""
        file = self.directory / _REVOKED
        rows = json.loads(file.read_text()) if file.exists() else {}
        revoked = {int(serial): dt.datetime.fromisoformat(at) for serial, at in rows.items()}
        now = _now()
        return [revocation_list(self.root, now, {}), revocation_list(self.issuing, now, revoked)]

    def revoke(self, serial_number: int) -> None:
        """Put a certificate on the issuing authority's list from now on."""
        file = self.directory / _REVOKED
        rows = json.loads(file.read_text()) if file.exists() else {}
        rows.setdefault(str(serial_number), _now().isoformat())
        _write(file, json.dumps(rows).encode())


def create_authority(files: AuthorityFiles, bank: str) -> Authority:
    """Make all keys and certificates for a bank and write them, keys encrypted.

    Raises:
        FileExistsError: there is an authority already; it is never overwritten.
    """
    if (files.directory / "root.pem").exists():
        raise FileExistsError(files.directory)
    now = _now()
    root_key, issuing_key = new_key(3072), new_key(3072)
    root_name = distinguished_name("电子签约根证书", bank)
    root = KeyPair(root_key, authority_certificate(root_name, root_key, None, now, 20 * _YEAR))
    issuing_name = distinguished_name("电子签约签发证书", bank)
    issuing = KeyPair(
        issuing_key, authority_certificate(issuing_name, issuing_key, root, now, 10 * _YEAR)
    )
    seal_key, time_key = new_key(2048), new_key(2048)
    seal_name = distinguished_name(bank, bank)
    seal = end_certificate(seal_name, seal_key, issuing, now=now, lifetime=2 * _YEAR, usage=SIGNING)
    time_name = distinguished_name("可信时间戳", bank)
    time = end_certificate(
        time_name, time_key, issuing, now=now, lifetime=5 * _YEAR, usage=TIME_STAMPING
    )
    files.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    pairs = {
        "issuing": issuing,
        "seal": KeyPair(seal_key, seal),
        "timestamping": KeyPair(time_key, time),
        "root": root,
    }
    for name, pair in pairs.items():
        _save(files, name, pair)
    return open_authority(files)


def open_authority(files: AuthorityFiles) -> Authority:
    """Open the authority; its keys stay in this process's memory.

    Raises:
        AuthorityMissing: nothing there, or the wrong passphrase.
    """
    return _open(files)


@lru_cache(maxsize=8)
def _open(files: AuthorityFiles) -> Authority:
    try:
        pairs = [_load(files, name) for name in ("root", "issuing", "seal", "timestamping")]
    except (OSError, ValueError) as error:
        raise AuthorityMissing(str(files.directory)) from error
    subject = pairs[2].certificate.subject
    organisation = subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)[0].value
    return Authority(files.directory, str(organisation), *pairs)


def _save(files: AuthorityFiles, name: str, pair: KeyPair) -> None:
    key = pair.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(files.passphrase.encode()),
    )
    _write(files.directory / f"{name}.key", key)
    certificate = pair.certificate.public_bytes(serialization.Encoding.PEM)
    _write(files.directory / f"{name}.pem", certificate)


def _load(files: AuthorityFiles, name: str) -> KeyPair:
    key = serialization.load_pem_private_key(
        (files.directory / f"{name}.key").read_bytes(), files.passphrase.encode()
    )
    assert isinstance(key, rsa.RSAPrivateKey)
    pem = (files.directory / f"{name}.pem").read_bytes()
    return KeyPair(key, x509.load_pem_x509_certificate(pem))


def _write(file: Path, content: bytes) -> None:
    """Write a file readable by its owner only; a crash leaves the old one or the new one."""
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

"""The ports certificate and timestamp, against our own authority."""

import hashlib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from backend.adapters.certificate.own import OwnCertificateAuthority
from backend.adapters.timestamp.own import OwnTimestampAuthority
from backend.ports.certificate import CertificateOrder, SignerSubject
from backend.ports.failures import Unavailable
from storage.signatures import AuthorityFiles, create_authority
from storage.signatures.certificates import EVIDENCE_OID
from storage.workers import Workers

BANK = "清江农村商业银行(演示)"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> AuthorityFiles:
    made = AuthorityFiles(tmp_path_factory.mktemp("ca") / "pki", "correct horse")
    create_authority(made, BANK)
    return made


ORDER = CertificateOrder(
    request_id="signer-1",
    subject=SignerSubject("张丰收", hashlib.sha256(b"id").hexdigest(), "signer-1"),
    evidence_sha256="ab" * 32,
)


async def test_a_certificate_is_for_one_signer_one_hour_and_one_chain(
    files: AuthorityFiles,
) -> None:
    authority = OwnCertificateAuthority(files)

    first, second = await authority.issue(ORDER), await authority.issue(ORDER)

    certificate = x509.load_der_x509_certificate(first.key.certificate_der)
    assert first.serial != second.serial
    assert 60 <= (first.not_after - first.not_before).total_seconds() / 60 <= 66
    evidence = certificate.extensions.get_extension_for_oid(EVIDENCE_OID).value
    assert isinstance(evidence, x509.UnrecognizedExtension)
    assert evidence.value.hex().endswith("ab" * 32)
    issuing = x509.load_der_x509_certificate(first.key.chain_der[0])
    certificate.verify_directly_issued_by(issuing)
    assert (first.authority, first.simulated) == (BANK, True)


async def test_the_key_signs_and_a_changed_word_is_found(files: AuthorityFiles) -> None:
    issued = await OwnCertificateAuthority(files).issue(ORDER)

    signature = await issued.key.sign(b"contract", "sha256")

    public = x509.load_der_x509_certificate(issued.key.certificate_der).public_key()
    assert isinstance(public, RSAPublicKey)
    public.verify(signature, b"contract", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"Contract", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(ValueError, match="md5"):
        await issued.key.sign(b"contract", "md5")


async def test_only_the_banks_seal_is_there(files: AuthorityFiles) -> None:
    authority = OwnCertificateAuthority(files)
    assert (await authority.seal_key("bank")).serial
    with pytest.raises(LookupError):
        await authority.seal_key("another")


async def test_without_an_authority_there_is_no_certificate(tmp_path: Path) -> None:
    nowhere = OwnCertificateAuthority(AuthorityFiles(tmp_path, "none"))
    with pytest.raises(Unavailable):
        await nowhere.issue(ORDER)


async def test_a_stamp_is_of_this_digest_and_of_now(files: AuthorityFiles) -> None:
    with Workers(processes=1) as workers:
        authority = OwnTimestampAuthority(workers, files)
        digest = hashlib.sha256(b"contract").digest()

        first, second = await authority.stamp(digest), await authority.stamp(digest)

        assert first.serial != second.serial
        assert first.stamped_at <= second.stamped_at
        assert digest in first.der
        assert "可信时间戳" in first.authority
        with pytest.raises(Unavailable):
            await authority.stamp(digest[:5])

"""The door: signatures made and checked in worker processes, asynchronously."""

from storage.documents.render import Rendered
from storage.signatures.pades import Revision, Signatory, Toolkit, freeze, seal, sign
from storage.signatures.validate import ValidationReport, authority_certificates, validate
from storage.workers import Workers


class Signatures:
    """Freeze, sign, seal and verify with one bank's authority.

    Signing reads the last revision and writes the next: the caller holds a lock on the
    document from reading one to storing the other.
    """

    def __init__(self, workers: Workers, toolkit: Toolkit) -> None:
        """Keep the workers and the tools (authority, fonts, timestamps)."""
        self._workers = workers
        self._toolkit = toolkit

    async def freeze(self, rendered: Rendered) -> Revision:
        """Create every party's field from the anchors and certify the text."""
        return await self._workers.run(freeze, rendered.pdf, rendered.anchors, self._toolkit)

    async def sign(self, pdf: bytes, key: str, signatory: Signatory, reason: str) -> Revision:
        """Sign one party's field with a fresh key and a 60-minute certificate.

        Raises:
            FieldUnavailable: no such field, or signed already.
            MissingGlyphs: the name cannot be printed.
        """
        return await self._workers.run(sign, pdf, key, signatory, self._toolkit, reason)

    async def seal(self, pdf: bytes, title: str, key: str = "bank") -> Revision:
        """Apply the bank's seal, last, with the archive timestamp.

        Raises:
            FieldUnavailable: a party has not signed, or the seal is there already.
        """
        return await self._workers.run(seal, pdf, key, title, self._toolkit)

    async def validate(self, pdf: bytes) -> ValidationReport:
        """Check every signature of a file, ours or changed by somebody."""
        certificates = authority_certificates(self._toolkit.authority.directory)
        return await self._workers.run(validate, pdf, certificates)

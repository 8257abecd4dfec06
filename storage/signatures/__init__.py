"""Electronic signatures on PDFs (PAdES), with our own authority and timestamps.

    freeze ── sign ── sign ── … ── seal      one revision each, nothing before is touched
       │        └ one-time key, 60-minute certificate bound to the evidence chain
       └ the bank certifies the text; from here only its fields may be filled

Never true: a signature is made twice in one field; the seal stands before a party has
            signed; a byte changes without `validate` saying where.
"""

from storage.signatures.evidence import BrokenChain, Event, canonical, chain, verify_chain
from storage.signatures.judgement import SignatureKind, SignatureReport
from storage.signatures.pades import FieldUnavailable, Revision, Signatory, Toolkit
from storage.signatures.pki import (
    Authority,
    AuthorityFiles,
    AuthorityMissing,
    create_authority,
    open_authority,
)
from storage.signatures.signatures import Signatures
from storage.signatures.tsa import tsa_app
from storage.signatures.validate import ValidationReport, authority_certificates, validate

__all__ = [
    "Authority",
    "AuthorityFiles",
    "AuthorityMissing",
    "BrokenChain",
    "Event",
    "FieldUnavailable",
    "Revision",
    "Signatory",
    "SignatureKind",
    "SignatureReport",
    "Signatures",
    "Toolkit",
    "ValidationReport",
    "authority_certificates",
    "canonical",
    "chain",
    "create_authority",
    "open_authority",
    "tsa_app",
    "validate",
    "verify_chain",
]

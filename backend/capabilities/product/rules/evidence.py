"""Which proof an investigation still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.capabilities.product.rules.composition import Form
from backend.capabilities.product.rules.words import EvidenceKind


@dataclass(frozen=True, slots=True)
class GivenEvidence:
    """A photo or paper that lies in a slot of a module."""

    module: str
    slot: str
    kind: EvidenceKind
    from_camera: bool


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    module: str
    slot: str
    title_zh: str
    lacking: int


def missing_evidence(form: Form, given: Sequence[GivenEvidence]) -> list[MissingEvidence]:
    """List the slots that lack proof.

    A picture from the album does not count where the camera is demanded (INV-21).
    """
    missing = []
    for part in form.parts:
        for slot in part.evidence:
            fitting = sum(
                (one.module, one.slot, one.kind) == (part.code, slot.code, slot.kind)
                and (one.from_camera or not slot.camera_only)
                for one in given
            )
            if fitting < slot.min_count:
                lacking = slot.min_count - fitting
                missing.append(MissingEvidence(part.code, slot.code, slot.title_zh, lacking))
    return missing

"""A face check, simulated (模拟): it looks for a mark in the frames, not for a face.

A frame that holds ``lingli-demo-face:<scenario>`` decides: pass, spoof, low_score,
no_face, down. ``dev.demo.faces`` makes such frames. Without a mark, so that a
demonstration works with any camera: pass, if the frames are pictures and differ
(a frozen film is a spoof). The result says that it is simulated and proves little.
"""

import hashlib
import io
import secrets
from datetime import datetime, timedelta

from PIL import Image, UnidentifiedImageError

from backend.adapters.simulation import refuse_production
from backend.ports.face import (
    Assurance,
    FaceAction,
    FaceChallenge,
    FaceOutcome,
    FaceResult,
    FaceSubmission,
)
from backend.ports.failures import Unavailable

PORT = "face"
MARK = b"lingli-demo-face:"
SCENARIOS = {
    b"pass": FaceOutcome.PASS,
    b"spoof": FaceOutcome.SPOOF,
    b"low_score": FaceOutcome.LOW_SCORE,
    b"no_face": FaceOutcome.NO_FACE,
}
DOWN = b"down"
SCORES = {
    FaceOutcome.PASS: (96, 93),
    FaceOutcome.SPOOF: (11, 93),
    FaceOutcome.LOW_SCORE: (96, 41),
    FaceOutcome.NO_FACE: (0, 0),
}
ACTIONS_PER_CHECK, FRAMES_MAX, CHALLENGE_SECONDS = 3, 40, 60


class SimulatedFaceCheck:
    """Judge by the mark, and say that it is a simulation."""

    def __init__(self, *, stage: str) -> None:
        """Refuse to exist in production."""
        refuse_production(stage, PORT)

    async def start(self, now: datetime) -> FaceChallenge:
        """Choose what the person shall do; see the port."""
        actions = secrets.SystemRandom().sample(list(FaceAction), ACTIONS_PER_CHECK)
        expires_at = now + timedelta(seconds=CHALLENGE_SECONDS)
        return FaceChallenge(secrets.token_urlsafe(16), tuple(actions), expires_at, FRAMES_MAX)

    async def verify(self, submission: FaceSubmission) -> FaceResult:
        """Judge a film; see the port."""
        images = [frame.image for frame in submission.frames]
        outcome = _marked(images) or _unmarked(images)
        liveness, match = SCORES[outcome]
        digest = hashlib.sha256(b"".join(images)).hexdigest()
        return FaceResult(
            challenge_id=submission.challenge.challenge_id,
            outcome=outcome,
            liveness_pct=liveness,
            match_pct=match,
            best_frame=-1 if outcome is FaceOutcome.NO_FACE else len(images) // 2,
            assurance=Assurance.LOW,
            provider="lingli-simulated",
            vendor_ref=f"SIM-{digest[:16].upper()}",
            simulated=True,
        )


def _marked(images: list[bytes]) -> FaceOutcome | None:
    for image in images:
        _, found, rest = image.partition(MARK)
        if found and rest.startswith(DOWN):
            raise Unavailable(PORT, "SCENARIO")
        for name, outcome in SCENARIOS.items():
            if found and rest.startswith(name):
                return outcome
    return None


def _unmarked(images: list[bytes]) -> FaceOutcome:
    if not images or not all(_is_picture(image) for image in images):
        return FaceOutcome.NO_FACE
    return FaceOutcome.PASS if len(set(images)) == len(images) > 1 else FaceOutcome.SPOOF


def _is_picture(image: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(image), formats=["JPEG", "PNG", "WEBP"]) as opened:
            opened.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return False
    return True

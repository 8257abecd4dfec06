"""What we ask of a face check (人脸核验): is this a living person, and the one on the card?

The one who starts a check keeps the challenge: bound to a subject and a purpose,
used once, ended by its time. Scores and hashes are kept, frames are not, but for
the best one under a consent.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class FaceAction(StrEnum):
    TURN_LEFT = "TURN_LEFT"
    TURN_RIGHT = "TURN_RIGHT"
    OPEN_MOUTH = "OPEN_MOUTH"
    NOD = "NOD"


class FaceOutcome(StrEnum):
    PASS = "PASS"  # noqa: S105 - an outcome
    SPOOF = "SPOOF"
    LOW_SCORE = "LOW_SCORE"
    NO_FACE = "NO_FACE"


class Assurance(StrEnum):
    """How much a pass proves; a product says how much it needs."""

    LOW = "LOW"
    CERTIFIED = "CERTIFIED"


@dataclass(frozen=True, slots=True)
class FaceChallenge:
    """What the person is asked to do in front of the camera, in this order."""

    challenge_id: str
    actions: tuple[FaceAction, ...]
    expires_at: datetime
    frames_max: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the film, and when it was taken after the film's beginning."""

    at_ms: int
    image: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FaceSubmission:
    """The film, and the picture of the person that it is compared with."""

    challenge: FaceChallenge
    frames: tuple[Frame, ...]
    reference: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FaceResult:
    """Scores are 0 to 100; ``best_frame`` is an index into the frames, -1 without a face."""

    challenge_id: str
    outcome: FaceOutcome
    liveness_pct: int
    match_pct: int
    best_frame: int
    assurance: Assurance
    provider: str
    vendor_ref: str
    simulated: bool


class FaceCheck(Protocol):
    """A liveness and comparison service."""

    async def start(self, now: datetime) -> FaceChallenge:
        """Choose what the person shall do, unforeseeably.

        Raises:
            Unavailable: the service does not answer.
        """

    async def verify(self, submission: FaceSubmission) -> FaceResult:
        """Judge a film. Every judgement is a result, also the bad ones.

        Raises:
            Unavailable: the service does not answer; the attempt does not count.
        """

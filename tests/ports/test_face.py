"""The port face, against its simulated adapter and the demo film."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.adapters.face.simulated import SimulatedFaceCheck
from backend.adapters.simulation import SimulatedInProduction
from backend.ports.face import Assurance, FaceOutcome, FaceSubmission, Frame
from backend.ports.failures import Unavailable
from dev.demo.faces import draw_frames

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHECK = SimulatedFaceCheck(stage="test")


async def a_submission(images: list[bytes]) -> FaceSubmission:
    frames = tuple(Frame(at * 200, image) for at, image in enumerate(images))
    return FaceSubmission(await CHECK.start(NOW), frames, b"card photo")


async def test_a_challenge_is_short_and_never_the_same() -> None:
    first, second = await CHECK.start(NOW), await CHECK.start(NOW)

    assert first.challenge_id != second.challenge_id
    assert len(set(first.actions)) == 3
    assert first.expires_at == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("scenario", "outcome", "liveness_pct", "match_pct"),
    [
        ("pass", FaceOutcome.PASS, 96, 93),
        ("spoof", FaceOutcome.SPOOF, 11, 93),
        ("low_score", FaceOutcome.LOW_SCORE, 96, 41),
        ("no_face", FaceOutcome.NO_FACE, 0, 0),
        ("", FaceOutcome.PASS, 96, 93),
    ],
)
async def test_the_mark_decides(
    scenario: str, outcome: FaceOutcome, liveness_pct: int, match_pct: int
) -> None:
    submission = await a_submission(draw_frames(scenario))

    result = await CHECK.verify(submission)

    assert result.outcome is outcome
    assert (result.liveness_pct, result.match_pct) == (liveness_pct, match_pct)
    assert result.challenge_id == submission.challenge.challenge_id
    assert result.assurance is Assurance.LOW
    assert result.simulated


async def test_a_vendor_that_is_down_is_unavailable() -> None:
    submission = await a_submission(draw_frames("down"))

    with pytest.raises(Unavailable):
        await CHECK.verify(submission)


@pytest.mark.parametrize(
    ("images", "outcome"),
    [
        ([], FaceOutcome.NO_FACE),
        ([b"no picture", b"none either"], FaceOutcome.NO_FACE),
        (draw_frames()[:1], FaceOutcome.SPOOF),
        (draw_frames()[:1] * 8, FaceOutcome.SPOOF),
    ],
)
async def test_an_unmarked_film_must_at_least_be_a_film(
    images: list[bytes], outcome: FaceOutcome
) -> None:
    assert (await CHECK.verify(await a_submission(images))).outcome is outcome


def test_production_has_no_simulated_face_check() -> None:
    with pytest.raises(SimulatedInProduction):
        SimulatedFaceCheck(stage="production")

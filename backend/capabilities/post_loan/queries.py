"""Reads of post-loan care."""

from uuid import UUID

from backend.capabilities.post_loan.models import PostLoanCheck


async def checks_of(note_id: UUID) -> list[PostLoanCheck]:
    """List the checks of a note, the first first."""
    return await PostLoanCheck.filter(note_id=note_id).order_by("number")

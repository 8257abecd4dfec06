"""Reads of archive."""

from uuid import UUID

from backend.capabilities.archive.models import Archive, ArchiveItem


async def archive_of_disbursement(disbursement_id: UUID) -> Archive | None:
    """Find the archive of a disbursement."""
    return await Archive.filter(disbursement_id=disbursement_id).first()


async def items_of(archive_id: UUID) -> list[ArchiveItem]:
    """List what an archive holds, in the catalogue's order, with the files."""
    return (
        await ArchiveItem.filter(archive_id=archive_id)
        .select_related("file")
        .order_by("category_code", "edition", "seq")
    )

"""What evidence belongs to: higher capabilities say who may touch it and whose consent counts."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from backend.capabilities.evidence.models import Evidence
from backend.kit.actor import Actor
from backend.kit.work import Work


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What evidence takes over from its subject.

    ``case_id`` is the application: a photo may serve one case only. Where the customer
    is named, places are kept only under his consent.
    """

    case_id: UUID
    org_id: UUID
    org_path: str
    owner_id: UUID
    customer_id: UUID | None = None
    customer_name: str = ""
    co_owner_id: UUID | None = None


class SubjectKeeper(Protocol):
    """The capability that owns a kind of subject."""

    async def may_attach(self, actor: Actor, subject_id: UUID, /) -> SubjectFacts:
        """Tell what new evidence belongs to.

        Raises:
            Refusal: not there, not the actor's to change, or no longer open.
        """

    async def may_see(self, actor: Actor, subject_id: UUID, /) -> bool:
        """Tell whether the actor may read the subject's documents."""


class FileReader(Protocol):
    """Somebody who opens files to others than staff: a signer his own documents."""

    async def __call__(self, actor: Actor, file_id: UUID, /) -> bool:
        """Tell whether the actor may read this file."""


_keepers: dict[str, SubjectKeeper] = {}
_readers: list[FileReader] = []


def register_subject(subject_type: str, keeper: SubjectKeeper) -> None:
    """Name the keeper of a kind of subject; once, when its service is imported."""
    _keepers[subject_type] = keeper


def register_file_reader(reader: FileReader) -> None:
    """Name somebody who opens files to others than staff."""
    _readers.append(reader)


def keeper_of(subject_type: str) -> SubjectKeeper | None:
    """Find the keeper of a kind of subject."""
    return _keepers.get(subject_type)


async def reader_opens(actor: Actor, file_id: UUID) -> bool:
    """Ask the readers whether one of them opens a file."""
    for reader in _readers:
        if await reader(actor, file_id):
            return True
    return False


async def share_case(work: Work, case_id: UUID, user_id: UUID) -> None:
    """Let a second investigator see what was attached to a case before he was named."""
    await Evidence.filter(case_id=case_id).using_db(work.connection).update(co_owner_id=user_id)


async def facts_for(actor: Actor, subject_type: str, subject_id: UUID) -> SubjectFacts:
    """Ask the keeper; a subject that nobody keeps belongs to whoever attaches to it."""
    keeper = keeper_of(subject_type)
    if keeper is not None:
        return await keeper.may_attach(actor, subject_id)
    return SubjectFacts(subject_id, actor.org_id, actor.org_path, actor.id)

"""The life of a product version."""

from enum import StrEnum

from backend.kit.refusal import MakerChecker
from backend.kit.transitions import Machine


class ProductVersionState(StrEnum):
    DRAFT = "DRAFT"
    PENDING_PUBLISH = "PENDING_PUBLISH"
    PUBLISHED = "PUBLISHED"
    SUSPENDED = "SUSPENDED"
    RETIRED = "RETIRED"


_S = ProductVersionState

VERSION_MACHINE = Machine[ProductVersionState](
    {
        (_S.DRAFT, "submit"): _S.PENDING_PUBLISH,
        (_S.PENDING_PUBLISH, "send_back"): _S.DRAFT,
        (_S.PENDING_PUBLISH, "publish"): _S.PUBLISHED,
        (_S.PUBLISHED, "suspend"): _S.SUSPENDED,
        (_S.SUSPENDED, "resume"): _S.PUBLISHED,
        (_S.PUBLISHED, "retire"): _S.RETIRED,
    }
)


class TemplateStatus(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


TEMPLATE_MACHINE = Machine[TemplateStatus](
    {(TemplateStatus.DRAFT, "publish"): TemplateStatus.PUBLISHED}
)


def check_publisher(author_id: object, publisher_id: object) -> None:
    """Refuse that an author publishes his own product version (INV-37).

    Raises:
        MakerChecker: author and publisher are one person.
    """
    if author_id == publisher_id:
        raise MakerChecker("产品版本的编制与发布")

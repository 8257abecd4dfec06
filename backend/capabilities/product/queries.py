"""Reads of the product centre: the version in force, and what it says."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from backend.capabilities.product.errors import TemplateMissing
from backend.capabilities.product.models import DocumentTemplate, ProductLibrary, ProductVersion
from backend.capabilities.product.rules import (
    Library,
    ProductContent,
    ProductVersionState,
    TemplateStatus,
    check_open,
    library_of,
    read,
)
from backend.kit.refusal import NotFound, refuse_all

T = TypeVar("T")
REMEMBERED_MAX = 500
# What is published never changes, so each process reads it once.
_contents: OrderedDict[UUID, ProductContent] = OrderedDict()
_libraries: OrderedDict[UUID, Library] = OrderedDict()


async def version_of(version_id: UUID) -> ProductVersion:
    """Find a version, whatever its state; running cases keep theirs.

    Raises:
        NotFound: there is none.
    """
    version = await ProductVersion.filter(id=version_id).first()
    if version is None:
        raise NotFound(path=("product_version_id",))
    return version


async def version_in_force(product_id: UUID, org_code: str, on: date) -> ProductVersion:
    """Find the published version that an organization offers on a day.

    Raises:
        NotFound: no such product, or none of its versions is published.
        ProductNotOpen: the organization does not offer it on that day.
    """
    version = await ProductVersion.filter(
        product_id=product_id, status=ProductVersionState.PUBLISHED
    ).first()
    if version is None:
        raise NotFound(path=("product_id",))
    refuse_all(list(check_open(content_of(version), org_code, on)))
    return version


def content_of(version: ProductVersion) -> ProductContent:
    """Read what a version says."""
    if version.status == ProductVersionState.DRAFT:
        return read(ProductContent, version.content)
    return _remember(_contents, version.id, lambda: read(ProductContent, version.content))


async def library_for(version: ProductVersion) -> Library:
    """Read the parts that a version is made of."""
    if version.library_id in _libraries:
        return _libraries[version.library_id]
    row = await ProductLibrary.get(id=version.library_id)
    return _remember(_libraries, row.id, lambda: library_from(row.content))


def library_from(content: dict[str, Any]) -> Library:
    """Read a library from its stored documents."""
    return library_of(
        components=content["components"],
        documents=content["documents"],
        fees=content["fees"],
        dictionaries=content["dictionaries"],
        archive_catalogues=content["archiveCatalogues"],
    )


async def template_in_force(
    code: str, legal_entity_id: UUID, union_id: UUID, on: date
) -> DocumentTemplate:
    """Find the text that a new document is made from: the county bank's own, else the union's.

    Raises:
        TemplateMissing: no version is published and in force on that day.
    """
    rows = await DocumentTemplate.filter(
        code=code,
        legal_entity_id__in=[legal_entity_id, union_id],
        status=TemplateStatus.PUBLISHED,
        effective_from__lte=on,
    ).order_by("-effective_from", "-number")
    own = next((row for row in rows if row.legal_entity_id == legal_entity_id), None)
    found = own or next(iter(rows), None)
    if found is None:
        raise TemplateMissing(template=code, day=on)
    return found


def _remember(known: OrderedDict[UUID, T], key: UUID, make: Callable[[], T]) -> T:
    if key not in known:
        known[key] = make()
        if len(known) > REMEMBERED_MAX:
            known.popitem(last=False)
    return known[key]

"""Read the parts that products are made of, and a product laid over its common layers."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from backend.capabilities.product.rules.content import (
    ArchiveCatalogue,
    Component,
    Dictionary,
    DocumentType,
    FeeItem,
    Library,
    ProductContent,
)
from backend.capabilities.product.rules.layering import flatten
from backend.capabilities.product.rules.reading import read
from backend.kit.refusal import ValidationFailed


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=_Coded)


def library_of(
    *,
    components: Iterable[object],
    documents: Iterable[object],
    fees: Iterable[object],
    dictionaries: Iterable[object],
    archive_catalogues: Iterable[object],
) -> Library:
    """Read the library from JSON documents.

    Raises:
        Refused: a document is not of its type.
        ValidationFailed: two documents have one code.
    """
    return Library(
        components=_by_code(Component, components),
        documents=_by_code(DocumentType, documents),
        fees=_by_code(FeeItem, fees),
        dictionaries=_by_code(Dictionary, dictionaries),
        archive_catalogues=_by_code(ArchiveCatalogue, archive_catalogues),
    )


def product_of(document: Mapping[str, Any], bases: Mapping[str, Any]) -> ProductContent:
    """Read a product's document laid over the bases that it extends.

    Raises:
        Refused: it is not a product; every problem with its path.
    """
    return read(ProductContent, flatten(document, bases))


def _by_code(kind: type[C], documents: Iterable[object]) -> dict[str, C]:
    result: dict[str, C] = {}
    for document in documents:
        one = read(kind, document)
        if one.code in result:
            raise ValidationFailed(f"代码“{one.code}”重复", "code")
        result[one.code] = one
    return result

"""Loads the demo's product catalogue: 17 products, published by the union for its banks."""

import json
from pathlib import Path
from typing import Any

from backend.capabilities.organization.models import Org
from backend.capabilities.organization.rules import OrgKind
from backend.capabilities.product.models import Product, ProductLibrary, ProductVersion
from backend.capabilities.product.queries import content_of, library_from
from backend.capabilities.product.rules import ProductVersionState, flatten, publishable
from backend.kit.actor import NOBODY_ID, SYSTEM_ID
from backend.kit.clock import utc_now
from backend.kit.json import sha256
from backend.kit.refusal import refuse_all

FOLDER = Path(__file__).parent
STAMP: dict[str, Any] = {"created_by": SYSTEM_ID, "updated_by": SYSTEM_ID}


def read(path: Path) -> Any:
    """Read one JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def library_content() -> dict[str, Any]:
    """Gather the parts of the catalogue in one document."""
    parts = FOLDER / "components"
    return {
        "components": [read(path) for path in sorted(parts.glob("*/*.json"))],
        "documents": read(parts / "documents.json"),
        "fees": read(parts / "fees.json"),
        "dictionaries": [read(path) for path in sorted((FOLDER / "dictionaries").glob("*.json"))],
        "archiveCatalogues": read(FOLDER / "archive_catalogue.json"),
    }


def product_documents() -> dict[str, dict[str, Any]]:
    """Lay each product over the bases that it extends."""
    bases = {path.stem: read(path) for path in (FOLDER / "product_bases").glob("*.json")}
    return {
        path.stem: flatten(read(path), bases)
        for path in sorted((FOLDER / "products").glob("*.json"))
    }


async def load_products(_: Any) -> None:
    """Publish the catalogue under the union, unless it is there."""
    if await Product.exists():
        return
    union = await Org.get(kind=OrgKind.UNION)
    parts = library_content()
    library = await ProductLibrary.create(
        legal_entity_id=union.id, sha256=sha256(parts), content=parts, **STAMP
    )
    for code, content in product_documents().items():
        await _publish(union, library, code, content)


async def _publish(union: Org, library: ProductLibrary, code: str, content: dict[str, Any]) -> None:
    info = content["info"]
    product = await Product.create(
        legal_entity_id=union.id, code=code, name=info["nameZh"], category=code[0], **STAMP
    )
    version = ProductVersion(
        legal_entity_id=union.id,
        product=product,
        library=library,
        number=1,
        status=ProductVersionState.PUBLISHED,
        content=content,
        author_id=SYSTEM_ID,
        publisher_id=NOBODY_ID,
        published_at=utc_now(),
        **STAMP,
    )
    refuse_all(list(publishable(content_of(version), library_from(library.content))))
    await version.save()

"""Versions of a product: drafted by one, published by another, one in force at a time."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.capabilities.organization.models import Org
from backend.capabilities.product import service
from backend.capabilities.product.errors import ProductVersionSucceeded
from backend.capabilities.product.models import Product, ProductLibrary, ProductVersion
from backend.capabilities.product.rules import ProductVersionState
from backend.kit.actor import Actor
from backend.kit.database import EVERYTHING, reaching
from backend.kit.refusal import IllegalTransition, MakerChecker, VersionConflict
from dev.demo.seed_products import STAMP, library_content, product_documents
from tests.bank import actor

S = ProductVersionState


async def a_product(owner: Actor) -> Product:
    """A product of the bank's own, its first version published before."""
    with reaching(EVERYTHING):
        bank = await Org.get(id=owner.legal_entity_id)
        library = await ProductLibrary.create(
            legal_entity_id=bank.id, sha256=uuid4().hex, content=library_content(), **STAMP
        )
        product = await Product.create(
            legal_entity_id=bank.id,
            code=f"X{uuid4().hex[:8]}",
            name="本行产品",
            category="A",
            **STAMP,
        )
        await ProductVersion.create(
            legal_entity_id=bank.id,
            product=product,
            library=library,
            number=1,
            status=S.PUBLISHED,
            content=product_documents()["A01"],
            author_id=uuid4(),
            publisher_id=uuid4(),
            **STAMP,
        )
    return product


async def states(product: Product) -> dict[int, str]:
    """Version number to state."""
    with reaching(EVERYTHING):
        rows = await ProductVersion.filter(product_id=product.id)
    return {row.number: str(row.status) for row in rows}


def on(version: ProductVersion) -> Any:
    """A step on a version as it is."""
    return service.ChangeProductVersion(version_id=version.id, expected_version=version.version)


async def the_version(product: Product, number: int) -> ProductVersion:
    """One version of a product."""
    with reaching(EVERYTHING):
        return await ProductVersion.get(product_id=product.id, number=number)


async def test_inv_37_one_drafts_and_another_publishes(bank: object) -> None:
    author, publisher = await actor("cheng.chanpin"), await actor("bai.fabu")
    product = await a_product(author)
    draft = await service.save_product_draft(
        author,
        service.SaveProductDraft(product_id=product.id, content=product_documents()["A01"]),  # type: ignore[arg-type]  # JSON
    )
    waiting = await service.submit_product_version(author, on(draft))

    with pytest.raises(MakerChecker):
        await service.publish_product_version(author, on(waiting))
    still = await states(product)
    published = await service.publish_product_version(publisher, on(waiting))

    assert still == {1: "PUBLISHED", 2: "PENDING_PUBLISH"}
    assert published.publisher_id == publisher.id
    assert await states(product) == {1: "RETIRED", 2: "PUBLISHED"}


async def test_a_suspended_version_is_not_resumed_beside_its_successor(bank: object) -> None:
    author, publisher = await actor("cheng.chanpin"), await actor("bai.fabu")
    product = await a_product(author)
    first = await service.suspend_product_version(publisher, on(await the_version(product, 1)))
    draft = await service.save_product_draft(
        author,
        service.SaveProductDraft(product_id=product.id, content=product_documents()["A01"]),  # type: ignore[arg-type]  # JSON
    )
    waiting = await service.submit_product_version(author, on(draft))
    await service.publish_product_version(publisher, on(waiting))

    with pytest.raises(ProductVersionSucceeded):
        await service.resume_product_version(publisher, on(first))

    assert await states(product) == {1: "SUSPENDED", 2: "PUBLISHED"}


async def test_a_draft_is_not_published_unread_nor_a_stale_one_submitted(bank: object) -> None:
    author, publisher = await actor("cheng.chanpin"), await actor("bai.fabu")
    product = await a_product(author)
    command = service.SaveProductDraft(product_id=product.id, content=product_documents()["A01"])  # type: ignore[arg-type]  # JSON
    draft = await service.save_product_draft(author, command)
    stale = replace(on(draft), expected_version=draft.version + 1)

    with pytest.raises(IllegalTransition):
        await service.publish_product_version(publisher, on(draft))
    with pytest.raises(VersionConflict):
        await service.submit_product_version(author, stale)

    assert await states(product) == {1: "PUBLISHED", 2: "DRAFT"}


async def test_what_is_published_is_frozen_by_the_database(bank: object) -> None:
    product = await a_product(await actor("cheng.chanpin"))
    version = await the_version(product, 1)

    with reaching(EVERYTHING), pytest.raises(Exception, match="frozen"):
        await ProductVersion.filter(id=UUID(str(version.id))).update(content={"info": {}})

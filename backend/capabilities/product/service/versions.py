"""Verbs of the product centre: draft, submit, publish by a second person."""

from dataclasses import dataclass
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.product import queries
from backend.capabilities.product.errors import ProductVersionSucceeded
from backend.capabilities.product.models import Product, ProductVersion
from backend.capabilities.product.rules import (
    VERSION_MACHINE,
    ProductContent,
    ProductVersionState,
    check_publisher,
    publishable,
    read,
)
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.refusal import NotFound, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveProductDraft:
    """保存产品草稿版本"""

    product_id: UUID = about("产品")
    content: Json = about("产品内容")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProductVersion:
    """对产品版本执行提交、发布、暂停、恢复或退役"""

    version_id: UUID = about("产品版本")
    expected_version: int = about("期望的记录版本")


async def save_product_draft(actor: Actor, command: SaveProductDraft) -> ProductVersion:
    """Save the draft of the next version; the last version's parts come with it.

    Raises:
        NotFound: no such product of the actor's own legal entity.
        Refused: the content is not a product; every problem with its path.
    """
    read(ProductContent, command.content)
    async with unit_of_work(actor) as work:
        product = await _own_product(work, command.product_id)
        newest = await ProductVersion.filter(product_id=product.id).order_by("-number").first()
        if newest is None:
            raise NotFound(path=("product_id",))
        if newest.status == ProductVersionState.DRAFT:
            await newest.revise(actor.id, content=command.content, author_id=actor.id)
            draft = newest
        else:
            draft = await work.add(
                ProductVersion,
                product_id=product.id,
                library_id=newest.library_id,
                number=newest.number + 1,
                content=command.content,
                author_id=actor.id,
            )
        work.answers_with(draft.id)
    return draft


async def submit_product_version(actor: Actor, command: ChangeProductVersion) -> ProductVersion:
    """Hand a draft to a second person for publication.

    Raises:
        Refused: the version is not publishable; every finding with its place.
    """
    async with unit_of_work(actor) as work:
        version = await _locked(work, command)
        await _check_publishable(version)
        await audit.move(work, version, VERSION_MACHINE, "submit", author_id=actor.id)
        work.answers_with(version.id)
    return version


async def publish_product_version(actor: Actor, command: ChangeProductVersion) -> ProductVersion:
    """Publish a version; the one that was in force retires, running cases keep theirs.

    Raises:
        MakerChecker: the actor is its author.
    """
    async with unit_of_work(actor) as work:
        version = await _locked(work, command)
        check_publisher(version.author_id, actor.id)
        VERSION_MACHINE.next(version.status, "publish")
        await _retire_current(work, version)
        await audit.move(
            work,
            version,
            VERSION_MACHINE,
            "publish",
            publisher_id=actor.id,
            published_at=work.now,
        )
        work.answers_with(version.id)
    return version


async def suspend_product_version(actor: Actor, command: ChangeProductVersion) -> ProductVersion:
    """Take no new applications for a version until it is resumed."""
    return await _step(actor, command, "suspend")


async def resume_product_version(actor: Actor, command: ChangeProductVersion) -> ProductVersion:
    """Take new applications again.

    Raises:
        ProductVersionSucceeded: a later version is in force by now.
    """
    return await _step(actor, command, "resume")


async def _step(actor: Actor, command: ChangeProductVersion, action: str) -> ProductVersion:
    async with unit_of_work(actor) as work:
        version = await _locked(work, command)
        if action == "resume":
            await _refuse_succeeded(version)
        await audit.move(work, version, VERSION_MACHINE, action)
        work.answers_with(version.id)
    return version


async def _refuse_succeeded(version: ProductVersion) -> None:
    successor = await ProductVersion.filter(
        product_id=version.product_id, status=ProductVersionState.PUBLISHED
    ).first()
    if successor is not None:
        raise ProductVersionSucceeded(number=successor.number)


async def _retire_current(work: Work, version: ProductVersion) -> None:
    current = (
        await ProductVersion.filter(
            product_id=version.product_id, status=ProductVersionState.PUBLISHED
        )
        .using_db(work.connection)
        .select_for_update()
        .first()
    )
    if current is not None:
        await audit.move(work, current, VERSION_MACHINE, "retire")


async def _own_product(work: Work, product_id: UUID) -> Product:
    within = rows_within(Product, work.actor, "product:draft")
    return await work.lock(Product, product_id, within=within)


async def _locked(work: Work, command: ChangeProductVersion) -> ProductVersion:
    within = rows_within(ProductVersion, work.actor, "product:draft")
    return await work.lock(
        ProductVersion,
        command.version_id,
        within=within,
        expected_version=command.expected_version,
    )


async def _check_publishable(version: ProductVersion) -> None:
    library = await queries.library_for(version)
    findings = publishable(read(ProductContent, version.content), library)
    refuse_all(list(findings))

"""Loads the demo's document templates, published by the union for its banks."""

from pathlib import Path
from typing import Any

from backend.capabilities.organization.models import Org
from backend.capabilities.organization.rules import OrgKind
from backend.capabilities.product.models import DocumentTemplate
from backend.capabilities.product.rules import TemplateStatus
from backend.capabilities.reference import queries as reference
from backend.kit.actor import NOBODY_ID, SYSTEM_ID
from backend.kit.clock import utc_now
from dev.demo.seed_products import STAMP, read
from storage.documents import read_template

FOLDER = Path(__file__).parent / "templates"


async def load_templates(_: Any) -> None:
    """Publish every text that is not there yet, and those that have changed, as new versions."""
    union = await Org.get(kind=OrgKind.UNION)
    today = await reference.business_date()
    for path in sorted(FOLDER.glob("*.json")):
        content = read(path)
        template = read_template(content)
        rows = DocumentTemplate.filter(legal_entity_id=union.id, code=template.code)
        newest = await rows.order_by("-number").first()
        if newest is not None and newest.sha256 == template.sha256:
            continue
        await DocumentTemplate.create(
            legal_entity_id=union.id,
            code=template.code,
            number=newest.number + 1 if newest else 1,
            title=template.title,
            content=content,
            sha256=template.sha256,
            status=TemplateStatus.PUBLISHED,
            effective_from=today,
            author_id=SYSTEM_ID,
            publisher_id=NOBODY_ID,
            published_at=utc_now(),
            **STAMP,
        )

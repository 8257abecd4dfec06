"""Loads the union's dictionaries, which banks extend."""

import json
from pathlib import Path
from typing import Any

from backend.capabilities.organization.models import Org
from backend.capabilities.organization.rules import OrgKind
from backend.capabilities.reference.models import DictItem
from backend.kit.actor import SYSTEM_ID

FOLDER = Path(__file__).parent / "dictionaries"
STAMP: dict[str, Any] = {"created_by": SYSTEM_ID, "updated_by": SYSTEM_ID}


async def load_dictionaries(_: Any) -> None:
    """Write every entry of every dictionary, unless they are there."""
    union = await Org.get(kind=OrgKind.UNION)
    if await DictItem.filter(legal_entity_id=union.id).exists():
        return
    rows = [
        DictItem(
            legal_entity_id=union.id,
            dictionary=book["code"],
            code=item["code"],
            label=item["labelZh"],
            parent_code=item.get("parent", ""),
            sort=sort,
            **STAMP,
        )
        for book in (json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json")))
        for sort, item in enumerate(book["items"])
    ]
    await DictItem.bulk_create(rows)

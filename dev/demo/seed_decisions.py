"""Loads the demo's decision strategies, published by the union for its banks."""

import hashlib
from pathlib import Path
from typing import Any

from backend.capabilities.decision.models import DecisionModel, DecisionVersion
from backend.capabilities.decision.rules import (
    StrategyState,
    read_strategy,
    refuse_unpublishable,
)
from backend.capabilities.organization.models import Org
from backend.capabilities.organization.rules import OrgKind
from backend.kit.actor import NOBODY_ID, SYSTEM_ID
from backend.kit.clock import utc_now

FOLDER = Path(__file__).parent / "decisions"
STAMP: dict[str, Any] = {"created_by": SYSTEM_ID, "updated_by": SYSTEM_ID}


async def load_decisions(_: Any) -> None:
    """Publish the strategies under the union, unless they are there."""
    if await DecisionModel.exists():
        return
    union = await Org.get(kind=OrgKind.UNION)
    for path in sorted(FOLDER.glob("*.json")):
        await _publish(union, path.read_text(encoding="utf-8"))


async def _publish(union: Org, text: str) -> None:
    strategy = read_strategy(text)
    refuse_unpublishable(strategy)
    model = await DecisionModel.create(
        legal_entity_id=union.id, key=strategy.key, name=strategy.name, **STAMP
    )
    await DecisionVersion.create(
        legal_entity_id=union.id,
        model=model,
        number=1,
        status=StrategyState.PUBLISHED,
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        author_id=SYSTEM_ID,
        publisher_id=NOBODY_ID,
        published_at=utc_now(),
        **STAMP,
    )

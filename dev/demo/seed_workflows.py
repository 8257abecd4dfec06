"""Loads the demo's routes, published by the union for its banks."""

import hashlib
from pathlib import Path
from typing import Any

from backend.capabilities.organization.models import Org
from backend.capabilities.organization.rules import OrgKind
from backend.capabilities.workflow.models import WorkflowDefinition, WorkflowVersion
from backend.capabilities.workflow.rules import VersionState, validate_model
from backend.kit.actor import NOBODY_ID, SYSTEM_ID
from backend.kit.clock import utc_now

FOLDER = Path(__file__).parent / "workflows"
STAMP: dict[str, Any] = {"created_by": SYSTEM_ID, "updated_by": SYSTEM_ID}
PROCESS = {
    "D1": "DISBURSEMENT",
    "C1": "INFORMATION_CHANGE",
    "L1": "LIMIT_ADJUST",
    "P1": "PUBLISH",
}


async def load_workflows(_: Any) -> None:
    """Publish the routes under the union, unless they are there."""
    if await WorkflowDefinition.exists():
        return
    union = await Org.get(kind=OrgKind.UNION)
    for path in sorted(FOLDER.glob("*.bpmn")):
        await _publish(union, path.stem, path.read_text(encoding="utf-8"))


async def _publish(union: Org, key: str, bpmn: str) -> None:
    definition, findings = validate_model(bpmn)
    assert not findings, findings
    row = await WorkflowDefinition.create(
        legal_entity_id=union.id,
        key=key,
        name=definition.name,
        process_type=PROCESS.get(key, "APPLICATION"),
        **STAMP,
    )
    await WorkflowVersion.create(
        legal_entity_id=union.id,
        definition=row,
        org_id=union.id,
        org_path=union.path,
        number=1,
        status=VersionState.PUBLISHED,
        bpmn=bpmn,
        checksum=hashlib.sha256(bpmn.encode()).hexdigest(),
        author_id=NOBODY_ID,
        publisher_id=SYSTEM_ID,
        published_at=utc_now(),
        **STAMP,
    )

"""Drawing routes: drafts, the check, and publication by a second person."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.organization import queries as organization
from backend.capabilities.organization.rules import check_not_maker
from backend.capabilities.workflow.errors import RouteUnsound
from backend.capabilities.workflow.models import WorkflowDefinition, WorkflowVersion
from backend.capabilities.workflow.rules import VERSION_MACHINE, VersionState, read_model
from backend.capabilities.workflow.service.checking import check_version
from backend.capabilities.workflow.service.holding import check_reason
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.refusal import Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work

BPMN_MAX = 120_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveWorkflowDraft:
    """保存流程草稿;不填版本标识则新建一个版本"""

    version_id: UUID | None = about("已有草稿的标识", None)
    expected_version: int | None = about("已有草稿的期望版本", None)
    key: str = about("流程代码;沿用省联社的代码即为本行改编")
    name: str = about("流程名称")
    process_type: str = about("业务种类,如 APPLICATION、DISBURSEMENT")
    bpmn: str = about("BPMN 流程图(XML)", text_max=BPMN_MAX)
    note: str = about("修改说明", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWorkflowVersion:
    """流程版本的下一步"""

    version_id: UUID = about("流程版本")
    expected_version: int = about("期望版本")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseWorkflowPublish:
    """退回待发布的流程版本"""

    version_id: UUID = about("流程版本")
    expected_version: int = about("期望版本")
    reason: str = about("原因")


async def save_workflow_draft(actor: Actor, command: SaveWorkflowDraft) -> WorkflowVersion:
    """Write a drawing down; it must be readable, not yet sound.

    Raises:
        Refused: a code, name or note that does not fit.
        ModelUnreadable: the drawing is no BPMN.
        IllegalTransition: the version is no draft any more.
    """
    refuse_all(_problems(command))
    read_model(command.bpmn)
    values: dict[str, Any] = {
        "bpmn": command.bpmn,
        "checksum": hashlib.sha256(command.bpmn.encode()).hexdigest(),
        "note": command.note.strip(),
        "author_id": actor.id,
    }
    async with unit_of_work(actor) as work:
        if command.version_id is None:
            version = await _new(work, command, values)
        else:
            version = await _locked(
                work, command.version_id, command.expected_version, "workflow:draft"
            )
            if version.status == VersionState.VALIDATED:
                await audit.move(work, version, VERSION_MACHINE, "edit", **values)
            else:
                VERSION_MACHINE.next(version.status, "validate")
                await version.revise(actor.id, **values)
        work.answers_with(version.id)
    return version


def _problems(command: SaveWorkflowDraft) -> list[Refusal]:
    found: list[Refusal] = []
    if not (1 <= len(command.key) <= 24 and command.key.isascii() and command.key.isalnum()):
        found.append(ValidationFailed("流程代码须为 1 到 24 位字母或数字", "key"))
    if not 1 <= len(command.name.strip()) <= 60:
        found.append(ValidationFailed("流程名称须为 1 到 60 个字", "name"))
    if not 1 <= len(command.process_type) <= 24:
        found.append(ValidationFailed("请选择业务种类", "process_type"))
    if len(command.note) > 400:
        found.append(ValidationFailed("修改说明最多 400 字", "note"))
    return found


async def _new(work: Work, command: SaveWorkflowDraft, values: dict[str, Any]) -> WorkflowVersion:
    actor = work.actor
    entities = [actor.legal_entity_id, actor.union_id]
    rows = WorkflowDefinition.filter(key=command.key, legal_entity_id__in=entities)
    definition = await rows.using_db(work.connection).first()
    if definition is None:
        definition = await work.add(
            WorkflowDefinition,
            key=command.key,
            name=command.name.strip(),
            process_type=command.process_type,
        )
    # A legal entity has the id of its topmost organization.
    org = await organization.org_of(actor.legal_entity_id)
    earlier = WorkflowVersion.filter(definition_id=definition.id, org_id=org.id)
    last = await earlier.using_db(work.connection).order_by("-number").first()
    try:
        version = await work.add(
            WorkflowVersion,
            definition_id=definition.id,
            org_id=org.id,
            org_path=org.path,
            number=last.number + 1 if last else 1,
            **values,
        )
    except IntegrityError:
        raise ValidationFailed("他人刚保存了新版本,请重试", "key") from None
    await audit.note_transition(work, version, "", VersionState.DRAFT, "create")
    return version


async def _locked(
    work: Work, version_id: UUID, expected: int | None, permission: str
) -> WorkflowVersion:
    within = rows_within(WorkflowVersion, work.actor, permission)
    return await work.lock(WorkflowVersion, version_id, within=within, expected_version=expected)


async def _step(
    actor: Actor, command: ChangeWorkflowVersion, permission: str, action: str
) -> WorkflowVersion:
    async with unit_of_work(actor) as work:
        version = await _locked(work, command.version_id, command.expected_version, permission)
        await audit.move(work, version, VERSION_MACHINE, action)
        work.answers_with(version.id)
    return version


async def validate_workflow(actor: Actor, command: ChangeWorkflowVersion) -> WorkflowVersion:
    """Check a draft and, if it is sound, mark it so.

    Raises:
        Refused: each finding that keeps it from being published, with its node.
    """
    async with unit_of_work(actor) as work:
        version = await _locked(
            work, command.version_id, command.expected_version, "workflow:draft"
        )
        VERSION_MACHINE.next(version.status, "validate")
        await _check(version)
        await audit.move(work, version, VERSION_MACHINE, "validate")
        work.answers_with(version.id)
    return version


async def _check(version: WorkflowVersion) -> None:
    refuse_all(
        [
            RouteUnsound(
                path=("bpmn",),
                node_id=item.finding.node_id,
                finding=item.finding.code,
                problem=item.finding.message,
            )
            for item in await check_version(version)
            if item.blocking
        ]
    )


async def discard_workflow_draft(actor: Actor, command: ChangeWorkflowVersion) -> WorkflowVersion:
    """Throw a draft away; it stays on record."""
    return await _step(actor, command, "workflow:draft", "discard")


async def request_workflow_publish(actor: Actor, command: ChangeWorkflowVersion) -> WorkflowVersion:
    """Ask a second person to publish a checked version."""
    return await _step(actor, command, "workflow:draft", "requestPublish")


async def refuse_workflow_publish(actor: Actor, command: RefuseWorkflowPublish) -> WorkflowVersion:
    """Give a version back to its author instead of publishing it.

    Raises:
        MakerChecker: the actor is its author.
    """
    reason = check_reason(command.reason)
    async with unit_of_work(actor) as work:
        version = await _locked(
            work, command.version_id, command.expected_version, "workflow:publish"
        )
        check_not_maker(actor.id, (version.author_id,), "流程的编制与发布")
        await audit.move(work, version, VERSION_MACHINE, "refusePublish", reason=reason)
        work.answers_with(version.id)
    return version


async def publish_workflow(actor: Actor, command: ChangeWorkflowVersion) -> WorkflowVersion:
    """Publish a version; the one before is superseded, running cases stay on theirs.

    Raises:
        MakerChecker: the actor has drawn it (INV-37).
        Refused: the union's route has changed meanwhile and it no longer fits.
    """
    async with unit_of_work(actor) as work:
        version = await _locked(
            work, command.version_id, command.expected_version, "workflow:publish"
        )
        check_not_maker(actor.id, (version.author_id, version.created_by), "流程的编制与发布")
        VERSION_MACHINE.next(version.status, "publish")
        await _check(version)
        current = await (
            WorkflowVersion.filter(
                definition_id=version.definition_id,
                org_id=version.org_id,
                status=VersionState.PUBLISHED,
            )
            .using_db(work.connection)
            .select_for_update()
            .first()
        )
        if current is not None:
            await audit.move(work, current, VERSION_MACHINE, "supersede")
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

"""Filling in: save while talking, complete with proof, open again what was locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.application import service as application_service
from backend.capabilities.application.rules import ApplicationStatus
from backend.capabilities.audit import service as audit
from backend.capabilities.decision import service as decisions
from backend.capabilities.investigation.errors import SectionUnknown
from backend.capabilities.investigation.models import Investigation, Section
from backend.capabilities.investigation.rules import (
    INVESTIGATION_MACHINE,
    SECTION_MACHINE,
    InvestigationStatus,
    SectionStatus,
    filled,
)
from backend.capabilities.investigation.service.case import (
    Case,
    current_sections,
    data_columns,
    drop_opinions,
    lacking_evidence,
    locked_case,
    role_of,
)
from backend.capabilities.product.rules import Level, validate_form
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.refusal import Refusal, ValidationFailed, VersionConflict, refuse_all
from backend.kit.work import Work, unit_of_work

FIXED = (SectionStatus.LOCKED, SectionStatus.DEFECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSection:
    """保存调查模块,可不完整"""

    investigation_id: UUID = about("调查")
    module: str = about("模块代码")
    data: Json = about("模块内容,由产品的 JSON Schema 描述")
    expected_version: int | None = about("模块的期望版本", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteSection:
    """完成调查模块:内容完整且佐证齐全"""

    investigation_id: UUID = about("调查")
    module: str = about("模块代码")
    expected_version: int | None = about("模块的期望版本", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenSection:
    """重新打开已锁定的模块;系统决策随之失效"""

    investigation_id: UUID = about("调查")
    module: str = about("模块代码")
    reason: str = about("理由")


async def save_section(actor: Actor, command: SaveSection) -> Section:
    """Write a section down; what depends on it is computed anew, what the bureau says is kept.

    A section that was returned with a defect gets a new revision, the old one stays.

    Raises:
        Refused: everything that is of the wrong kind, each with its path.
        IllegalTransition: nobody has checked in, or the section is locked.
    """
    async with unit_of_work(actor) as work:
        case = await locked_case(work, command.investigation_id, "investigation:write")
        role_of(case.investigation, actor)
        sections = await current_sections(work, case.investigation.id)
        section = _section(sections, command.module, command.expected_version)
        if section.status == SectionStatus.LOCKED:
            SECTION_MACHINE.next(SectionStatus(section.status), "save")
        form = case.form.part(command.module)
        refuse_all(_at_path(validate_form(form, {command.module: command.data}, Level.DRAFT)))
        await begin_filling(work, case)
        if section.status == SectionStatus.DEFECT:
            section = sections[command.module] = await revise_locked(work, case, section)
        section = await _write(work, case, sections, section, command.data)
        work.answers_with(section.id)
    return section


async def begin_filling(work: Work, case: Case) -> None:
    """Go (back) to work; what had been decided before no longer rests on the same facts."""
    investigation = case.investigation
    before = InvestigationStatus(investigation.status)
    INVESTIGATION_MACHINE.next(before, "fill")
    if before is not InvestigationStatus.IN_PROGRESS:
        await audit.move(work, investigation, INVESTIGATION_MACHINE, "fill")


async def revise_locked(
    work: Work, case: Case, section: Section, comment: str = "", **values: Any
) -> Section:
    """Open a new revision of a locked section; the decision it fed is stale from now on."""
    await section.revise(work.actor.id, is_current=False)
    await decisions.mark_stale(work, case.application.id)
    await drop_opinions(work, case.investigation)
    fresh = await work.add(
        Section,
        legal_entity_id=section.legal_entity_id,
        investigation_id=section.investigation_id,
        module=section.module,
        title=section.title,
        revision=section.revision + 1,
        **{
            "status": SectionStatus.IN_PROGRESS,
            "data": section.data,
            "data_hash": section.data_hash,
            "completeness": section.completeness,
            "missing": section.missing,
            "comment": comment or section.comment,
            "filled_by": work.actor.id,
            **values,
        },
    )
    await audit.note_transition(work, fresh, section.status, fresh.status, "revise")
    return fresh


async def _write(
    work: Work,
    case: Case,
    sections: dict[str, Section],
    section: Section,
    data: Mapping[str, Any],
) -> Section:
    whole = {code: row.values for code, row in sections.items()} | {section.module: dict(data)}
    after = filled(case.form, whole, case.bureau)
    for code, row in sections.items():
        if row.status in FIXED or (code != section.module and not _differs(row, after[code])):
            continue
        columns = data_columns(case, code, after[code])
        if code == section.module:
            columns["filled_by"] = work.actor.id
            if row.status == SectionStatus.IN_PROGRESS:
                await row.revise(work.actor.id, **columns)
            else:
                await audit.move(work, row, SECTION_MACHINE, "save", **columns)
        else:
            await row.revise(work.actor.id, **columns)
    return sections[section.module]


def _differs(row: Section, values: Mapping[str, Any]) -> bool:
    # A section that nobody has begun is not begun by another one's totals.
    return row.status != SectionStatus.EMPTY and row.values != values


async def complete_section(actor: Actor, command: CompleteSection) -> Section:
    """Declare a section complete.

    Raises:
        Refused: every field and every proof that is missing.
    """
    async with unit_of_work(actor) as work:
        case = await locked_case(work, command.investigation_id, "investigation:write")
        role_of(case.investigation, actor)
        INVESTIGATION_MACHINE.next(InvestigationStatus(case.investigation.status), "fill")
        sections = await current_sections(work, case.investigation.id)
        section = _section(sections, command.module, command.expected_version)
        SECTION_MACHINE.next(SectionStatus(section.status), "complete")
        refuse_all(await section_problems(case, command.module, section.values))
        await begin_filling(work, case)
        await audit.move(work, section, SECTION_MACHINE, "complete")
        work.answers_with(section.id)
    return section


async def section_problems(case: Case, module: str, values: Mapping[str, Any]) -> list[Refusal]:
    """List everything that keeps a section from being complete."""
    form = case.form.part(module)
    found = _at_path(validate_form(form, {module: values}, Level.FULL))
    return found + await lacking_evidence(case, form)


async def reopen_section(actor: Actor, command: ReopenSection) -> Section:
    """Open a locked section again; the system decision must then be made anew.

    Raises:
        IllegalTransition: the investigation lies with those who check it.
        ValidationFailed: no reason.
    """
    if not 2 <= len(command.reason.strip()) <= 400:
        raise ValidationFailed("请填写重新打开的理由,2 到 400 字", "reason")
    async with unit_of_work(actor) as work:
        case = await locked_case(work, command.investigation_id, "investigation:write")
        role_of(case.investigation, actor)
        sections = await current_sections(work, case.investigation.id)
        section = _section(sections, command.module, None)
        if section.status not in FIXED:
            SECTION_MACHINE.next(SectionStatus(section.status), "reopen")
        await _reopen(work, case, command.reason)
        fresh = await revise_locked(work, case, section, command.reason.strip())
        work.answers_with(fresh.id)
    return fresh


async def _reopen(work: Work, case: Case, reason: str) -> None:
    investigation: Investigation = case.investigation
    if investigation.status != InvestigationStatus.IN_PROGRESS:
        await audit.move(work, investigation, INVESTIGATION_MACHINE, "reopen", reason=reason)
    if case.application.status == ApplicationStatus.DECIDED:
        await application_service.step(work, case.application.id, "reopen_section", reason=reason)


def _section(sections: Mapping[str, Section], module: str, expected_version: int | None) -> Section:
    if module not in sections:
        raise SectionUnknown(path=("module",), module=module)
    section = sections[module]
    if expected_version is not None and section.version != expected_version:
        raise VersionConflict(section.version)
    return section


def _at_path(problems: list[ValidationFailed]) -> list[Refusal]:
    return [ValidationFailed(one.message, "data", *one.path) for one in problems]

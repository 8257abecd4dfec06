"""Amending the form of an application under investigation; every version is kept."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from backend.capabilities.application import queries
from backend.capabilities.application.errors import NothingChanged
from backend.capabilities.application.models import Application, ApplicationRevision
from backend.capabilities.application.rules import AMENDABLE, APPLICATION_MACHINE, changes
from backend.capabilities.audit import service as audit
from backend.capabilities.product.rules import Level, application_form, validate_form
from backend.kit.actor import Actor
from backend.kit.command import about
from backend.kit.json import Json
from backend.kit.refusal import IllegalTransition, Refusal, ValidationFailed, refuse_all
from backend.kit.scope import rows_within
from backend.kit.work import Work, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendApplication:
    """补充或更正申请表;金额、期限等申请要素不能更改"""

    application_id: UUID = about("申请")
    expected_version: int = about("期望版本")
    form_data: Json = about("完整的申请表数据")
    reason: str = about("补充或更正的原因")


async def amend_application(actor: Actor, command: AmendApplication) -> Application:
    """Write a new version of the form down; it may not fall behind what intake demanded.

    Raises:
        IllegalTransition: the case is not with its investigators.
        Refused: everything that is wrong with the form.
        NothingChanged: it is the form that stands.
    """
    async with unit_of_work(actor) as work:
        application = await work.lock(
            Application,
            command.application_id,
            within=rows_within(Application, actor, "application:amend"),
            expected_version=command.expected_version,
        )
        if application.status not in AMENDABLE:
            allowed = APPLICATION_MACHINE.allowed(application.status)
            raise IllegalTransition(application.status.value, "amend", allowed)
        refuse_all(await _problems(application, command))
        if command.form_data == application.form_data:
            raise NothingChanged(path=("form_data",))
        await keep_revision(work, application, command.form_data, command.reason.strip())
        await application.revise(actor.id, form_data=command.form_data)
        work.answers_with(application.id)
    return application


async def _problems(application: Application, command: AmendApplication) -> list[Refusal]:
    content, library = await queries.content_for(application)
    form = application_form(content, library)
    wrong: list[Refusal] = [
        ValidationFailed(problem.message, "form_data", *problem.path)
        for problem in validate_form(form, command.form_data, Level.INTAKE)
    ]
    if not 2 <= len(command.reason.strip()) <= 400:
        wrong.append(ValidationFailed("请填写原因,2 到 400 字", "reason"))
    return wrong


async def keep_revision(
    work: Work, application: Application, form_data: dict[str, Any], reason: str
) -> ApplicationRevision:
    """Keep a version of the form with what it changed; the first is the one submitted."""
    rows = ApplicationRevision.filter(application_id=application.id)
    number = await rows.using_db(work.connection).count() + 1
    before = application.form_data if number > 1 else {}
    found = changes(before, form_data)
    row = await work.add(
        ApplicationRevision,
        application_id=application.id,
        number=number,
        form_data=form_data,
        changes=[asdict(change) for change in found] if number > 1 else [],
        reason=reason,
    )
    facts = {"number": number, "fields": len(found)}
    audit.record(work, "Application.amend", "Application", application.id, facts)
    return row

"""A case sets out, comes back from the customer manager, and is withdrawn."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from backend.capabilities.audit import service as audit
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.errors import CaseRunsAlready, NoCaseRuns
from backend.capabilities.workflow.models import WorkflowInstance
from backend.capabilities.workflow.rules import (
    InstanceState,
    Resubmit,
    Resubmitted,
    Withdraw,
    start,
)
from backend.capabilities.workflow.rules import Resume as ResumeCommand
from backend.capabilities.workflow.service.cases import (
    CaseStart,
    StepKind,
    StepTaken,
    handler_of,
)
from backend.capabilities.workflow.service.host import Move, advance, keep, locked
from backend.kit.work import Work


async def start_case(work: Work, given: CaseStart) -> WorkflowInstance:
    """Send a case on the nearest published version of its route.

    Raises:
        WorkflowMissing: no organization above has published the route.
        CaseRunsAlready: the case is on a route already.
        NobodyToAssign: the first node finds nobody.
    """
    version = await queries.version_in_force(given.workflow_key, given.org_path)
    definition = queries.definition_of(version)
    state, events = start(definition, dict(given.variables))
    people = {given.initiator_id, *given.makers}
    try:
        instance = await work.add(
            WorkflowInstance,
            org_id=given.org_id,
            org_path=given.org_path,
            owner_id=given.initiator_id,
            route_id=version.id,
            key=given.workflow_key,
            process_type=given.process_type,
            business_type=given.business_type,
            business_id=given.business_id,
            business_no=given.business_no,
            title=given.title[:120],
            status=InstanceState.RUNNING,
            state=json.dumps(state, default=str),
            timers={},
            maker_ids=sorted(str(person) for person in people),
            participant_ids=[],
            started_at=work.now,
        )
    except IntegrityError as cause:
        if "one_running_workflow_per_case" in str(cause):
            raise CaseRunsAlready from None
        raise
    await audit.note_transition(work, instance, "", InstanceState.RUNNING, "start")
    move = await keep(Move(work, instance, definition, state, events), "step")
    await tell_ending(move)
    return instance


async def tell_ending(move: Move, step: StepTaken | None = None) -> None:
    """Tell the business that its case has ended, with the decision that ended it."""
    if move.ending is None:
        return
    handler = handler_of(move.instance.business_type)
    last = step or StepTaken(kind=StepKind.ENDED, actor_id=move.work.actor.id)
    ended = StepTaken(
        kind=StepKind.ENDED,
        actor_id=last.actor_id,
        node_id=last.node_id,
        node_name=last.node_name,
        outcome=last.outcome,
        ending=move.ending,
        task_id=last.task_id,
        opinion=last.opinion,
        terms=last.terms,
    )
    await handler.after_step(move.work, move.instance, ended)


async def _running(work: Work, business_type: str, business_id: UUID) -> WorkflowInstance | None:
    found = await queries.running_instance(business_type, business_id)
    return await locked(work, found.id) if found else None


async def resubmit_case(
    work: Work, business_type: str, business_id: UUID, variables: Mapping[str, Any]
) -> WorkflowInstance:
    """Send a returned case on again, with its facts as they are now.

    Raises:
        NoCaseRuns: the case is on no route.
        NotReturned: it has not been returned.
    """
    instance = await _running(work, business_type, business_id)
    if instance is None:
        raise NoCaseRuns
    move = await advance(work, instance, Resubmit(dict(variables)))
    again = [event for event in move.events if isinstance(event, Resubmitted)]
    step = StepTaken(kind=StepKind.RESUBMITTED, actor_id=work.actor.id, node_id=again[0].node or "")
    await handler_of(business_type).after_step(work, instance, step)
    await tell_ending(move)
    return instance


async def withdraw_case(work: Work, business_type: str, business_id: UUID, reason: str) -> None:
    """Take a case off its route because the customer went back on it; nothing if none runs.

    The business that calls this knows it, so its handler is not told.

    Raises:
        WithdrawNotAllowed: the route does not allow it.
    """
    instance = await _running(work, business_type, business_id)
    if instance is None or instance.status not in queries.LIVE:
        return
    instance.stop_reason = reason[:400]
    if instance.status == InstanceState.SUSPENDED:
        await advance(work, instance, ResumeCommand(), action="resume")
    await advance(work, instance, Withdraw(), action="terminate")
    await instance.revise(work.actor.id, stop_reason=reason[:400])

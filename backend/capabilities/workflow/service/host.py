"""Carries a kernel step into rows: instance, tasks, timeline, timers and steps, all at once."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.capabilities.audit import service as audit
from backend.capabilities.workflow import queries
from backend.capabilities.workflow.events import RouteTimerCame, StepRequested
from backend.capabilities.workflow.models import WorkflowInstance
from backend.capabilities.workflow.rules import (
    Command,
    Definition,
    Ending,
    InstanceEnded,
    InstanceResumed,
    InstanceState,
    JobRequested,
    KernelEvent,
    Resubmitted,
    SeatMembers,
    SeatsNeeded,
    State,
    TimerCleared,
    TimerSet,
    Wait,
    parse_duration,
    step,
)
from backend.capabilities.workflow.service import tasks, timeline
from backend.capabilities.workflow.service.people import seats_for
from backend.kit.refusal import VersionConflict
from backend.kit.work import Work


@dataclass(slots=True)
class Move:
    """One command on one instance: what the kernel made of it and who acted."""

    work: Work
    instance: WorkflowInstance
    definition: Definition
    state: State
    events: list[KernelEvent]

    @property
    def ending(self) -> Ending | None:
        """How the instance has ended, if it has."""
        ended = [event.ending for event in self.events if isinstance(event, InstanceEnded)]
        return ended[-1] if ended else None


async def locked(work: Work, instance_id: UUID) -> WorkflowInstance:
    """Take an instance for writing.

    It is locked before any of its tasks: a step may cancel tasks, so whoever
    held his task first could wait for whoever holds the instance, in a circle.
    """
    return await work.lock(WorkflowInstance, instance_id)


async def advance(
    work: Work, instance: WorkflowInstance, command: Command, *, action: str = "step"
) -> Move:
    """Let the kernel carry out a command on a locked instance, and write all that follows.

    Raises:
        Refusal: the kernel refuses; nothing is written.
    """
    definition = await queries.definition_for(instance)
    state, events = step(definition, queries.state_of(instance), command)
    return await keep(Move(work, instance, definition, state, events), action)


async def keep(move: Move, action: str) -> Move:
    """Write a step down: seats first, since they may move the case on."""
    await _take_seats(move)
    await _keep_instance(move, action)
    opened = await tasks.follow(move.work, move.instance, move.definition, move.state, move.events)
    await timeline.write(move.work, move.instance, move.definition, move.events, opened)
    _announce(move)
    return move


async def _take_seats(move: Move) -> None:
    done = 0
    while done < len(move.events):
        event = move.events[done]
        done += 1
        if isinstance(event, SeatsNeeded) and event.token in move.state["tokens"]:
            node = move.definition.nodes[event.node]
            members, chair = await seats_for(move.work, move.instance, move.state, node)
            command = SeatMembers(event.token, members, chair)
            move.state, more = step(move.definition, move.state, command)
            move.events.extend(more)


async def _keep_instance(move: Move, action: str) -> None:
    work, instance = move.work, move.instance
    before, after = instance.status, InstanceState(move.state["status"])
    people = {person for actors in move.state["actors"].values() for person in actors}
    rev = instance.rev
    # The lock makes steps follow each other; the guard finds whoever goes around it.
    guarded = WorkflowInstance.filter(id=instance.id, rev=rev).using_db(work.connection)
    if not await guarded.update(rev=rev + 1):
        raise VersionConflict(rev)
    instance.rev = rev + 1
    await instance.revise(
        work.actor.id,
        status=after,
        ending=Ending(move.state["ending"]) if move.ending and move.state["ending"] else None,
        is_returned=move.state["returned"] is not None,
        state=json.dumps(move.state, ensure_ascii=False, separators=(",", ":"), default=str),
        timers=_timers(move),
        participant_ids=sorted({*instance.participant_ids, *people}),
        ended_at=work.now if move.ending else None,
    )
    if before != after:
        await audit.note_transition(work, instance, before, after, action, instance.stop_reason)


def _timers(move: Move) -> dict[str, str]:
    timers = dict(move.instance.timers)
    for event in move.events:
        if isinstance(event, TimerSet):
            span = parse_duration(event.duration)
            assert span is not None
            timers[event.token] = (move.work.now + span).isoformat()
        elif isinstance(event, TimerCleared):
            timers.pop(event.token, None)
    return {token: due for token, due in timers.items() if token in move.state["tokens"]}


def _announce(move: Move) -> None:
    again = any(isinstance(event, InstanceResumed | Resubmitted) for event in move.events)
    fresh = {event.token for event in move.events if isinstance(event, TimerSet)}
    for token, due in move.instance.timers.items():
        moment = datetime.fromisoformat(due)
        if token in fresh or (again and moment <= move.work.now):
            event = RouteTimerCame(instance_id=move.instance.id, token=token, due=moment)
            move.work.announce(event, after=max(moment - move.work.now, moment - moment))
    asked = {event.token for event in move.events if isinstance(event, JobRequested)}
    for token, held in move.state["tokens"].items():
        if held["wait"] == Wait.JOB.value and (token in asked or again):
            job = move.definition.nodes[held["node"]].job
            move.work.announce(
                StepRequested(
                    instance_id=move.instance.id,
                    token=token,
                    node_id=held["node"],
                    step=job.handler if job else "",
                )
            )

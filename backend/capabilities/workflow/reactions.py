"""What happens later: deadlines, timers of the drawing, and steps that run by themselves."""

from typing import Any

from backend.capabilities.workflow.events import RouteTimerCame, StepRequested, TaskTimeCame
from backend.capabilities.workflow.service import steps
from backend.kit.actor import Actor
from backend.kit.reaction import on


@on(TaskTimeCame)
async def tell_of_deadline(actor: Actor, event: TaskTimeCame, _: Any) -> None:
    """Remind of a task that is due soon, or say that it is overdue."""
    await steps.tell_time(actor, event)


@on(RouteTimerCame)
async def fire_route_timer(actor: Actor, event: RouteTimerCame, _: Any) -> None:
    """Let a timer of the drawing go off."""
    await steps.fire_timer(actor, event)


@on(StepRequested)
async def run_step(actor: Actor, event: StepRequested, ports: Any) -> None:
    """Run what a service or decision node asks for."""
    await steps.carry_out(actor, event, ports)

"""The one door to the kernel: (definition, state, command) -> (state', events)."""

from typing import Any

from backend.capabilities.workflow.errors import (
    NotReturned,
    OutcomeNotAllowed,
    TaskNotOpen,
    WaitsForResubmit,
    WithdrawNotAllowed,
)
from backend.capabilities.workflow.rules import deciding
from backend.capabilities.workflow.rules.commands import (
    AddSign,
    CloseVote,
    Command,
    Complete,
    JobDone,
    JobFailed,
    RemoveSign,
    RequestMaterial,
    Resubmit,
    Resume,
    RetryJobs,
    ReturnTo,
    SeatMembers,
    Start,
    Suspend,
    Terminate,
    TimerFired,
    Transfer,
    Withdraw,
)
from backend.capabilities.workflow.rules.definition import INITIATOR, Definition
from backend.capabilities.workflow.rules.definition import Resubmit as ResubmitMode
from backend.capabilities.workflow.rules.kernel import Conditions, RealConditions, Run
from backend.capabilities.workflow.rules.kernel_events import (
    InstanceResumed,
    InstanceSuspended,
    JobRequested,
    JobStuck,
    KernelEvent,
    Resubmitted,
    Returned,
    TaskClosed,
)
from backend.capabilities.workflow.rules.state import State, Wait, copied, fresh_state
from backend.capabilities.workflow.rules.states import (
    INSTANCE_MACHINE,
    Ending,
    InstanceState,
    Outcome,
)
from backend.capabilities.workflow.rules.variables import DECISION_VARIABLES

_ACTIONS: dict[type, str] = {
    Suspend: "suspend",
    Resume: "resume",
    RetryJobs: "retry",
    Withdraw: "terminate",
    Terminate: "terminate",
    JobFailed: "fail",
}
_EVEN_WHEN_RETURNED = (
    Resubmit,
    Withdraw,
    Terminate,
    Suspend,
    Resume,
    JobDone,
    JobFailed,
    RetryJobs,
    SeatMembers,
)
_REAL = RealConditions()


def start(
    definition: Definition, variables: dict[str, Any], conditions: Conditions = _REAL
) -> tuple[State, list[KernelEvent]]:
    """Begin an instance: ``step`` with ``Start`` on a fresh state."""
    return step(definition, fresh_state({}), Start(variables), conditions)


def step(
    definition: Definition, state: State, command: Command, conditions: Conditions = _REAL
) -> tuple[State, list[KernelEvent]]:
    """Carry out one command; the given state is left as it was.

    Whether a return is safe is asked before, of ``targets.safe_return_targets``.

    Raises:
        IllegalTransition: the instance has ended or is held.
        WaitsForResubmit: the case is with the customer manager.
        TaskNotOpen: the token of the command is not there any more.
        Refusal: what the single command refuses.
    """
    status = InstanceState(state["status"])
    target = INSTANCE_MACHINE.next(status, _ACTIONS.get(type(command), "step"))
    if state["returned"] is not None and not isinstance(command, _EVEN_WHEN_RETURNED):
        raise WaitsForResubmit
    run = Run(definition, copied(state), conditions)
    run.state["status"] = target.value
    _dispatch(run, command)
    if run.state["status"] == InstanceState.RUNNING.value:
        run.settle()
    for name in DECISION_VARIABLES:
        run.state["variables"].pop(name, None)
    return run.state, run.events


def _dispatch(run: Run, command: Command) -> None:  # noqa: C901, PLR0912 - one line per command
    match command:
        case Start():
            run.state["variables"].update(command.variables)
            run.open_scope(run.definition.id, None)
        case Complete():
            deciding.complete(run, command)
        case ReturnTo():
            _return_to(run, command)
        case RequestMaterial():
            _request_material(run, command)
        case Resubmit():
            _resubmit(run, command)
        case SeatMembers():
            deciding.seat_members(run, command)
        case CloseVote():
            deciding.close_vote(run, command)
        case Transfer():
            deciding.transfer(run, command)
        case AddSign():
            deciding.add_sign(run, command)
        case RemoveSign():
            deciding.remove_sign(run, command)
        case JobDone():
            deciding.open_token(run, command.token, Wait.JOB)
            run.state["variables"].update(command.variables)
            run.finish(command.token)
        case JobFailed():
            _job_failed(run, command)
        case RetryJobs():
            _retry_jobs(run)
        case TimerFired():
            deciding.open_token(run, command.token, Wait.TIMER)
            run.fire(command.token)
        case Withdraw():
            if not run.definition.allow_withdraw:
                raise WithdrawNotAllowed
            run.end(Ending.WITHDRAWN)
        case Terminate():
            run.end(Ending.TERMINATED)
        case Suspend():
            run.events.append(InstanceSuspended())
        case Resume():
            run.events.append(InstanceResumed())


def _close_for(run: Run, key: str, actor: str, outcome: Outcome) -> str:
    """Close the task that gives the case back; answer with the whole node's token."""
    node = deciding.open_token(run, key, Wait.TASK)
    further = "of" in run.tokens[key] and "item" not in run.tokens[key]
    if further or outcome not in node.actions.outcomes:
        raise OutcomeNotAllowed(node=node.name, outcome=outcome.value)
    deciding.remember_actor(run, node.id, actor)
    run.events.append(TaskClosed(key, node.id, outcome))
    whole = run.tokens[key].get("of")
    if whole is None:
        return key
    run.tokens[whole]["multi"]["open"].remove(key)
    run.consume(key)
    return whole


def _return_to(run: Run, command: ReturnTo) -> None:
    whole = _close_for(run, command.token, command.actor, Outcome.RETURN)
    node, scope = run.tokens[whole]["node"], run.tokens[whole]["scope"]
    run.events.append(Returned(node, command.target, Outcome.RETURN))
    run.consume(whole)
    if command.target == INITIATOR:
        _wait_for_initiator(run, node, scope, always_resume=False)
        return
    target = run.definition.nodes[command.target]
    came_from = scope
    while run.state["scopes"][scope]["process"] != target.scope:
        owner = run.state["scopes"][scope]["owner"]
        if owner is None:
            raise TaskNotOpen
        scope = run.tokens[owner]["scope"]
    undone = run.definition.reachable(target.id) | {target.id}
    for key, token in list(run.tokens.items()):
        if token["scope"] == scope and token["node"] in undone and "of" not in token:
            run.drop(key)
    back = node if command.resume and scope == came_from else None
    run.arrive(target.id, scope, back=back)


def _request_material(run: Run, command: RequestMaterial) -> None:
    whole = _close_for(run, command.token, command.actor, Outcome.REQUEST_MATERIAL)
    node, scope = run.tokens[whole]["node"], run.tokens[whole]["scope"]
    run.events.append(Returned(node, INITIATOR, Outcome.REQUEST_MATERIAL))
    run.consume(whole)
    _wait_for_initiator(run, node, scope, always_resume=True)


def _wait_for_initiator(run: Run, node: str, scope: str, *, always_resume: bool) -> None:
    key, token = run.put(node, scope, Wait.RETURNED)
    token["always_resume"] = always_resume
    run.state["returned"] = key


def _resubmit(run: Run, command: Resubmit) -> None:
    key = run.state["returned"]
    if key is None:
        raise NotReturned
    run.state["variables"].update(command.variables)
    run.state["returned"] = None
    token = run.tokens.pop(key)
    if token["always_resume"] or run.definition.resubmit is ResubmitMode.RESUME:
        run.events.append(Resubmitted(token["node"]))
        run.arrive(token["node"], token["scope"])
        return
    run.events.append(Resubmitted(None))
    for other in list(run.tokens):
        run.drop(other)
    run.state["scopes"].clear()
    run.state["ending"] = None
    run.open_scope(run.definition.id, None)


def _job_failed(run: Run, command: JobFailed) -> None:
    node = deciding.open_token(run, command.token, Wait.JOB)
    run.tokens[command.token]["wait"] = Wait.STUCK.value
    run.events.append(JobStuck(command.token, node.id, command.problem))


def _retry_jobs(run: Run) -> None:
    for key, token in run.tokens.items():
        if token["wait"] == Wait.STUCK.value:
            token["wait"] = Wait.JOB.value
            job = run.definition.nodes[token["node"]].job
            run.events.append(JobRequested(key, token["node"], job.handler if job else ""))

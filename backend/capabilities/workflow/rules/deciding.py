"""Decide a task: what the outcome means, who has signed, and where the case goes."""

from backend.capabilities.workflow.errors import (
    AuthorityExceeded,
    OutcomeNotAllowed,
    SeatsInvalid,
    SignNotAllowed,
    TaskNotOpen,
)
from backend.capabilities.workflow.rules.commands import (
    AddSign,
    CloseVote,
    Complete,
    RemoveSign,
    SeatMembers,
    Transfer,
)
from backend.capabilities.workflow.rules.definition import Node
from backend.capabilities.workflow.rules.kernel import MAX_ITEMS, Run
from backend.capabilities.workflow.rules.kernel_events import (
    Tallied,
    TaskClosed,
    TaskContinues,
    TaskOpened,
    TaskTransferred,
    TaskWaits,
)
from backend.capabilities.workflow.rules.state import Wait
from backend.capabilities.workflow.rules.states import APPROVALS, Ending, Outcome
from backend.capabilities.workflow.rules.tally import (
    counted,
    countersign_result,
    vote_result,
)
from backend.capabilities.workflow.rules.variables import OUTCOME, WITHIN_AUTHORITY

_MOVES = frozenset({Outcome.RETURN, Outcome.REQUEST_MATERIAL})


def open_token(run: Run, key: str, *waits: Wait) -> Node:
    """Find the node of a token that waits as expected.

    Raises:
        TaskNotOpen: there is no such token any more.
    """
    token = run.tokens.get(key)
    if token is None or token["wait"] not in waits:
        raise TaskNotOpen
    return run.definition.nodes[token["node"]]


def remember_actor(run: Run, node: str, actor: str) -> None:
    """Keep who has acted at a node, for SAME_AS and for separated duties."""
    people = run.state["actors"].setdefault(node, [])
    if actor not in people:
        people.append(actor)


def complete(run: Run, command: Complete) -> None:
    """Decide a task.

    Raises:
        TaskNotOpen: somebody was faster, or the task waits for signatures.
        OutcomeNotAllowed: the node does not offer this outcome.
        AuthorityExceeded: beyond the decider's limit, with nobody above.
    """
    node = open_token(run, command.token, Wait.TASK)
    if command.outcome in _MOVES or command.outcome not in node.actions.outcomes:
        raise OutcomeNotAllowed(node=node.name, outcome=command.outcome.value)
    _check_authority(run, node, command)
    token = run.tokens[command.token]
    remember_actor(run, node.id, command.actor)
    run.state["variables"].update(command.variables)
    run.events.append(TaskClosed(command.token, node.id, command.outcome))
    if "of" in token and "item" not in token:
        _end_further_signature(run, command.token)
    elif "of" in token and node.seated:
        _sign(run, node, command)
    else:
        within = command.within_authority
        _conclude(run, node, command.token, command.outcome, within_authority=within)


def _check_authority(run: Run, node: Node, command: Complete) -> None:
    if node.authority is None or command.outcome not in APPROVALS:
        return
    # INV-39: without an answer nobody may approve, and without somebody above
    # the route must not continue as if he could.
    routed_up = run.definition.routes(node.id, WITHIN_AUTHORITY)
    if command.within_authority is None or not (command.within_authority or routed_up):
        raise AuthorityExceeded(node=node.name)


def _conclude(
    run: Run, node: Node, key: str, outcome: Outcome, *, within_authority: bool | None = None
) -> None:
    """Let the node's outcome decide: a rejection that the route does not catch ends the case."""
    run.state["variables"][OUTCOME] = outcome.value
    # Authority limits approvals only: everybody may say no.
    within = True if outcome not in APPROVALS else within_authority
    if within is not None:
        run.state["variables"][WITHIN_AUTHORITY] = within
    if outcome is Outcome.REJECT and not run.definition.routes(node.id, OUTCOME):
        run.consume(key)
        run.end(Ending.REJECTED)
    else:
        run.finish(key)


def _end_further_signature(run: Run, key: str) -> None:
    asked_by = run.tokens[key]["of"]
    run.consume(key)
    _continue_if_signed(run, asked_by)


def _continue_if_signed(run: Run, asked_by: str) -> None:
    waiting = [token for token in run.tokens.values() if token.get("of") == asked_by]
    if not any(token["wait"] in (Wait.TASK, Wait.ASKED) for token in waiting):
        run.tokens[asked_by]["wait"] = Wait.TASK.value
        run.events.append(TaskContinues(asked_by))


def _sign(run: Run, node: Node, command: Complete) -> None:
    token = run.tokens[command.token]
    parent = token["of"]
    multi = run.tokens[parent]["multi"]
    seat = token.get("holder", command.actor)
    multi["said"].append([seat, command.outcome.value])
    result = tallied(run, node, parent, closing=False)
    if result is None:
        run.finish(command.token)
    else:
        run.consume(command.token)
        multi["open"].remove(command.token)
        _conclude(run, node, parent, result)


def tallied(run: Run, node: Node, parent: str, *, closing: bool) -> Outcome | None:
    """Count what the seats have said so far; None while it is still open."""
    multi = run.tokens[parent]["multi"]
    said = [Outcome(outcome) for _, outcome in multi["said"]]
    count = counted(multi["total"], said)
    if node.vote is not None:
        rejected = [seat for seat, outcome in multi["said"] if outcome == Outcome.REJECT.value]
        veto = multi["chair"] in rejected
        result = vote_result(node.vote, count, chair_rejects=veto, closing=closing)
    else:
        assert node.countersign is not None
        result = countersign_result(node.countersign, count)
    if result is not None:
        totals = (count.approvals, count.rejections, count.abstentions)
        run.events.append(Tallied(node.id, result, *totals))
    return result


def close_vote(run: Run, command: CloseVote) -> None:
    """Count a committee's votes although some have not voted.

    Raises:
        TaskNotOpen: no vote is open there.
        QuorumNotMet: too few have voted.
    """
    node = open_token(run, command.token, Wait.MULTI)
    if node.vote is None:
        raise TaskNotOpen
    result = tallied(run, node, command.token, closing=True)
    assert result is not None
    _conclude(run, node, command.token, result)


def seat_members(run: Run, command: SeatMembers) -> None:
    """Open a task for everybody who signs or votes.

    Raises:
        TaskNotOpen: the node does not wait for seats.
        SeatsInvalid: nobody, somebody twice, too few for the rule, or no chair
            where the chair has a veto.
    """
    node = open_token(run, command.token, Wait.SEATS)
    members = command.members
    problem = ""
    if not members or len(set(members)) != len(members) or len(members) > MAX_ITEMS:
        problem = f"应为 1 至 {MAX_ITEMS} 名不重复的人员"
    elif node.countersign and node.countersign.needed > len(members):
        problem = f"至少 {node.countersign.needed} 人"
    elif node.vote and node.vote.chair_veto and command.chair not in members:
        problem = "一票否决须有主任委员参加"
    if problem:
        raise SeatsInvalid(node=node.name, problem=problem)
    run.repeat(command.token, len(members), list(members), command.chair)


def transfer(run: Run, command: Transfer) -> None:
    """Hand a task over: the old one closes, a new one opens for somebody else.

    Raises:
        TaskNotOpen: it is no open task.
        OutcomeNotAllowed: the node does not allow transfers.
        SeatsInvalid: the other person already has a seat there.
    """
    node = open_token(run, command.token, Wait.TASK)
    if not node.actions.transfer:
        raise OutcomeNotAllowed(node=node.name, outcome="TRANSFER")
    run.state["next"] += 1
    fresh = f"t{run.state['next']}"
    token = run.tokens.pop(command.token)
    if "item" in token and node.seated:
        multi = run.tokens[token["of"]]["multi"]
        if command.to in multi["seats"]:
            raise SeatsInvalid(node=node.name, problem="该人员已参加会签")
        multi["seats"] = [*multi["seats"]]
        multi["seats"][token["item"]] = command.to
    if "item" in token:
        opened = run.tokens[token["of"]]["multi"]["open"]
        opened[opened.index(command.token)] = fresh
    token["holder"] = command.to
    run.tokens[fresh] = token
    for hanging in run.tokens.values():
        if hanging.get("of") == command.token:
            hanging["of"] = fresh
    run.events.append(TaskTransferred(command.token, fresh, node.id, command.to))


def add_sign(run: Run, command: AddSign) -> None:
    """Ask further people (加签): seats of a countersign, or opinions before one's own.

    Raises:
        TaskNotOpen: it is no open task.
        SignNotAllowed: the node does not allow it, it is itself such an opinion,
            or one of the people is asked already.
    """
    node = open_token(run, command.token, Wait.TASK, Wait.ASKED)
    token = run.tokens[command.token]
    nested = "of" in token and "item" not in token
    members = command.members
    if not node.actions.add_sign or nested or not members or len(set(members)) != len(members):
        raise SignNotAllowed(node=node.name)
    if node.seated:
        _add_seats(run, node, token["of"], members)
        return
    asked = {held.get("holder") for held in run.tokens.values() if held.get("of") == command.token}
    if asked & set(members):
        raise SignNotAllowed(node=node.name)
    if token["wait"] == Wait.TASK.value:
        token["wait"] = Wait.ASKED.value
        run.events.append(TaskWaits(command.token))
    for member in members:
        key, further = run.put(node.id, token["scope"], Wait.TASK)
        further["of"], further["holder"] = command.token, member
        run.events.append(TaskOpened(key, node.id, member, asked_by=command.token))


def _add_seats(run: Run, node: Node, parent: str, members: tuple[str, ...]) -> None:
    multi = run.tokens[parent]["multi"]
    too_many = multi["total"] + len(members) > MAX_ITEMS
    # A committee's members are fixed when it convenes; a seat more would change
    # the quorum under those who have voted.
    if node.vote is not None or too_many or set(members) & set(multi["seats"]):
        raise SignNotAllowed(node=node.name)
    assert node.multi is not None
    first = multi["total"]
    multi["seats"] = [*multi["seats"], *members]
    multi["total"] += len(members)
    if not node.multi.sequential:
        for item in range(first, multi["total"]):
            run.add_item(parent, item)


def remove_sign(run: Run, command: RemoveSign) -> None:
    """Take a further signature away (减签), or a seat of a parallel countersign.

    Raises:
        TaskNotOpen: it is no open task.
        SignNotAllowed: nobody added it, it is the last seat, or the seats sign
            in turn.
    """
    node = open_token(run, command.token, Wait.TASK)
    token = run.tokens[command.token]
    if "of" not in token or not node.actions.add_sign:
        raise SignNotAllowed(node=node.name)
    if "item" not in token:
        run.drop(command.token)
        _continue_if_signed(run, token["of"])
        return
    parent = run.tokens[token["of"]]
    multi = parent["multi"]
    fixed = node.countersign is None or node.multi is None or node.multi.sequential
    if fixed or multi["total"] == 1:
        raise SignNotAllowed(node=node.name)
    run.drop(command.token)
    multi["open"].remove(command.token)
    multi["total"] -= 1
    result = tallied(run, node, token["of"], closing=False)
    if result is not None:
        _conclude(run, node, token["of"], result)

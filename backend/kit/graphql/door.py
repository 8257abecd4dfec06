"""A capability's door: its root fields, each with the permission that opens it.

    door = Door()
    door.one("disbursement", Disbursement, "一笔放款")
    door.list("disbursements", Disbursement, "放款列表", filters=DisbursementFilter)
    door.mutation(service.request_disbursement, gives=DisbursementPayload,
                  allow="disbursement:request", description="发起放款申请")

A verb is called with the actor, its command and, where it names them, the ports.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, get_type_hints
from uuid import UUID

import strawberry
from strawberry.types.field import StrawberryField

from backend.kit.actor import Actor
from backend.kit.graphql.command import input_of, read_command, unreadable_texts
from backend.kit.graphql.context import Context, Info
from backend.kit.graphql.entity import Node, load_one
from backend.kit.graphql.errors import Payload, all_spoken
from backend.kit.graphql.pages import Connection, page
from backend.kit.refusal import (
    Forbidden,
    NotFound,
    Refusal,
    Refused,
    Unauthenticated,
    ValidationFailed,
    refuse_all,
)
from backend.kit.work import CommandKey, Replayed, command_key, request_hash

PUBLIC = "public"
SIGNED_IN = "signed-in"
KEY_MAX = 255


class Door:
    """The queries and mutations of one capability, and who may call each."""

    def __init__(self) -> None:
        self.queries: list[StrawberryField] = []
        self.mutations: list[StrawberryField] = []
        self.permissions: dict[str, str] = {}

    def one(self, name: str, target: type[Node], description: str) -> None:
        """Open a row by id; what is out of scope is not found."""

        async def resolve(info: Any, id: UUID) -> Any:  # the schema's word
            _admit(info.context.actor, target.declared.read)
            node = await load_one(info.context, target, id)
            if node is None:
                raise NotFound
            return node

        resolve.__annotations__ |= {"return": target | None, "info": Info}
        self._query(name, resolve, description, target.declared.read)

    def list(
        self, name: str, target: type[Node], description: str, *, filters: type | None = None
    ) -> None:
        """Open a paged list of the rows within the actor's reach."""

        async def filtered(
            info: Any, first: int, after: str | None = None, filter: Any = None
        ) -> Any:  # the schema's words
            _admit(info.context.actor, target.declared.read)
            return await page(info.context, target, first, after, filter)

        async def plain(info: Any, first: int, after: str | None = None) -> Any:
            _admit(info.context.actor, target.declared.read)
            return await page(info.context, target, first, after, None)

        resolve: Any = filtered if filters else plain
        resolve.__annotations__ |= {"return": Connection[target] | None, "info": Info}  # type: ignore[valid-type]  # built at run time
        if filters:
            resolve.__annotations__["filter"] = filters | None
        self._query(name, resolve, description, target.declared.read)

    def query(self, name: str, *, allow: str, description: str) -> Callable[[Any], Any]:
        """Open a hand-written read; it takes the context first."""

        def register(read: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
            async def resolve(info: Any, **arguments: Any) -> Any:
                _admit(info.context.actor, allow)
                return await read(info.context, **arguments)

            _dress(resolve, read)
            self._query(name, resolve, description, allow)
            return read

        return register

    def mutation(
        self,
        verb: Callable[..., Awaitable[Any]],
        *,
        gives: type[Payload],
        allow: str,
        description: str,
        name: str | None = None,
        keyed: bool = True,
    ) -> None:
        """Open a verb. Its payload's one entity is the row that the verb returns."""
        field = self._verb(verb, gives, allow, description, name, keyed=keyed)
        self.mutations.append(field)

    def ask(
        self,
        verb: Callable[..., Awaitable[Any]],
        *,
        gives: type[Payload],
        allow: str,
        description: str,
    ) -> None:
        """Open a verb that changes nothing: it stands among the queries and needs no key."""
        self.queries.append(self._verb(verb, gives, allow, description, None, keyed=False))

    def _verb(
        self,
        verb: Callable[..., Awaitable[Any]],
        gives: type[Payload],
        allow: str,
        description: str,
        name: str | None,
        *,
        keyed: bool,
    ) -> StrawberryField:
        command = _command_of(verb)
        slot, target = _slot_of(gives)
        wants = inspect.signature(verb).parameters
        operation = name or _camel(verb.__name__)

        async def run(context: Context, given: Any) -> Any:
            refuse_all(unreadable_texts(given))
            extra = {key: getattr(context, key) for key in ("ports",) if key in wants}
            if "context" in wants:
                extra["context"] = context
            return await verb(context.actor, read_command(command, given), **extra)

        async def resolve(info: Any, input: Any) -> Any:  # the schema's word
            context: Context = info.context
            _admit(context.actor, allow)
            try:
                with_key = _with_key(context.actor, operation, input) if keyed else None
                answer = await _once(with_key, lambda: run(context, input), target)
            except (Unauthenticated, Forbidden):
                raise
            except (Refusal, Refused) as cause:
                return gives(errors=all_spoken(cause))
            context.forget()
            if isinstance(answer, gives):
                return answer
            return gives(**{slot: target(answer)}, errors=[])

        resolve.__annotations__ |= {
            "return": gives,
            "info": Info,
            "input": input_of(command, keyed=keyed),
        }
        return self._field(operation, resolve, description, allow)

    def _query(self, name: str, resolve: Any, description: str, allow: str) -> None:
        self.queries.append(self._field(name, resolve, description, allow))

    def _field(self, name: str, resolve: Any, description: str, allow: str) -> StrawberryField:
        if name in self.permissions:
            msg = f"two root fields are called {name}"
            raise TypeError(msg)
        self.permissions[name] = allow
        # Strawberry tells the fields of a type apart by the names of their functions.
        resolve.__name__ = name
        field: StrawberryField = strawberry.field(
            resolver=resolve, name=name, description=description
        )
        return field


def _admit(actor: Actor, allow: str) -> None:
    if allow == PUBLIC:
        return
    if allow == SIGNED_IN:
        if not actor.roles:
            raise Unauthenticated
        return
    actor.must(allow)


def _dress(resolve: Any, read: Callable[..., Any]) -> None:
    hints = get_type_hints(read)
    _, *rest = inspect.signature(read).parameters.values()
    info = inspect.Parameter("info", inspect.Parameter.KEYWORD_ONLY, annotation=Info)
    arguments = [
        item.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[item.name])
        for item in rest
    ]
    resolve.__signature__ = inspect.Signature([info, *arguments], return_annotation=hints["return"])
    resolve.__annotations__ = {
        **{item.name: item.annotation for item in arguments},
        "info": Info,
        "return": hints["return"],
    }


def _command_of(verb: Callable[..., Any]) -> type:
    _, command, *_ = inspect.signature(verb).parameters
    kind: type = get_type_hints(verb)[command]
    return kind


def _slot_of(gives: type[Payload]) -> tuple[str, Any]:
    for name, hint in get_type_hints(gives).items():
        for part in (hint, *getattr(hint, "__args__", ())):
            if isinstance(part, type) and issubclass(part, Node):
                return name, part
    return "", None


def _with_key(actor: Actor, operation: str, given: Any) -> CommandKey:
    key: str = given.idempotency_key
    if not 1 <= len(key) <= KEY_MAX or not key.isascii() or not key.isprintable():
        problem = f"幂等键须为 1 到 {KEY_MAX} 个可见字符"
        raise ValidationFailed(problem, "idempotency_key")
    values = {name: value for name, value in vars(given).items() if name != "idempotency_key"}
    return CommandKey(actor.id, key, operation, request_hash(values))


async def _once(key: CommandKey | None, run: Callable[[], Awaitable[Any]], target: Any) -> Any:
    if key is None:
        return await run()
    token = command_key.set(key)
    try:
        answer = await run()
    except Replayed as before:
        return await target.declared.model.get(pk=before.answer_id)
    finally:
        command_key.reset(token)
    if not key.claimed or key.answer_id is None:
        # A verb that forgets this would repeat its effect or answer a retry with nothing.
        msg = f"{key.operation} did not say which row answers it"
        raise RuntimeError(msg)
    return answer


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)

"""From a request's bearer token to the actor; who brings none is nobody."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request

from backend.kit.actor import NOBODY, Actor
from backend.kit.refusal import Unauthenticated
from backend.kit.tokens import Claims, Tokens

Authenticate = Callable[[Request, str], Awaitable[Actor]]
Find = Callable[[Claims], Awaitable[Actor]]


def bearer(tokens: Tokens, audiences: dict[str, Find]) -> Authenticate:
    """Try the audiences in turn: staff, customers and programs have separate tokens."""

    async def authenticate(request: Request, trace_id: str) -> Actor:
        header = request.headers.get("authorization", "")
        actor = NOBODY if not header else await _actor(header)
        return replace(
            actor,
            trace_id=trace_id,
            ip=request.client.host if request.client else "",
            device=request.headers.get("user-agent", "")[:120],
        )

    async def _actor(header: str) -> Actor:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > 4096:
            raise Unauthenticated
        for audience, find in audiences.items():
            try:
                claims = tokens.read(audience, token.strip())
            except Unauthenticated:
                continue
            return await find(claims)
        raise Unauthenticated

    return authenticate

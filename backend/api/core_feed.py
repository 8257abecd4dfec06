"""/feeds/core: what the core banking system posts to us, one signed message at a time."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from backend.kit import logs
from backend.kit.clock import utc_now
from backend.ports.core_banking import CoreEvent, CoreFeed, FeedRejected

BODY_BYTES_MAX = 64 * 1024
NOT_THE_CORES = frozenset({"NOT_AS_AGREED", "SIMULATED_EVENT"})

Take = Callable[[CoreEvent], Awaitable[None]]


class CoreFeedDoor:
    """Answers 204 once a message is taken down; until then the core sends it again."""

    def __init__(self, feed: CoreFeed, take: Take) -> None:
        """Read with this feed and hand what is verified to ``take``."""
        self._feed = feed
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method != "POST":
            return PlainTextResponse("", 405, {"Allow": "POST"})
        body = await _body(request)
        if body is None:
            return PlainTextResponse("", 413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            delivery = self._feed.read(headers, body, utc_now())
        except FeedRejected as rejected:
            logs.log().warning("core feed rejected", reason=rejected.reason)
            return PlainTextResponse("", 400 if rejected.reason in NOT_THE_CORES else 401)
        await self._take(delivery.event)
        return Response(status_code=204)


async def _body(request: Request) -> bytes | None:
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > BODY_BYTES_MAX:
            return None
        parts.append(part)
    return b"".join(parts)

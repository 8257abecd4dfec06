"""GET /files/{id}: a kept file for whoever may see it, every look written down.

?variant=view (default, pictures watermarked), thumbnail, original; ?reason= why.
"""

from urllib.parse import quote
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from backend.api.answers import OUTAGES, plain_error
from backend.api.authentication import Authenticate
from backend.capabilities.evidence.errors import StoreUnavailable
from backend.capabilities.evidence.service import Delivery, Variant, deliver_file
from backend.kit.actor import ActorKind
from backend.kit.database import reach_of, reaching
from backend.kit.refusal import NotFound, Refusal, Unauthenticated
from backend.ports import Ports

INLINE = ("image/", "application/pdf")
STATUS: dict[type[Refusal], int] = {Unauthenticated: 401, NotFound: 404, StoreUnavailable: 503}


class Files:
    """The HTTP door of kept files."""

    def __init__(self, authenticate: Authenticate, ports: Ports) -> None:
        """Know who asks and where files are."""
        self._authenticate = authenticate
        self._ports = ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        trace_id = request.headers.get("x-request-id", "")[:64] or uuid4().hex
        if request.method != "GET":
            return PlainTextResponse("", 405, {"Allow": "GET"})
        try:
            return _handed_out(await self._deliver(request, trace_id))
        except Refusal as refusal:
            status = STATUS.get(type(refusal), 403)
            error = plain_error(refusal.code, refusal.message, trace_id)
            return JSONResponse({"errors": [error]}, status)
        except OUTAGES:
            error = plain_error("SERVICE_UNAVAILABLE", "系统暂时不可用,请稍后重试", trace_id)
            return JSONResponse({"errors": [error]}, 503, {"Retry-After": "2"})

    async def _deliver(self, request: Request, trace_id: str) -> Delivery:
        actor = await self._authenticate(request, trace_id)
        if actor.kind is ActorKind.NOBODY:
            raise Unauthenticated
        wanted = request.query_params.get("variant", Variant.VIEW)
        if wanted not in set(Variant):
            raise NotFound
        file_id: UUID = request.path_params["file_id"]
        reason = request.query_params.get("reason", "")
        with reaching(reach_of(actor)):
            return await deliver_file(actor, file_id, Variant(wanted), reason, self._ports)


def _handed_out(delivery: Delivery) -> Response:
    how = "inline" if delivery.content_type.startswith(INLINE) else "attachment"
    return Response(
        delivery.content,
        headers={
            "Content-Type": delivery.content_type,
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(delivery.name, safe='')}",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )

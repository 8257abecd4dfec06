"""POST /graphql: one document in, one answer out, as GraphQL over HTTP asks."""

import asyncio
from typing import Any
from uuid import uuid4

import orjson
import strawberry
from graphql import ExecutionResult, execute
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from backend.api.answers import OUTAGES, plain_error, told
from backend.api.authentication import Authenticate
from backend.api.documents import Document, DocumentRefused, Documents, DocumentUnknown
from backend.api.playground import PLAYGROUND
from backend.api.request import RESPONSE, Asked, BadRequest, negotiate, read_request
from backend.kit.actor import ActorKind
from backend.kit.database import reach_of, reaching
from backend.kit.graphql import Context
from backend.kit.logs import log
from backend.kit.refusal import Refusal

REQUEST_SECONDS_MAX = 20


class GraphQLView:
    """The HTTP door of the schema."""

    def __init__(
        self,
        schema: strawberry.Schema,
        documents: Documents,
        authenticate: Authenticate,
        ports: Any,
        *,
        playground: bool,
    ) -> None:
        self.schema = schema._schema  # noqa: SLF001  # graphql-core's schema, which executes
        self.documents = documents
        self.authenticate = authenticate
        self.ports = ports
        self.playground = playground

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application."""
        request = Request(scope, receive)
        response = await self.respond(request)
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Answer one request."""
        trace_id = request.headers.get("x-request-id", "")[:64] or uuid4().hex
        if request.method == "GET" and self.playground and _wants_html(request):
            return HTMLResponse(PLAYGROUND)
        if request.method != "POST":
            refused = BadRequest(405, "METHOD_NOT_ALLOWED", "请用 POST")
            return _bad(refused, trace_id, {"Allow": "POST"})
        try:
            media = negotiate(request.headers.get("accept"))
            asked = await asyncio.wait_for(read_request(request), 10)
            return await asyncio.wait_for(
                self._answer(request, asked, media, trace_id), REQUEST_SECONDS_MAX
            )
        except BadRequest as bad:
            return _bad(bad, trace_id)
        except OUTAGES as outage:
            log().error("outage", trace_id=trace_id, exc_info=outage)
            gone = BadRequest(503, "SERVICE_UNAVAILABLE", "系统暂时不可用,请稍后重试")
            return _bad(gone, trace_id, {"Retry-After": "2"})

    async def _answer(self, request: Request, asked: Asked, media: str, trace_id: str) -> Response:
        try:
            actor = await self.authenticate(request, trace_id)
        except Refusal as refusal:
            error = plain_error(refusal.code, refusal.message, trace_id)
            return _json({"errors": [error]}, 401 if media == RESPONSE else 200, media)
        try:
            document = self._document(asked, free=actor.kind is ActorKind.CLIENT)
        except DocumentUnknown:
            error = plain_error("DOCUMENT_UNKNOWN", "该终端只能使用已登记的查询", trace_id)
            return _json({"errors": [error]}, 400 if media == RESPONSE else 200, media)
        except DocumentRefused as refused:
            errors = [told(error, trace_id) for error in refused.errors]
            for item in errors:
                item["extensions"]["code"] = refused.code
            return _json({"errors": errors}, 400 if media == RESPONSE else 200, media)
        context = Context(actor=actor, ports=self.ports, cookies=dict(request.cookies))
        with reaching(reach_of(actor)):
            result = await self._execute(document, asked, context)
        return _result(result, context, media, trace_id)

    def _document(self, asked: Asked, *, free: bool) -> Document:
        if asked.document_id is not None:
            return self.documents.by_id(asked.document_id)
        assert asked.query is not None
        return self.documents.by_text(asked.query, free=free)

    async def _execute(self, document: Document, asked: Asked, context: Context) -> ExecutionResult:
        result = execute(
            self.schema,
            document.node,
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            hide_suggestions=True,
        )
        return await result if not isinstance(result, ExecutionResult) else result


def _wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _result(result: ExecutionResult, context: Context, media: str, trace_id: str) -> Response:
    answer: dict[str, Any] = {}
    failed_before_running = result.data is None and not any(
        error.path for error in result.errors or ()
    )
    if result.errors:
        answer["errors"] = [told(error, trace_id) for error in result.errors]
    if not failed_before_running:
        answer["data"] = result.data
    status = 400 if failed_before_running and media == RESPONSE else 200
    response = _json(answer, status, media)
    for cookie in context.set_cookies:
        response.set_cookie(
            cookie.name,
            cookie.value or "",
            max_age=cookie.seconds,
            path="/",
            secure=True,
            httponly=True,
            samesite="strict",
        )
    return response


def _json(answer: dict[str, Any], status: int, media: str) -> Response:
    return Response(
        orjson.dumps(answer),
        status_code=status,
        headers={"Content-Type": f"{media}; charset=utf-8", "Cache-Control": "no-store"},
    )


def _bad(bad: BadRequest, trace_id: str, headers: dict[str, str] | None = None) -> Response:
    response = _json(
        {"errors": [plain_error(bad.code, bad.message, trace_id)]}, bad.status, RESPONSE
    )
    response.headers.update(headers or {})
    return response

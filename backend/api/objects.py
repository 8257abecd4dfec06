"""/objects: presigned uploads and downloads through our own origin.

A phone reaches only us; what it sends goes on to the object store as it comes, never
whole in our memory. The signature in the query is the permission: the store checks it.
"""

from collections.abc import AsyncIterator

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

BODY_BYTES_MAX = 64 * 1024 * 1024
SIGNATURE = "X-Amz-Signature"
HEADERS_IN = ("content-type", "content-length", "content-md5", "range")
HEADERS_OUT = ("content-type", "content-length", "content-disposition", "content-range", "etag")


class BodyTooLong(Exception):
    """More arrived than may."""


class Objects:
    """Passes presigned requests on to the object store."""

    def __init__(self, endpoint: str) -> None:
        """Know the store's address; nothing is connected yet."""
        self._endpoint = endpoint.rstrip("/")
        self._client: httpx.AsyncClient | None = None

    async def close(self) -> None:
        """Give back the sockets."""
        if self._client is not None:
            await self._client.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application."""
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Pass on one PUT or GET that carries a signature."""
        if request.method not in ("PUT", "GET"):
            return PlainTextResponse("", 405, {"Allow": "GET, PUT"})
        if SIGNATURE not in request.query_params:
            return PlainTextResponse("缺少签名", 403)
        if request.method == "PUT" and (refusal := _refused(request)):
            return refusal
        try:
            return await self._passed_on(request)
        except BodyTooLong:
            return PlainTextResponse("文件过大", 413)
        except httpx.HTTPError:
            return PlainTextResponse("存储暂时不可用,请稍后重试", 503, {"Retry-After": "2"})

    async def _passed_on(self, request: Request) -> Response:
        self._client = self._client or httpx.AsyncClient(
            timeout=httpx.Timeout(30, connect=3),
            trust_env=False,
            follow_redirects=False,
            # A kept connection that the store has just closed would fail an upload.
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=0),
        )
        # The path as it was signed, not as it was decoded on the way.
        path = request.scope["raw_path"].decode().partition("?")[0].removeprefix("/objects")
        outgoing = self._client.build_request(
            request.method,
            f"{self._endpoint}{path}?{request.url.query}",
            headers={n: v for n in HEADERS_IN if (v := request.headers.get(n))},
            content=_counted(request) if request.method == "PUT" else None,
        )
        answer = await self._client.send(outgoing, stream=True)
        headers = {n: v for n in HEADERS_OUT if (v := answer.headers.get(n))}
        return StreamingResponse(
            answer.aiter_raw(),
            answer.status_code,
            headers | {"Cache-Control": "no-store"},
            background=BackgroundTask(answer.aclose),
        )


def _refused(request: Request) -> Response | None:
    size = request.headers.get("content-length", "")
    if not size.isdigit():
        return PlainTextResponse("缺少 Content-Length", 411)
    if int(size) > BODY_BYTES_MAX:
        return PlainTextResponse("文件过大", 413)
    return None


async def _counted(request: Request) -> AsyncIterator[bytes]:
    seen = 0
    async for piece in request.stream():
        seen += len(piece)
        if seen > BODY_BYTES_MAX:
            raise BodyTooLong
        yield piece

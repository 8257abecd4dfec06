"""The API process: GraphQL, health, metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tortoise import connections

from backend import assembly
from backend.api.answers import OUTAGES
from backend.kit import logs
from backend.kit.database import connect, disconnect

SECURITY_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"content-security-policy": (
        b"default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline';"
        b" frame-ancestors 'none'; object-src 'none'; base-uri 'none'"
    ),
}


class SecurityHeaders:
    """Adds the headers that every answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] += [
                    (name, value) for name, value in SECURITY_HEADERS.items() if name not in present
                ]
            await send(message)

        await self.app(scope, receive, dressed)


async def healthz(_: Request) -> Response:
    """Say that the process lives."""
    return PlainTextResponse("ok")


async def readyz(_: Request) -> Response:
    """Say whether the process can answer: the database does."""
    try:
        await connections.get("default").execute_query("select 1")
    except OUTAGES:
        return PlainTextResponse("database unavailable", status_code=503)
    return PlainTextResponse("ok")


async def metrics(_: Request) -> Response:
    """Expose the counters to Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def create_app() -> Starlette:
    """Build the application from the environment."""
    logs.configure()
    settings = assembly.read_settings()
    house = assembly.house(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await connect(assembly.database(settings))
        yield
        await disconnect()

    return Starlette(
        routes=[
            Route("/graphql", house.view),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        middleware=[Middleware(SecurityHeaders)],
        lifespan=lifespan,
    )


def __getattr__(name: str) -> Starlette:
    # uvicorn asks for backend.app:app; importing the module alone needs no settings.
    if name == "app":
        return create_app()
    raise AttributeError(name)

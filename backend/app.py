"""The API process: GraphQL, files on their way, health, metrics."""

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
from backend.api.archives import ArchiveDownloads
from backend.api.core_feed import CoreFeedDoor
from backend.api.demo import DemoOutbox
from backend.api.files import Files
from backend.api.objects import Objects
from backend.kit import logs
from backend.kit.database import connect, disconnect
from backend.ports import Ports

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


def create_app(ports: Ports | None = None) -> Starlette:
    """Build the application from the environment; ``ports`` that are given stay open."""
    logs.configure()
    settings = assembly.read_settings()
    house = assembly.house(settings, ports)
    objects = Objects(settings.s3_endpoint)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await connect(assembly.database(settings))
        await assembly.probe(settings, house.ports)
        yield
        await disconnect()
        await objects.close()
        if ports is None:
            await house.ports.close()

    return Starlette(
        routes=[
            Route("/graphql", house.view),
            Route("/files/{file_id:uuid}", Files(house.authenticate, house.ports)),
            Route("/objects/{path:path}", objects),
            Route("/archives/{token}", ArchiveDownloads(house.ports).__call__),
            Route("/demo/outbox", DemoOutbox(house.ports.demo_outbox)),
            Route("/feeds/core", CoreFeedDoor(house.ports.core_feed, assembly.take_core_event)),
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

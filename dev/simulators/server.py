"""How a simulator is started, and how it answers badly on purpose."""

import os
import socket
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send


def serve(app: Starlette, host: str, port: int, name: str) -> None:
    """Listen, say where (port 0 takes a free one), and run until stopped."""
    if os.environ.get("ENV") == "production":
        sys.exit(f"{name}: a simulator does not run in production")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    # Listen before saying so: who reads "ready" may connect at once.
    listener.listen(128)
    print(f"ready http://{host}:{listener.getsockname()[1]} {name}(模拟)", flush=True)
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])


def answer(status: int = 200, **data: Any) -> JSONResponse:
    """Answer, and say that it is a simulation."""
    return JSONResponse({**data, "simulated": True}, status)


class CutAnswer:
    """Promise an answer, then hang up: the caller cannot know what happened."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


class Silence:
    """Never answer; leave when the caller gives up."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


async def form(request: Request) -> dict[str, Any]:
    """Read a control message."""
    data = await request.json()
    if not isinstance(data, dict):
        raise TypeError("an object is needed")
    return data

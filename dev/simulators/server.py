"""How a simulator is started, and how it answers badly on purpose."""

import argparse
import os
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send


def serve(app: Starlette, host: str, port: int, name: str) -> None:
    """Listen, say where (port 0 takes a free one), and run until stopped."""
    if os.environ.get("LINGLI_ENV") == "production":
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


def add_listening(parser: argparse.ArgumentParser, demo_secret: str) -> None:
    """Add the options that every simulator has."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--ledger", type=Path, required=True, help="SQLite file")
    parser.add_argument("--secret-file", type=Path, help="holds what is shared with the bank")
    parser.set_defaults(secret=demo_secret)


def secret_of(options: argparse.Namespace) -> str:
    """Read the shared secret; without a file it is the demonstration's."""
    if options.secret_file is None:
        return str(options.secret)
    return str(options.secret_file.read_text().strip())


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

"""/demo/outbox: the texts of the simulated gateway, as phones would show them (模拟)."""

from dataclasses import asdict
from html import escape

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from backend.kit.clock import utc_now
from backend.ports.sms import SentText, SmsOutbox

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>短信(模拟)</title>
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}
li{{margin:0 0 1rem;padding:.75rem 1rem;border:1px solid #ccc;border-radius:.5rem;list-style:none}}
ul{{padding:0}}small{{color:#555}}b{{color:#a33}}</style>
<h1>短信发件箱 <b>模拟</b></h1>
<p>演示环境不发送真实短信。以下是各手机号会收到的内容,最新的在前。</p>
<ul>{items}</ul></html>"""


class DemoOutbox:
    """The page; in production there is none."""

    def __init__(self, outbox: SmsOutbox | None) -> None:
        """Show this outbox."""
        self._outbox = outbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if self._outbox is None:
            return PlainTextResponse("", 404)
        if request.method != "GET":
            return PlainTextResponse("", 405, {"Allow": "GET"})
        phone = request.query_params.get("phone", "")
        texts = await run_in_threadpool(self._outbox.latest, utc_now(), 50, phone)
        if request.query_params.get("format") == "json":
            body = orjson.dumps({"simulated": True, "texts": [asdict(text) for text in texts]})
            return Response(body, media_type="application/json", headers=_FRESH)
        items = "".join(map(_item, texts)) or "<li>还没有短信</li>"
        return HTMLResponse(PAGE.format(items=items), headers=_FRESH)


_FRESH = {"Cache-Control": "no-store"}


def _item(text: SentText) -> str:
    return (
        f"<li><small>{escape(text.phone)} · {text.sent_at:%m-%d %H:%M:%S} UTC</small><br>"
        f"{escape(text.text)}</li>"
    )

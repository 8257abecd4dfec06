"""The channel against answers that no honest partner gives."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.adapters.breaker import Breaker
from backend.adapters.channel import Address, Call, Channel
from backend.ports.failures import OutcomeUnknown, Unavailable

ANSWER = Draft202012Validator(
    {
        "type": "object",
        "required": ["amount_fen", "simulated"],
        "properties": {"amount_fen": {"type": "integer"}, "simulated": {"type": "boolean"}},
    }
)
GOOD = b'{"amount_fen": 1, "simulated": false}'
ODD: dict[str, tuple[int, bytes]] = {
    "/good": (200, GOOD),
    "/not-json": (200, b"<html>"),
    "/nan": (200, b'{"amount_fen": NaN, "simulated": false}'),
    "/float": (200, b'{"amount_fen": 1.0, "simulated": false}'),
    "/doubled": (200, b'{"amount_fen": 1, "amount_fen": 2, "simulated": false}'),
    "/missing": (200, b'{"simulated": false}'),
    "/list": (200, b"[]"),
    "/deep": (200, b"[" * 100_000),
    "/huge-number": (200, b'{"amount_fen": ' + b"9" * 10_000 + b', "simulated": false}'),
    "/too-long": (200, b" " * 2_000 + GOOD),
    "/redirect": (302, GOOD),
    "/error": (500, GOOD),
    "/proxy": (503, b"Service Unavailable"),
    "/own-busy": (503, b'{"state": "BUSY"}'),
}


class Stranger(BaseHTTPRequestHandler):
    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        if self.path == "/drip":
            self._drip()
            return
        status, body = ODD[self.path]
        self.send_response(status)
        self.send_header("Location", "/good")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        for _ in range(20):
            try:
                self.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    Stranger.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def a_channel(url: str, breaker: Breaker | None = None, **more: Any) -> Channel:
    address = Address(url, "us", b"secret", plain_http_allowed=True, answer_bytes_max=1_000, **more)
    return Channel("stranger", address, breaker)


async def tell(channel: Channel, path: str) -> int:
    amount = await channel.tell(Call("GET", path, ANSWER), lambda data: data["amount_fen"])
    assert isinstance(amount, int)
    return amount


async def test_an_answer_as_agreed_is_read(url: str) -> None:
    channel = a_channel(url)

    assert await tell(channel, "/good") == 1

    await channel.close()


@pytest.mark.parametrize("path", [path for path in ODD if path not in {"/good", "/own-busy"}])
async def test_nonsense_leaves_the_outcome_unknown(url: str, path: str) -> None:
    channel = a_channel(url)

    with pytest.raises(OutcomeUnknown):
        await tell(channel, path)

    await channel.close()


async def test_only_the_partners_own_word_says_that_nothing_was_done(url: str) -> None:
    channel = a_channel(url)

    with pytest.raises(Unavailable):
        await tell(channel, "/own-busy")

    await channel.close()


async def test_no_redirect_is_followed(url: str) -> None:
    channel = a_channel(url)
    Stranger.seen.clear()

    with pytest.raises(OutcomeUnknown):
        await tell(channel, "/redirect")

    assert Stranger.seen == ["/redirect"]
    await channel.close()


async def test_the_deadline_is_for_the_whole_answer(url: str) -> None:
    channel = a_channel(url, answer_seconds=0.5)
    began = time.monotonic()

    with pytest.raises(OutcomeUnknown):
        await tell(channel, "/drip")

    assert time.monotonic() - began < 1.5
    await channel.close()


async def test_a_question_without_a_usable_answer_is_only_unavailable(url: str) -> None:
    channel = a_channel(url)

    with pytest.raises(Unavailable):
        await channel.ask(Call("GET", "/error", ANSWER), lambda data: data)

    await channel.close()


async def test_the_breaker_opens_rests_and_lets_one_try() -> None:
    now = 0.0
    breaker = Breaker("stranger", failures_max=2, rest_seconds=10, clock=lambda: now)
    breaker.failed()
    breaker.check()
    breaker.failed()

    with pytest.raises(Unavailable, match="BREAKER_OPEN"):
        breaker.check()

    now = 10.0
    breaker.check()
    with pytest.raises(Unavailable):
        breaker.check()
    breaker.succeeded()
    breaker.check()


@pytest.mark.parametrize(
    "base_url",
    ["http://core", "ftp://core", "https://user@core", "https://core?x=1", "https://", "core"],
)
def test_an_address_is_a_plain_https_url(base_url: str) -> None:
    with pytest.raises(ValueError):
        Address(base_url, "us", b"secret")


def test_the_secret_does_not_show() -> None:
    assert "hush" not in repr(Address("https://core", "us", b"hush"))

"""One careful HTTP channel to an outside system.

Fixed address, signed requests, a deadline for the whole exchange, a cap on the
answer's size, no redirects, a schema for every answer, a circuit breaker.
"""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import orjson
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from backend.adapters.breaker import Breaker
from backend.adapters.signature import signed_headers
from backend.adapters.strict_json import read_json
from backend.ports.failures import OutcomeUnknown, Unavailable

T = TypeVar("T")
ANSWERED = frozenset({httpx.codes.OK, httpx.codes.ACCEPTED})
# With one of these words of its own the other side says that it did nothing.
# A bare status code says less: a proxy may have made it after passing us on.
NOTHING_DONE = frozenset({"BUSY", "DENIED"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where an outside system is and how we speak with it; from settings only.

    Raises:
        ValueError: not a plain base URL, or not https where that is demanded.
    """

    base_url: str
    key_id: str
    secret: bytes = field(repr=False)
    connect_seconds: float = 2
    answer_seconds: float = 8
    answer_bytes_max: int = 8 * 1024 * 1024
    ca_file: str = ""
    plain_http_allowed: bool = False
    simulated_allowed: bool = False

    def __post_init__(self) -> None:
        url = urlsplit(self.base_url)
        schemes = {"https", "http"} if self.plain_http_allowed else {"https"}
        if url.scheme not in schemes or not url.hostname or url.username or url.query:
            raise ValueError(self.base_url)


@dataclass(frozen=True, slots=True)
class Call:
    """One request and what its answer must look like."""

    method: str
    path: str
    answer: Draft202012Validator
    body: Mapping[str, Any] | None = None


class Channel:
    """Exchange one JSON message with an outside system."""

    def __init__(self, port: str, address: Address, breaker: Breaker | None = None) -> None:
        self._port = port
        self._address = address
        self._breaker = breaker or Breaker(port)
        self._client = httpx.AsyncClient(
            base_url=address.base_url,
            timeout=httpx.Timeout(address.answer_seconds, connect=address.connect_seconds),
            verify=ssl.create_default_context(cafile=address.ca_file or None),
            follow_redirects=False,
            trust_env=False,
            # A kept connection that the other side has just closed would turn
            # a request that never left into an unknown outcome.
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=0),
        )

    async def close(self) -> None:
        """Give back the sockets."""
        await self._client.aclose()

    async def ask(self, call: Call, read: Callable[[Any], T]) -> T:
        """Put a question that changes nothing there.

        Raises:
            Unavailable: no usable answer.
        """
        try:
            return await self.tell(call, read)
        except OutcomeUnknown as failure:
            raise Unavailable(self._port, failure.reason) from failure

    async def tell(self, call: Call, read: Callable[[Any], T]) -> T:
        """Make a request that has an effect there.

        Raises:
            Unavailable: surely without effect.
            OutcomeUnknown: perhaps with effect.
        """
        self._breaker.check()
        try:
            async with asyncio.timeout(self._address.answer_seconds):
                status, raw = await self._exchange(call)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self._breaker.failed()
            raise Unavailable(self._port, "NOT_REACHED") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            self._breaker.failed()
            raise OutcomeUnknown(self._port, "NO_ANSWER") from error
        except httpx.HTTPError as error:
            self._breaker.failed()
            raise OutcomeUnknown(self._port, "BROKEN_ANSWER") from error
        self._breaker.succeeded()
        return self._read(call, read, status, raw)

    async def _exchange(self, call: Call) -> tuple[int, bytes]:
        body = b"" if call.body is None else orjson.dumps(call.body, default=_plain)
        headers = signed_headers(
            self._address.key_id,
            self._address.secret,
            f"{call.method} {call.path}",
            body,
            now=datetime.now(UTC),
            nonce=uuid4().hex,
        )
        headers |= {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        raw = bytearray()
        async with self._client.stream(
            call.method, call.path, content=body, headers=headers
        ) as response:
            async for chunk in response.aiter_bytes():
                raw += chunk
                if len(raw) > self._address.answer_bytes_max:
                    raise httpx.DecodingError("answer too long")
        return response.status_code, bytes(raw)

    def _read(self, call: Call, read: Callable[[Any], T], status: int, raw: bytes) -> T:
        try:
            data = read_json(raw)
        except ValueError as error:
            raise OutcomeUnknown(self._port, f"NOT_JSON_{status}") from error
        if status not in ANSWERED:
            if isinstance(data, dict) and data.get("state") in NOTHING_DONE:
                raise Unavailable(self._port, str(data["state"]))
            raise OutcomeUnknown(self._port, f"HTTP_{status}")
        try:
            call.answer.validate(data)
            if data["simulated"] and not self._address.simulated_allowed:
                raise OutcomeUnknown(self._port, "SIMULATED_ANSWER")
            return read(data)
        except ValidationError as error:
            # The validator's own text quotes the answer, which may hold personal data.
            raise OutcomeUnknown(self._port, f"NOT_AS_AGREED {error.json_path}") from None
        except (KeyError, ValueError):
            raise OutcomeUnknown(self._port, "NOT_AS_AGREED") from None


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(type(value).__name__)

"""Reading a request of GraphQL over HTTP, and in which media type to answer it."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from backend.api.limits import BODY_BYTES_MAX

RESPONSE = "application/graphql-response+json"
JSON = "application/json"


class BadRequest(Exception):
    """The request is not GraphQL over HTTP; carries the status to answer with."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Asked:
    """What the client sent."""

    query: str | None
    document_id: str | None
    operation_name: str | None
    variables: dict[str, Any] | None


def negotiate(accept: str | None) -> str:
    """Choose the media type of the answer; without a wish it is plain JSON."""
    if not accept:
        return JSON
    offers = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for offer in offers:
        if offer == RESPONSE:
            return RESPONSE
        if offer in (JSON, "*/*", "application/*"):
            return JSON
    raise BadRequest(406, "NOT_ACCEPTABLE", "只能以 JSON 回答")


async def read_request(request: Request) -> Asked:
    """Read the body, within its size.

    Raises:
        BadRequest: 415 for another media type, 413 for too much, 400 for another shape.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", "请求须为 application/json")
    body = await _read_body(request)
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest(400, "BAD_REQUEST", "请求不是有效的 JSON") from None
    if not isinstance(values, dict):
        raise BadRequest(400, "BAD_REQUEST", "请求须为一个 JSON 对象")
    return _asked(values)


async def _read_body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > BODY_BYTES_MAX:
        raise BadRequest(413, "QUERY_TOO_COMPLEX", f"请求超过 {BODY_BYTES_MAX} 字节")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise BadRequest(413, "QUERY_TOO_COMPLEX", f"请求超过 {BODY_BYTES_MAX} 字节")
    return body


def _asked(values: dict[str, Any]) -> Asked:
    for name, kind in (
        ("query", str),
        ("documentId", str),
        ("operationName", str),
        ("variables", dict),
        ("extensions", dict),
    ):
        if values.get(name) is not None and not isinstance(values[name], kind):
            raise BadRequest(400, "BAD_REQUEST", f"{name} 的类型不对")
    if values.get("query") is None and values.get("documentId") is None:
        raise BadRequest(400, "BAD_REQUEST", "缺少 query 或 documentId")
    return Asked(
        query=values.get("query"),
        document_id=values.get("documentId"),
        operation_name=values.get("operationName"),
        variables=values.get("variables"),
    )

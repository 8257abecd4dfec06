"""Errors on their way out: refusals by their code, defects by an incident number only."""

from typing import Any

import asyncpg
from graphql import GraphQLError
from tortoise.exceptions import DBConnectionError

from backend.kit.logs import log
from backend.kit.refusal import Refusal, Refused

OUTAGES = (DBConnectionError, asyncpg.PostgresConnectionError, ConnectionError, TimeoutError)


def told(error: GraphQLError, trace_id: str) -> dict[str, Any]:
    """Write one error for the client, and a defect in full into the log."""
    cause = error.original_error
    # A value that does not fit its type is wrapped once per level of the input.
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, Refused):
        cause = cause.refusals[0]
    if isinstance(cause, Refusal):
        return _error(
            error, cause.message, {"code": cause.code, "path": list(cause.path)}, trace_id
        )
    if isinstance(cause, OUTAGES):
        log().error("outage", trace_id=trace_id, exc_info=cause)
        return _error(error, "系统暂时不可用,请稍后重试", {"code": "SERVICE_UNAVAILABLE"}, trace_id)
    if cause is None or (isinstance(cause, ValueError | TypeError) and error.path is None):
        return _error(error, error.message, {"code": "BAD_USER_INPUT"}, trace_id)
    log().error("defect", trace_id=trace_id, path=str(error.path), exc_info=cause)
    return _error(
        error, f"系统错误,请联系管理员并提供编号 {trace_id}", {"code": "INTERNAL"}, trace_id
    )


def _error(
    error: GraphQLError, message: str, extensions: dict[str, Any], trace_id: str
) -> dict[str, Any]:
    answer: dict[str, Any] = {"message": message}
    if error.locations:
        answer["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        answer["path"] = error.path
    answer["extensions"] = extensions | {"traceId": trace_id}
    return answer


def plain_error(code: str, message: str, trace_id: str) -> dict[str, Any]:
    """Write an error that has no place in a document."""
    return {"message": message, "extensions": {"code": code, "traceId": trace_id}}

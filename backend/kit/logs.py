"""Logs: one JSON object a line, with the trace it belongs to and without personal data."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A safety net under the rule that nobody logs them: long digit runs of the
# lengths of ID numbers, bank cards and phones never leave the process.
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|\d{16,19}|1[3-9]\d{9})(?![0-9A-Za-z])")


def hide_personal(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace whatever looks like an identity by its length."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _PERSONAL.sub(lambda found: f"[{len(found[0])} digits]", value)
    return event


def configure(level: str = "INFO") -> None:
    """Send structlog and the standard library to standard error, in one format."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_personal,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("pyhanko", "fontTools", "asyncio", "uvicorn.access", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def log() -> Any:
    """Return the logger."""
    return structlog.get_logger()

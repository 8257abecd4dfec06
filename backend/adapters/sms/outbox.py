"""The outbox of the simulated gateway: one JSON line a text, for the demo page."""

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from backend.ports.sms import SentText

LATEST_MAX = 200
_TAIL_BYTES = 256 * 1024


class SmsOutbox:
    """A file that several processes append to."""

    def __init__(self, path: Path) -> None:
        """Keep the texts in this file; only its owner may read it, for it holds codes."""
        self._path = path

    def append(self, sent: SentText) -> None:
        """Add one text in one write, so that two processes never mix their lines."""
        line = json.dumps(asdict(sent), ensure_ascii=False, default=datetime.isoformat)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
        finally:
            os.close(handle)

    def latest(self, now: datetime, first: int = 50, phone: str = "") -> list[SentText]:
        """Read the newest texts that have arrived, newest first."""
        if not self._path.exists():
            return []
        texts = [_read(line) for line in reversed(self._tail())]
        arrived = [
            text
            for text in texts
            if text.state != "FAILED" and text.arrives_at <= now and phone in ("", text.phone)
        ]
        return arrived[: min(first, LATEST_MAX)]

    def _tail(self) -> list[str]:
        with self._path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start = file.seek(max(0, size - _TAIL_BYTES))
            # Where the tail begins inside a line, that line is left out.
            return file.read().decode(errors="replace").splitlines()[1 if start else 0 :]


def _read(line: str) -> SentText:
    data = json.loads(line)
    for name in ("sent_at", "arrives_at"):
        data[name] = datetime.fromisoformat(data[name])
    return SentText(**data)

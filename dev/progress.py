"""Progress lines in Chinese with the seconds since the command began. Standard library only."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import NoReturn

STARTED = "LINGLI_COMMAND_STARTED"
TICK_SECONDS = 5


def begin() -> None:
    """Start the clock, unless the command that called us already did."""
    os.environ.setdefault(STARTED, str(time.time()))


def tell(text: str) -> None:
    """Print one progress line."""
    elapsed = time.time() - float(os.environ.get(STARTED, time.time()))
    print(f"[{elapsed:6.1f} 秒] {text}", flush=True)


class StepFailed(Exception):
    """A step's command ended with an error; what it said is the message."""


def step(
    text: str,
    argv: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    account: tuple[int, int] | None = None,
) -> str:
    """Run a command, telling every few seconds that it still runs; answer what it printed.

    Raises:
        StepFailed: it ended with an error.
    """
    tell(f"{text} …")
    user, group = account or (None, None)
    with TemporaryFile() as said:
        with subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            user=user,
            group=group,
            extra_groups=None if account is None else [],
        ) as process:
            try:
                _wait(process, text)
            except BaseException:
                process.terminate()
                raise
        said.seek(0)
        output = said.read().decode(errors="replace")
    if process.returncode:
        raise StepFailed(f"{text}失败:\n{output[-3000:].strip()}")
    return output


def _wait(process: subprocess.Popen[bytes], text: str) -> None:
    while True:
        try:
            process.wait(TICK_SECONDS)
        except subprocess.TimeoutExpired:
            tell(f"{text} … 仍在进行")
        else:
            return


def give_up(reason: object) -> NoReturn:
    """End the command with a reason instead of a stack trace."""
    print(f"\n{reason}", file=sys.stderr, flush=True)
    sys.exit(1)

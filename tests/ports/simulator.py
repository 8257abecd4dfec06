"""Start a simulator as a process of its own, as in life."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]


class Simulator:
    """One simulator process on a free port of the loopback interface.

    With ``wait=False`` and a port it starts beside us; ``wait`` before the first question.
    """

    def __init__(self, module: str, *options: str, port: int = 0, wait: bool = True) -> None:
        command = [sys.executable, "-m", f"dev.simulators.{module}", "--port", str(port), *options]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "LINGLI_ENV": "test"}
        )
        self._is_ready = False
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        if self._is_ready:
            return
        assert self._process.stdout is not None
        ready = self._process.stdout.readline().decode().split()
        assert ready[:1] == ["ready"], ready
        self.url = ready[1]
        self.port = int(self.url.rsplit(":", 1)[1])
        self._is_ready = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._stop(signal.SIGKILL)

    def stop(self) -> None:
        """End it politely."""
        self._stop(signal.SIGTERM)

    def _stop(self, how: signal.Signals) -> None:
        if self._process.poll() is None:
            self._process.send_signal(how)
        self._process.wait(timeout=10)
        if self._process.stdout is not None:
            self._process.stdout.close()

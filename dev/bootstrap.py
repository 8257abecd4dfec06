"""Make .venv from the locked requirements if they changed, then hand over to the real command.

Runs on the system's Python with nothing but its standard library.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dev.progress import StepFailed, begin, give_up, step

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
# The second lock holds all of the first and the tools.
LOCKS = {"app": ["app"], "dev": ["app", "dev"]}


def main() -> None:
    """Prepare the environment for ``app`` or ``dev`` and become the command's module."""
    begin()
    kind, module, *arguments = sys.argv[1:]
    try:
        prepare(kind)
    except StepFailed as failure:
        give_up(failure)
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", module, *arguments])  # noqa: S606 becomes it


def prepare(kind: str) -> None:
    """Install what the lock names, unless a stamp says that it is there."""
    names = LOCKS[kind]
    if works() and all(stamp(name).exists() for name in names):
        return
    if not works():
        if not ENVIRONMENT.is_symlink():
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        step("创建 Python 虚拟环境", [sys.executable, "-m", "venv", ENVIRONMENT])
    for old in ENVIRONMENT.glob("lock-*"):
        old.unlink()
    install(names[-1])
    for name in names:
        stamp(name).touch()


def works() -> bool:
    """Answer whether the environment's interpreter still runs; a moved folder breaks it."""
    if not PYTHON.exists():
        return False
    ran = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    return ran.returncode == 0


def stamp(name: str) -> Path:
    """Name the file that proves that this very lock has been installed."""
    lock = (ROOT / "requirements" / f"{name}.txt").read_bytes()
    return ENVIRONMENT / f"lock-{name}-{hashlib.sha256(lock).hexdigest()}"


def install(name: str) -> None:
    """Install exactly the locked files: each is compared with its hash."""
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    lock = ROOT / "requirements" / f"{name}.txt"
    step(
        "安装 Python 依赖",
        [*pip, "install", "--quiet", "--require-hashes", "--no-deps", "-r", lock],
    )
    step("核对 Python 依赖", [*pip, "check"])


if __name__ == "__main__":
    main()

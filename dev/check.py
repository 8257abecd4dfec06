"""Check style, contracts, types, schema and migrations; --write formats and rewrites."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dev.embedded.place import Place
from dev.embedded.process import unprivileged
from dev.environment import nowhere
from dev.node import MODULES, install, node
from dev.progress import StepFailed, begin, give_up, tell

ROOT = Path(__file__).parents[1]
TOOLS = Path(sys.executable).parent
BACKEND = (sys.executable, "-P", "-m", "backend.cli")
CHECKS: dict[str, Sequence[str | Path]] = {
    "mypy": (TOOLS / "mypy",),
    "pyright": (node(), MODULES / "pyright" / "index.js"),
    "ruff check": (TOOLS / "ruff", "check", "."),
    "ruff format": (TOOLS / "ruff", "format", "--check", "."),
    "import contracts": (TOOLS / "lint-imports", "--no-cache"),
    "schema current": (*BACKEND, "export-schema", "--check"),
    "migrations current": (*BACKEND, "migrate", "--check"),
}
REWRITES: dict[str, Sequence[str | Path]] = {
    "ruff fix": (TOOLS / "ruff", "check", "--fix-only", "--quiet", "."),
    "ruff format": (TOOLS / "ruff", "format", "."),
    "schema": (*BACKEND, "export-schema"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check said, and whether it is content."""

    name: str
    passed: bool
    said: str
    seconds: float


def main() -> None:
    """Run all checks, two at a time, and show what the failing ones said."""
    begin()
    parser = argparse.ArgumentParser(prog="./check", description=__doc__)
    parser.add_argument("--write", action="store_true", help="format, and rewrite the schema")
    wish = parser.parse_args()
    try:
        install(with_tools=True)
    except StepFailed as failure:
        give_up(failure)
    with tempfile.TemporaryDirectory(prefix="lingli-check-") as folder:
        variables = nowhere(Place(Path(folder), unprivileged())).variables()
        # Rewriting goes in order: the formatter sees what the fixer left.
        commands, at_once = (REWRITES, 1) if wish.write else (CHECKS, 2)
        outcomes = run(commands, variables, at_once=at_once)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n--- {outcome.name}\n{outcome.said.strip()}", flush=True)
    sys.exit(1 if failed else 0)


def run(
    commands: dict[str, Sequence[str | Path]], variables: dict[str, str], *, at_once: int
) -> list[Outcome]:
    """Run commands and answer their outcomes in the order of the list."""

    def one(item: tuple[str, Sequence[str | Path]]) -> Outcome:
        name, argv = item
        began = time.monotonic()
        done = subprocess.run(
            argv,
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        outcome = Outcome(name, done.returncode == 0, done.stdout, time.monotonic() - began)
        tell(f"{'通过' if outcome.passed else '失败'}  {name}({outcome.seconds:.1f} 秒)")
        return outcome

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, commands.items()))


if __name__ == "__main__":
    main()

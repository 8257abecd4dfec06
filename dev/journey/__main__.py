"""Plays the journey: `python -m dev.journey --url URL [--script FILE] [--out DIR]`."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx

from dev.journey.player import Outcome, Player
from dev.journey.script import read_script

DEFAULT = Path(__file__).parent / "tea_grower.json"
ANSWER_SECONDS = 30


def told(outcome: Outcome) -> str:
    """Tell one step in a line, and each broken expectation in one more."""
    step = outcome.step
    verdict = "通过" if not outcome.failures else "不符"
    lines = [f"[{verdict}] 第 {step.no} 步 {step.who}:{step.title}"]
    if not outcome.failures:
        lines += [f"       {place} = {expected}" for place, expected in step.expect.items()]
    return "\n".join([*lines, *(f"       ✗ {failure}" for failure in outcome.failures)])


def keep(path: Path, answer: dict[str, Any]) -> None:
    """Write an answer down, for whoever wants to see all of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=2), encoding="utf-8")


async def play(url: str, script: Path, out: Path) -> int:
    """Play all steps; the first broken expectation ends the journey."""
    password, steps = read_script(script)
    async with httpx.AsyncClient(base_url=url, timeout=ANSWER_SECONDS) as client:

        async def send(document: str, variables: dict[str, Any], token: str) -> dict[str, Any]:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            body = {"query": document, "variables": variables}
            answer = await client.post("/graphql", json=body, headers=headers)
            result: dict[str, Any] = answer.json()
            return result

        player = Player(send, password)
        for number, step in enumerate(steps, start=1):
            outcome = await player.play(step)
            keep(out / f"{number:02d}.json", outcome.answer)
            sys.stdout.write(told(outcome) + "\n")
            if outcome.failures:
                return 1
    sys.stdout.write(f"全部 {len(steps)} 步符合期望;各步回答在 {out}\n")
    return 0


def main() -> int:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(prog="run journey")
    parser.add_argument("--url", required=True)
    parser.add_argument("--script", type=Path, default=DEFAULT)
    parser.add_argument("--out", type=Path, default=Path("out/journey"))
    options = parser.parse_args()
    return asyncio.run(play(options.url, options.script, options.out))


if __name__ == "__main__":
    sys.exit(main())

"""Start the whole system on one machine and keep it running.

./run                     everything, at http://127.0.0.1:8600
./run journey             one loan from application to archive, played over HTTP
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from dev.embedded.place import Place
from dev.embedded.process import StartFailed, unprivileged
from dev.embedded.supervisor import AlreadyRunning, Claim, Supervisor
from dev.product import Product, app_account
from dev.progress import StepFailed, begin, give_up, tell

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Do what the command line says."""
    begin()
    wish = read_command_line(sys.argv[1:])
    try:
        code = play(wish) if wish.what == "journey" else serve(wish)
    except (StartFailed, StepFailed, AlreadyRunning) as failure:
        give_up(failure)
    except KeyboardInterrupt:
        tell("已停止")
        code = 130 if wish.what == "journey" else 0
    sys.exit(code)


def read_command_line(words: Sequence[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="./run", description="启动伶俐微贷的全部服务")
    parser.add_argument("what", nargs="?", choices=["serve", "journey"], default="serve")
    parser.add_argument("--port", type=int, default=8600, help="HTTP 端口,默认 8600")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址,默认仅本机")
    parser.add_argument("--data", type=Path, default=default_data(), help="数据目录")
    parser.add_argument("--fresh", action="store_true", help="先清空数据目录")
    parser.add_argument("--script", type=Path, help="journey:旅程脚本")
    parser.add_argument("--out", type=Path, help="journey:结果目录")
    wish = parser.parse_args(words)
    wish.data = wish.data.absolute()
    return wish


def default_data() -> Path:
    """Choose where the data lives: root's checkout may be closed to the account we drop to."""
    return Path("/var/lib/lingli") if os.geteuid() == 0 else ROOT / ".state"


def serve(wish: argparse.Namespace) -> int:
    """Run the product until somebody stops it."""
    with ExitStack() as stack:
        supervisor = bring_up(wish, stack)
        print("\n按 Ctrl-C 停止。", flush=True)
        supervisor.watch()
    return 0


def play(wish: argparse.Namespace) -> int:
    """Play the journey against the running product, or against one of our own."""
    with ExitStack() as stack:
        facts = Claim(wish.data).facts()
        if facts is None or wish.fresh:
            bring_up(wish, stack)
            facts = {"url": address(wish)}
        if "url" not in facts:
            raise StartFailed("系统正在启动,请稍后再试")
        options = [("--url", facts["url"]), ("--script", wish.script), ("--out", wish.out)]
        words = [str(word) for pair in options if pair[1] is not None for word in pair]
        tell("播放业务旅程 …")
        journey = [sys.executable, "-P", "-m", "dev.journey", *words]
        return subprocess.run(journey, check=False).returncode


def bring_up(wish: argparse.Namespace, stack: ExitStack) -> Supervisor:
    """Start everything in order; what the stack holds stops it again."""
    place = Place(wish.data, unprivileged())
    prepare_folder(place)
    claim = stack.enter_context(Claim(wish.data))
    refuse_taken_port(wish.host, wish.port)
    if wish.fresh:
        empty(wish.data, claim)
    supervisor = stack.enter_context(Supervisor())
    product = Product(place, app_account(place.account), address(wish))
    product.start(supervisor, wish.host, wish.port)
    claim.tell(pid=os.getpid(), url=address(wish))
    tell(f"就绪:{address(wish)}")
    print(f"\n{product.introduction()}", flush=True)
    return supervisor


def address(wish: argparse.Namespace) -> str:
    """Tell where a browser on this machine finds the product."""
    host = "127.0.0.1" if wish.host == "0.0.0.0" else wish.host  # noqa: S104 compared only
    return f"http://{host}:{wish.port}"


def prepare_folder(place: Place) -> None:
    """Make the data directory, and see that the account can get there.

    Raises:
        StartFailed: a folder above is closed to it, or it holds something else.
    """
    folder = place.folder
    if folder.exists() and any(folder.iterdir()) and not (folder / "running.json").exists():
        raise StartFailed(f"{folder} 不是空目录,也不是本系统的数据目录")
    place.passage()
    if os.geteuid() != 0:
        return
    reached = subprocess.run(
        ["/usr/bin/env", "test", "-x", folder],
        user=place.account.uid,
        group=place.account.gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    if reached.returncode:
        raise StartFailed(
            f"以 root 运行时各服务降权为 nobody,而 nobody 进不了 {folder}。请用 --data 另选目录。"
        )


def empty(folder: Path, claim: Claim) -> None:
    """Remove all data but the claim itself."""
    tell(f"清空 {folder}")
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != claim.path:
            path.unlink()


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse at once instead of after a minute of preparations.

    Raises:
        StartFailed: somebody listens there, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartFailed(
                f"不能在 {host}:{port} 监听({error.strerror})。请用 --port 另选端口。"
            ) from None


if __name__ == "__main__":
    main()

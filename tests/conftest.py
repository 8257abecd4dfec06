"""What all tests share."""

import os
import re
from collections.abc import Generator

import pytest

BRINGABLE = re.compile("apt-get install|npm ci")

pytest_plugins = ["tests.servers", "tests.outside", "tests.bank"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the long suites too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked ``full`` to --full."""
    if config.getoption("--full"):
        return
    long = [item for item in items if item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On CI no test is skipped for want of a part that a command could have brought."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and BRINGABLE.search(report.longreprtext):
        report.outcome = "failed"
    return report

"""The ground of all tests: a private home, the test mode, and the small cast that they share."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "JURDIL_MODE" not in os.environ or os.environ["JURDIL_MODE"] != "test":
    os.environ["JURDIL_MODE"] = "test"
_home = tempfile.mkdtemp(prefix="jurdil-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["JURDIL_HOME"] = _home
os.environ.pop("JURDIL_NOW", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "jurdil.project.settings"

import django  # noqa: E402  # after the environment is set

django.setup()

import pytest  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second database be asked for what it can answer differently."""
    parser.addoption("--with-database", action="store_true", help="run only tests that use the site's database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, where asked, each test that uses no database: it passed on the first one."""
    if not config.getoption("--with-database"):
        return
    using = [item for item in items if item.get_closest_marker("django_db") or _asks_for_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(using)])
    items[:] = using


def _asks_for_database(item: pytest.Item) -> bool:
    return not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))

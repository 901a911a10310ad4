"""What holds for every test, in whichever room it lives."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key

from caicach.core.tests.tables import copy_tables

DATABASE_FIXTURES = {
    "db",
    "django_db_setup",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
    "admin_user",
    "admin_client",
}

# Two workers on two cores: a slow example is the machine's doing.
hypothesis.settings.register_profile("caicach", deadline=None)
hypothesis.settings.load_profile("caicach")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="only tests that use the database, without the browser's"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Point everything that is written at a folder of this process's own; nothing of an installation is touched."""
    var = Path(tempfile.mkdtemp(prefix="caicach-test-"))
    config.add_cleanup(lambda: shutil.rmtree(var, ignore_errors=True))
    os.environ["CAICACH_VAR"] = str(var)  # for the programs that tests start
    settings.VAR = var
    settings.EVIDENCE_STORE = var / "evidence"
    settings.STORAGES["default"]["OPTIONS"]["location"] = var / "files"
    settings.CACHES["shared"]["LOCATION"] = var / "cache"
    settings.REMEMBER_IN_BACKGROUND = False  # a thread does not see the transaction of a test
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a strong one takes most of the time
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(var / "test.sqlite3")  # a file, as in use: WAL needs one


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Begin with the tables that the runner has made, where it has: the migrations find nothing left to do."""
    default = settings.DATABASES["default"]
    return default["ENGINE"].endswith("sqlite3") and copy_tables(Path(default["TEST"]["NAME"]))


_brought: list[list[Model]] = []  # what the migrations have put into the tables


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        _brought[:] = [list(model._base_manager.all()) for model in apps.get_models(include_auto_created=True)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with transactions of its own ends by emptying every table: what the migrations brought is put back."""
    yield
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction") and nextitem:  # after the last one the database is gone
        with item.config.stash[blocking_manager_key].unblock(), transaction.atomic():
            for rows in filter(None, _brought):
                manager = type(rows[0])._base_manager
                if not manager.exists():
                    manager.bulk_create(rows)


def uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    case = getattr(item, "cls", None)
    return case is not None and issubclass(case, TransactionTestCase)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)  # long ones last leave a worker waiting
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if uses_database(item) and not item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Leave the counts for tools/run_tests.py, which adds up its runs."""
    yield
    if where := os.environ.get("CAICACH_TEST_TALLY"):
        stats = terminalreporter.stats
        kinds = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
        Path(where).write_text(json.dumps({kind: len(stats.get(kind, ())) for kind in kinds}), encoding="utf-8")

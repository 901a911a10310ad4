"""Migrations go both ways, and none of them breaks the version that still runs while it is applied."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

from caicach.core.tests.tables import copy_tables

ROOMS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("caicach."))
LOOSENED = ["0008_one_cycle_in_force"]  # a unique constraint that lets in more than before; SQLite makes its table anew
THERE_AND_BACK = f"""
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
rooms = {ROOMS}
def go(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets(executor.loader))
def last(loader): return loader.graph.leaf_nodes()
def none(loader): return [(room, None) for room in rooms if room in loader.migrated_apps]
def tables(): return set(connection.introspection.table_names())
go(last); there = tables()
go(none); back = tables()
left = sorted(name for name in back if name.split("_")[0] in rooms)
go(last)
assert tables() == there, there ^ tables()
assert not left, left
print("there, back and there again")
"""


def test_every_operation_can_be_reversed():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = [migration for (app, _name), migration in loader.disk_migrations.items() if app in ROOMS]
    assert ours
    one_way = [
        f"{migration}: {operation.describe()}"
        for migration in ours
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


def test_no_migration_breaks_the_version_that_still_runs(django_db_setup, django_db_blocker, capsys):
    with django_db_blocker.unblock():  # without a transaction: SQLite writes no migration inside one
        linter = MigrationLinter(  # initial ones meet no running version
            include_apps=ROOMS, ignore_initial_migrations=True, ignore_name=LOOSENED
        )
        linter.lint_all_migrations()
    assert linter.nb_total > 0
    assert not linter.has_errors, capsys.readouterr().out


@pytest.fixture
def scratch_database(db, tmp_path: Path) -> Iterator[str]:
    """The URL of another database of the kind that the tests run on, empty or with its tables as the run made them."""
    if connection.vendor == "sqlite":
        copy_tables(tmp_path / "scratch.sqlite3")
        yield f"sqlite:///{tmp_path / 'scratch.sqlite3'}"
        return
    name = f"scratch_{os.getpid()}"
    server = connection.copy()
    server.settings_dict = server.settings_dict | {
        "NAME": "postgres",
        "OPTIONS": {key: value for key, value in server.settings_dict["OPTIONS"].items() if key != "pool"},
    }
    try:
        with server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(os.environ["CAICACH_DATABASE_URL"])._replace(path=f"/{name}"))
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.close()


def test_there_and_back_again(scratch_database: str):
    done = subprocess.run(
        [sys.executable, "-c", THERE_AND_BACK],
        env=os.environ | {"CAICACH_DATABASE_URL": scratch_database, "DJANGO_SETTINGS_MODULE": "caicach.web.settings"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.endswith("there, back and there again\n"), done.stderr

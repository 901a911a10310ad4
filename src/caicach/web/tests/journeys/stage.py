"""Sets the stage for the journeys: an empty database, the cast of bodies/tests with passwords, nothing else.

Run as a program of its own (`python -m caicach.web.tests.journeys.stage`), against the database of its environment, so
that the server under test meets it as it would meet any installation. Made once a run; each module plays on a copy: of
the empty stage, or of the one in mid-play (scene.py) where it says `STAGE = "in_play"`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from caicach.core.tests.tables import copy_tables

PASSWORD = "mot-mat-khau-du-dai"
PROGRAMS = {"empty": __package__ + ".stage", "in_play": __package__ + ".scene"}  # what sets each stage


def main() -> None:
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from caicach.bodies.models import Person
    from caicach.bodies.tests.cast import make_cast

    call_command("migrate", verbosity=0, interactive=False)
    make_cast()
    Person.objects.update(password=make_password(PASSWORD))


def environment(var: Path, database_url: str = "") -> dict[str, str]:
    """What the programs of an installation in `var` are started with; nothing of this one's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAICACH_")}
    kept |= {
        "CAICACH_VAR": str(var),
        "CAICACH_EMAIL_URL": "dummymail://",
        "DJANGO_SETTINGS_MODULE": "caicach.web.settings",
    }
    return kept | ({"CAICACH_DATABASE_URL": database_url} if database_url else {})


def prepare(var: Path, server_url: str, like: Path | None = None) -> str:
    """Set the stage that `var` is named after, on a copy of `like` where given; returns what its program said."""
    if like:
        url = copy(like, var, server_url)
    else:
        var.mkdir()
        copy_tables(var / "caicach.sqlite3")
        url = new_database(server_url, _database(var)) if server_url else ""
    words = [sys.executable, "-m", PROGRAMS[var.name]]
    done = subprocess.run(words, env=environment(var, url), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def copy(prepared: Path, var: Path, server_url: str) -> str:
    """An installation in `var` like the prepared one; returns its database's URL, empty for SQLite."""
    shutil.copytree(prepared, var, dirs_exist_ok=True)
    return new_database(server_url, _database(var), like=_database(prepared)) if server_url else ""


def _database(var: Path) -> str:
    return f"caicach_stage_{var.name}"


def new_database(server_url: str, name: str, like: str = "template1") -> str:
    """A database of that name in place of any that was there; returns its URL."""
    _on_server(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _on_server(server_url, "CREATE DATABASE {} TEMPLATE {}", name, like)
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, url: str) -> None:
    _on_server(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", urlsplit(url).path.strip("/"))


def _on_server(server_url: str, statement: str, *names: Any) -> None:
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(SQL(statement).format(*map(Identifier, names)))


if __name__ == "__main__":
    main()

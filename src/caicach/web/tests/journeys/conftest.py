"""A real server, a real browser. Needs Chromium; without it the journeys are skipped with a word."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .stage import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
STARTS_WITHIN_SECONDS = 30
# Rules of WCAG 2.2 AA and what axe holds for good practice, all of them.
_AXE = Axe()


@dataclass(frozen=True)
class Server:
    """Where the product under test listens, and where it keeps its files."""

    url: str
    var: Path
    environment: dict[str, str]

    def manage(self, *words: str) -> str:
        """Run a management command against the same installation."""
        done = subprocess.run(
            [sys.executable, "-m", "django", *words], env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The web server on an installation of its own, with the cast in it."""
    var, port = tmp_path_factory.mktemp("installation"), _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CAICACH_")},
        "CAICACH_VAR": str(var),
        "CAICACH_EMAIL_URL": "dummymail://",
        "DJANGO_SETTINGS_MODULE": "caicach.web.settings",
    }
    subprocess.run([sys.executable, "-m", "caicach.web.tests.journeys.stage"], env=environment, check=True)
    log = (var / "server.log").open("wb")
    granian = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers", "1", "--blocking-threads", "2", "caicach.web.wsgi:application"),
        ],
        env=environment, stdout=log, stderr=log,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/tai-khoan/login/", granian)
        yield Server(url, var, environment)
    finally:
        granian.terminate()
        granian.wait(timeout=15)
        log.close()


def _wait_for(url: str, granian: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        assert granian.poll() is None, "the server ended while starting"
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer in time")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@dataclass
class Desk:
    """One person at one browser."""

    page: Page
    context: BrowserContext
    server: Server

    def go(self, address: str) -> Page:
        self.page.goto(address if address.startswith("http") else f"{self.server.url}{address}")
        return self.page

    def assert_accessible(self) -> None:
        """No violation of any rule that axe knows, on the page as it stands."""
        violations = _AXE.run(self.page).response["violations"]
        told = [f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:4]]}" for v in violations]
        assert not told, f"{self.page.url}\n" + "\n".join(told)


@dataclass
class Office:
    """Opens desks; one per person, each with its own cookies."""

    browser: Browser
    server: Server
    opened: list[BrowserContext]

    def sit_down(self, username: str, *, javascript: bool = True, phone: bool = False) -> Desk:
        """Log in through the log-in page."""
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = self.browser.new_context(java_script_enabled=javascript, viewport=size, locale="vi-VN")
        context.set_default_timeout(15_000)
        self.opened.append(context)
        desk = Desk(context.new_page(), context, self.server)
        desk.go("/")
        desk.page.fill("input[name=login]", username)
        desk.page.fill("input[name=password]", PASSWORD)
        desk.page.click("main button[type=submit], main form button")
        desk.page.wait_for_url(lambda address: "login" not in address)
        return desk


@pytest.fixture
def office(browser: Browser, server: Server) -> Iterator[Office]:
    opened: list[BrowserContext] = []
    yield Office(browser, server, opened)
    for context in opened:
        context.close()

"""The server under test, and the people who sit at it: each at a desk with a browser of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

from caicach.web.context import THEME_COOKIE

from .stage import PASSWORD, environment

STARTS_WITHIN_SECONDS = 60
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SHOTS = os.environ.get("CAICACH_SHOTS")  # a folder: every page looked at is kept there as a picture
_AXE = Axe()


@dataclass
class Server:
    """The web server on an installation of its own."""

    var: Path
    database_url: str
    port: int = 0
    scene: dict[str, Any] = field(default_factory=dict)  # where everything is, on the stage in mid-play
    sessions: dict[str, Any] = field(default_factory=dict)  # who has logged in, with their cookies
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.var, self.database_url)

    def start(self) -> None:
        """Start, on the same port as before where there was one, and wait for the first answer."""
        self.port = self.port or _free_port()
        with (self.var / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"),
                    *("--port", str(self.port), "--workers", "1", "--blocking-threads", "2"),
                    "caicach.web.wsgi:application",
                ],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            assert self._process.poll() is None, f"the server ended while starting\n{self.log()}"
            try:
                with urlopen(f"{self.url}/tai-khoan/login/", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not answer in time\n{self.log()}")

    def kill(self) -> None:
        """kill -9, with its workers: what was under way ends where it stands."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, sign: int) -> None:
        if self._process is None:
            return
        os.killpg(self._process.pid, sign)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
        self._process = None

    def log(self) -> str:
        """The end of what the server has said."""
        return (self.var / "server.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def ask(self, program: str) -> str:
        """Run a few lines of Python in the installation, as its shell would; returns what they print."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{program}"],
            env=self.environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Desk:
    """One person at one browser. What the browser complains about is kept, and held against the page at the end."""

    page: Page
    context: BrowserContext
    server: Server
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form answers 422 and a closed door 403: the browser says so, and that is no defect.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"{self.page.url}: {message.text}")

    def _response(self, response: Response) -> None:
        belongs = response.request.resource_type in ("stylesheet", "script", "font", "image", "fetch", "xhr")
        if response.status >= 500 or (response.status == 404 and belongs):
            self.problems.append(f"{response.url}: {response.status}\n{self.server.log()}")

    def go(self, address: str) -> Page:
        self.page.goto(address if address.startswith("http") else f"{self.server.url}{address}")
        return self.page

    def press(self, keys: str) -> None:
        """One key after the other: "g b", "Control+k"."""
        for key in keys.split():
            self.page.keyboard.press(key)

    def button(self, words: str) -> Locator:
        """The button or link of the page with these words on it."""
        main = self.page.locator("main")
        return main.get_by_role("button", name=words).or_(main.get_by_role("link", name=words)).first

    def leave_by(self, act: Callable[[], Any]) -> Page:
        """Do something that leads to another page, and wait until that one stands."""
        with self.page.expect_navigation(wait_until="load"):
            act()
        return self.page

    def look(self, name: str = "") -> None:
        """No violation of any rule that axe knows on the page as it stands; with a picture where one is wanted."""
        self.picture(name)
        found = self.violations()
        assert not found, "\n".join(found)

    def picture(self, name: str) -> None:
        if SHOTS and name:
            folder = Path(SHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png", full_page=True, caret="initial")

    def violations(self, rules: list[str] | None = None) -> list[str]:
        """What axe finds: every rule of WCAG and of good practice, or only those named."""
        wanted: dict[str, Any] = {"resultTypes": ["violations"]}  # what is in order need not be told in full
        if rules:
            wanted["runOnly"] = {"type": "rule", "values": rules}
        found = _AXE.run(self.page, options=wanted).response["violations"]
        return [
            f"{self.page.url} {one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes'][:4]]}"
            for one in found
        ]

    def toast(self) -> str:
        """What the page says about the last act."""
        return self.page.locator("#toasts .toast-words").last.inner_text()


@dataclass
class Office:
    """Opens desks; one per person, each with its own cookies."""

    browser: Browser
    server: Server
    desks: list[Desk] = field(default_factory=list)

    def door(self, *, javascript: bool = True, phone: bool = False, dark: bool = False) -> Desk:
        """A browser before the log-in."""
        return self._open(javascript=javascript, phone=phone, dark=dark, state=None)

    def sit_down(
        self, username: str, *, javascript: bool = True, phone: bool = False, dark: bool = False, fresh: bool = False
    ) -> Desk:
        """Somebody logged in: through the log-in page the first time, with the cookies of that time later."""
        state = None if fresh else self.server.sessions.get(username)
        desk = self._open(javascript=javascript, phone=phone, dark=dark, state=state)
        if state is None:
            desk.go("/")
            log_in(desk, username)
            if not fresh:
                self.server.sessions[username] = desk.context.storage_state()
        return desk

    def _open(self, *, javascript: bool, phone: bool, dark: bool, state: Any) -> Desk:
        context = self.browser.new_context(
            java_script_enabled=javascript, viewport=PHONE if phone else DESK, has_touch=phone, storage_state=state,
            locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce", accept_downloads=True,
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        context.add_cookies([{"name": THEME_COOKIE, "value": "dark" if dark else "light", "url": self.server.url}])
        context.set_default_timeout(20_000)
        desk = Desk(context.new_page(), context, self.server)
        self.desks.append(desk)
        return desk

    def close(self) -> list[str]:
        """Everybody leaves; returns what their browsers complained about."""
        for desk in self.desks:
            desk.context.close()
        return [problem for desk in self.desks for problem in desk.problems]


def log_in(desk: Desk, username: str) -> None:
    """Fill in the log-in page that stands."""
    desk.page.fill("input[name=login]", username)
    desk.page.fill("input[name=password]", PASSWORD)
    desk.page.click("form[action*=login] button.btn-primary")
    desk.page.wait_for_url(lambda address: "/login/" not in address)

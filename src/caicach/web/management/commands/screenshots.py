"""Pictures of every page at a running demo city: sizes × themes, and what is printed as PDF."""

from __future__ import annotations

import io
import tomllib
from argparse import ArgumentParser
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import timezone

from caicach.documents.layout.paper import write_docx
from caicach.web import machine
from caicach.web.context import THEME_COOKIE
from caicach.web.demo import papers
from caicach.web.demo.city import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route

LIST = Path(__file__).resolve().parents[2] / "pictures.toml"
SIZES = {1440: 900, 820: 1180, 390: 844}
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Subject:
    """One page to be taken."""

    name: str
    path: str
    view: str = ""  # name of the URL that `follow` must lead to
    user: str = ""
    follow: tuple[str, ...] = ()
    click: tuple[str, ...] = ()
    template: str = ""
    language: str = "vi"
    print: bool = False
    wide_only: bool = False

    @property
    def shows(self) -> str:
        """The name of the URL that the picture shows; none where a template is drawn at an address of its own."""
        return self.view or ("" if self.template else resolve(urlsplit(self.path).path).view_name)


@dataclass(frozen=True)
class Preparation:
    """What has to stand in the city before pictures are taken, and the steps of a person that bring it about."""

    user: str
    path: str
    unless: str
    steps: tuple[tuple[str, str], ...]


def subjects(source: Path = LIST) -> list[Subject]:
    """The pages of the list, in its order."""
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["page"]
    return [
        Subject(**{**row, "follow": tuple(row.get("follow", ())), "click": tuple(row.get("click", ()))}) for row in rows
    ]


def preparations(source: Path = LIST) -> list[Preparation]:
    """What is prepared, in the list's order."""
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["prepare"]
    return [Preparation(**{**row, "steps": tuple((verb, what) for verb, what in row["steps"])}) for row in rows]


def _paper(name: str) -> tuple[str, bytes]:
    """A file to hand in: "name.docx = text" from the demo's text of that name; without one, words that are no PDF."""
    name, _, text = name.partition(" = ")
    if not text:
        return name, "Đây không phải là tệp PDF.".encode()
    out = io.BytesIO()
    write_docx(papers.official_document(papers.text_of(f"{text}.txt", year=timezone.localdate().year)), out)
    return name, out.getvalue()


def _answer_with(drawn: str, route: Route) -> None:
    route.fulfill(body=drawn, content_type="text/html; charset=utf-8")


class Command(BaseCommand):
    help = "Chụp mọi trang của thành phố mẫu đang chạy, ở từng cỡ màn hình, nền sáng và nền tối."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="thư mục chứa ảnh")
        parser.add_argument("--base", default="http://localhost:8000", help="địa chỉ của thành phố mẫu đang chạy")
        parser.add_argument("--password", default=PASSWORD)
        parser.add_argument("--only", nargs="*", default=[], help="chỉ những trang có tên này")
        parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES), choices=list(SIZES))
        parser.add_argument("--themes", nargs="*", default=list(THEMES), choices=THEMES)
        parser.add_argument("--prepare", action="store_true", help="trước đó đưa vào các văn bản mẫu còn thiếu")
        parser.add_argument("--full", action="store_true", help="cả trang, không chỉ phần vừa màn hình")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from playwright.sync_api import Error, sync_playwright
        except ImportError as missing:
            raise CommandError("Lệnh này cần các gói của phép thử: chạy ./caicach test một lần.") from missing
        chromium = machine.find_chromium()
        if chromium is None:
            raise CommandError(f"Không có Chromium: {machine.CHROMIUM.remedy()}")
        self.contexts: dict[tuple[str, int, str, str], BrowserContext] = {}
        wanted = [one for one in subjects() if not options["only"] or one.name in options["only"]]
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        missed = []
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            sessions: dict[str, Any] = {}
            if options["prepare"]:
                self._prepare(browser, sessions, options)
            for subject in wanted:
                try:
                    if subject.user and subject.user not in sessions:
                        sessions[subject.user] = self._log_in(browser, subject.user, options)
                    address = self._address(browser, subject, sessions, options)
                    if address is None:
                        missed.append(subject.name)
                        continue
                    self._take(browser, subject, address, sessions, options)
                except Error as problem:
                    raise CommandError(f"{subject.name}: {problem}") from problem
                self.stdout.write(subject.name)
            browser.close()
        if missed:
            self.stderr.write("Không tìm thấy đường tới: " + ", ".join(missed))

    def _context(
        self, browser: Browser, subject: Subject, sessions: dict[str, Any], width: int, theme: str
    ) -> BrowserContext:
        return browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            color_scheme="dark" if theme == "dark" else "light",
            storage_state=sessions.get(subject.user),
            locale="en-GB" if subject.language == "en" else "vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=width == min(SIZES),
            reduced_motion="reduce",
        )

    def _log_in(self, browser: Browser, user: str, options: dict[str, Any]) -> Any:
        context = browser.new_context(locale="vi-VN")
        page = context.new_page()
        page.goto(urljoin(options["base"], "/tai-khoan/login/"))
        page.fill("[name=login]", user)
        page.fill("[name=password]", options["password"])
        page.click("form[action*=login] button.btn-primary")
        page.wait_for_load_state("load")
        if "/login/" in page.url:
            raise CommandError(f"Không đăng nhập được bằng {user}; xem tài khoản mà lệnh demo in ra.")
        state = context.storage_state()
        context.close()
        return state

    def _prepare(self, browser: Browser, sessions: dict[str, Any], options: dict[str, Any]) -> None:
        for one in preparations():
            if one.user not in sessions:
                sessions[one.user] = self._log_in(browser, one.user, options)
            context = browser.new_context(storage_state=sessions[one.user], locale="vi-VN", java_script_enabled=False)
            page = context.new_page()
            page.goto(urljoin(options["base"], one.path))
            if not page.locator(one.unless).count():
                for verb, what in one.steps:
                    self._step(page, verb, what)
            context.close()

    def _step(self, page: Page, verb: str, what: str) -> None:
        if verb == "file":
            name, content = _paper(what)
            sent: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
            page.set_input_files("input[type=file]", files=sent)
        elif verb in ("click", "each"):
            while page.locator(what).count():
                with page.expect_navigation():
                    page.locator(what).first.click()
                if verb == "click":
                    break
        else:
            raise CommandError(f"{LIST.name}: {verb}?")

    def _address(
        self, browser: Browser, subject: Subject, sessions: dict[str, Any], options: dict[str, Any]
    ) -> str | None:
        """Where the page is: its path, or what its links lead to."""
        address = urljoin(options["base"], subject.path)
        if not subject.follow:
            return address
        context = self._context(browser, subject, sessions, max(SIZES), "light")
        page = context.new_page()
        for selector in subject.follow:
            page.goto(address)
            link = page.locator(selector).first
            target = link.get_attribute("href") if link.count() else None
            if target is None:
                context.close()
                return None
            address = urljoin(address, target)
        context.close()
        return address if resolve(urlsplit(address).path).view_name == subject.view else None

    def _take(
        self, browser: Browser, subject: Subject, address: str, sessions: dict[str, Any], options: dict[str, Any]
    ) -> None:
        for width in options["sizes"]:
            if subject.wide_only and width != max(SIZES):
                continue
            for theme in options["themes"]:
                page = self._shared_context(browser, subject, sessions, width, theme, options).new_page()
                if subject.template:
                    drawn = render_to_string(subject.template, {"theme": theme})
                    page.route(address, partial(_answer_with, drawn))
                self._settle(page, address)
                for what in subject.click:
                    self._touch(page, what)
                name = f"{subject.name}-{width}-{theme}"
                page.screenshot(path=options["out"] / f"{name}.png", full_page=options["full"])
                if subject.print and width == max(SIZES) and theme == "light":
                    page.pdf(path=options["out"] / f"{subject.name}.pdf", prefer_css_page_size=True)
                page.close()

    def _shared_context(
        self,
        browser: Browser,
        subject: Subject,
        sessions: dict[str, Any],
        width: int,
        theme: str,
        options: dict[str, Any],
    ) -> BrowserContext:
        """The context of one person at one size in one theme and language, made once: what it fetched, it keeps."""
        key = (subject.user, width, theme, subject.language)
        if key not in self.contexts:
            cookies = {THEME_COOKIE: theme, settings.LANGUAGE_COOKIE_NAME: subject.language}
            context = self._context(browser, subject, sessions, width, theme)
            context.add_cookies(
                [{"name": name, "value": value, "url": options["base"]} for name, value in cookies.items()]
            )
            self.contexts[key] = context
        return self.contexts[key]

    def _touch(self, page: Page, what: str) -> None:
        """Click what the selector finds, or press the keys ("Control+k"), and wait for what comes in."""
        if what.startswith("Control+"):
            page.keyboard.press(what)
        else:
            page.locator(what).first.click()
        page.wait_for_timeout(400)
        page.wait_for_load_state("networkidle")
        page.locator(".htmx-request").first.wait_for(state="detached")

    def _settle(self, page: Page, address: str) -> None:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")

"""Pictures of every page at a running demo city: sizes × themes, and what is printed as PDF."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.core.management.base import BaseCommand, CommandError

from caicach.web import machine
from caicach.web.context import THEME_COOKIE
from caicach.web.demo.city import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

LIST = Path(__file__).resolve().parents[2] / "pictures.toml"
SIZES = {1440: 900, 820: 1180, 390: 844}
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Subject:
    """One page to be taken."""

    name: str
    path: str
    user: str = ""
    follow: tuple[str, ...] = ()
    print: bool = False
    wide_only: bool = False


def subjects(source: Path = LIST) -> list[Subject]:
    """The pages of the list, in its order."""
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["page"]
    return [Subject(**{**row, "follow": tuple(row.get("follow", ()))}) for row in rows]


class Command(BaseCommand):
    help = "Chụp mọi trang của thành phố mẫu đang chạy, ở từng cỡ màn hình, nền sáng và nền tối."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="thư mục chứa ảnh")
        parser.add_argument("--base", default="http://localhost:8000", help="địa chỉ của thành phố mẫu đang chạy")
        parser.add_argument("--password", default=PASSWORD)
        parser.add_argument("--only", nargs="*", default=[], help="chỉ những trang có tên này")
        parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES), choices=list(SIZES))
        parser.add_argument("--themes", nargs="*", default=list(THEMES), choices=THEMES)
        parser.add_argument("--full", action="store_true", help="cả trang, không chỉ phần vừa màn hình")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from playwright.sync_api import Error, sync_playwright
        except ImportError as missing:
            raise CommandError("Lệnh này cần các gói của phép thử: chạy ./caicach test một lần.") from missing
        chromium = machine.find_chromium()
        if chromium is None:
            raise CommandError(f"Không có Chromium: {machine.CHROMIUM.remedy()}")
        wanted = [one for one in subjects() if not options["only"] or one.name in options["only"]]
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        missed = []
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            sessions: dict[str, Any] = {}
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
            locale="vi-VN",
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
        return address

    def _take(
        self, browser: Browser, subject: Subject, address: str, sessions: dict[str, Any], options: dict[str, Any]
    ) -> None:
        for width in options["sizes"]:
            if subject.wide_only and width != max(SIZES):
                continue
            for theme in options["themes"]:
                context = self._context(browser, subject, sessions, width, theme)
                context.add_cookies([{"name": THEME_COOKIE, "value": theme, "url": options["base"]}])
                page = context.new_page()
                self._settle(page, address)
                name = f"{subject.name}-{width}-{theme}"
                page.screenshot(path=options["out"] / f"{name}.png", full_page=options["full"])
                if subject.print and width == max(SIZES) and theme == "light":
                    page.pdf(path=options["out"] / f"{subject.name}.pdf", prefer_css_page_size=True)
                context.close()

    def _settle(self, page: Page, address: str) -> None:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")

"""A scanned plan comes in and is confirmed: by the mouse with the picture beside, and by the keyboard alone."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from caicach.intake.tests.scanning import needs_recogniser
from caicach.intake.tests.scans import FIRST, SECOND, scanned

from . import steps
from .office import Desk, Office, Server

pytestmark = [pytest.mark.browser, needs_recogniser]
PDF = "application/pdf"
REVIEW = "Rà soát, đơn giản hóa"


def let_the_worker_read(server: Server) -> None:
    """What `caicach serve` runs beside the web server, once."""
    words = [sys.executable, "-m", "django", "db_worker", "--batch", "--no-startup-delay"]
    done = subprocess.run(words, env=server.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def hand_in(desk: Desk, name: str, *pages: str) -> None:
    desk.go("/doc-van-ban/")
    desk.page.select_option("select[name=body]", label=steps.CITY)
    file = {"name": name, "mimeType": PDF, "buffer": scanned(*pages)}
    desk.page.set_input_files("input[name=file]", files=[file])
    desk.leave_by(desk.button("Đọc văn bản").click)


def test_from_the_scan_to_the_confirmed_plan(office: Office) -> None:
    desk = office.sit_down("nv.cchc")
    page = desk.page
    hand_in(desk, "ban-quet.pdf", FIRST, SECOND)
    expect(page.locator("#trang-thai")).to_contain_text("Đã nhận dạng 0 trên 2 trang.")
    desk.look("31-ban-quet-dang-doc")
    desk.leave_by(desk.button("Dừng đọc").click)
    desk.look("32-ban-quet-da-dung")
    desk.leave_by(desk.button("Đọc tiếp").click)
    let_the_worker_read(office.server)
    page.wait_for_url(re.compile(r"/doc-van-ban/\d+/$"))
    expect(page.locator(".bench-sum")).to_contain_text("2 trang · 5 mục")  # the page that waited has moved on

    review = steps.item(desk, REVIEW)
    review.locator(".item-place").click()
    lit = page.locator("#van-ban g.is-lit")
    expect(lit).to_be_in_viewport()  # its page came when it was wanted
    picture = page.locator("#to-2 .picture img")
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 500
    outlined, whole = lit.locator("rect").first.bounding_box(), picture.bounding_box()
    assert outlined and whole
    assert whole["x"] < outlined["x"] < whole["x"] + whole["width"] / 3
    assert whole["y"] < outlined["y"] < whole["y"] + whole["height"] / 4
    lit.locator("rect").first.click()
    expect(review).to_be_focused()
    desk.look("33-ban-quet-anh")
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert desk.violations() == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert desk.violations() == []
    page.set_viewport_size({"width": 1440, "height": 900})

    page.get_by_role("link", name="Chữ", exact=True).click()
    expect(page.locator("#van-ban")).to_contain_text("Đơn vị chủ trì")
    steps.accept_everything(desk)
    steps.confirm(desk)
    plan = steps.make_plan(desk)
    assert steps.put_in_force(desk, plan) == 2


def test_the_keyboard_alone(office: Office) -> None:
    desk = office.sit_down("nv.cchc")
    page = desk.page
    hand_in(desk, "ban-phim.pdf", FIRST, SECOND)
    let_the_worker_read(office.server)
    page.wait_for_url(re.compile(r"/doc-van-ban/\d+/$"))
    counter, focused = page.locator(".bench-sum"), page.locator("article.item:focus")
    expect(counter).to_be_visible()  # the page that waited has moved on; two ways on at once are none
    page.goto(f"{page.url}?xem=anh")  # whichever side this person looked at last
    expect(counter).to_contain_text("5 cần xem")
    desk.press("?")
    expect(page.locator("dialog#bench-keys")).to_contain_text("Nhận mọi mục chắc chắn của phần này")
    desk.look()
    desk.press("Escape")
    expect(page.locator("dialog#bench-keys")).to_be_hidden()
    desk.press("n")
    expect(focused).to_have_count(1)
    desk.press("A")  # the whole part
    expect(counter).not_to_contain_text("5 cần xem")
    desk.press("u")
    expect(counter).to_contain_text("5 cần xem")

    desk.press("t")  # what the machine missed
    expect(page.locator(".bench-add textarea")).to_be_focused()
    page.keyboard.type("Báo cáo kết quả thực hiện hằng quý")
    desk.leave_by(lambda: desk.press("Control+Enter"))
    opened = page.locator("article.item textarea[name=text]")
    expect(opened).to_have_value("Báo cáo kết quả thực hiện hằng quý")
    desk.leave_by(lambda: page.locator("article.item form.bench-form button.btn-primary").press("Enter"))
    expect(counter).to_contain_text("6 mục · 5 cần xem")

    desk.press("v")  # from the picture to the text and back
    expect(page.locator("#van-ban .line").first).to_be_visible()
    for _turn in range(8):
        if "0 cần xem" in counter.inner_text():
            break
        left = counter.inner_text()
        desk.press("n a")
        expect(counter).not_to_have_text(left)
    expect(counter).to_contain_text("0 cần xem")
    button = page.get_by_role("button", name="Xác nhận và vào sổ văn bản")
    for _step in range(80):
        if button.evaluate("one => one === document.activeElement"):
            break
        desk.press("Tab")
    desk.leave_by(lambda: desk.press("Enter"))
    expect(page.get_by_text("đã xác nhận lúc")).to_be_visible()

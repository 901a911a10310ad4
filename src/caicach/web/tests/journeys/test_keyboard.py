"""Hands on the keyboard: everything that is done often goes without the mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from . import papers
from .office import Office

pytestmark = pytest.mark.browser
STAGE = "in_play"


def test_going_and_finding(office: Office) -> None:
    desk = office.sit_down("nv.cchc")
    page = desk.page
    desk.go("/")
    desk.press("/")
    expect(page.locator("input[data-search]")).to_be_focused()
    page.keyboard.type("ra soat")
    desk.leave_by(lambda: desk.press("Enter"))
    expect(page.locator("main")).to_contain_text(papers.REVIEW)

    desk.press("Escape")
    page.locator("h1").click()
    desk.press("Control+k")
    expect(page.locator(".palette-input")).to_be_focused()
    page.keyboard.type("bao cao")
    expect(page.locator(".palette-item[aria-selected=true]")).to_contain_text("Báo cáo")
    desk.leave_by(lambda: desk.press("Enter"))
    assert page.url.endswith("/bao-cao/")

    for letter, address in (("k", "/ke-hoach/"), ("n", "/van-ban/"), ("p", "/phong-dieu-hanh/"), ("v", "/")):
        desk.leave_by(lambda letter=letter: desk.press(f"g {letter}"))
        assert page.url == f"{desk.server.url}{address}"

    desk.press("?")
    expect(page.locator("dialog#key-list")).to_contain_text("Kế hoạch")
    desk.look()
    desk.press("Escape")
    expect(page.locator("dialog#key-list")).to_be_hidden()


def test_rows(office: Office) -> None:
    desk = office.sit_down("nv.cchc")
    desk.go("/viec/")
    here = desk.page.locator("[data-here]")
    rows = desk.page.locator("tbody tr")
    desk.press("j j")
    expect(rows.nth(1)).to_have_attribute("data-here", "")
    desk.press("k")
    expect(rows.nth(0)).to_have_attribute("data-here", "")
    desk.press("x")
    expect(here.locator("input[type=checkbox]")).to_be_checked()
    expect(desk.page.locator("[data-selection-count]:visible")).to_have_text("Đã chọn 1")
    desk.press("j x")
    expect(desk.page.locator("[data-selection-count]:visible")).to_have_text("Đã chọn 2")
    desk.leave_by(lambda: desk.press("o"))
    assert re.search(r"/viec/\d+/$", desk.page.url)


def test_a_duty(office: Office) -> None:
    """e opens the evidence, r asks for the reason, a accepts."""
    desk, scene = office.sit_down("nv.cchc"), office.server.scene
    page = desk.page
    desk.go(f"/viec/{scene['to_review']}/")
    with page.expect_download() as waiting:
        desk.press("e")
    assert waiting.value.suggested_filename == "so-lieu.html"
    desk.press("r")
    expect(page.locator("form[action$='/tra-lai/'] textarea")).to_be_focused()
    page.keyboard.type("Thiếu bảng số liệu, nên trả lại.")
    desk.press("Tab Enter")
    expect(page.locator("#toasts")).to_contain_text("Đã trả lại cơ quan thực hiện.")
    page.locator("#toasts").get_by_role("button", name="Hoàn tác").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Đã hoàn tác.")
    page.wait_for_load_state("load")
    desk.press("a")
    expect(page.locator("#toasts")).to_contain_text("Đã chấp nhận kết quả.")


def test_the_confirming_page(office: Office) -> None:
    desk = office.sit_down("nv.cchc")
    page = desk.page
    desk.go(f"/doc-van-ban/{office.server.scene['ready']}/")
    counter, focused = page.locator(".bench-sum"), page.locator("article.item:focus")
    desk.press("j")
    expect(focused).to_contain_text("90%")
    desk.press("a")
    expect(counter).to_contain_text("9 cần xem")
    expect(focused).to_contain_text("95%")  # the next one moved up
    desk.press("d")
    expect(counter).to_contain_text("8 cần xem")
    expect(focused).to_contain_text("80%")

    desk.press("j e")
    text = page.locator("article.item textarea[name=text]")
    expect(text).to_be_focused()
    desk.press("Control+End")
    page.keyboard.type(" trực thuộc")
    desk.leave_by(lambda: page.locator("article.item form.bench-form button.btn-primary").press("Enter"))
    expect(counter).to_contain_text("7 cần xem")

    desk.press("j j x j x m")  # two tasks become one
    expect(page.locator("#toasts")).to_contain_text("Đã gộp thành một mục.")
    expect(text).to_be_visible()
    desk.leave_by(lambda: page.locator("article.item form.bench-form button.btn-primary").press("Enter"))
    expect(counter).to_contain_text("5 cần xem")
    for left in (4, 3, 2, 1, 0):
        if not focused.count():
            desk.press("j")
        desk.press("a")
        expect(counter).to_contain_text(f"{left} cần xem")
    button = page.get_by_role("button", name="Xác nhận và vào sổ văn bản")
    for _step in range(80):
        if button.evaluate("one => one === document.activeElement"):
            break
        desk.press("Tab")
    expect(button).to_be_focused()
    desk.leave_by(lambda: desk.press("Enter"))
    expect(page.get_by_text("đã xác nhận lúc")).to_be_visible()

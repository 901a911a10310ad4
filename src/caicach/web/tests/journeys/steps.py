"""What people do again and again in the journeys, with a script in the browser or without."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from .office import Desk

CITY = "UBND thành phố Thanh Lam"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def upload(desk: Desk, name: str, content: bytes, body: str = CITY) -> None:
    """Hand a file in and arrive at its draft, or at what is wrong with it."""
    desk.go("/doc-van-ban/")
    desk.page.select_option("select[name=body]", label=body)
    desk.page.set_input_files("input[name=file]", files=[{"name": name, "mimeType": DOCX, "buffer": content}])
    desk.leave_by(desk.button("Đọc văn bản").click)


def item(desk: Desk, words: str) -> Locator:
    """The item of a draft with these words."""
    return desk.page.locator("article.item", has=desk.page.locator(".item-text", has_text=words))


def accept_everything(desk: Desk) -> None:
    """All sure items at once, the others one by one."""
    sure = desk.page.get_by_role("button", name="Nhận tất cả mục chắc chắn")
    if sure.count():
        sure.click()
        expect(sure).to_have_count(0)
    waiting = desk.page.locator("article.item[data-state=unseen]")
    while left := waiting.count():
        waiting.first.get_by_role("button", name="Nhận").click()
        expect(waiting).to_have_count(left - 1)


def confirm(desk: Desk) -> None:
    desk.leave_by(desk.button("Xác nhận và vào sổ văn bản").click)
    expect(desk.page.get_by_text("đã xác nhận lúc")).to_be_visible()


def make_plan(desk: Desk) -> int:
    """From the confirmed draft to the plan; returns its number in the address."""
    desk.leave_by(desk.button("Lập kế hoạch từ văn bản này").click)
    desk.leave_by(desk.button("Lập kế hoạch").click)
    return plan_number(desk)


def plan_number(desk: Desk) -> int:
    found = re.search(r"/ke-hoach/(\d+)/", desk.page.url)
    assert found, desk.page.url
    return int(found[1])


def put_in_force(desk: Desk, plan: int) -> int:
    """Give the plan's tasks out; returns how many duties the page says were given."""
    desk.go(f"/ke-hoach/{plan}/")
    desk.leave_by(desk.button("Đưa vào thực hiện").click)
    desk.leave_by(desk.button("Đưa vào thực hiện và giao việc").click)
    found = re.search(r"Đã giao (\d+) việc", desk.toast())
    assert found, desk.toast()
    return int(found[1])


def find_duty(desk: Desk, words: str) -> int:
    """Open the duty of one's body with these words, through the list; returns its number in the address."""
    desk.go("/viec/")
    desk.page.fill("form.filters input[name=q]", words)
    desk.leave_by(desk.button("Lọc").click)
    desk.leave_by(desk.page.locator("a.cell-title", has_text=words).first.click)
    found = re.search(r"/viec/(\d+)/", desk.page.url)
    assert found, desk.page.url
    return int(found[1])


def write_progress(desk: Desk, text: str, *, percent: int, files: list[tuple[str, str, bytes]] | None = None) -> None:
    """Fill in the progress form that stands, without sending it."""
    form = desk.page.locator("form[action$='/tien-do/']").first
    form.locator("textarea[name=text]").fill(text)
    form.locator("input[name=percent]").fill(str(percent))
    if files:
        given = [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
        form.locator("input[name=proofs]").set_input_files(given)

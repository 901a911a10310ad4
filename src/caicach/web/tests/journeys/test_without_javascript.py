"""The main job with JavaScript off: what a script adds is speed, not a way."""

from __future__ import annotations

import docx
import pytest
from playwright.sync_api import expect

from . import papers, steps
from .office import Office

pytestmark = pytest.mark.browser

# As the plan stands: 8 + 1 + 2 + 2 + 4 + 5 of its annex, one responsibility.
DUTIES = 23


def test_the_main_job(office: Office, tmp_path) -> None:
    standing = office.sit_down("nv.cchc", javascript=False)
    steps.upload(standing, "ke-hoach.docx", papers.plan())
    expect(standing.page.locator(".bench-sum")).to_have_text("2 trang · 10 mục · 10 cần xem")
    steps.item(standing, papers.NOTICES).get_by_role("link", name="Sửa").click()
    standing.page.locator("textarea[name=product]").fill("Bảng niêm yết bản giấy")
    standing.leave_by(standing.button("Lưu và nhận").click)
    steps.accept_everything(standing)
    steps.confirm(standing)
    plan = steps.make_plan(standing)
    assert steps.put_in_force(standing, plan) == DUTIES

    officer = office.sit_down("tc.chuyenvien", javascript=False)
    duty = steps.find_duty(officer, papers.REVIEW)
    steps.write_progress(
        officer, "Đã rà soát 12 thủ tục.", percent=100, files=[("phuong-an.txt", "text/plain", b"12 thu tuc")]
    )
    officer.leave_by(officer.button("Trình thủ trưởng").click)
    assert officer.toast() == "Đã trình thủ trưởng."

    head = office.sit_down("tc.giamdoc", javascript=False)
    head.go(f"/viec/{duty}/")
    head.leave_by(head.page.locator("form[action$='/ky-gui/'] button").click)
    assert head.toast() == "Đã ký và gửi thẩm tra."

    standing.go(f"/viec/{duty}/")
    standing.page.locator("summary", has_text="Trả lại cơ quan").click()
    standing.leave_by(standing.page.locator("form[action$='/tra-lai/'] button").click)
    expect(standing.page.locator("form[action$='/tra-lai/'] .field-error")).to_be_visible()  # no reason given
    standing.leave_by(standing.page.locator("form[action$='/chap-nhan/'] button").click)
    assert standing.toast() == "Đã chấp nhận kết quả."

    standing.go("/bao-cao/")
    standing.page.select_option("select[name=body]", label=steps.CITY)
    standing.leave_by(standing.button("Xem trước báo cáo").click)
    standing.leave_by(standing.button("Viết báo cáo (DOCX)").click)
    with standing.page.expect_download() as waiting:
        standing.page.get_by_role("link", name="Bản 1").click()
    file = tmp_path / "bao-cao.docx"
    waiting.value.save_as(file)
    paper = docx.Document(str(file))
    assert any(papers.REVIEW in cell.text for table in paper.tables for row in table.rows for cell in row.cells)

"""The main job, as an office does it: a plan goes in, duties run through every hand, the report comes out."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from caicach.core.dates import format_date
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, Window, period_of, window
from caicach.web import machine

from . import papers, steps
from .office import Desk, Office

pytestmark = pytest.mark.browser

# The first goes to five departments and three communes; the others to who leads and who supports. Sở Nội vụ's own task
# is dropped; what the last part asks of Sở Tài chính is split in two.
DUTIES = {papers.OWN_PLANS: 8, papers.LAWS: 2, papers.REVIEW: 2, papers.NOTICES: 4, papers.BUDGET: 5}
OF_RESPONSIBILITIES = 2
PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
REASON = "Đề nghị bổ sung số liệu thời gian cắt giảm của từng thủ tục."


def test_from_the_plan_to_the_report(office: Office, tmp_path: Path) -> None:
    standing = office.sit_down("nv.cchc")
    standing.look("01-khong-co-viec")
    read_the_plan(standing)
    plan = steps.make_plan(standing)
    standing.look("05-du-thao-ke-hoach")
    give_the_work_out(standing, plan)

    officer, head = office.sit_down("tc.chuyenvien"), office.sit_down("tc.giamdoc")
    hand_out_inside(office.sit_down("tc.daumoi"))
    duty = report_and_sign(officer, head)
    send_back_and_accept(officer, head, standing, duty)
    extended = ask_for_more_time(officer, standing)

    second = second_version(standing, plan)
    assert_running_duties_survive(officer, duty, extended)
    write_the_report(standing, tmp_path)
    look_around(office, second, duty)


def read_the_plan(desk: Desk) -> None:
    desk.go("/doc-van-ban/")
    desk.look("02-dua-van-ban-vao")
    steps.upload(desk, "ke-hoach.docx", papers.plan())
    desk.look("03-doc-van-ban")
    page = desk.page
    expect(page.locator("h1")).to_have_text(re.compile("Cải cách hành chính nhà nước năm"))
    expect(page.locator(".bench-sum")).to_have_text("2 trang · 10 mục · 10 cần xem")

    steps.item(desk, papers.REVIEW).locator(".item-place").click()
    lit = page.locator("#van-ban .is-lit")
    expect(lit).to_contain_text(papers.REVIEW)
    expect(lit).to_be_in_viewport()

    steps.item(desk, papers.NOTICES).get_by_role("link", name="Sửa").click()
    page.locator("textarea[name=product]").fill("Bảng niêm yết bản giấy và điện tử")
    desk.look("04-sua-mot-muc")
    desk.leave_by(desk.button("Lưu và nhận").click)
    expect(page.locator(".bench-sum")).to_contain_text("9 cần xem")

    steps.item(desk, papers.FUNDS).get_by_role("link", name="Tách").click()
    expect(page.locator("textarea[name=parts]")).to_have_value(f"{papers.FUNDS}\n{papers.SPENDING}")
    desk.leave_by(page.locator("form[action$='/tach/'] button").click)
    assert desk.toast() == "Đã tách thành 2 mục."

    steps.item(desk, papers.MEETING).get_by_role("button", name="Bỏ").click()
    expect(page.locator("#toasts")).to_contain_text("Đã bỏ 1 mục.")
    steps.accept_everything(desk)
    expect(page.locator(".bench-sum")).to_contain_text("0 cần xem")
    steps.confirm(desk)
    desk.look("04-da-xac-nhan")


def give_the_work_out(desk: Desk, plan: int) -> None:
    desk.leave_by(desk.button("Đưa vào thực hiện").click)
    desk.look("06-dua-vao-thuc-hien")
    assert steps.put_in_force(desk, plan) == sum(DUTIES.values()) + OF_RESPONSIBILITIES
    desk.look("07-ke-hoach")
    for task, count in DUTIES.items():
        desk.go(f"/ke-hoach/{plan}/")
        address = desk.page.locator("a.task-text", has_text=task).get_attribute("href")
        desk.go(address or "")
        assert desk.page.locator("main a[href^='/viec/']").count() == count, task
    desk.look("08-mot-nhiem-vu")
    desk.go("/viec/")
    desk.look("09-danh-sach-viec")


def hand_out_inside(focal_point: Desk) -> None:
    """The focal point ticks what the officer is to do, and names them once."""
    focal_point.go("/")
    for words in (papers.REVIEW, papers.BUDGET):
        focal_point.page.get_by_role("checkbox", name=words).check()
    focal_point.look("10-phan-cong")
    bar = focal_point.page.locator(".selection-bar:visible")
    bar.locator("select[name=officer]").select_option(label="Lê Thu Hạnh")
    focal_point.leave_by(bar.get_by_role("button", name="Phân công").click)
    assert focal_point.toast() == "Đã phân công (2 việc)"


def report_and_sign(officer: Desk, head: Desk) -> int:
    """The officer reports in the opened line and lays it before the head, who signs with two keys."""
    officer.go("/")
    officer.look("10-viec-cua-toi")
    line = officer.page.locator("details.work", has_text=papers.REVIEW)
    line.locator("summary").first.click()
    expect(line.locator("form[action$='/tien-do/']")).to_be_visible()
    steps.write_progress(
        officer, "Đã rà soát 12 thủ tục, đề xuất cắt giảm 30% thời gian.", percent=80,
        files=[("phuong-an.pdf", "application/pdf", PROOF)],
    )  # fmt: skip
    officer.look("11-bao-cao-ket-qua")
    line.get_by_role("button", name="Trình thủ trưởng").click()
    expect(officer.page.locator("#toasts")).to_contain_text("Đã trình thủ trưởng.")
    duty = int((line.get_attribute("id") or "").removeprefix("work-"))

    head.go("/")
    head.look("12-cho-ky")
    expect(head.page.locator("#to_sign")).to_contain_text(papers.REVIEW)
    head.press("j o")
    opened = head.page.locator(f"#work-{duty}")
    expect(opened.get_by_role("link", name="phuong-an.pdf")).to_be_visible()
    head.look("13-ky-va-gui")
    head.press("a")
    expect(head.page.locator("#toasts")).to_contain_text("Đã ký và gửi thẩm tra.")
    return duty


def send_back_and_accept(officer: Desk, head: Desk, standing: Desk, duty: int) -> None:
    standing.go("/")
    expect(standing.page.locator("#to_review")).to_contain_text(papers.REVIEW)
    standing.press("j o")
    opened = standing.page.locator(f"#work-{duty}")
    expect(opened.locator("summary", has_text="Trả lại cơ quan")).to_be_visible()
    standing.press("r")
    opened.locator("form[action$='/tra-lai/'] textarea").fill(REASON)
    standing.look("14-tra-lai")
    opened.locator("form[action$='/tra-lai/'] button").click()
    expect(standing.page.locator("#toasts")).to_contain_text("Đã trả lại cơ quan thực hiện.")

    officer.go("/viec/thong-bao/")
    officer.look("15-thong-bao")
    officer.leave_by(officer.page.locator("ol.timeline a", has_text=papers.REVIEW).first.click)
    expect(officer.page.get_by_text(REASON).first).to_be_visible()
    steps.write_progress(officer, "Đã rà soát 12 thủ tục; bảng số liệu kèm theo.", percent=100)
    officer.page.get_by_role("button", name="Trình thủ trưởng").click()
    expect(officer.page.locator(".page-head")).to_contain_text("100")

    head.go(f"/viec/{duty}/")
    expect(head.page.get_by_text("Thay đổi so với lần gửi trước")).to_be_visible()
    head.look("16-ky-lan-hai")
    head.press("a")
    expect(head.page.locator("#toasts")).to_contain_text("Đã ký và gửi thẩm tra.")

    standing.go(f"/viec/{duty}/")
    standing.press("a")
    expect(standing.page.locator("#toasts")).to_contain_text("Đã chấp nhận kết quả.")
    expect(standing.page.locator(".page-head .answer")).to_contain_text("Hoàn thành")
    standing.look("17-da-xong")


def ask_for_more_time(officer: Desk, standing: Desk) -> str:
    """Returns the day that was granted, as pages write it."""
    until = papers.today() + timedelta(days=40)
    duty = steps.find_duty(officer, papers.BUDGET)
    officer.page.locator("summary", has_text="Xin gia hạn").click()
    form = officer.page.locator("form[action$='/xin-gia-han/']")
    form.locator("[name=until]").fill(day_for(form.locator("[name=until]").get_attribute("type"), until))
    form.locator("textarea").fill("Chờ thông tư hướng dẫn mới.")
    officer.look("18-xin-gia-han")
    form.get_by_role("button", name="Gửi đề nghị").click()
    expect(officer.page.locator("#toasts")).to_contain_text("Đã gửi đề nghị gia hạn.")

    standing.go("/")
    expect(standing.page.locator("#to_decide")).to_contain_text(papers.BUDGET)
    standing.go(f"/viec/{duty}/")
    standing.look("19-gia-han")
    standing.page.get_by_role("button", name="Đồng ý gia hạn").click()
    expect(standing.page.locator("#toasts")).to_contain_text("Đã đồng ý gia hạn.")
    expect(standing.page.locator(".page-head .answer")).to_contain_text(format_date(until))
    return format_date(until)


def day_for(kind: str | None, day) -> str:
    """As the field takes it: the browser's own date field, or one that is typed in."""
    return day.isoformat() if kind == "date" else format_date(day)


def second_version(desk: Desk, plan: int) -> int:
    steps.upload(desk, "sua-doi.docx", papers.amendment())
    steps.accept_everything(desk)
    steps.confirm(desk)
    desk.leave_by(desk.button("Lập kế hoạch từ văn bản này").click)
    expect(desk.page.locator("input[name=what][value=partly]")).to_be_checked()
    desk.page.select_option("select[name=plan]", index=1)
    desk.look("20-lap-ban-sua-doi")
    desk.leave_by(desk.button("Lập kế hoạch").click)
    desk.look("21-thay-doi")
    expect(desk.page.locator(".answer")).to_contain_text("1 mục bổ sung, 2 mục sửa đổi, 0 mục bãi bỏ")
    changes = desk.page.locator(".change")
    expect(changes.filter(has_text=papers.COUNTER)).to_contain_text("bổ sung")
    expect(changes.filter(has_text=papers.LAWS).locator("ins")).to_contain_text(
        format_date(papers.today() + timedelta(days=60))
    )
    second = steps.plan_number(desk)
    assert second != plan
    assert steps.put_in_force(desk, second) == 3  # the new task, for three communes; the others have their duties
    desk.look("22-ban-hai")
    return second


def assert_running_duties_survive(officer: Desk, duty: int, extended: str) -> None:
    officer.go(f"/viec/{duty}/")
    expect(officer.page.locator(".page-head .answer")).to_contain_text("Hoàn thành")
    steps.find_duty(officer, papers.BUDGET)
    expect(officer.page.locator(".page-head .answer")).to_contain_text(extended)


class _Closes14:
    closes_on_day, due_working_days = 14, 0


def running_quarter() -> tuple[Period, Window]:
    """The quarter into whose report what happens today goes."""
    period = period_of(papers.today(), PeriodKind.QUARTER)
    if papers.today() not in window(period, _Closes14()):
        period = period.next()
    return period, window(period, _Closes14())


def write_the_report(desk: Desk, folder: Path) -> None:
    period, _days = running_quarter()
    desk.go("/bao-cao/")
    desk.look("23-bao-cao")
    desk.page.select_option("select[name=body]", label=steps.CITY)
    desk.page.select_option("select[name=period]", value=period.key)
    desk.leave_by(desk.button("Xem trước báo cáo").click)
    desk.look("24-xem-truoc-bao-cao")
    # Five tasks, two responsibilities, one task of the second version.
    expect(desk.page.locator(".answer")).to_have_text("1 trong 8 nhiệm vụ hoàn thành; 0 nhiệm vụ quá hạn.")
    desk.leave_by(desk.button("Viết báo cáo (DOCX)").click)
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("link", name="Bản 1").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.suffix == ".docx"
    paper = docx.Document(str(file))
    words = " ".join(paragraph.text for paragraph in paper.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert period.label.lower() in words.lower()
    assert re.search(r"\b0?8 nhiệm vụ", words), words
    assert any(papers.COUNTER in " ".join(row) for row in cells)
    assert any(papers.REVIEW in " ".join(row) and "Hoàn thành" in " ".join(row) for row in cells), cells
    convert(file)


def convert(file: Path) -> None:
    """LibreOffice opens it: more than a library's word that the file is sound."""
    program = machine.find_office()
    if program is None:
        print("without LibreOffice: the report was not converted")
        return
    profile = f"-env:UserInstallation=file://{file.parent / 'profile'}"
    words = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    assert file.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def look_around(office: Office, plan: int, duty: int) -> None:
    """The pages of the journey on a phone and in the dark."""
    for picture, how in (("dien-thoai", {"phone": True}), ("nen-toi", {"dark": True})):
        for name, username, address in (
            ("viec-cua-toi", "tc.chuyenvien", "/"),
            ("ke-hoach", "nv.cchc", f"/ke-hoach/{plan}/"),
            ("mot-viec", "nv.cchc", f"/viec/{duty}/"),
        ):
            desk = office.sit_down(username, **how)
            desk.go(address)
            desk.look(f"30-{picture}-{name}")
            wide = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide == 0, f"{address} scrolls sideways by {wide} px ({picture})"

"""A quarter's reports, as the offices of a city write them: asked for, answered in three ways, merged twice, checked,
signed, issued with a number, made public; and the papers that come of it, opened and measured."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import expect

from caicach.core.models import PeriodKind
from caicach.core.periods import period_of
from caicach.documents.tests import decree_table as decree
from caicach.documents.tests.printed_page import Printed

from . import papers, steps
from .office import Desk, Office, Server

pytestmark = pytest.mark.browser

FINANCE, JUSTICE, UNIT, WARD = "Sở Tài chính", "Sở Tư pháp", "Phòng Quản lý ngân sách", "UBND phường Cầu Mây"
RECEIVED, IN_TIME = "CCHC.3.03", "CCHC.3.04"
RETURNED = "Đề nghị nêu kết quả rà soát thủ tục hành chính."
MENDED = "Đã rà soát 12 thủ tục hành chính, đơn giản hóa 5 thủ tục."
WRONG = "Toàn thành phố giải quyết 87/382 hồ sơ trực tuyến (25,7 %)."
WHY_OTHERWISE = "Sở trực tiếp giải quyết thêm hồ sơ ngoài hồ sơ của phòng."
WHY_WRONG = "Tỷ lệ theo cách tính của hệ thống một cửa."

PREPARED = f"""
from io import StringIO
from django.core.management import call_command
from django.utils import timezone
from caicach.bodies import services
from caicach.bodies.models import Body, Person
from caicach.bodies.tests.cast import OPENED
from caicach.measures.models import Indicator
from caicach.reports.models import ReportKind
call_command("load_indicators", stdout=StringIO())
for one in Indicator.objects.filter(code__in={(RECEIVED, IN_TIME)!r}):
    one.asked_of = [*one.asked_of, "unit"]
    one.save()
ReportKind.objects.filter(code="quy").update(
    statistics=[{{"group": "Thủ tục hành chính"}}, *({{"code": code}} for code in {(RECEIVED, IN_TIME)!r})]
)
justice, password = Body.objects.get(code="T01.03"), Person.objects.exclude(password="").first().password
for name, role in (("tp.congchuc", "officer"), ("tp.giamdoc", "head")):
    person = services.add_person(
        username=name, full_name="Nguyễn Thị Xoan" if role == "officer" else "Mạc Văn Tới", email=name + "@x.example",
        position="", by=None, now=timezone.now()
    )
    services.add_membership(
        person=person, body=justice, role=role, field_number=None, on=OPENED, by=None, now=timezone.now()
    )
Person.objects.filter(username__startswith="tp.").update(password=password)
"""
A_DAY_GOES_BY = f"""
from datetime import timedelta
from django.utils import timezone
from caicach.reports.models import Submission
report = Submission.objects.select_related("duty").get(body__name={WARD!r})
report.due_on = report.duty.due_on = timezone.localdate() - timedelta(days=1)
report.duty.save(), report.save()
"""


def test_a_quarter_from_the_demand_to_the_publication(office: Office, server: Server, tmp_path: Path) -> None:
    server.ask(PREPARED)
    standing, focal_point = office.sit_down("nv.cchc"), office.sit_down("tc.daumoi")
    city = open_quarter(standing, steps.CITY, [FINANCE, JUSTICE, WARD])
    units = open_quarter(focal_point, FINANCE, [UNIT])

    unit_answers(office, focal_point, units)
    department_merges(office, standing, city, units)
    one_is_late(office, server, standing, city)
    one_answers_by_spreadsheet(office, standing, city, tmp_path)
    report = city_merges(office, standing, city)
    look_at_the_papers(standing, report, tmp_path)


def open_quarter(desk: Desk, body: str, bodies: list[str]) -> str:
    """Demand the running quarter's report; returns the address of the cycle."""
    desk.go("/bao-cao/ky/moi/")
    page = desk.page
    if page.locator("select[name=body]").count():
        page.select_option("select[name=body]", label=body)
    page.select_option("select[name=period]", value=period_of(papers.today(), PeriodKind.QUARTER).key)
    page.locator("summary", has_text="Chọn từng cơ quan").click()
    for name in bodies:
        page.get_by_role("checkbox", name=name, exact=True).check()
    desk.leave_by(desk.button("Mở kỳ báo cáo").click)
    expect(page.locator(".answer")).to_contain_text(f"trong {len(bodies)} cơ quan đã gửi báo cáo")
    return page.url


def open_report(desk: Desk, cycle: str, body: str) -> str:
    desk.go(cycle)
    desk.leave_by(desk.page.locator("a.cell-title", has_text=body).click)
    return desk.page.url


def find_own(desk: Desk) -> str:
    """The report that one's body owes next."""
    desk.go("/bao-cao/ky/")
    desk.leave_by(desk.page.locator("main a[href*='/cua-co-quan/']").first.click)
    return desk.page.url


def draft(desk: Desk, report: str) -> None:
    desk.go(report)
    desk.leave_by(desk.button("Soạn mục trống từ số liệu").click)


def write(desk: Desk, report: str, section: str, text: str) -> None:
    desk.go(f"{report.partition('?')[0].partition('#')[0]}?muc={section}")
    desk.page.locator("textarea[name=added]").fill(text)
    desk.leave_by(desk.page.get_by_role("button", name="Lưu", exact=True).click)


def give_figures(desk: Desk, report: str, received: int, in_time: int) -> None:
    desk.go(f"{report}so-lieu/")
    for code, value in ((RECEIVED, received), (IN_TIME, in_time)):
        row = desk.page.locator("tr", has_text=code)
        row.locator("input[name$='-value'], input[name=value]").first.fill(str(value))
    desk.leave_by(desk.button("Lưu").click)


def sign(desk: Desk, report: str) -> None:
    desk.go(report)
    desk.leave_by(desk.button("Ký và gửi").click)
    expect(desk.page.locator(".notice-wrong")).to_have_count(0)
    assert desk.toast() == "Đã ký và gửi."


def accept(desk: Desk, report: str) -> None:
    desk.go(report)
    desk.leave_by(desk.button("Chấp nhận").click)
    expect(desk.page.locator(".page-head .answer")).to_contain_text("Được chấp nhận")


def explain(desk: Desk, report: str, found: str, reason: str) -> None:
    desk.go(f"{report}kiem-tra/")
    one = desk.page.locator("main li", has_text=found)
    one.locator("summary").click()
    one.locator("textarea").fill(reason)
    desk.leave_by(one.get_by_role("button", name="Ghi giải trình").click)
    expect(desk.page.locator("main li", has_text=found)).to_contain_text(reason)


def unit_answers(office: Office, focal_point: Desk, units: str) -> None:
    """The officer of the department writes its unit's report, the head signs it, the focal point takes it."""
    officer, head = office.sit_down("tc.chuyenvien"), office.sit_down("tc.giamdoc")
    report = open_report(focal_point, units, UNIT)
    give_figures(officer, report, 80, 76)
    draft(officer, report)
    sign(head, report)
    accept(focal_point, report)


def department_merges(office: Office, standing: Desk, city: str, units: str) -> None:
    """The department takes over what its unit said, is returned once, and goes up again."""
    officer, head = office.sit_down("tc.chuyenvien"), office.sit_down("tc.giamdoc")
    report = open_report(standing, city, FINANCE)
    officer.go(f"{units}tong-hop/?muc=field-3")
    officer.leave_by(officer.button("Lấy mọi đoạn cơ quan đã viết ở mục này").click)
    draft(officer, report)
    give_figures(officer, report, 100, 76)
    officer.go(report)
    officer.leave_by(officer.button("Trình thủ trưởng").click)
    refusal = officer.page.locator(".notice-wrong")
    expect(refusal).to_contain_text("chỗ chưa khớp phải sửa hoặc giải trình")
    explain(officer, report, "các đơn vị bên dưới cộng lại là 80", WHY_OTHERWISE)
    officer.look("40-kiem-tra")
    sign(head, report)

    standing.go(report)
    standing.page.locator("summary", has_text="Trả lại cơ quan").click()
    standing.page.locator("form[action$='/tra-lai/'] textarea").fill(RETURNED)
    standing.leave_by(standing.page.locator("form[action$='/tra-lai/'] button").click)
    officer.go(report)
    expect(officer.page.get_by_text(RETURNED).first).to_be_visible()
    write(officer, report, "field-3", MENDED)
    sign(head, report)
    accept(standing, report)


def one_is_late(office: Office, server: Server, standing: Desk, city: str) -> None:
    """The ward lets its day go by, is let in again, and counts as late."""
    officer, head = office.sit_down("caumay.congchuc"), office.sit_down("caumay.chutich")
    report = open_report(standing, city, WARD)
    draft(officer, report)
    give_figures(officer, report, 60, 50)
    server.ask(A_DAY_GOES_BY)
    head.go(report)
    expect(head.page.get_by_text("Báo cáo đã khóa vì quá hạn")).to_be_visible()
    standing.go(report)
    standing.page.locator("summary", has_text="Mở lại báo cáo").click()
    standing.page.locator("form[action$='/mo-khoa/'] textarea").fill("Phường sáp nhập giữa kỳ.")
    standing.leave_by(standing.page.locator("form[action$='/mo-khoa/'] button").click)
    sign(head, report)
    accept(standing, report)
    standing.go(city)
    expect(standing.page.locator("tr", has_text=WARD)).to_contain_text("Đã gửi, quá hạn")


def one_answers_by_spreadsheet(office: Office, standing: Desk, city: str, folder: Path) -> None:
    """The department of justice fills in the workbook: looked through first, then kept at once."""
    officer, head = office.sit_down("tp.congchuc"), office.sit_down("tp.giamdoc")
    report = find_own(officer)
    with officer.page.expect_download() as waiting:
        officer.page.get_by_role("link", name="Tải mẫu Excel").first.click()
    waiting.value.save_as(folder / "mau.xlsx")
    book = openpyxl.load_workbook(folder / "mau.xlsx")
    filled = 0
    for row in book["Biểu số liệu"].iter_rows():
        codes = {str(cell.value) for cell in row}
        for code, value in ((RECEIVED, 40), (IN_TIME, 39)):
            if code in codes:
                next(cell for cell in row if not cell.protection.locked and cell.column > 4).value = value
                filled += 1
    assert filled == 2
    for row in book["Nội dung"].iter_rows(min_row=5):
        if not row[1].protection.locked:
            row[1].value = f"Đã thực hiện: {row[0].value}"
    out = BytesIO()
    book.save(out)
    officer.go(f"{report}nop-mau/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    officer.page.set_input_files(
        "input[type=file]", files=[{"name": "mau.xlsx", "mimeType": kind, "buffer": out.getvalue()}]
    )
    officer.leave_by(officer.button("Xem trước tệp").click)
    expect(officer.page.locator(".answer")).to_contain_text("Tệp sẽ thay đổi 2 số liệu")
    officer.leave_by(officer.page.get_by_role("button", name=re.compile(r"^Ghi \d+ thay đổi")).click)
    sign(head, report)
    accept(standing, report)


def city_merges(office: Office, standing: Desk, city: str) -> str:
    """The standing agency merges what arrived, explains what does not agree; its head signs; it is issued."""
    standing.go(city)
    expect(standing.page.locator(".answer")).to_contain_text("3 trong 3 cơ quan đã gửi báo cáo, 1 gửi quá hạn")
    for section in ("field-3", "shortcomings"):
        standing.go(f"{city}tong-hop/?muc={section}")
        standing.leave_by(standing.button("Lấy mọi đoạn cơ quan đã viết ở mục này").click)
    standing.picture("41-tong-hop")
    standing.leave_by(standing.button("Mở dự thảo").click)
    report = standing.page.url.partition("#")[0]
    expect(standing.page.locator("#muc-field-3")).to_contain_text(MENDED)
    row = standing.page.locator("#bieu-so-lieu tr", has_text=RECEIVED)
    expect(row).to_contain_text("200")  # 100 + 60 + 40: the department's own number covers its unit's
    expect(row).to_contain_text("3/3")
    draft(standing, report)
    write(standing, report, "tasks", WRONG)
    standing.go(f"{report}kiem-tra/")
    expect(standing.page.locator(".answer")).to_contain_text("1 chỗ chưa khớp")
    explain(standing, report, "87 trên 382 là 22,8 %", WHY_WRONG)
    head = office.sit_down("nv.giamdoc")
    sign(head, report)
    head.picture("42-da-ky")

    standing.go(report)
    standing.button("Cấp số, ban hành").click()
    standing.leave_by(standing.page.get_by_role("dialog").get_by_role("button", name="Ban hành").click)
    assert standing.toast() == "Đã ban hành, số 01/BC-UBND."
    standing.button("Công bố số liệu").click()
    standing.leave_by(standing.page.get_by_role("dialog").get_by_role("button", name="Công bố").click)
    assert standing.toast() == "Đã công bố 6 số liệu."
    standing.look("43-da-ban-hanh")
    return report


def look_at_the_papers(desk: Desk, report: str, folder: Path) -> None:
    """Both files hold what was merged; the PDF is measured against the decree."""
    files = {}
    for words in ("DOCX", "PDF"):
        with desk.page.expect_download() as waiting:
            desk.page.locator("#ban-hanh").get_by_role("link", name=words).click()
        files[words] = folder / waiting.value.suggested_filename
        waiting.value.save_as(files[words])
    paper = docx.Document(str(files["DOCX"]))
    page = paper.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == decree.PAPER
    for margin, (least, most) in ((page.left_margin, decree.MARGIN_LEFT), (page.right_margin, decree.MARGIN_RIGHT)):
        assert least - 0.1 <= margin.mm <= most + 0.1
    assert paper.sections[-1].page_width.mm > paper.sections[-1].page_height.mm  # the table lies down
    words = " ".join(paragraph.text for paragraph in paper.paragraphs)
    assert MENDED in words and WRONG in words and "DỰ THẢO" not in words
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert any(row[3:4] == ["200"] and row[-1] == "3/3" for row in cells), cells

    printed = Printed(files["PDF"])
    first = printed.pages[0]
    assert (first.width, first.height) == pytest.approx(decree.PAPER, abs=0.35)
    assert not any(page.fonts_not_embedded() for page in printed.pages)
    for found, element in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", decree.NATION), ("Số: 01/BC-UBND", decree.NUMBER),
        ("BÁO CÁO", decree.KIND), ("Kính gửi:", decree.ADDRESSEE),
    ):  # fmt: skip
        letters = first.find(found)
        assert element.sizes[0] - 0.1 <= letters.size <= element.sizes[1] + 0.1, found
        assert (letters.bold, letters.italic) == (element.bold, element.italic), found
    text = [letter for letter in first.letters if letter.text.strip()]
    assert min(letter.left for letter in text) >= decree.MARGIN_LEFT[0] - 0.35
    assert first.width - max(letter.right for letter in text) >= decree.MARGIN_RIGHT[0] - 0.7
    table = printed.page_of("BIỂU SỐ LIỆU THỐNG KÊ")
    assert table.width > table.height and table.find_all("200")
    assert printed.page_of("TL. CHỦ TỊCH").find("GIÁM ĐỐC")
    printed.close()

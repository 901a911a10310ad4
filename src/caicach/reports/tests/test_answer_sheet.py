"""A report answered by spreadsheet, and the annex that goes home: read back with other programs than wrote them."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from caicach.core.models import PeriodKind
from caicach.core.periods import period_of
from caicach.measures.models import Figure
from caicach.measures.sheets import FIRST_ROW, VALUE
from caicach.measures.tests.making import indicator, parts, send
from caicach.reports import services, sheets
from caicach.reports.annex import annex_of
from caicach.reports.models import Passage, PassageRevision, SubmissionState
from caicach.reports.services.answering import edits_for
from caicach.reports.statistics import table_of

from .regime import NOW, QUARTER, TODAY, kind, of, open_quarter, write
from .test_statistics_table import with_table

pytestmark = pytest.mark.django_db
FIGURES, WORDS = "Biểu số liệu", "Nội dung"


@pytest.fixture
def report(cast, client):
    with_table()
    indicator("T.1")
    found = of(running(cast, cast.ward), cast.ward)
    write(found, "tasks", "- Giao 12 nhiệm vụ.", "Hoàn thành 9.", by=cast.ward_officer, now=timezone.now())
    client.force_login(cast.ward_officer)
    return found


def running(cast, body):
    """The running quarter, due in a week, so that it can be written in today."""
    now = timezone.now()
    today = timezone.localdate(now)
    ask = services.Ask(kind(), cast.city, period_of(today, PeriodKind.QUARTER), due_on=today + timedelta(days=7))
    return open_quarter(cast, body, ask=ask, now=now)


def address(report, name):
    return reverse(f"reports:{name}", args=[report.pk])


def taken_out(client, report):
    return openpyxl.load_workbook(io.BytesIO(client.get(address(report, "sheet_out")).content))


def row_of(book, title):
    return next(row for row in book[WORDS].iter_rows(min_row=sheets.FIRST_ROW + 1) if row[0].value.endswith(title))


def put_in(client, report, book):
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "mau.xlsx"
    return client.post(address(report, "sheet_in"), {"file": out})


def confirm(client, report, looked):
    return client.post(
        address(report, "sheet_in"), {"stored": looked.context["stored"].sha256, "act": "keep"}, follow=True
    )


def test_the_workbook_goes_out_with_what_is_there_and_text_is_text(client, report):
    book = taken_out(client, report)
    assert book.sheetnames == [FIGURES, WORDS]
    cell = row_of(book, "Tình hình thực hiện nhiệm vụ")[sheets.TEXT]
    assert cell.value == "- Giao 12 nhiệm vụ.\n\nHoàn thành 9."
    assert cell.data_type == "s" and cell.quotePrefix and not cell.protection.locked
    assert book[WORDS].column_dimensions["D"].hidden and book[WORDS].protection.sheet
    assert book[FIGURES].cell(FIRST_ROW + 1, 1).value == "T.1"


def test_it_is_looked_at_first_then_kept_whole_and_twice_is_once(client, report):
    book = taken_out(client, report)
    book[FIGURES].cell(FIRST_ROW + 1, VALUE + 1).value = 12
    row_of(book, "Tình hình thực hiện nhiệm vụ")[sheets.TEXT].value = "- Giao 14 nhiệm vụ.\n\nHoàn thành 9."
    typed = row_of(book, "Về chỉ đạo, điều hành")[sheets.TEXT]
    typed.value, typed.data_type = "=1+1 là hai.", "s"
    looked = put_in(client, report, book)
    assert looked.status_code == 200 and looked.context["changes"] == 3
    assert not Figure.objects.exists() and PassageRevision.objects.count() == 2
    assert confirm(client, report, looked).status_code == 200
    assert Figure.objects.get().value == Decimal(12)
    assert sorted(Passage.objects.filter(submission=report).values_list("text", "number")) == [
        ("- Giao 14 nhiệm vụ.", 2), ("=1+1 là hai.", 1), ("Hoàn thành 9.", 1),
    ]  # fmt: skip
    again = put_in(client, report, book)
    assert again.status_code == 200 and again.context["changes"] == 0
    assert "không có gì mới" in again.content.decode()


def test_every_bad_cell_is_named_and_nothing_is_kept(client, report):
    book = taken_out(client, report)
    book[FIGURES].cell(FIRST_ROW + 1, VALUE + 1).value = "mười hai"
    row_of(book, "Về chỉ đạo, điều hành")[sheets.TEXT].value = "Đã ban hành."
    row_of(book, "Nguyên nhân")[sheets.KEY].value = "khong-co"
    row_of(book, "Nguyên nhân")[sheets.TEXT].value = "Lạ."
    looked = put_in(client, report, book)
    assert looked.status_code == 422
    assert [(one.sheet, one.found) for one in looked.context["bad"]] == [(FIGURES, "mười hai"), (WORDS, "khong-co")]
    assert confirm(client, report, looked).status_code == 422
    assert Passage.objects.count() == 2 and not Figure.objects.exists()


def test_a_section_that_another_changed_meanwhile_is_named(cast, client, report):
    book = taken_out(client, report)
    row_of(book, "Tình hình thực hiện nhiệm vụ")[sheets.TEXT].value = "Giao 20."
    write(report, "tasks", "Thêm một đoạn.", by=cast.ward_head, now=timezone.now())
    looked = put_in(client, report, book)
    assert looked.status_code == 422 and "người khác sửa" in looked.context["bad"][0].expected


def test_a_workbook_of_another_report_or_no_workbook_is_refused(cast, client, report):
    other = of(running(cast, cast.finance), cast.finance)
    client.force_login(cast.finance_officer)
    book = taken_out(client, other)
    client.force_login(cast.ward_officer)
    assert cast.ward.name in put_in(client, report, book).context["bad"][0].expected
    nothing = io.BytesIO(b"not a workbook")
    nothing.name = "mau.xlsx"
    looked = client.post(address(report, "sheet_in"), {"file": nothing})
    assert looked.status_code == 422 and looked.context["bad"]


def test_what_was_sent_is_shown_and_takes_nothing_more(cast, client, report):
    line = client.get(address(report, "figures")).context["grid"][0]
    report.state = SubmissionState.AT_HEAD
    report.save()
    assert client.get(address(report, "figures")).context["open_lines"] == 0
    assert client.post(address(report, "figures"), {f"{line.prefix}-value": "7"}).status_code == 403
    assert "không nhận tệp" in client.get(address(report, "sheet_in")).content.decode()
    assert put_in(client, report, taken_out(client, report)).status_code == 403


def test_only_who_writes_the_report_while_it_is_written(cast, client, report):
    client.force_login(cast.standing_officer)
    assert client.get(address(report, "sheet_out")).status_code == 403
    client.force_login(cast.finance_officer)
    assert client.get(address(report, "sheet_out")).status_code in (403, 404)
    assert client.get(address(report, "figures")).status_code in (403, 404)


@pytest.mark.parametrize(
    ("wanted", "edits", "added"),
    [
        pytest.param("A B C", {}, "", id="the same"),
        pytest.param("A C", {2: ""}, "", id="the middle one taken out leaves the others alone"),
        pytest.param("A X C", {2: "X"}, "", id="one changed"),
        pytest.param("A B C D", {}, "D", id="one more at the end"),
        pytest.param("A X B C", {2: "X", 3: "B"}, "C", id="put between: what follows moves on"),
    ],
)
def test_a_section_comes_to_read_as_the_sheet_says(wanted, edits, added):
    there = [Passage(pk=place, text=text, number=1) for place, text in enumerate("ABC", start=1)]
    found, new = edits_for(there, wanted.split())
    assert ({pk: one.text for pk, one in found.items()}, " ".join(new)) == (edits, added)


def test_figures_are_given_on_the_reports_own_page(client, report):
    page = client.get(address(report, "figures"))
    line = page.context["grid"][0]
    sent = client.post(address(report, "figures"), {f"{line.prefix}-value": "1.525", f"{line.prefix}-seen": "0"})
    assert sent.status_code == 302 and Figure.objects.get().value == Decimal(1525)
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "1.525" in shown and "Dự thảo" in shown
    bad = client.post(address(report, "figures"), {f"{line.prefix}-value": "x", f"{line.prefix}-seen": "1"})
    assert bad.status_code == 422


def test_the_annex_calculates_and_nobody_missing_is_zero(cast):
    with_table()
    one = indicator("T.1", asked_of=["department", "ward"])
    rate = indicator(
        "T.2", unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio", places=1,
        asked_of=["department", "ward"], numerator_name="Đúng hạn", denominator_name="Đã giải quyết",
    )  # fmt: skip
    cycle = open_quarter(cast, cast.finance, cast.justice, cast.ward)
    for by, body, value, ratio in (
        (cast.finance_head, cast.finance, 70, (1, 2)),
        (cast.ward_head, cast.ward, 30, (8, 10)),
    ):
        send(by, body, one, value, period=QUARTER)
        send(by, body, rate, parts(*ratio), period=QUARTER)
    mine = services.begin_merging(cycle=cycle, by=cast.standing_officer, now=NOW)
    content = annex_of(mine, TODAY)
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert cached.sheetnames == ["Biểu số liệu", "Hồ sơ", "Tỷ lệ"]
    counted = [[cell.value for cell in row] for row in cached["Hồ sơ"].iter_rows()]
    assert [row[2] for row in counted if row[1] in (cast.finance.name, cast.justice.name, "Cộng")] == [
        70, "Chưa có số liệu", 100,
    ]  # fmt: skip
    shares = [[cell.value for cell in row] for row in cached["Tỷ lệ"].iter_rows()][-1]
    assert shares[2:] == [9, 12, 0.75]
    formulas = openpyxl.load_workbook(io.BytesIO(content))["Tỷ lệ"]
    assert str(formulas.cell(formulas.max_row, 3).value).startswith("=SUM(")
    table = table_of(mine, TODAY)
    assert [line.now.value for line in table.lines] == [Decimal(100), Decimal(75)]
    assert "Cơ quan có số liệu" in _cells_of(content)
    alone = _cells_of(annex_of(of(cycle, cast.justice), TODAY))
    assert "Cơ quan có số liệu" not in alone  # nobody below it answers
    assert alone.count("Chưa có số liệu") == 2  # as on paper; what was before stays a dash


def _cells_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [cell.value for row in book["Biểu số liệu"].iter_rows() for cell in row if cell.value is not None]

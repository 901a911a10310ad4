"""A city's yearly report as one was really written: its outline, read from the issued text, becomes a kind of report;
the system fills it from its own data and prints every heading and the table. Skipped where the text is not; no sentence
of it stands here, its parts are named by their numbers."""

import os
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from uuid import uuid4

import docx
import pytest
from django.core.management import call_command

from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.core.text import squeeze
from caicach.documents.layout.paper import write_docx
from caicach.duties.tests.making import give, make_plan, make_task
from caicach.intake.extraction import extract
from caicach.intake.reading.reader import read_source
from caicach.measures.models import Indicator, SourceKind
from caicach.measures.rules import Answer, Kind
from caicach.measures.services import Entry, enter_figures, submit_figures
from caicach.reports import services
from caicach.reports.models import DueRule, Nature, Passage, ReportKind
from caicach.reports.printing import document_of
from caicach.reports.rules import sections_of

from .regime import NOW, kind

pytestmark = pytest.mark.django_db
CHECKOUT = Path(__file__).resolve().parents[4]
YEAR = Period(PeriodKind.YEAR, 2026)
TASK = "Rà soát thủ tục hành chính nội bộ"
LONGEST_HEADING = 160  # what is longer under a number is a paragraph
# Which of our sections stands under which number there; the others are the officer's to write.
OURS = {
    "I.1": "steering-done", "II.1": "field-2", "II.2": "field-3", "II.3": "field-4", "II.4": "field-5",
    "II.5": "field-6", "II.6": "field-7", "III.1": "achievements", "III.2": "shortcomings", "IV": "ahead",
}  # fmt: skip
PARTS = ["I", "I.1", "I.2", "I.3", "II", *(f"II.{n}" for n in range(1, 7)), "III", "III.1", "III.2", "IV"]


@pytest.fixture(scope="module")
def headings():
    """Number → heading of the report, as the reader finds them."""
    folder = Path(os.environ.get("CAICACH_SHARED", CHECKOUT.parent / "shared")) / "seeds"
    if not folder.is_dir():
        pytest.skip(f"no real documents at {folder}; set CAICACH_SHARED")
    reading = read_source(extract(next(folder.glob("003_*.txt"))))
    report = next(one for one in reading["documents"] if one["kind"] == "report")
    return {
        one["path"]: squeeze(f"{one['label']} {one['title']}")
        for one in report["sections"]
        if one["path"].count(".") < 2 and len(one["title"]) < LONGEST_HEADING
    }


@pytest.fixture
def yearly(headings):
    made = ReportKind.objects.create(
        code="nam-theo-de-cuong", name="Báo cáo cải cách hành chính năm", nature=Nature.PERIODIC,
        period_kind=PeriodKind.YEAR, valid_from=date(2026, 1, 1), statistics=kind("nam").statistics,
        outline=[
            {"key": OURS.get(path, f"muc-{path.lower().replace('.', '-')}"), "title": title, "needed": False,
             "level": path.count(".") + 1}
            for path, title in headings.items()
        ],
    )  # fmt: skip
    DueRule.objects.create(kind=made, closes_on_day=14, due_working_days=2)
    return made


def give_data(cast):
    """Tasks of the city, one done; figures of a department and a ward for all that they are asked."""
    plan = make_plan(cast)
    for body, text, field in ((cast.finance, TASK, 3), (cast.ward, "Niêm yết mã QR tra cứu hồ sơ", 7)):
        give(cast, body, task=make_task(plan, text=text, field=field))
    call_command("load_indicators", stdout=StringIO())
    quarter = Period(PeriodKind.QUARTER, 2026, 1)
    entries = [
        Entry(one, body, Answer(Kind.VALUE, None, Decimal(95), Decimal(100)) if one.value_kind == "ratio"
              else Answer(Kind.VALUE, Decimal(120)))
        for body in (cast.finance, cast.ward)
        for one in Indicator.objects.filter(source=SourceKind.ENTERED)
        if body.kind in one.asked_of
    ]  # fmt: skip
    figures = enter_figures(entries=entries, period=quarter, by=cast.administrator, now=NOW)
    submit_figures(figures=figures, by=cast.administrator, now=NOW)


def test_the_outline_and_tables_of_an_issued_report_come_from_data(cast, yearly, headings):
    assert list(headings) == PARTS
    give_data(cast)
    ask = services.Ask(yearly, cast.city, YEAR)
    cycle = services.open_cycle(
        ask=ask, bodies=[cast.finance, cast.ward], token=uuid4(), by=cast.standing_officer, now=NOW
    )
    mine = services.begin_merging(cycle=cycle, by=cast.standing_officer, now=NOW)
    services.draft_from_data(submission=mine, by=cast.standing_officer, now=NOW + timedelta(minutes=1))
    filled = set(Passage.objects.filter(submission=mine).values_list("section", flat=True))
    assert filled >= {key for key in OURS.values() if key.startswith("field-")} | {"achievements", "ahead"}
    assert filled <= {one.key for one in sections_of(yearly.outline)}

    out = BytesIO()
    write_docx(document_of(mine, today=date(2026, 3, 9)), out)
    paper = docx.Document(out)
    words = [squeeze(paragraph.text).casefold() for paragraph in paper.paragraphs]
    for title in headings.values():
        assert any(squeeze(title).casefold() == line for line in words), title
    tables = [[[squeeze(cell.text) for cell in row.cells] for row in table.rows] for table in paper.tables]
    (figures,) = (rows for rows in tables if "Chỉ tiêu" in rows[0])
    assert {"Đơn vị tính", "Kỳ báo cáo", "Kỳ trước", "Cùng kỳ", "Số cơ quan có số liệu"} <= {*figures[0], *figures[1]}
    named = [line["code"] for line in yearly.statistics if "code" in line]
    printed = {row[1]: row for row in figures}
    for one in Indicator.objects.filter(code__in=named):
        assert one.name in printed, one.code
    assert sum(row[3] not in ("", "Chưa có số liệu") for row in printed.values()) > len(named) / 2
    assert any(TASK in " ".join(row) for rows in tables for row in rows)

"""Templates that come back: every bad cell is named, nothing is kept of a bad file, twice is once."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from caicach.bodies.access import standing_of
from caicach.measures import services
from caicach.measures.grid import grid_of
from caicach.measures.models import Figure
from caicach.measures.sheets import read_sheet, template_sheet

from .making import Q1, Q2, give, indicator, later, number

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast):
    """The template of Sở Tài chính with two indicators, and what reads it again."""

    class Desk:
        body, by = cast.finance, cast.finance_officer

        def lines(self):
            return grid_of(standing_of(self.by, today=later().date()), self.body, Q1)

        def book(self):
            content = template_sheet(body=self.body, period=Q1, lines=self.lines())
            return openpyxl.load_workbook(io.BytesIO(content))

        def read(self, book, body=None, period=Q1):
            out = io.BytesIO()
            book.save(out)
            out.seek(0)
            return read_sheet(out, body=body or self.body, period=period, lines=self.lines())

    indicator()
    indicator("T.2", name="=1+1", unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio")
    return Desk()


def cells(read):
    return [(cell.cell, cell.found) for cell in read.bad]


def test_an_untouched_template_says_nothing(desk):
    assert desk.read(desk.book()) == type(desk.read(desk.book()))((), ())


def test_text_is_never_a_formula(desk):
    page = desk.book().worksheets[0]
    assert page["B7"].value == "'=1+1" and page["B7"].data_type == "s"


def test_what_is_filled_in_becomes_entries_and_twice_is_once(desk):
    book = desk.book()
    page = book.worksheets[0]
    page["E6"], page["H6"] = "1.525.653", "Theo phần mềm"
    page["F7"], page["G7"] = 87, 382
    read = desk.read(book)
    assert [(e.answer.value, e.answer.note) for e in read.entries] == [
        (1525653, "Theo phần mềm"),
        (Decimal("22.774869"), ""),
    ]
    given = {"period": Q1, "by": desk.by, "now": later()}
    assert len(services.enter_figures(entries=read.entries, **given)) == 2
    assert services.enter_figures(entries=read.entries, **given) == []
    assert Figure.objects.get(indicator__code="T.2").denominator == 382
    assert not desk.read(desk.book()).bad, "with what is kept it goes out and comes back unchanged"


def test_every_bad_cell_is_named(desk):
    book = desk.book()
    page = book.worksheets[0]
    page["D6"], page["E6"] = "có lẽ", "mười hai"
    page["F7"] = 3
    assert cells(desk.read(book)) == [("E6", "mười hai"), ("D6", "có lẽ"), ("F7", "3")]
    page["D6"], page["E6"], page["F7"] = "Không phát sinh", 4, None
    assert cells(desk.read(book)) == [("D6", "4")]


def test_another_bodys_or_periods_template_is_refused(desk, cast):
    assert [cell.expected for cell in desk.read(desk.book(), body=cast.justice).bad] == ["Sở Tư pháp, Quý I năm 2026"]
    assert desk.read(desk.book(), period=Q2).bad
    foreign = openpyxl.Workbook()
    assert desk.read(foreign).bad[0].expected == "mẫu số liệu do hệ thống xuất"
    assert read_sheet(io.BytesIO(b"not a sheet"), body=desk.body, period=Q1, lines=[]).bad


def test_a_line_stands_once(desk):
    book = desk.book()
    page = book.worksheets[0]
    page["E6"], page["I7"] = 5, page["I6"].value
    assert [cell.cell for cell in desk.read(book).bad] == ["I7"]


def test_a_figure_that_changed_meanwhile_is_not_overwritten(desk):
    book = desk.book()
    book.worksheets[0]["E6"] = 5
    asked = next(line.indicator for line in desk.lines() if line.indicator.code == "T.1")
    give(desk.by, desk.body, asked, number(9))
    read = desk.read(book)
    with pytest.raises(services.Refused):
        services.enter_figures(entries=read.entries, period=Q1, by=desk.by, now=later())
    assert Figure.objects.get().value == 9

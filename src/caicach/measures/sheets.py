"""Figures by spreadsheet: a template of one body and period goes out and comes back filled in.

The sheet carries, hidden, whose template it is and which line each row is; only the cells to fill in are unlocked. What
comes back is read whole before anything is kept, and every bad cell is named: sheet, cell, found, expected.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from caicach.bodies.models import Body
from caicach.core.numbers import format_number, parse_number
from caicach.core.periods import Period, period_words
from caicach.core.text import fold

from .grid import GridLine
from .models import AnswerKind
from .rules import Answer, Kind, Obstacle, breaks_limits, completed, obstacles_to_answering
from .services import Entry, limit_data
from .words import OBSTACLES, limit_words

FIRST_ROW = 5  # of the lines, counted from 0; above stand the title and the heads
KEY, SEEN = 8, 9  # hidden columns
ANSWER, VALUE, NUMERATOR, DENOMINATOR, NOTE = 3, 4, 5, 6, 7
_COLUMNS = {"value": VALUE, "numerator": NUMERATOR, "denominator": DENOMINATOR}
MARK = "caicach-figures-1"
MOST_BYTES = 5 * 1024 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be taken."""

    sheet: str
    cell: str
    found: str
    expected: str


@dataclass(frozen=True)
class SheetRead:
    """What a sheet that came back says: entries to keep, or cells to mend."""

    entries: tuple[Entry, ...]
    bad: tuple[BadCell, ...]
    left_out: int = 0  # lines of the template that the file does not have: they stay as they are


def template_sheet(*, body: Body, period: Period, lines: Sequence[GridLine]) -> bytes:
    """The template as an XLSX file, with what was already given."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    add_figures(book, _sheet_name(), body=body, period=period, lines=lines)
    book.close()
    return out.getvalue()


def add_figures(book: Any, name: str, *, body: Body, period: Period, lines: Sequence[GridLine]) -> None:
    """The lines to fill in as one more worksheet of a book."""
    sheet = book.add_worksheet(name)
    look = {name: book.add_format(given) for name, given in _LOOKS.items()}
    sheet.protect("", {"select_locked_cells": True, "format_columns": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.freeze_panes(FIRST_ROW, 2)
    for column, width in enumerate((14, 56, 12, 18, 14, 14, 14, 36)):
        sheet.set_column(column, column, width)
    sheet.set_column(KEY, SEEN, 10, None, {"hidden": True})
    sheet.write_string(0, 0, _defused(f"{body.name} – {period_words(period)}"), look["title"])
    sheet.write_string(1, 0, _("Chỉ điền ô màu vàng. Không phát sinh, chưa có số liệu là câu trả lời, khác với số 0."))
    sheet.write_string(2, 0, _("Tỷ lệ: điền tử số và mẫu số, hệ thống tự tính."))
    for column, text in enumerate((MARK, str(body.pk), period.key)):
        sheet.write_string(0, KEY + column, text)
    sheet.set_column(KEY + 2, KEY + 2, 10, None, {"hidden": True})
    for column, head in enumerate(_heads()):
        sheet.write_string(FIRST_ROW - 1, column, head, look["head"])
    for place, line in enumerate(lines):
        _write_line(sheet, FIRST_ROW + place, line, look)
    if lines:
        sheet.data_validation(
            FIRST_ROW, ANSWER, FIRST_ROW + len(lines) - 1, ANSWER, {"validate": "list", "source": _answers()}
        )


_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 13},
    "head": {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EDF2"},
    "fixed": {"border": 1, "text_wrap": True, "valign": "top"},
    "open": {"border": 1, "locked": False, "bg_color": "#FFF9DB", "valign": "top", "text_wrap": True},
    "number": {"border": 1, "locked": False, "bg_color": "#FFF9DB", "valign": "top", "num_format": "#,##0.######"},
    "closed": {"border": 1, "bg_color": "#F0F0F0", "valign": "top"},
}


def _write_line(sheet: Any, row: int, line: GridLine, look: dict[str, Any]) -> None:
    indicator, figure = line.indicator, line.figure
    name = f"{indicator.name} – {line.breakdown}" if line.breakdown else indicator.name
    for column, text in enumerate((indicator.code, name, indicator.unit)):
        sheet.write_string(row, column, _defused(text), look["fixed"])
    is_ratio = indicator.value_kind == "ratio"
    answer = str(AnswerKind(figure.answer).label) if figure else ""
    sheet.write_string(row, ANSWER, answer, look["open" if line.is_open else "closed"])
    for column, given, wanted in (
        (VALUE, figure.value if figure and not is_ratio else None, not is_ratio),
        (NUMERATOR, figure.numerator if figure else None, is_ratio),
        (DENOMINATOR, figure.denominator if figure else None, is_ratio),
    ):
        form = look["number" if wanted and line.is_open else "closed"]
        if given is None:
            sheet.write_blank(row, column, None, form)
        else:
            sheet.write_number(row, column, float(given), form)
    sheet.write_string(row, NOTE, _defused(figure.note if figure else ""), look["open" if line.is_open else "closed"])
    sheet.write_string(row, KEY, line.key)
    sheet.write_number(row, SEEN, figure.revision if figure else 0)


def _sheet_name() -> str:
    return "Số liệu"


def _heads() -> list[str]:
    return [
        _("Mã"), _("Chỉ tiêu"), _("Đơn vị"), _("Trả lời"), _("Giá trị"), _("Tử số"), _("Mẫu số"), _("Ghi chú"),
    ]  # fmt: skip


def _answers() -> list[str]:
    return [str(kind.label) for kind in AnswerKind]


def _defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _fused(text: str) -> str:
    """As it was before it was defused."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def read_sheet(content: IO[bytes], *, body: Body, period: Period, lines: Sequence[GridLine]) -> SheetRead:
    """What came back, checked cell by cell. Lines that were left empty, or that nobody may change any more and that
    say the same as before, are passed over."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(content)
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, OSError):
        return SheetRead((), (BadCell("", "", _("tệp không đọc được"), _("mẫu số liệu XLSX")),))
    return read_figures(book.sheet_names[0], rows, body=body, period=period, lines=lines)


def read_figures(
    sheet: str, rows: Sequence[list[Any]], *, body: Body, period: Period, lines: Sequence[GridLine]
) -> SheetRead:
    """The rows of one worksheet that `add_figures` wrote, as they came back."""
    head = [_text(cell) for cell in (rows[0][KEY : KEY + 3] if rows and len(rows[0]) > KEY else [])]
    if head[:1] != [MARK]:
        return SheetRead(
            (), (BadCell("", "", _("tệp khác, không phải mẫu tải từ hệ thống"), _("mẫu số liệu do hệ thống xuất")),)
        )
    if head != [MARK, str(body.pk), period.key]:
        expected = f"{body.name}, {period_words(period)}"
        return SheetRead((), (BadCell(sheet, "A1", _text(rows[0][0]), expected),))
    known = {line.key: line for line in lines}
    entries: list[Entry] = []
    bad: list[BadCell] = []
    met: set[str] = set()
    for number in range(FIRST_ROW, len(rows)):
        row = [*rows[number], *[""] * (SEEN + 1 - len(rows[number]))]
        key = _text(row[KEY])
        if not any(_text(cell) for cell in row):
            continue
        line = known.get(key)
        if line is None or key in met:
            bad.append(
                BadCell(sheet, xl_rowcol_to_cell(number, KEY), key or "–", _("một dòng của mẫu, mỗi dòng một lần"))
            )
            continue
        met.add(key)
        found = _read_line(sheet, number, row, line, body)
        if isinstance(found, Entry):
            entries.append(found)
        elif found:
            bad += found
    return SheetRead(tuple(entries), tuple(bad), len(known.keys() - met))


def _read_line(sheet: str, number: int, row: list[Any], line: GridLine, body: Body) -> Entry | list[BadCell] | None:
    bad: list[BadCell] = []
    numbers: dict[int, Decimal | None] = {}
    for column in (VALUE, NUMERATOR, DENOMINATOR):
        numbers[column], fine = _number(row[column])
        if not fine:
            bad.append(BadCell(sheet, xl_rowcol_to_cell(number, column), _text(row[column]), _("một số")))
    kinds = {fold(str(kind.label)): kind.value for kind in AnswerKind}
    told = _text(row[ANSWER])
    kind = kinds.get(fold(told), "")
    if told and not kind:
        bad.append(BadCell(sheet, xl_rowcol_to_cell(number, ANSWER), told, " · ".join(_answers())))
    if bad:
        return bad
    if not kind:
        if all(one is None for one in numbers.values()):
            return None
        kind = Kind.VALUE
    given = Answer(kind, numbers[VALUE], numbers[NUMERATOR], numbers[DENOMINATOR], _fused(_text(row[NOTE])))
    answer = completed(given, unit=line.indicator.unit)
    obstacles = obstacles_to_answering(answer, is_ratio=line.indicator.value_kind == "ratio")
    if obstacles:
        cell = xl_rowcol_to_cell(number, ANSWER if obstacles[0] == Obstacle.VALUE_NOT_WANTED else _first(line))
        numbers_given = " · ".join(format_number(one) for one in numbers.values() if one is not None)
        shown = numbers_given or _("ô trống, hoặc công thức không có kết quả")
        return [BadCell(sheet, cell, shown, str(OBSTACLES[one])) for one in obstacles]
    if limits := breaks_limits(answer, line.indicator.limits):
        return [
            BadCell(
                sheet,
                xl_rowcol_to_cell(number, _COLUMNS[which]),
                _text(row[_COLUMNS[which]]),
                limit_words(obstacle, limit_data(obstacle, answer, line.indicator, which)),
            )
            for obstacle, which in limits
        ]
    seen, _fine = _number(row[SEEN])
    return Entry(line.indicator, body, answer, line.breakdown, seen=None if seen is None else int(seen))


def _first(line: GridLine) -> int:
    return NUMERATOR if line.indicator.value_kind == "ratio" else VALUE


def _number(cell: Any) -> tuple[Decimal | None, bool]:
    """The number in a cell and whether it is one; an empty cell is none and fine."""
    if isinstance(cell, bool):
        return None, False
    if isinstance(cell, int | float):
        return Decimal(repr(cell)).quantize(Decimal("0.000001")).normalize(), True
    text = _text(cell)
    if not text:
        return None, True
    number = parse_number(text)
    return number, number is not None


def _text(cell: Any) -> str:
    return str(cell).strip() if cell is not None else ""

"""A list of duties as a file for a spreadsheet: text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from caicach.core.dates import format_date

from .selectors import Line
from .words import TIMELINESS, due_words

MOST_ROWS = 50_000
# A cell that begins like this is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (8, 60, 32, 14, 28, 20, 13, 13, 18, 22, 10, 24)


def heads() -> list[str]:
    return [
        _("Số"), _("Việc"), _("Cơ quan thực hiện"), _("Vai trò"), _("Cơ quan giao"), _("Văn bản"), _("Thời hạn"),
        _("Ngày hoàn thành"), _("Trạng thái"), _("Đúng hạn"), _("Tiến độ (%)"), _("Người xử lý"),
    ]  # fmt: skip


def _cells(line: Line) -> list[str | int | date | None]:
    duty = line.duty
    return [
        duty.pk, duty.title, duty.body.name, duty.get_part_display(), duty.assigned_by_body.name,
        duty.document.number if duty.document else "", duty.due_on, duty.done_on, duty.get_state_display(),
        f"{TIMELINESS[line.timeliness]} ({due_words(line.due)})", duty.percent,
        duty.assignee.full_name if duty.assignee else "",
    ]  # fmt: skip


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(lines: Iterable[Line]) -> Iterator[bytes]:
    """The list as CSV, row by row, with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf"
    writer.writerow(heads())
    for line in lines:
        writer.writerow([_as_text(cell) for cell in _cells(line)])
        if buffer.tell() > 1 << 16:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _as_text(cell: str | int | date | None) -> str:
    if isinstance(cell, str):
        return defused(cell)
    return format_date(cell) if isinstance(cell, date) else "" if cell is None else str(cell)


def as_xlsx(lines: Iterable[Line]) -> IO[bytes]:
    """The list as a workbook; text is written as text, so that nothing in it is ever computed."""
    out = SpooledTemporaryFile(max_size=1 << 23)  # noqa: SIM115 (the answer closes it)
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Việc"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    words = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for column, name in enumerate(heads()):
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 2)
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(_cells(line)):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell, words)
            elif cell:
                sheet.write_string(row, column, cell, words)
    book.close()
    out.seek(0)
    return out

"""A report answered by spreadsheet: one worksheet for its figures, one for its text, out and back.

Text cells are marked as text, so that "- Đã ban hành" or "=1+1" stay what they are. Each row carries, hidden, the key
of its section and which versions it was written from; what somebody else changed meanwhile is named, not written over.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from caicach.core.periods import Period
from caicach.core.text import nfc
from caicach.measures.grid import GridLine
from caicach.measures.sheets import BadCell, SheetRead, add_figures, read_figures

from .models import Passage, Submission
from .rules import Section, paragraphs, sections_of

MARK = "caicach-report-1"
FIRST_ROW, TITLE, TEXT, KEY, SEEN = 4, 0, 1, 3, 4
MOST_CHARACTERS = 32_000  # a cell holds 32,767


@dataclass(frozen=True)
class SectionText:
    """One section as the sheet has it: the paragraphs it shall consist of."""

    section: Section
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class AnswerRead:
    """What a workbook that came back says: figures to enter, sections that read otherwise; or cells to mend."""

    figures: SheetRead
    sections: tuple[SectionText, ...]
    bad: tuple[BadCell, ...]


def _names() -> tuple[str, str]:
    return "Biểu số liệu", "Nội dung"


def answer_sheet(
    *, submission: Submission, part: Period | None, lines: Sequence[GridLine], texts: Mapping[str, Sequence[Passage]]
) -> bytes:
    """The workbook with what is there already. Without figures to give by hand it has the text alone."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    figures, words = _names()
    if part is not None and lines:
        add_figures(book, figures, body=submission.body, period=part, lines=lines)
    _add_text(book, words, submission, texts)
    book.close()
    return out.getvalue()


def _add_text(book: Any, name: str, submission: Submission, texts: Mapping[str, Sequence[Passage]]) -> None:
    sheet = book.add_worksheet(name)
    plain = {"text_wrap": True, "valign": "top", "border": 1, "num_format": "@", "quote_prefix": True}
    head = book.add_format({**plain, "bold": True, "bg_color": "#E8EDF2"})
    fixed, closed = book.add_format(plain), book.add_format({**plain, "bg_color": "#F0F0F0"})
    open_cell = book.add_format({**plain, "locked": False, "bg_color": "#FFF9DB"})
    sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(TITLE, TITLE, 42)
    sheet.set_column(TEXT, TEXT, 100)
    sheet.set_column(KEY, SEEN, 10, None, {"hidden": True})
    title = book.add_format({"bold": True, "font_size": 13, "quote_prefix": True})
    sheet.write_string(0, 0, f"{submission.cycle.title} – {submission.body.name}", title)
    sheet.write_string(1, 0, _("Chỉ điền ô màu vàng. Các đoạn cách nhau một dòng trống; ô để trống thì giữ nguyên."))
    for column, text in enumerate((MARK, str(submission.pk))):
        sheet.write_string(0, KEY + column, text)
    for column, text in ((TITLE, _("Mục")), (TEXT, _("Nội dung"))):
        sheet.write_string(FIRST_ROW - 1, column, text, head)
    sheet.freeze_panes(FIRST_ROW, 1)
    for place, section in enumerate(sections_of(submission.cycle.outline)):
        row = FIRST_ROW + place
        sheet.write_string(row, TITLE, section.title, fixed if section.holds_text else head)
        if not section.holds_text:
            sheet.write_blank(row, TEXT, None, head)
            continue
        there = texts.get(section.key, ())
        text = "\n\n".join(passage.text for passage in there)
        if len(text) > MOST_CHARACTERS:
            sheet.write_string(row, TEXT, _("Mục này quá dài để sửa trong bảng tính; sửa trên trang báo cáo."), closed)
            continue
        sheet.write_string(row, TEXT, text, open_cell)
        sheet.write_string(row, KEY, section.key)
        sheet.write_string(row, SEEN, seen_of(there))


def seen_of(passages: Sequence[Passage]) -> str:
    """Which versions a section was written from."""
    return " ".join(f"{passage.pk}:{passage.number}" for passage in passages)


def read_answer(
    content: IO[bytes], *, submission: Submission, part: Period | None, lines: Sequence[GridLine],
    texts: Mapping[str, Sequence[Passage]],
) -> AnswerRead:  # fmt: skip
    """What came back, read whole before anything is kept; every bad cell is named."""
    nothing = SheetRead((), ())
    figures_name, words_name = _names()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(content)
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (python_calamine.CalamineError, ValueError, OSError):
        return AnswerRead(nothing, (), (BadCell("", "", _("tệp không đọc được"), _("mẫu báo cáo XLSX")),))
    if words_name not in sheets:
        return AnswerRead(nothing, (), (BadCell("", "", " · ".join(sheets), words_name),))
    figures = nothing
    if part is not None and lines and figures_name in sheets:
        figures = read_figures(figures_name, sheets[figures_name], body=submission.body, period=part, lines=lines)
    sections, bad = _read_text(words_name, sheets[words_name], submission, texts)
    return AnswerRead(figures, sections, (*figures.bad, *bad))


def _read_text(
    sheet: str, rows: Sequence[list[Any]], submission: Submission, texts: Mapping[str, Sequence[Passage]]
) -> tuple[tuple[SectionText, ...], tuple[BadCell, ...]]:
    head = [_cell(cell) for cell in (rows[0][KEY : KEY + 2] if rows else [])]
    if head[:1] != [MARK]:
        return (), (BadCell(sheet, "D1", " ".join(head) or "–", _("mẫu báo cáo do hệ thống xuất")),)
    if head != [MARK, str(submission.pk)]:
        expected = f"{submission.cycle.title} – {submission.body.name}"
        return (), (BadCell(sheet, "A1", _cell(rows[0][TITLE]), expected),)
    sections = {one.key: one for one in sections_of(submission.cycle.outline) if one.holds_text}
    found: dict[str, SectionText] = {}
    bad = []
    for number in range(FIRST_ROW, len(rows)):
        row = [*rows[number], *[""] * (SEEN + 1 - len(rows[number]))]
        key, text = _cell(row[KEY]), _cell(row[TEXT])
        if not key or not text:
            continue
        section, there = sections.get(key), texts.get(key, ())
        if section is None or key in found:
            cell = xl_rowcol_to_cell(number, KEY)
            bad.append(BadCell(sheet, cell, key, _("một mục của đề cương, mỗi mục một lần")))
            continue
        wanted = tuple(nfc(one) for one in paragraphs(text))
        if wanted == tuple(passage.text for passage in there):
            continue
        if _cell(row[SEEN]) != seen_of(there):
            cell = xl_rowcol_to_cell(number, TEXT)
            expected = _("mục vừa được người khác sửa; tải mẫu mới rồi điền lại")
            bad.append(BadCell(sheet, cell, _shortened(text), expected))
            continue
        found[key] = SectionText(section, wanted)
    return tuple(found.values()), tuple(bad)


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def _cell(cell: Any) -> str:
    return str(cell).strip() if cell is not None else ""

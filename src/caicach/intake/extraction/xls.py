"""XLS (Excel 97-2003): values from the workbook's reader, laid out as an XLSX is."""

from __future__ import annotations

from pathlib import Path

import python_calamine

from caicach.intake.extraction import refusals
from caicach.intake.extraction.legacy_fonts import marked
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.ole import CompoundFile
from caicach.intake.extraction.xls_facts import xls_facts
from caicach.intake.extraction.xlsx import MOST_CELLS, laid_out, letters_of
from caicach.intake.source import Line, Source, SourceWarning, Table

_BROKEN = (python_calamine.CalamineError, OSError, ValueError)


def extract_xls(path: Path, *, name: str, limits: Limits) -> Source:
    """Visible sheets in order; a sheet is a page."""
    with CompoundFile(path, name=name, kind="xls", limits=limits) as file:
        if any(entry.split("/")[0].lower() == "_vba_project_cur" for entry in file.entries):
            raise refusals.macros(name)
        book = file.read("Workbook") or file.read("Book")
        if not book:  # asked here, since the values' reader may look for it without end in a damaged file
            raise refusals.damaged(name, "xls")
        facts = xls_facts(book)
    if facts.encrypted:
        raise refusals.encrypted(name)
    try:
        workbook = python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError:
        raise refusals.encrypted(name) from None
    except _BROKEN:
        raise refusals.damaged(name, "xls") from None
    blocks: list[Line | Table] = []
    warnings: list[SourceWarning] = []
    pages = number = 0
    for meta in workbook.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != python_calamine.SheetVisibleEnum.Visible:
            words = f"Trang tính “{meta.name}” đang ẩn nên không được đọc."
            warnings.append(SourceWarning("hidden_sheet", words, page=max(pages, 1)))
            continue
        try:
            sheet = workbook.get_sheet_by_name(meta.name)
            if number + sheet.total_height > limits.lines or sheet.total_height * sheet.total_width > MOST_CELLS:
                raise refusals.too_many_lines(name, limits.lines)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or []
        except _BROKEN:
            raise refusals.damaged(name, "xls") from None
        for (row, column), font in facts.fonts.get(meta.name, {}).items():
            value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
            if isinstance(value, str):
                rows[row][column] = marked(value, font)
        percentages = {f"{letters_of(column)}{row + 1}" for row, column in facts.percentages.get(meta.name, ())}
        pages += 1
        blocks += laid_out(rows, merged, percentages, sheet=meta.name, page=pages, first_number=number + 1)
        number += len(rows)
    if not blocks:
        raise refusals.empty(name)
    return Source(name=name, pages=pages, text_source="digital", blocks=tuple(blocks), warnings=tuple(warnings))

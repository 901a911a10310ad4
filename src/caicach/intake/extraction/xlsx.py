"""XLSX: each sheet a table with cell addresses; lines of title above the head stand as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from caicach.intake.extraction import refusals
from caicach.intake.extraction.archive import OfficeArchive
from caicach.intake.extraction.legacy_fonts import marked
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.paragraphs import clean
from caicach.intake.extraction.xlsx_sheets import place_of, sheets_of
from caicach.intake.source import Cell, Line, Source, SourceWarning, Table

_Area = tuple[tuple[int, int], tuple[int, int]]
_WIDEST = 256
MOST_CELLS = 5_000_000


def extract_xlsx(path: Path, *, name: str, limits: Limits) -> Source:
    """Visible sheets in order; a sheet is a page. Values as stored, never recomputed."""
    with OfficeArchive(path, name=name, kind="xlsx", limits=limits) as archive:
        facts = sheets_of(archive)
    try:
        workbook = python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError:
        raise refusals.encrypted(name) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise refusals.damaged(name, "xlsx") from None
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
        known = facts.get(meta.name)
        if known is None:
            raise refusals.damaged(name, "xlsx")
        if number + known.rows > limits.lines or known.rows * known.columns > MOST_CELLS:
            raise refusals.too_many_lines(name, limits.lines)
        try:
            sheet = workbook.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or []
        except (python_calamine.CalamineError, OSError, ValueError):
            raise refusals.damaged(name, "xlsx") from None
        for address, font in known.fonts.items():
            row, column = place_of(address)
            cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
            if isinstance(cell, str):
                rows[row][column] = marked(cell, font)
        pages += 1
        blocks += laid_out(rows, merged, known.percentages, sheet=meta.name, page=pages, first_number=number + 1)
        number += len(rows)
    if not blocks:
        raise refusals.empty(name)
    return Source(name=name, pages=pages, text_source="digital", blocks=tuple(blocks), warnings=tuple(warnings))


def laid_out(
    rows: list[list[Any]], merged: list[_Area], percentages: Set[str], *, sheet: str, page: int, first_number: int
) -> Iterator[Line | Table]:
    """A sheet's values as lines of title and the table below them."""
    yield from _blocks(_grid(rows, merged, percentages, page=page, first_number=first_number), merged, sheet=sheet)


def _grid(
    rows: list[list[Any]], merged: list[_Area], percentages: Set[str], *, page: int, first_number: int
) -> list[list[Cell]]:
    grid: list[list[Cell]] = []
    for row_index, row in enumerate(rows):
        cells = []
        for column, value in enumerate(row[:_WIDEST]):
            address = f"{letters_of(column)}{row_index + 1}"
            text = _text(value * 100) + "%" if address in percentages and isinstance(value, float) else _text(value)
            cells.append(Cell(text, page, first_number + row_index, address=address))
        grid.append(cells)
    for (top, left), (bottom, right) in merged:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        for line in grid[top : bottom + 1]:
            for column in range(left, min(right, len(line) - 1) + 1):
                line[column] = grid[top][left]
    return grid


def _blocks(grid: list[list[Cell]], merged: list[_Area], *, sheet: str) -> Iterator[Line | Table]:
    """Rows with a single text before the first full row are titles; then the table, without empty edges."""
    rows = [row for row in grid if any(cell.text for cell in row)]
    blank_before = False
    while rows and len({id(cell) for cell in rows[0] if cell.text}) == 1:
        cell = next(cell for cell in rows.pop(0) if cell.text)
        text = clean(cell.text.replace("\n", " "))
        yield Line(text, cell.page, cell.number, blank_before=blank_before)
        blank_before = True
    if not rows:
        return
    used = [column for column in range(len(rows[0])) if any(row[column].text for row in rows)]
    first, last = used[0], used[-1]
    yield Table(tuple(tuple(row[first : last + 1]) for row in rows), sheet=sheet)


def _text(value: Any) -> str:
    """A value as a person reads it in a Vietnamese sheet: 45, 0,5, 25/03/2025."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time() == time() else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, (int, float)):
        if float(value).is_integer():
            return str(int(value))
        return f"{value:.12g}".replace(".", ",")
    lines = (clean(line) for line in re.split(r"\r\n?|\n", str(value).replace("_x000D_", "")))
    return "\n".join(line for line in lines if line)


def letters_of(column: int) -> str:
    """The name of a column that is counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

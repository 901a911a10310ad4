"""Sheets of a workbook laid out: each a table with cell addresses; lines of title above the head stand as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from datetime import date, datetime, time, timedelta
from typing import Any

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.paragraphs import clean
from caicach.intake.source import Cell, Line, Source, SourceWarning, Table

WIDEST = 256
MOST_CELLS = 5_000_000
Area = tuple[tuple[int, int], tuple[int, int]]  # of merged cells: first and last (row, column), from 0


class Sheets:
    """The visible sheets of one workbook, in order; a sheet is a page."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.pages = self.lines = 0
        self._blocks: list[Line | Table] = []
        self._warnings: list[SourceWarning] = []

    def hide(self, title: str) -> None:
        words = f"Trang tính “{title}” đang ẩn nên không được đọc."
        self._warnings.append(SourceWarning("hidden_sheet", words, page=max(self.pages, 1)))

    def make_room(self, rows: int, columns: int) -> None:
        """Refuse the file where a sheet that reaches so far is more than is read."""
        if self.lines + rows > self.limits.lines or rows * columns > MOST_CELLS:
            raise refusals.too_many_lines(self.name, self.limits.lines)

    def add(self, title: str, rows: list[list[Any]], merged: list[Area], percentages: Set[str]) -> None:
        """A sheet's values; `percentages` are the addresses of cells shown so."""
        self.pages += 1
        first = self.lines + 1
        self._blocks += _laid_out(rows, merged, percentages, sheet=title, page=self.pages, first_number=first)
        self.lines += len(rows)

    def source(self) -> Source:
        """All of them; refused where nothing stands in any."""
        if not self._blocks:
            raise refusals.empty(self.name)
        return Source(
            name=self.name, pages=self.pages, text_source="digital", blocks=tuple(self._blocks),
            warnings=tuple(self._warnings),
        )  # fmt: skip


def _laid_out(
    rows: list[list[Any]], merged: list[Area], percentages: Set[str], *, sheet: str, page: int, first_number: int
) -> Iterator[Line | Table]:
    """A sheet's values as lines of title and the table below them."""
    yield from _blocks(_grid(rows, merged, percentages, page=page, first_number=first_number), merged, sheet=sheet)


def _grid(
    rows: list[list[Any]], merged: list[Area], percentages: Set[str], *, page: int, first_number: int
) -> list[list[Cell]]:
    grid: list[list[Cell]] = []
    for row_index, row in enumerate(rows):
        cells = []
        for column, value in enumerate(row[:WIDEST]):
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


def _blocks(grid: list[list[Cell]], merged: list[Area], *, sheet: str) -> Iterator[Line | Table]:
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

"""A table as an XLSX annex that calculates: numbers stay numbers, sums are formulas, the page is set as on paper.

`ColumnSum` and `RowShare` say in words of the table what a cell is. Its value is written beside the formula, so that
programs that only read see it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any

from caicach.documents.layout import wording
from caicach.documents.layout.measures import FONT, LANDSCAPE, PORTRAIT
from caicach.documents.layout.model import Align, Cell, DataTable, Number, Row, RowKind
from caicach.documents.layout.ooxml import clean, group_spans

_NAME_LENGTH = 31  # of a worksheet, as Excel allows
_LINE_HEIGHT = 16.5  # points, of size 12
_FORBIDDEN_IN_NAME = str.maketrans("[]:*?/\\", "       ")
_WIDTH_CHARACTERS = {False: 92.0, True: 140.0}  # of the text area, standing and lying, in characters of size 12


@dataclass(frozen=True)
class ColumnSum:
    """In a total row: the sum of the column over the plain rows above it."""


@dataclass(frozen=True)
class RowShare:
    """In any row: `part` as a percentage of `whole`, both columns of the same row (counted from 0); empty where the
    whole is zero."""

    part: int
    whole: int


SheetCell = Cell | ColumnSum | RowShare


@dataclass(frozen=True)
class SheetRow:
    """A row of the annex; a group row holds (ordinal, title)."""

    cells: tuple[SheetCell, ...]
    kind: RowKind = RowKind.PLAIN


@dataclass(frozen=True)
class Sheet:
    """One worksheet: the table's columns with rows that may calculate. `decimals` counts digits after the comma by
    column (None: as many as each number has), "%" is added to shares."""

    name: str
    title: str
    table: DataTable  # columns and caption; its rows are printed as they are when `rows` is empty
    rows: tuple[SheetRow, ...] = ()
    reference: str = ""
    landscape: bool = False
    decimals: tuple[int | None, ...] = ()

    def printed_rows(self) -> Sequence[SheetRow | Row]:
        return self.rows or self.table.rows


def write_workbook(sheets: Sequence[Sheet], *, author: str = "") -> bytes:
    """The annexes as one XLSX file, a worksheet each."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": clean(author), "title": clean(sheets[0].title) if sheets else ""})
    formats = _formats(book)
    for position, sheet in enumerate(sheets, start=1):
        name = " ".join(clean(sheet.name).translate(_FORBIDDEN_IN_NAME).split()).strip("'")[:_NAME_LENGTH]
        _Writer(book.add_worksheet(name or f"Phụ lục {position}"), sheet, formats).write()
    book.close()
    return out.getvalue()


def _formats(book: Any) -> Callable[..., Any]:
    """Formats by what they are asked to be; each is made once, since a workbook keeps every one of them."""
    made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(**asked: Any) -> Any:
        key = tuple(sorted(asked.items()))
        if key not in made:
            made[key] = book.add_format({"font_name": FONT, "font_size": 12, "valign": "vcenter", **asked})
        return made[key]

    return of


_ALIGNED = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}


class _Writer:
    """Writes one worksheet from the top."""

    def __init__(self, page: Any, sheet: Sheet, formats: Callable[..., Any]) -> None:
        self.page, self.sheet, self.formats = page, sheet, formats
        self.columns = sheet.table.columns
        self.last = len(self.columns) - 1
        self.at = 0
        self.plain_rows: list[int] = []
        self.values: dict[tuple[int, int], Decimal] = {}

    def write(self) -> None:
        self._set_page()
        self._line(wording.upper(self.sheet.title), bold=True, font_size=14)
        if self.sheet.reference:
            self._line(self.sheet.reference, italic=True, font_size=13)
        if self.sheet.table.caption:
            self._line(self.sheet.table.caption, bold=True)
        self.at += 1
        first_of_head = self.at
        self._head()
        self.page.freeze_panes(self.at, 0)
        self.page.repeat_rows(first_of_head, self.at - 1)
        for row in self.sheet.printed_rows():
            self._row(row)

    def _set_page(self) -> None:
        on = LANDSCAPE if self.sheet.landscape else PORTRAIT
        self.page.set_paper(9)  # A4
        if self.sheet.landscape:
            self.page.set_landscape()
        self.page.set_margins(left=on.left / 25.4, right=on.right / 25.4, top=on.top / 25.4, bottom=on.bottom / 25.4)
        self.page.fit_to_pages(1, 0)
        self.page.set_header('&C&"Times New Roman,Regular"&14&P', {"margin": on.header / 25.4})
        shares = sum(column.width for column in self.columns)
        room = _WIDTH_CHARACTERS[self.sheet.landscape]
        for position, column in enumerate(self.columns):
            self.page.set_column(position, position, max(room * column.width / shares, 4))

    def _line(self, text: str, **look: Any) -> None:
        shown = self.formats(align="center", text_wrap=True, **look)
        if self.last:
            self.page.merge_range(self.at, 0, self.at, self.last, clean(text), shown)
        else:
            self.page.write_string(self.at, 0, clean(text), shown)
        self.at += 1

    def _head(self) -> None:
        look = self.formats(bold=True, align="center", border=1, text_wrap=True)
        if not any(column.group for column in self.columns):
            for position, column in enumerate(self.columns):
                self.page.write_string(self.at, position, clean(column.title), look)
            self._fit(self.at, [column.title for column in self.columns])
            self.at += 1
            return
        position = 0
        for span, column in group_spans(self.sheet.table):
            if not column.group:
                self.page.merge_range(self.at, position, self.at + 1, position, clean(column.title), look)
            else:
                if span > 1:
                    self.page.merge_range(self.at, position, self.at, position + span - 1, clean(column.group), look)
                else:
                    self.page.write_string(self.at, position, clean(column.group), look)
                for offset in range(span):
                    below = self.columns[position + offset].title
                    self.page.write_string(self.at + 1, position + offset, clean(below), look)
            position += span
        self._fit(self.at + 1, [column.title for column in self.columns])
        self.at += 2

    def _row(self, row: SheetRow | Row) -> None:
        if row.kind is RowKind.GROUP:
            ordinal, title = (wording.plain(wording.cell_text(cell)) for cell in row.cells)  # type: ignore[arg-type]
            look = self.formats(bold=True, border=1, text_wrap=True)
            self.page.write_string(self.at, 0, clean(ordinal), self.formats(bold=True, border=1, align="center"))
            if self.last > 1:
                self.page.merge_range(self.at, 1, self.at, self.last, clean(title), look)
            elif self.last == 1:
                self.page.write_string(self.at, 1, clean(title), look)
            self.at += 1
            return
        shares = [(position, cell) for position, cell in enumerate(row.cells) if isinstance(cell, RowShare)]
        for position, cell in enumerate(row.cells):
            if not isinstance(cell, RowShare):
                self._cell(position, cell, row.kind)
        for position, cell in shares:  # what they divide is known by now
            self._share(position, cell, row.kind)
        self._fit(self.at, [cell if isinstance(cell, str) else "" for cell in row.cells])
        if row.kind is RowKind.PLAIN:
            self.plain_rows.append(self.at)
        self.at += 1

    def _look(self, position: int, kind: RowKind, *, number: str = "") -> Any:
        asked: dict[str, Any] = {"border": 1, "text_wrap": True, "align": _ALIGNED[self.columns[position].align]}
        if kind is RowKind.TOTAL:
            asked["bold"] = True
        if number:
            asked["num_format"] = number
        return self.formats(**asked)

    def _fit(self, row: int, texts: Sequence[str]) -> None:
        """Make the row as high as its longest text needs; programs do not work that out for merged cells."""
        shares = sum(column.width for column in self.columns)
        room = _WIDTH_CHARACTERS[self.sheet.landscape]
        wide = (max(room * column.width / shares, 4) for column in self.columns)
        lines = max((ceil(len(text) / (width * 1.15)) for text, width in zip(texts, wide, strict=True)), default=1)
        if lines > 1:
            self.page.set_row(row, _LINE_HEIGHT * lines)

    def _digits(self, position: int, number: Decimal) -> str:
        digits = self.sheet.decimals[position] if position < len(self.sheet.decimals) else 0
        if digits is None:
            digits = max(-int(number.normalize().as_tuple().exponent), 0)
        return "#,##0" + ("." + "0" * digits if digits else "")

    def _cell(self, position: int, cell: SheetCell, kind: RowKind) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        if isinstance(cell, ColumnSum):
            total = sum((self.values.get((line, position), Decimal(0)) for line in self.plain_rows), Decimal(0))
            runs = _runs(self.plain_rows)
            areas = ",".join(
                f"{xl_rowcol_to_cell(start, position)}:{xl_rowcol_to_cell(end, position)}" for start, end in runs
            )
            look = self._look(position, kind, number=self._digits(position, total))
            self.page.write_formula(self.at, position, f"=SUM({areas})" if areas else "=0", look, float(total))
            self.values[self.at, position] = total
        elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            self.values[self.at, position] = Decimal(cell)
            self.page.write_number(
                self.at, position, float(cell), self._look(position, kind, number=self._digits(position, Decimal(cell)))
            )
        elif cell is None:
            self.page.write_blank(self.at, position, None, self._look(position, kind))
        else:
            text = cell.text if isinstance(cell, Number) else wording.plain(wording.cell_text(cell))  # type: ignore[arg-type]
            self.page.write_string(self.at, position, clean(text), self._look(position, kind))

    def _share(self, position: int, cell: RowShare, kind: RowKind) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        part, whole = (self.values.get((self.at, column), Decimal(0)) for column in (cell.part, cell.whole))
        names = [xl_rowcol_to_cell(self.at, column) for column in (cell.part, cell.whole)]
        stated = self.sheet.decimals[position] if position < len(self.sheet.decimals) else None
        digits = 2 if stated is None else stated
        number = "0" + ("." + "0" * digits if digits else "") + "%"
        value: float | str = float(part / whole) if whole else ""
        look = self._look(position, kind, number=number)
        self.page.write_formula(self.at, position, f'=IF({names[1]}=0,"",{names[0]}/{names[1]})', look, value)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Lines that follow each other as first and last: [4, 5, 7] → [(4, 5), (7, 7)]."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs

"""PDF with a text layer: paragraphs rebuilt from where the lines stand, tables from their rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.paragraphs import goes_on, joined, opens_item, starts_small
from caicach.intake.extraction.pdf_columns import Columns, two_columns
from caicach.intake.extraction.pdf_grid import Grid, grids_of
from caicach.intake.extraction.pdf_page import Page, Word, opened_pdf, read_page
from caicach.intake.extraction.pdf_rows import (
    Measure,
    Row,
    measure,
    places_of,
    rows_of,
    without_footnotes,
    without_running_heads,
)
from caicach.intake.extraction.pdf_tables import TablePart, continues, extend, finished, part_of, words_in
from caicach.intake.source import Cell, Line, Source, SourceWarning, Table

_LETTERS_OF_A_TEXT_PAGE = 25
_UNUSABLE_SHARE = 0.3


@dataclass(slots=True)
class _Ruled:
    """A table's grid with its words, waiting for its line number."""

    grid: Grid
    inside: list[list[Word]]


@dataclass(slots=True)
class _Paragraph:
    """Rows that belong together so far."""

    rows: list[Row]
    text: str
    blank_before: bool
    centered: bool


@dataclass(slots=True)
class _Flow:
    """The blocks so far, the paragraph or table that the next page may go on with."""

    limit: int
    name: str
    blocks: list[Line | Table] = field(default_factory=list)
    paragraph: _Paragraph | None = None
    table: TablePart | None = None
    number: int = 0
    blank: bool = False

    def next_number(self, count: int = 1) -> int:
        first = self.number + 1
        self.number += count
        if self.number > self.limit:
            raise refusals.too_many_lines(self.name, self.limit)
        return first

    def close(self) -> None:
        if self.paragraph is not None:
            rows = self.paragraph.rows
            line = Line(
                self.paragraph.text,
                rows[0].page,
                self.next_number(),
                bold=all(row.bold for row in rows),
                italic=all(row.italic for row in rows),
                centered=self.paragraph.centered,
                blank_before=self.paragraph.blank_before,
                words=places_of(rows),
            )
            self.blocks.append(line)
            self.paragraph = None
        if self.table is not None:
            self.blocks.append(finished(self.table))
            self.table = None


def extract_pdf(path: Path, *, name: str, limits: Limits) -> Source:
    """A PDF as lines and tables. One without a usable text layer is refused: reading pictures is another job."""
    with opened_pdf(path, name) as document:
        if len(document) > limits.pages:
            raise refusals.too_many_pages(name, len(document), limits.pages)
        if len(document) == 0:
            raise refusals.empty(name)
        try:
            pages = [read_page(document, index) for index in range(len(document))]
        except pdfium.PdfiumError:
            raise refusals.damaged(name, "pdf") from None
    _refuse_pictures(pages, name)
    blocks = laid_out([(page, grids_of(page)) for page in pages], name=name, limits=limits)
    if not blocks:
        raise refusals.no_text_layer(name)
    recognised = sum(page.scanned for page in pages) * 2 > len(pages)
    return Source(
        name=name,
        pages=len(pages),
        text_source="ocr" if recognised else "digital",
        blocks=blocks,
        warnings=tuple(_warnings(pages, recognised)),
    )


def _refuse_pictures(pages: list[Page], name: str) -> None:
    letters, unusable = sum(page.letters for page in pages), sum(page.unusable for page in pages)
    if unusable > _UNUSABLE_SHARE * letters:
        raise refusals.no_text_layer(name)
    with_text = sum(page.letters >= _LETTERS_OF_A_TEXT_PAGE for page in pages)
    pictures = sum(page.scanned and page.letters < _LETTERS_OF_A_TEXT_PAGE for page in pages)
    if letters == 0 or (pictures and with_text <= pictures):
        raise refusals.no_text_layer(name)


def _warnings(pages: list[Page], recognised: bool) -> Iterator[SourceWarning]:
    if recognised:
        words = "Tệp là bản quét đã có sẵn lớp chữ do máy nhận dạng; đề nghị soát lại chữ và số."
        yield SourceWarning("text_layer_over_scan", words)
    for page in pages:
        if page.scanned and page.letters < _LETTERS_OF_A_TEXT_PAGE:
            words = f"Trang {page.number} là ảnh không có lớp chữ nên chưa được đọc."
            yield SourceWarning("page_without_text", words, page=page.number)


def laid_out(sheets: list[tuple[Page, list[Grid]]], *, name: str, limits: Limits) -> tuple[Line | Table, ...]:
    """Pages with the grids of their tables as lines and tables in order.

    Tables first, since what stands in them is no running text; then rows, columns and paragraphs.
    """
    flow = _Flow(limits.lines, name)
    pages = [page for page, _ in sheets]
    ruled: list[list[_Ruled]] = []
    loose: list[tuple[Page, list[Row]]] = []
    for page, grids in sheets:
        tables, words = [], page.words
        for grid in grids:
            inside, outside = words_in(grid, words)
            if sum(bool(box) for box in inside) > 1:
                tables.append(_Ruled(grid, inside))
                words = outside
        ruled.append(tables)
        loose.append((page, rows_of(words, page.number)))
    bodies = without_running_heads(loose)
    measures: dict[tuple[int, int], Measure] = {}
    for page in pages:
        shape = (round(page.width), round(page.height))
        if shape not in measures:
            alike = [index for index, p in enumerate(pages) if (round(p.width), round(p.height)) == shape]
            edges = [x for index in alike for table in ruled[index] for x in (table.grid.xs[0], table.grid.xs[-1])]
            measures[shape] = measure([row for index in alike for row in bodies[index]], page.width, edges)
    for page, tables, rows in zip(pages, ruled, bodies, strict=True):
        measured = measures[round(page.width), round(page.height)]
        _page(tables, without_footnotes(page, rows, measured), measured, page.number, flow)
    flow.close()
    return tuple(flow.blocks)


def _page(tables: list[_Ruled], rows: list[Row], measured: Measure, number: int, flow: _Flow) -> None:
    """One page from the top down; each stretch of rows between tables by itself."""
    waiting = list(tables)
    stretch: list[Row] = []
    fresh = True  # nothing has come on this page yet
    for row in [*rows, None]:
        while waiting and (row is None or waiting[0].grid.top < row.baseline):
            _stretch(stretch, measured, flow, fresh)
            fresh = fresh and not stretch
            stretch = []
            _ruled(waiting.pop(0), number, flow, fresh)
            fresh = False
        if row is not None:
            stretch.append(row)
    _stretch(stretch, measured, flow, fresh)


def _ruled(ruled: _Ruled, page: int, flow: _Flow, fresh: bool) -> None:
    part = part_of(ruled.grid, ruled.inside, page, flow.number + 1)
    flow_table = flow.table
    if fresh and flow_table is not None and continues(flow_table, part):
        extend(flow_table, part)
        flow.next_number(len(part.rows))
        return
    flow.close()
    part = part_of(ruled.grid, ruled.inside, page, flow.number + 1)
    flow.next_number(len(part.rows))
    flow.table = part
    flow.blank = True


def _stretch(rows: list[Row], measured: Measure, flow: _Flow, fresh: bool) -> None:
    if not rows:
        return
    if flow.table is not None:
        flow.close()
    regions = {region.first: region for region in two_columns(rows, measured)}
    at = 0
    above: Row | None = None
    while at < len(rows):
        if at in regions:
            _columns(regions[at], flow)
            above, at = None, regions[at].last + 1
            continue
        _row(rows[at], above, measured, flow, crossing=at == 0 and fresh)
        above = rows[at]
        at += 1


def _columns(region: Columns, flow: _Flow) -> None:
    flow.close()
    rows = []
    for (left, left_rows), (right, right_rows) in region.cells:
        number, page = flow.next_number(), left_rows[0].page
        one = Cell(left, page, number, words=places_of(left_rows))
        rows.append((one, Cell(right, page, number, words=places_of(right_rows))))
    flow.blocks.append(Table(tuple(rows)))
    flow.blank = True


def _row(row: Row, above: Row | None, measured: Measure, flow: _Flow, *, crossing: bool) -> None:
    """Put a row to the open paragraph or begin a new one with it. `crossing`: the page's first row."""
    centered = _is_centered(row, measured)
    paragraph = flow.paragraph
    open_above = above is not None or crossing
    if paragraph is not None and open_above and _goes_on(paragraph, row, measured):
        paragraph.rows.append(row)
        paragraph.text = joined(paragraph.text, row.text)
        paragraph.centered = _is_symmetric(row, measured) and (paragraph.centered or centered)
        return
    gap = above is not None and row.baseline - above.baseline > measured.pitch + 0.8 * measured.size
    flow.close()
    flow.paragraph = _Paragraph([row], row.text, gap or flow.blank, centered)
    flow.blank = False


def _is_symmetric(row: Row, measured: Measure) -> bool:
    """Does it reach as far on the left as on the right? A justified row does, and a centred one."""
    return abs((row.x0 + row.x1) / 2 - (measured.left + measured.right) / 2) < 0.7 * row.size


def _is_centered(row: Row, measured: Measure) -> bool:
    return row.x0 - measured.left > 1.5 * row.size and _is_symmetric(row, measured)


def _goes_on(paragraph: _Paragraph, row: Row, measured: Measure) -> bool:
    above = paragraph.rows[-1]
    size = max(above.size, row.size)
    if abs(above.size - row.size) > 0.15 * size:
        return False
    symmetric = all(_is_symmetric(other, measured) for other in (*paragraph.rows, row))
    if symmetric:
        full = above.width + row.first_width + 0.5 * size > measured.right - measured.left
    else:
        full = measured.right - above.x1 < row.first_width + 0.35 * size
    if not goes_on(above.text, row.text, full=full):
        return False
    if above.page == row.page and not _near(paragraph, row, measured, full):
        return False
    return symmetric or _in_place(paragraph, row, measured)


def _near(paragraph: _Paragraph, row: Row, measured: Measure, full: bool) -> bool:
    """Is the row as close below as lines of one paragraph are?"""
    rows = paragraph.rows
    distance = row.baseline - rows[-1].baseline
    usual = measured.pitch
    if len(rows) > 1 and rows[-2].page == rows[-1].page:
        usual = rows[-1].baseline - rows[-2].baseline
    if distance <= usual + 0.22 * row.size:
        return True
    return starts_small(row.text) and full and distance < 1.7 * usual


def _in_place(paragraph: _Paragraph, row: Row, measured: Measure) -> bool:
    """Does the row begin where a following row of this paragraph has to begin?"""
    first, size = paragraph.rows[0], row.size
    if len(paragraph.rows) > 1:
        return abs(row.x0 - paragraph.rows[-1].x0) < 0.7 * size
    if row.x0 < first.x0 - 0.5 * size:
        return True
    if abs(row.x0 - first.x0) <= 0.5 * size:
        # Both set in from the edge alike: two paragraphs of one line each, unless the sentence plainly runs on.
        return first.x0 - measured.left <= 0.8 * size or starts_small(row.text)
    return opens_item(first.text) and row.x0 - first.x0 <= 4 * size

"""Recognised pages put together: one `Source` with paragraphs, tables and the places of their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import DEFAULT_LIMITS, Limits
from caicach.intake.extraction.ocr.pages import RecognisedLine, RecognisedPage, RecognisedTable
from caicach.intake.extraction.ocr.pages import Word as RecognisedWord
from caicach.intake.extraction.pdf_grid import Box as GridBox
from caicach.intake.extraction.pdf_grid import Grid, grids_of
from caicach.intake.extraction.pdf_page import Page, Rule, Word, opened_pdf, read_page
from caicach.intake.reading.confusions import put_right
from caicach.intake.source import PlacedWord, Source, SourceWarning

_LIKE = 0.14  # sizes of type closer than this to the page's usual one are taken to be it
_UNSURE = 0.6  # a line less sure than this and without two letters in a row is noise
_WORDS = re.compile(r"[^\W\d_]{2,}")

_PROBLEMS = {
    "no_text": "không nhận ra chữ nào",
    "damaged": "ảnh của trang bị hỏng",
    "too_large": "ảnh của trang quá lớn",
    "time_exceeded": "nhận dạng trang này quá lâu nên đã dừng",
    "memory_exceeded": "nhận dạng trang này cần quá nhiều bộ nhớ nên đã dừng",
    "stopped": "việc nhận dạng trang này dừng đột ngột",
}
_UNSURE_PAGE = 0.8


def source_from_pages(
    pages: Sequence[RecognisedPage],
    *,
    name: str,
    path: Path | None = None,
    count: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Source:
    """The pages of a file as one source, in the order of their numbers.

    Pages with a text of their own (`origin` "text") are taken from the text layer of the PDF at `path`. A page that
    could not be recognised becomes a warning. `count`: how many pages the file has, where not all are here.
    `CannotRead` where no page has any text.
    """
    ordered = sorted(pages, key=lambda page: page.number)
    sheets = [sheet for page in ordered if page.origin == "image" for sheet in _sheets(page)]
    count = count or max((page.number for page in ordered), default=0)
    digital = [page.number for page in ordered if page.origin == "text"]
    if digital and path is not None:
        sheets = sorted([*sheets, *_digital(path, name, digital)], key=lambda sheet: sheet[0].number)
    from caicach.intake.extraction.pdf import laid_out

    blocks = laid_out(sheets, name=name, limits=limits)
    if not blocks:
        raise refusals.nothing_recognised(name)
    return Source(
        name=name,
        pages=count,
        text_source="digital" if len(digital) * 2 >= len(ordered) else "ocr",
        blocks=blocks,
        warnings=tuple(_warnings(ordered, count)),
    )


def _warnings(pages: Iterable[RecognisedPage], count: int) -> Iterator[SourceWarning]:
    images = [page for page in pages if page.origin == "image"]
    read = [page for page in images if not page.problem]
    if read and len(images) * 2 > count:
        words = "Chữ trong tệp do máy nhận dạng từ ảnh; đề nghị soát lại chữ và số."
        yield SourceWarning("text_recognised", words, page=read[0].number)
    for page in images:
        if page.problem and page.problem != "blank":
            words = f"Trang {page.number} chưa được đọc: {_PROBLEMS[page.problem]}."
            yield SourceWarning("page_not_recognised", words, page=page.number)
        elif not page.problem and page.confidence < _UNSURE_PAGE:
            words = f"Trang {page.number} mờ hoặc khó đọc, chữ nhận dạng được có thể sai nhiều."
            yield SourceWarning("page_unsure", words, page=page.number)
        elif not page.problem and len(images) * 2 <= count:
            words = f"Trang {page.number} là ảnh, chữ do máy nhận dạng; đề nghị soát lại."
            yield SourceWarning("page_recognised", words, page=page.number)


def _digital(path: Path, name: str, numbers: list[int]) -> list[tuple[Page, list[Grid]]]:
    """Pages of a PDF that have a text of their own."""
    with opened_pdf(path, name) as document:
        pages = [read_page(document, number - 1) for number in numbers]
    for page in pages:
        for word in page.words:
            box = (
                word.x0 / page.width,
                (word.baseline - 0.8 * word.size) / page.height,
                word.x1 / page.width,
                (word.baseline + 0.25 * word.size) / page.height,
            )
            word.seen = PlacedWord(word.text, page.number, box)
    return [(page, grids_of(page)) for page in pages]


def _sheets(page: RecognisedPage) -> Iterator[tuple[Page, list[Grid]]]:
    """A recognised page as the pages of a PDF are: in points, one for each leaf."""
    for left, right in page.leaves:
        width, height = page.paper[0] * (right - left), page.paper[1]
        sheet = Page(page.number, width, height, scanned=True)
        lines = [line for line in page.lines if left <= (line.box[0] + line.box[2]) / 2 < right]
        usual = _usual_size(lines)
        for line in lines:
            if not _is_text(line):
                continue
            for word in _put_right(line.words):
                if word.size <= 0:
                    continue
                size = usual if abs(word.size - usual) <= _LIKE * usual else word.size
                sheet.words.append(
                    Word(
                        word.text,
                        (word.box[0] - left) * page.paper[0],
                        (word.box[2] - left) * page.paper[0],
                        word.baseline * height,
                        size * height,
                        bold=word.bold,
                        seen=PlacedWord(word.text, page.number, word.box, word.confidence),
                    )
                )
        sheet.horizontal = [
            Rule(y * height, (x0 - left) * page.paper[0], (x1 - left) * page.paper[0])
            for x0, y, x1, _ in page.rules
            if left <= (x0 + x1) / 2 < right
        ]
        grids = [
            _grid(table, left, page.paper) for table in page.tables if left <= (table.box[0] + table.box[2]) / 2 < right
        ]
        yield sheet, sorted(grids, key=lambda grid: grid.top)


def _put_right(words: Sequence[RecognisedWord]) -> Iterator[RecognisedWord]:
    """Words whose letters can only be digits after the word before them, as digits ("tháng" "I2/2026")."""
    before = ""
    for word in words:
        alone = put_right(word.text)
        both = put_right(f"{before} {alone}")
        meant = both.removeprefix(f"{before} ")
        if meant == both:  # the word before would be another
            meant = alone
        yield word if meant == word.text else replace(word, text=meant)
        before = meant


def _is_text(line: RecognisedLine) -> bool:
    """Specks and strokes of a pen are recognised as signs without letters, and not surely."""
    letters = sum(len(word.text) for word in line.words)
    confidence = sum(word.confidence * len(word.text) for word in line.words) / letters
    return confidence >= _UNSURE or (_WORDS.search(line.text) is not None and confidence >= 0.3)


def _usual_size(lines: Iterable[RecognisedLine]) -> float:
    """The size of type of most letters of the page, as a share of its height."""
    counted: Counter[float] = Counter()
    for line in lines:
        for word in line.words:
            counted[round(word.size, 4)] += len(word.text)
    if not counted:
        return 0.0
    step = 0.0012  # a point of an A4 page
    best = max(counted, key=lambda size: sum(n for other, n in counted.items() if abs(other - size) <= step))
    return median(size for size, n in counted.items() for _ in range(n) if abs(size - best) <= step)


def _grid(table: RecognisedTable, left: float, paper: tuple[float, float]) -> Grid:
    width, height = paper
    return Grid(
        tuple((x - left) * width for x in table.xs),
        tuple(y * height for y in table.ys),
        tuple(
            GridBox(
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                (cell.box[0] - left) * width,
                cell.box[1] * height,
                (cell.box[2] - left) * width,
                cell.box[3] * height,
            )
            for cell in table.cells
        ),
    )

"""Words of a page into physical rows; running heads, page numbers and footnotes taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from caicach.intake.extraction.paragraphs import clean
from caicach.intake.extraction.pdf_page import Page, Word
from caicach.intake.source import PlacedWord

_PAGE_NUMBER = re.compile(r"^(?:[-–—|/\s]*(?:trang|page)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?[-–—|/\s]*)$", re.IGNORECASE)
_NOTE_MARK = re.compile(r"^[\[(]?(?:\d{1,3}|\*{1,3}|[a-z])[\])]?$")
_FEW = 12  # rows that are too few to show the edges of the text
_EDGE = 0.13  # share of the page height in which heads and feet stand


@dataclass(slots=True)
class Row:
    """One physical line of type, left to right."""

    words: list[Word]
    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    page: int

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def italic(self) -> bool:
        return all(word.italic for word in self.words)

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def first_width(self) -> float:
        return self.words[0].x1 - self.words[0].x0


@dataclass(frozen=True, slots=True)
class Measure:
    """How a set of pages is set: the edges of the text, the usual size of type and distance of lines."""

    left: float
    right: float
    size: float
    pitch: float


def rows_of(words: Iterable[Word], page: int) -> list[Row]:
    """Words on about one baseline as rows, from the top down."""
    rows: list[list[Word]] = []
    baseline = 0.0
    for word in sorted(words, key=lambda word: word.baseline):
        if rows and word.baseline - baseline <= 0.45 * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            baseline = word.baseline
    made = (_row(row, page) for row in rows)
    return [row for row in made if row is not None]


def _row(words: list[Word], page: int) -> Row | None:
    size = median(word.size for word in words)
    baseline = max(word.baseline for word in words if word.size >= 0.8 * size)
    kept = [
        word
        for word in sorted(words, key=lambda word: word.x0)
        if not (word.size < 0.8 * size and word.baseline < baseline - 0.1 * size and _NOTE_MARK.match(word.text))
    ]
    text = clean(" ".join(word.text for word in kept))
    if not text:
        return None
    return Row(kept, text, kept[0].x0, max(word.x1 for word in kept), baseline, size, page)


def places_of(rows: Iterable[Row]) -> tuple[PlacedWord, ...]:
    """Where the words of the rows stand on the pictures of their pages, in reading order."""
    return tuple(word.seen for row in rows for word in row.words if word.seen is not None)


def measure(rows: Sequence[Row], width: float, edges: Sequence[float] = ()) -> Measure:
    """The edges and distances that most rows share.

    `width` is that of the page, for pages almost empty; `edges` are those of its tables, which say where the text
    would stand on pages with little of it.
    """
    if not rows:
        return Measure(0.1 * width, 0.9 * width, 13.0, 17.0)
    size = _most_common((row.size for row in rows), 0.5)
    usual = [row for row in rows if abs(row.size - size) < 0.1 * size] or list(rows)
    left = _most_common((row.x0 for row in usual), 2.0)
    left = min([left, *(row.x0 for row in usual if row.width > 0.4 * width)])
    ends = sorted(row.x1 for row in usual)
    right = ends[min(len(ends) - 1, int(len(ends) * 0.98))]
    if len(usual) < _FEW:
        left = min([left, *edges])
        right = max([right, width - left, *edges])
    distances = [
        below.baseline - above.baseline
        for above, below in pairwise(usual)
        if above.page == below.page and 0.8 * size < below.baseline - above.baseline < 3 * size
    ]
    return Measure(left, right, size, _most_common(distances, 0.5) if distances else 1.3 * size)


def _most_common(values: Iterable[float], step: float) -> float:
    counted = Counter(round(value / step) for value in values)
    best, _ = max(counted.items(), key=lambda item: (item[1], -item[0]))
    return best * step


def without_running_heads(pages: Sequence[tuple[Page, list[Row]]]) -> list[list[Row]]:
    """The rows of each page without page numbers and without heads and feet that pages repeat."""
    repeated: Counter[str] = Counter()
    for page, rows in pages:
        repeated.update({_bare(row) for row in _at_edges(page, rows)})
    often = {text for text, count in repeated.items() if text and count >= max(3, 0.5 * len(pages))}
    kept = []
    for page, rows in pages:
        dropped = {id(row) for row in _at_edges(page, rows) if _PAGE_NUMBER.match(row.text) or _bare(row) in often}
        kept.append([row for row in rows if id(row) not in dropped])
    return kept


def _bare(row: Row) -> str:
    return re.sub(r"\d+", "", row.text).strip()


def _at_edges(page: Page, rows: list[Row]) -> list[Row]:
    """The two topmost and two lowest rows, where they stand in the margin."""
    edges = rows[:2] + rows[-2:]
    return [row for row in edges if row.baseline < _EDGE * page.height or row.baseline > (1 - _EDGE) * page.height]


def without_footnotes(page: Page, rows: list[Row], measured: Measure) -> list[Row]:
    """Rows above the short rule under which small type stands at the foot of the page."""
    for rule in page.horizontal:
        length = rule.end - rule.start
        if rule.at < 0.4 * page.height or not 40 <= length <= 0.5 * (measured.right - measured.left):
            continue
        below = [row for row in rows if row.baseline > rule.at]
        if below and all(row.size <= 0.9 * measured.size for row in below) and abs(rule.start - measured.left) < 20:
            return [row for row in rows if row.baseline <= rule.at]
    return rows

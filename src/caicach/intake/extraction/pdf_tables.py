"""Ruled tables of a PDF: text of the cells, and one table out of the parts that pages cut it into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise

from caicach.intake.extraction.paragraphs import ends_sentence, goes_on, joined, opens_item, starts_small
from caicach.intake.extraction.pdf_grid import Box, Grid
from caicach.intake.extraction.pdf_page import Word
from caicach.intake.extraction.pdf_rows import Row, places_of, rows_of
from caicach.intake.source import Cell, Table

_SAME_PLACE = 8.0
_HEAD_ROWS = 4
_SAME_WORDS = 0.85


@dataclass(slots=True)
class TablePart:
    """A table as far as it stands on one page; `whole` collects what follows on the next pages."""

    grid: Grid
    rows: list[list[Cell]]
    joined_at: list[int] = field(default_factory=list)  # rows with which a page began


def words_in(grid: Grid, words: Iterable[Word]) -> tuple[list[list[Word]], list[Word]]:
    """Words box by box, and the words that stand outside the grid."""
    inside: list[list[Word]] = [[] for _ in grid.boxes]
    outside: list[Word] = []
    for word in words:
        middle = (word.x0 + word.x1) / 2
        if not (grid.ys[0] <= word.middle <= grid.ys[-1] and grid.xs[0] <= middle <= grid.xs[-1]):
            outside.append(word)
            continue
        index = next(
            (
                index
                for index, box in enumerate(grid.boxes)
                if box.top <= word.middle <= box.bottom and box.x0 <= middle <= box.x1
            ),
            None,
        )
        if index is None:
            outside.append(word)
        else:
            inside[index].append(word)
    return inside, outside


def part_of(grid: Grid, inside: list[list[Word]], page: int, next_number: int) -> TablePart:
    """The grid's cells with their text; a merged cell stands in each place it covers."""
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    rows = [[Cell("", page, next_number + index)] * width for index in range(height)]
    for box, words in zip(grid.boxes, inside, strict=True):
        lines = rows_of(words, page)
        cell = Cell(_text(box, lines), page, next_number + box.row, words=places_of(lines))
        for row in range(box.row, box.row + box.row_span):
            for column in range(box.column, box.column + box.column_span):
                rows[row][column] = cell
    return TablePart(grid, [row for row in rows if any(cell.text for cell in row)])


def _text(box: Box, rows: list[Row]) -> str:
    """Rows of one cell as paragraphs: a row goes on where the next word would not have fitted beside it."""
    if not rows:
        return ""
    padding = max(2.0, min(min(row.x0 for row in rows) - box.x0, 8.0))
    room = box.x1 - box.x0 - 2 * padding
    lines = [rows[0].text]
    for above, below in pairwise(rows):
        full = above.width + 0.25 * above.size + below.first_width > room - 0.15 * above.size
        distant = below.baseline - above.baseline > 1.9 * above.size
        if goes_on(above.text, below.text, full=full and not distant):
            lines[-1] = joined(lines[-1], below.text)
        else:
            lines.append(below.text)
    return "\n".join(lines)


def continues(before: TablePart, after: TablePart) -> bool:
    """Are these parts of one table, cut by a page end? Same columns, at about the same place."""
    if len(before.grid.xs) != len(after.grid.xs):
        return False
    shift = after.grid.xs[0] - before.grid.xs[0]
    return all(abs(b - a - shift) <= _SAME_PLACE for a, b in zip(before.grid.xs, after.grid.xs, strict=True))


def extend(before: TablePart, after: TablePart) -> None:
    """Put a page's part under what came before: no second head, a row cut by the page end made whole."""
    rows = after.rows[_repeated_head(before.rows, after.rows) :]
    if rows and before.rows and _is_rest(before.rows, rows[0]):
        last = before.rows[-1]
        merged: dict[int, Cell] = {}
        before.rows[-1] = [
            merged.setdefault(
                id(cell), replace(cell, text=_healed(cell.text, rest.text), words=cell.words + rest.words)
            )
            for cell, rest in zip(last, rows[0], strict=True)
        ]
        rows = rows[1:]
    before.rows += rows
    before.grid = after.grid


def _repeated_head(first: list[list[Cell]], following: list[list[Cell]]) -> int:
    """How many of the leading rows say again what the table began with."""
    for count in range(min(_HEAD_ROWS, len(first), len(following)), 0, -1):
        if all(_says_the_same(a, b) for a, b in zip(first[:count], following[:count], strict=True)):
            return count
    return 0


def _says_the_same(row: list[Cell], other: list[Cell]) -> bool:
    """Equal but for spaces; where the page was recognised from its picture, but for a few letters too."""
    if _texts(row) == _texts(other):
        return True
    if not any(cell.words for cell in other):
        return False
    one, two = "|".join(_texts(row)), "|".join(_texts(other))
    return len(one) > 12 and SequenceMatcher(None, one, two, autojunk=False).ratio() > _SAME_WORDS


def _texts(row: list[Cell]) -> list[str]:
    return ["".join(cell.text.split()) for cell in row]


def _is_rest(rows: list[list[Cell]], candidate: list[Cell]) -> bool:
    """Is the page's first row the rest of the row above the page end?

    A row that begins with its number is a new one. One without is the rest, unless the table has such rows in
    its middle too, or its text plainly begins something.
    """
    last = rows[-1]
    if len(set(_texts(candidate))) == 1 and len(candidate) > 2:  # one cell across: a group's title
        return False
    if candidate[0].text:
        opened = last[0].text and not ends_sentence(last[0].text)
        return bool(opened and starts_small(candidate[0].text))
    if not last[0].text:
        return all(not rest.text or starts_small(rest.text) for rest in candidate)
    filled = [(cell.text, rest.text) for cell, rest in zip(last, candidate, strict=True) if rest.text]
    numbered = sum(bool(row[0].text) for row in rows[1:])
    if numbered >= 0.8 * len(rows[1:]):
        return True
    return any(text and starts_small(rest) and not ends_sentence(text) for text, rest in filled)


def _healed(text: str, rest: str) -> str:
    if not text or not rest:
        return text or rest
    last, first = text.rsplit("\n", 1)[-1], rest.split("\n", 1)[0]
    if goes_on(last, first, full=not ends_sentence(last) and not opens_item(first)):
        return joined(text, rest)
    return f"{text}\n{rest}"


def finished(part: TablePart) -> Table:
    return Table(tuple(tuple(row) for row in part.rows))

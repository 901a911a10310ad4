"""The places where an official document is set in two columns: its head, and recipients beside the signature."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from caicach.intake.extraction.paragraphs import ends_sentence, goes_on, is_capitals, joined, opens_item
from caicach.intake.extraction.pdf_rows import Measure, Row, rows_of

_MOTTO = re.compile(r"^(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT)", re.IGNORECASE)
_MOTTO_REST = re.compile(r"^(?:CHỦ NGHĨA|NGHĨA|VIỆT NAM|NAM)\b")
_NUMBER = re.compile(r"^Số\s*[:.]?", re.IGNORECASE)
_DATE = re.compile(r"\bngày\b.*\btháng\b|\bngày\s*/", re.IGNORECASE)
_RECIPIENTS = re.compile(r"^\W*(?:nơi nhận|kính gửi)", re.IGNORECASE)
# An office named under the one it belongs to begins a line of its own, however full the line above is.
_OFFICE = re.compile(r"^(?:SỞ|BAN|CỤC|CHI CỤC|VĂN PHÒNG|TRUNG TÂM|UBND|ỦY BAN|UỶ BAN|HỘI ĐỒNG|THANH TRA|CÔNG AN)\b")
_CELL_MARGINS = 10.0  # what a word processor keeps free in a table's cell, left and right together
_REACH = 130.0  # how far below its title a signer's name may stand


_Part = tuple[str, list[Row]]  # a cell's text and its rows


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows `first` to `last` (inclusive) of a page stand in two columns."""

    first: int
    last: int
    cells: tuple[tuple[_Part, _Part], ...]  # rows of (left, right)


@dataclass(slots=True)
class _Gutter:
    start: float
    end: float

    def narrowed(self, left_end: float, right_start: float) -> _Gutter:
        return _Gutter(max(self.start, left_end), min(self.end, right_start))

    @property
    def width(self) -> float:
        return self.end - self.start


def two_columns(rows: list[Row], measured: Measure) -> list[Columns]:
    """The two-column regions of a page, from the top down."""
    found: list[Columns] = []
    at = 0
    while at < len(rows):
        gutter = _gutter_of(rows[at], measured)
        if gutter is None:
            at += 1
            continue
        floor = found[-1].last + 1 if found else 0
        region = _grown(rows, at, gutter, measured, floor)
        if region is None:
            at += 1
            continue
        found.append(region)
        at = region.last + 1
    return found


def _gutter_of(row: Row, measured: Measure) -> _Gutter | None:
    """The wide gap that divides this row in two, if it has one."""
    gaps = [(right.x0 - left.x1, _Gutter(left.x1, right.x0)) for left, right in pairwise(row.words)]
    for index, (gap, gutter) in enumerate(gaps):
        if gap > 0.3 * row.size and _MOTTO.match(" ".join(word.text for word in row.words[index + 1 : index + 5])):
            return gutter
    if not gaps:
        return None
    gap, gutter = max(gaps, key=lambda item: item[0])
    others = sorted((other for other, _ in gaps if other < gap), reverse=True)
    span = measured.right - measured.left
    if gap < 1.6 * row.size or (others and others[0] > 0.5 * gap):
        return None
    if gutter.start > measured.left + 0.65 * span or gutter.end < measured.left + 0.35 * span:
        return None
    return gutter


def _grown(rows: list[Row], seed: int, gutter: _Gutter, measured: Measure, floor: int) -> Columns | None:
    first = last = seed
    while first > floor:
        wider = _widened(rows[first - 1], gutter)
        above = rows[first - 1]
        near = rows[first].baseline - above.baseline < 3 * measured.pitch
        if wider is None or not near or not (_on_both_sides(above, wider) or above.x0 >= wider.end):
            break
        first, gutter = first - 1, wider
    recipients = any(_RECIPIENTS.match(row.text) for row in rows[first : last + 1])
    pending = last
    while pending + 1 < len(rows):
        below = rows[pending + 1]
        wider = _widened(below, gutter)
        if wider is None or below.baseline - rows[pending].baseline > _REACH:
            break
        recipients = recipients or bool(_RECIPIENTS.match(below.text))
        pending += 1
        near = below.baseline - rows[pending - 1].baseline < 2 * measured.pitch
        if recipients:
            belongs = _on_both_sides(below, wider) or below.x0 >= wider.end or _is_recipient(below, measured)
        elif _is_title(below, measured):
            break
        else:
            # A left part alone between two rows of both sides belongs; at the end it has to show that it does.
            belongs = _on_both_sides(below, wider) or (near and _centered_left(below, wider, measured))
            complete = any(_DATE.search(row.text) for row in rows[first:pending])
            belongs = belongs or (below.x0 >= wider.end and not complete)
        if belongs:
            last, gutter = pending, wider
        elif pending - last > 8:
            break
    words = [word for row in rows[first : last + 1] for word in row.words]
    middle = (gutter.start + gutter.end) / 2
    left = rows_of((word for word in words if word.x1 <= middle), rows[seed].page)
    right = rows_of((word for word in words if word.x1 > middle), rows[seed].page)
    if not left or not right:
        return None
    return Columns(first, last, _cells(left, right, measured))


def _widened(row: Row, gutter: _Gutter) -> _Gutter | None:
    """The gutter that leaves room for this row too; None where the row runs across it."""
    free = [(left.x1, right.x0) for left, right in pairwise(row.words)]
    free = [(start, end) for start, end in free if end - start >= 0.8 * row.size]
    free += [(gutter.start - 1, row.x0), (row.x1, gutter.end + 1)]
    narrowed = max((gutter.narrowed(start, end) for start, end in free), key=lambda other: other.width)
    return narrowed if narrowed.width >= 2.0 else None


def _on_both_sides(row: Row, gutter: _Gutter) -> bool:
    return row.x0 <= gutter.start and row.x1 >= gutter.end


def _is_title(row: Row, measured: Measure) -> bool:
    """Does the row stand in the middle of the page, below the head?"""
    return abs((row.x0 + row.x1) / 2 - (measured.left + measured.right) / 2) < row.size


def _is_recipient(row: Row, measured: Measure) -> bool:
    return row.text.startswith(("-", "–", "+")) or row.size <= measured.size - 0.9


def _centered_left(row: Row, gutter: _Gutter, measured: Measure) -> bool:
    middle = (measured.left + gutter.start) / 2
    return row.x0 > measured.left + row.size and abs((row.x0 + row.x1) / 2 - middle) < 2 * row.size


def _cells(left: list[Row], right: list[Row], measured: Measure) -> tuple[tuple[_Part, _Part], ...]:
    """Names over number and date are two rows, as in a DOCX; anything else is one."""
    rooms = _room(left, measured.left), _room(right, measured.right)
    number = next((row for row in left if _NUMBER.match(row.text)), None)
    day = next((row for row in right if _DATE.search(row.text)), None)
    halves = [(left, right)]
    if number is not None and day is not None:
        cut = min(number.baseline, day.baseline) - 0.5 * number.size
        upper = [row for row in left if row.baseline < cut], [row for row in right if row.baseline < cut]
        lower = [row for row in left if row.baseline >= cut], [row for row in right if row.baseline >= cut]
        if upper[0] and upper[1]:
            halves = [upper, lower]
    return tuple(((_cell_text(one, rooms[0]), one), (_cell_text(other, rooms[1]), other)) for one, other in halves)


def _room(rows: list[Row], edge: float) -> float:
    """How wide a column of centred rows is: twice from their middle to the edge of the text; without end if not."""
    middles = [(row.x0 + row.x1) / 2 for row in rows]
    middle = median(middles)
    if len(rows) < 2 or any(abs(other - middle) > 0.7 * rows[0].size for other in middles):
        return math.inf
    return 2 * abs(edge - middle) - _CELL_MARGINS


def _cell_text(rows: list[Row], room: float) -> str:
    lines: list[str] = []
    above: Row | None = None
    for row in rows:
        if above is not None and _is_rest(lines[-1], above, row, room):
            lines[-1] = joined(lines[-1], row.text)
        else:
            lines.append(row.text)
        above = row
    return "\n".join(lines)


def _is_rest(item: str, above: Row, row: Row, room: float) -> bool:
    full = above.width + 0.25 * above.size + row.first_width > room and not _OFFICE.match(row.text)
    # A title in capitals broken by width may end in a name that is not ("KT. CHỦ / TỊCH Trần Văn A").
    capitals = full and is_capitals(above.text) and row.words[0].text.isupper()
    return capitals or _runs_on(item, above.text, row.text) or goes_on(above.text, row.text, full=full)


def _runs_on(item: str, last: str, text: str) -> bool:
    """A recipient goes on until its semicolon; the country's name may be too long for its column."""
    if opens_item(item) and not opens_item(text) and not ends_sentence(last):
        return True
    return _MOTTO.match(last) is not None and _MOTTO_REST.match(text) is not None

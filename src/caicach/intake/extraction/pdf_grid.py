"""Ruled tables of a page: from loose rules to cells, merged ones included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caicach.intake.extraction.pdf_page import Page, Rule

_SNAP = 3.0  # rules closer than this are one: both sides of a drawn border
_GAP = 4.0  # a border drawn cell by cell has gaps up to this


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid: which rows and columns it covers, and where it lies."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the x of its columns' edges, the y of its rows' edges, its boxes row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]


def grids_of(page: Page) -> list[Grid]:
    """The page's tables of at least two columns, from the top down."""
    if len(page.vertical) < 2 or len(page.horizontal) < 2:
        return []
    horizontal, vertical = _merged(page.horizontal), _merged(page.vertical)
    found = []
    for rows, columns in _groups(horizontal, vertical):
        grid = _grid(rows, columns)
        if grid is not None and not _frames_the_page(grid, page):
            found.append(grid)
    return sorted(found, key=lambda grid: grid.top)


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules at one place and touching each other as one."""
    ordered = sorted(rules, key=lambda rule: rule.at)
    bands: list[list[Rule]] = []
    for rule in ordered:
        if bands and rule.at - bands[-1][-1].at <= _SNAP and rule.at - bands[-1][0].at <= 2 * _SNAP:
            bands[-1].append(rule)
        else:
            bands.append([rule])
    merged: list[Rule] = []
    for band in bands:
        at = sum(rule.at for rule in band) / len(band)
        start, end = None, 0.0
        for rule in sorted(band, key=lambda rule: rule.start):
            if start is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _GAP:
                end = max(end, rule.end)
            else:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None:
            merged.append(Rule(at, start, end))
    return merged


def _crosses(row: Rule, column: Rule) -> bool:
    return row.start - _SNAP <= column.at <= row.end + _SNAP and column.start - _SNAP <= row.at <= column.end + _SNAP


def _groups(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together by crossing, as (horizontal, vertical)."""
    left_rows, left_columns = set(range(len(horizontal))), set(range(len(vertical)))
    groups = []
    while left_columns:
        rows, columns = set[int](), {left_columns.pop()}
        waiting = [("column", next(iter(columns)))]
        while waiting:
            kind, index = waiting.pop()
            if kind == "column":
                met = {row for row in left_rows if _crosses(horizontal[row], vertical[index])}
                left_rows -= met
                rows |= met
                waiting += [("row", row) for row in met]
            else:
                met = {column for column in left_columns if _crosses(horizontal[index], vertical[column])}
                left_columns -= met
                columns |= met
                waiting += [("column", column) for column in met]
        if len(rows) >= 2 and len(columns) >= 3:
            groups.append(([horizontal[row] for row in rows], [vertical[column] for column in columns]))
    return groups


def _places(values: Iterable[float]) -> tuple[float, ...]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _SNAP:
            places.append(value)
    return tuple(places)


def _grid(rows: list[Rule], columns: list[Rule]) -> Grid | None:
    xs, ys = _places(rule.at for rule in columns), _places(rule.at for rule in rows)
    if len(xs) < 3 or len(ys) < 2:
        return None
    boxes: list[Box] = []
    taken: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            across = 1
            while column + across < len(xs) - 1 and (row, column + across) not in taken:
                if _divides(columns, xs[column + across], ys[row], ys[row + 1]):
                    break
                across += 1
            down = 1
            while row + down < len(ys) - 1 and not _divides(rows, ys[row + down], xs[column], xs[column + across]):
                down += 1
            taken |= {(row + r, column + k) for r in range(down) for k in range(across)}
            boxes.append(Box(row, column, down, across, xs[column], ys[row], xs[column + across], ys[row + down]))
    return Grid(xs, ys, tuple(boxes))


def _divides(rules: list[Rule], at: float, start: float, end: float) -> bool:
    """Does a rule run at this place along at least half of the stretch?"""
    half = (end - start) / 2
    return any(abs(rule.at - at) <= _SNAP and min(rule.end, end) - max(rule.start, start) >= half for rule in rules)


def _frames_the_page(grid: Grid, page: Page) -> bool:
    """A drawn page border holds everything: no table of its own."""
    return any(box.x1 - box.x0 > 0.9 * page.width and box.bottom - box.top > 0.9 * page.height for box in grid.boxes)

"""Rules drawn on a page's picture: the grids of its tables, and the picture without them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from caicach.intake.extraction.ocr.cleaning import ink_mask
from caicach.intake.extraction.ocr.pictures import Pixels
from caicach.intake.extraction.pdf_grid import Grid, grids_of
from caicach.intake.extraction.pdf_page import Page, Rule

_SHORTEST = {True: 0.5, False: 0.3}  # inches, along and down the page; no letter is as long
_THICKEST = 0.06
_BARE = 0.45  # the share of a rule along which type may stand close to it, at most
_TORN, _TRACES = 0.6, 0.5  # inches of a gap that may be closed, and the share of it where ink is left
_DARKER = 40
_SLANT = 0.012  # by how much a rule may still lean, of its length


@dataclass(frozen=True, slots=True)
class Ruling:
    """Grids and loose horizontal rules in points from the top left corner; `mask` is 1 on every rule's ink."""

    grids: tuple[Grid, ...]
    loose: tuple[Rule, ...]
    mask: npt.NDArray[np.uint8]


def ruling_of(grey: Pixels, pale: Pixels, dpi: float) -> Ruling:
    """The rules of a picture that was made level and even; `pale` is the same with its seals still on it.

    A rule is what is darker than both its sides, however dark that is. Rules are found beside the seals, whose edges
    would pass for rules, and followed through them.
    """
    width = round(_THICKEST * dpi) + 3
    points = 72 / dpi
    mask = np.zeros_like(grey)
    page = Page(1, grey.shape[1] * points, grey.shape[0] * points)
    for level, side in ((True, (width, 1)), (False, (1, width))):
        ink = _dark(grey, np.ones(side, np.uint8))
        traces = ink if pale is grey else _dark(pale, np.ones(side, np.uint8))
        rules = [Rule(at, start, end) for at, start, end in _along(ink, traces, dpi, mask, level=level)]
        if level:
            page.horizontal = rules
        else:
            page.vertical = rules
    grids = [grid for grid in grids_of(page) if grid.xs[-1] - grid.xs[0] > 72 and grid.bottom - grid.top > 12]
    loose = [
        rule
        for rule in page.horizontal
        if not any(grid.top - 3 <= rule.at <= grid.bottom + 3 and rule.start >= grid.xs[0] - 6 for grid in grids)
    ]
    return Ruling(tuple(grids), tuple(loose), mask)


def _dark(grey: Pixels, side: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """1 on points that are dark, or darker than what lies beyond them on both sides."""
    hollow = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, side)
    return (np.asarray(hollow, dtype=np.uint8) > _DARKER).astype(np.uint8) | ink_mask(grey)


def _along(
    ink: npt.NDArray[np.uint8],
    traces: npt.NDArray[np.uint8],
    dpi: float,
    mask: npt.NDArray[np.uint8],
    *,
    level: bool,
) -> list[tuple[float, float, float]]:
    """Straight strokes in one direction as (place, start, end) in points; their ink is put into `mask`."""
    length = round(_SHORTEST[level] * dpi)
    gap, across = np.ones((1, 3), np.uint8), np.ones((3, 1), np.uint8)
    long = np.ones((1, length), np.uint8)
    if not level:
        gap, across, long = gap.T, across.T, long.T
    # A rule that leans passes from one row of points to the next: thickened, it stays whole.
    joined = np.asarray(cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap), across), dtype=np.uint8)
    strokes: npt.NDArray[np.uint8] = np.asarray(cv2.morphologyEx(joined, cv2.MORPH_OPEN, long), dtype=np.uint8)
    left, top, wide, high = cv2.boundingRect(strokes)
    if not wide:
        return []
    part = strokes[top : top + high, left : left + wide]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part)
    points = 72 / dpi
    rules = []
    thick = np.zeros(count, dtype=bool)
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        x, y = x + left, y + top
        run, thickness = (width, height) if level else (height, width)
        mean = area / run
        if mean > _THICKEST * dpi + 2 or thickness > _SLANT * run + _THICKEST * dpi + 2:
            thick[index] = True
            continue
        if level and _within_type(ink, x, y, width, height, dpi):
            thick[index] = True
            continue
        at, start = (y + height / 2, x) if level else (x + width / 2, y)
        rules.append(_followed(at, start, start + run, traces, strokes, dpi, level=level))
    if thick.any():
        part[thick[labels]] = 0
    whole = _bridged(rules, traces, strokes, dpi, level=level)
    np.maximum(mask, cv2.dilate(strokes, np.ones((3, 3), np.uint8)), out=mask)
    return [(at * points, start * points, end * points) for at, start, end in whole]


def _followed(
    at: float,
    start: int,
    end: int,
    traces: npt.NDArray[np.uint8],
    strokes: npt.NDArray[np.uint8],
    dpi: float,
    *,
    level: bool,
) -> tuple[float, float, float]:
    """The rule as far as traces of it lead on at both ends, without a gap worth the name."""
    low = max(0, round(at) - 2)
    band = traces[low : low + 5] if level else traces[:, low : low + 5].T
    marked = np.flatnonzero(band.any(axis=0))
    gap, reach = max(3, round(0.02 * dpi)), round(_TORN * dpi)
    first, last = start, end
    for x in marked[(marked < start) & (marked >= start - reach)][::-1]:
        if first - x > gap:
            break
        first = int(x)
    for x in marked[(marked > end) & (marked <= end + reach)]:
        if x - last > gap:
            break
        last = int(x)
    for part in (slice(first, start), slice(end, last)):
        into = strokes[low : low + 5, part] if level else strokes[part, low : low + 5]
        np.maximum(into, traces[low : low + 5, part] if level else traces[part, low : low + 5], out=into)
    return at, float(first), float(last)


def _bridged(
    rules: list[tuple[float, float, float]],
    ink: npt.NDArray[np.uint8],
    strokes: npt.NDArray[np.uint8],
    dpi: float,
    *,
    level: bool,
) -> list[tuple[float, float, float]]:
    """Rules with the gaps closed that a seal or a fold tore into them: traces of ink are left there."""
    whole: list[tuple[float, float, float]] = []
    for at, start, end in sorted(rules, key=lambda rule: (round(rule[0] / (0.02 * dpi)), rule[1])):
        before = whole[-1] if whole else None
        if before is not None and abs(before[0] - at) <= 0.02 * dpi and start - before[2] <= _TORN * dpi:
            middle = round((before[0] + at) / 2)
            across, along = slice(max(0, middle - 2), middle + 3), slice(int(before[2]), int(start) + 1)
            band = ink[across, along] if level else ink[along, across].T
            if not band.size or band.any(axis=0).mean() >= _TRACES:
                part = strokes[across, along] if level else strokes[along, across]
                np.maximum(part, ink[across, along] if level else ink[along, across], out=part)
                whole[-1] = (before[0], before[1], max(before[2], end))
                continue
        whole.append((at, start, end))
    return whole


def _within_type(ink: npt.NDArray[np.uint8], x: int, y: int, width: int, height: int, dpi: float) -> bool:
    """Are these the feet of letters that touch each other? Then there is ink close above all along."""
    reach = max(2, round(0.012 * dpi))
    above = ink[max(0, y - 2 * reach) : max(1, y - reach + 1), x : x + width]
    below = ink[y + height + reach - 1 : y + height + 2 * reach, x : x + width]
    near = [band.any(axis=0).mean() for band in (above, below) if band.size]
    return max(near, default=0.0) > _BARE


def without_rules(grey: Pixels, ruling: Ruling) -> Pixels:
    """The picture with its rules painted over, so that none is taken for a letter."""
    cleaned = grey.copy()
    cleaned[ruling.mask > 0] = 255
    return cleaned


def scaled(mask: npt.NDArray[np.uint8], shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.resize(mask, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def leaves_of(grey: Pixels, ruling: Ruling, dpi: float) -> tuple[tuple[float, float], ...]:
    """The pages side by side on a picture, as shares of its width: two where an empty band divides a wide one."""
    height, width = grey.shape
    if width < 1.15 * height:
        return ((0.0, 1.0),)
    middle = width * 36 / dpi  # in points
    if any(grid.xs[0] < middle < grid.xs[-1] for grid in ruling.grids):
        return ((0.0, 1.0),)
    ink = ink_mask(np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8))
    ink[ruling.mask > 0] = 0
    columns = ink[int(0.03 * height) : int(0.97 * height)].sum(axis=0).astype(np.float64)
    total = columns.sum()
    free = columns <= 0.004 * height
    low, high = int(0.42 * width), int(0.58 * width)
    best_start, best_end, start = 0, 0, None
    for x in range(low, high + 1):
        if x < high and free[x]:
            start = x if start is None else start
        elif start is not None:
            if x - start > best_end - best_start:
                best_start, best_end = start, x
            start = None
    if best_end - best_start < 0.035 * width or total < 1:
        return ((0.0, 1.0),)
    cut = (best_start + best_end) / 2
    left = columns[: int(cut)].sum() / total
    if not 0.2 < left < 0.8:
        return ((0.0, 1.0),)
    return ((0.0, cut / width), (cut / width, 1.0))

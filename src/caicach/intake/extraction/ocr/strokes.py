"""Upright strokes counted on the picture: of the three of "III" a recogniser loses one easily."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from caicach.intake.extraction.ocr.pictures import Pixels

_LOW, _HIGH, _BAND = 0.16, 0.44, 0.06  # above the line, in sizes of the type: clear of serifs at both ends
_BAR = (0.27, 0.39)  # where an "H" has its bar
_WIDEST, _LEANS = 0.2, 0.05


def leading_strokes(grey: Pixels, baseline: float, size: float) -> tuple[int, float] | None:
    """How many upright strokes stand at the left of a mark before any other sign, and where they end.

    None where there are none, or a bar joins two of them: an "H".
    """
    ink = grey < 128
    low, high = (_runs(ink, baseline - (at + _BAND) * size, baseline - at * size) for at in (_LOW, _HIGH))
    strokes: list[tuple[int, int]] = []
    for (start, end), (upper_start, upper_end) in zip(low, high, strict=False):
        if max(end - start, upper_end - upper_start) > _WIDEST * size:
            break
        if max(abs(start - upper_start), abs(end - upper_end)) > max(1.0, _LEANS * size):
            break
        strokes.append((start, end))
    if not strokes:
        return None
    bar = ink[max(0, round(baseline - _BAR[1] * size)) : max(1, round(baseline - _BAR[0] * size))]
    for (_, left), (right, _) in pairwise(strokes):
        if right > left and bar[:, left:right].all(axis=1).any():
            return None
    return len(strokes), float(strokes[-1][1])


def _runs(ink: npt.NDArray[np.bool_], top: float, bottom: float) -> list[tuple[int, int]]:
    """Stretches of ink from left to right within a band of rows."""
    rows = ink[max(0, round(top)) : max(1, round(bottom))]
    if not rows.size:
        return []
    columns = (rows.mean(axis=0) >= 0.5).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], columns, [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]

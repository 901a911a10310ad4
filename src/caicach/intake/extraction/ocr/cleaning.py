"""A page's picture made ready for the recogniser: grey, without seals, on even white paper, without specks."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from caicach.intake.extraction.ocr.pictures import Pixels

_SEAL_MILLIMETRES = (12, 60)
_MOST_POINTS = 20_000_000
_FAINT = 24  # grey levels between paper and the darkest ink, below which there is none
_REDDISH = 45  # by how much the red of a seal's ink outweighs the other colours


def greyed(pixels: Pixels, dpi: float) -> tuple[Pixels, Pixels]:
    """Grey levels for type and for rules; where a red seal lies over them, what is dark in red light.

    For type the seal is made white; for rules it stays as pale as it is, since thin ones would vanish with it.
    """
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    seals = _seals(pixels, dpi)
    pale = grey.copy() if seals else grey
    for left, top, right, bottom in seals:
        pale[top:bottom, left:right] = pixels[top:bottom, left:right, 0]
        area = pixels[top:bottom, left:right]
        red = area[:, :, 0].astype(np.float32)
        paper = float(np.percentile(red, 90))
        ink = float(np.percentile(red, 2))
        # The seal's ink is bright in red light but not as bright as paper; text is far darker than both.
        stained = red[red - area[:, :, 1:].max(axis=2) > _REDDISH]
        seal = float(np.percentile(stained, 25)) if stained.size else paper
        white = min(seal, ink + 0.8 * (paper - ink))
        scaled = (red - ink) / max(1.0, white - ink) * (paper - ink) + ink
        grey[top:bottom, left:right] = np.clip(scaled, 0, paper).astype(np.uint8)
    return grey, pale


def _seals(pixels: Pixels, dpi: float) -> list[tuple[int, int, int, int]]:
    """Boxes of red marks as large as seals and about as high as wide: a line of red type is none."""
    step = max(1, round(dpi / 50))
    look = pixels[::step, ::step].astype(np.int16)
    red = look[:, :, 0] - np.maximum(look[:, :, 1], look[:, :, 2]) > _REDDISH
    if red.mean() < 0.0005:
        return []
    per_millimetre = dpi / 25.4 / step
    mask = cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = []
    for x, y, width, height, area in stats[1:]:
        smallest, largest = min(width, height) / per_millimetre, max(width, height) / per_millimetre
        if smallest >= _SEAL_MILLIMETRES[0] and largest <= _SEAL_MILLIMETRES[1] and area > 0.1 * width * height:
            margin = 2
            found.append(
                (
                    max(0, int(x) - margin) * step,
                    max(0, int(y) - margin) * step,
                    min(pixels.shape[1], (int(x + width) + margin) * step),
                    min(pixels.shape[0], (int(y + height) + margin) * step),
                )
            )
    return found


def evened(grey: Pixels) -> Pixels:
    """Paper white and ink black, whatever the light was: each point against the paper around it."""
    scale = 8
    size = max(1, grey.shape[1] // scale), max(1, grey.shape[0] // scale)
    coarse = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    around = max(3, (max(size) // 24) | 1)
    paper = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((around, around), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), around / 3)
    level = float(np.median(coarse))
    spread = float(np.percentile(paper, 95)) - float(np.percentile(paper, 5))
    if spread > 12:
        full = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
        grey = np.asarray(cv2.divide(grey, np.maximum(full, 1), scale=255), dtype=np.uint8)
        level = 255.0
    ink, darkest = (float(grade) for grade in np.percentile(grey[::2, ::2], (0.7, 0.03)))
    if level - ink < _FAINT:  # a page almost empty
        ink = darkest
    white = 0.93 * level + 0.07 * ink
    if level - ink < _FAINT:  # nothing stands there
        return np.full_like(grey, 255)
    if ink > 40 or level < 225:
        table = np.clip((np.arange(256) - ink) / max(1.0, white - ink) * 255, 0, 255).astype(np.uint8)
        grey = np.asarray(cv2.LUT(grey, table), dtype=np.uint8)
    return grey


# Grain of the paper made white: small labels are read better without, and the recogniser packs white faster.
_PAPER = np.where(np.arange(256) >= 230, 255, np.arange(256)).astype(np.uint8)

Marks = npt.NDArray[np.int32]  # what is dark and hangs together: left, top, width, height and area of each


def to_be_read(grey: Pixels, dpi: float) -> tuple[Pixels, float]:
    """The picture without salt and pepper, at the scale at which its type is recognised best, and that scale."""
    marks = _marks(grey)
    if _speckled(marks, grey.shape[0], dpi):  # a clean one stays as it is: smoothing eats the marks of letters
        grey = np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)
        marks = _marks(grey)
    grey, scale = at_reading_size(grey, dpi, marks)
    return np.asarray(cv2.LUT(grey, _PAPER), dtype=np.uint8), scale


def _marks(grey: Pixels) -> Marks:
    stats = cv2.connectedComponentsWithStats(ink_mask(grey))[2]
    return np.asarray(stats[1:], dtype=np.int32)


def _speckled(marks: Marks, height: int, dpi: float) -> bool:
    """Are there single dark points, too small for any dot over a letter, in numbers near those of the letters?"""
    middle = (marks[:, cv2.CC_STAT_TOP] >= height // 8) & (marks[:, cv2.CC_STAT_TOP] < height * 7 // 8)
    areas = marks[middle, cv2.CC_STAT_AREA] * (200 / dpi) ** 2
    return int((areas <= 3).sum()) > 100 + 0.3 * int((areas >= 25).sum())


_SMALL_LETTER = 18  # points of the picture at which small letters are recognised best; 14-point type at 200 dpi
_WELL_ENOUGH = (13, 21)
_MARK = 0.04  # inches; dots and the marks over letters are not as high


def at_reading_size(grey: Pixels, dpi: float, marks: Marks | None = None) -> tuple[Pixels, float]:
    """The picture at a scale at which its type is recognised best, and that scale."""
    marks = _marks(grey) if marks is None else marks
    heights, widths = marks[:, cv2.CC_STAT_HEIGHT], marks[:, cv2.CC_STAT_WIDTH]
    tallest = max(0.3 * dpi, 0.25 * grey.shape[0])  # a photograph's scale is a guess
    least = max(5, _MARK * dpi)
    letters = heights[(heights > least) & (heights < tallest) & (widths < 2 * tallest)]
    if len(letters) < 10:
        return grey, 1.0
    small = _small_letter(letters)
    if _WELL_ENOUGH[0] <= small <= _WELL_ENOUGH[1]:
        return grey, 1.0
    scale = min(2.5, max(0.25, _SMALL_LETTER / small))
    if scale > 1:
        scale = min(scale, float(np.sqrt(_MOST_POINTS / grey.size)))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how), dtype=np.uint8), scale


def _small_letter(heights: npt.NDArray[np.int32]) -> float:
    """The height of small letters among signs of all kinds; of a few signs, many are marks and dots."""
    return float(np.percentile(heights, 20 if len(heights) > 100 else 50))


def dpi_by_type(grey: Pixels) -> float | None:
    """The resolution of a photograph, if what stands on it is 14-point type; None where too little stands there."""
    heights = _marks(grey)[:, cv2.CC_STAT_HEIGHT]
    letters = heights[(heights > 5) & (heights < 0.25 * grey.shape[0])]
    return 200 * _small_letter(letters) / _SMALL_LETTER if len(letters) >= 10 else None


_MOST_INK = 400  # points of a letter at reading size, even if it is a bold capital


def has_letters(grey: Pixels, count: int) -> bool:
    """Do more letters than `count` stand on a picture at reading size?"""
    ink = ink_mask(grey)
    if int(np.count_nonzero(ink)) > count * _MOST_INK:
        return True
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    return int((stats[1:, cv2.CC_STAT_HEIGHT] >= _WELL_ENOUGH[0] // 2).sum()) > count


def ink_mask(grey: Pixels) -> npt.NDArray[np.uint8]:
    """1 where there is ink, of a picture already evened."""
    _, ink = cv2.threshold(grey, 160, 1, cv2.THRESH_BINARY_INV)
    return np.asarray(ink, dtype=np.uint8)

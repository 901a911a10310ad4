"""A page's picture made upright: the paper cut out of a photograph, lines of type made level."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from caicach.intake.extraction.ocr.pictures import Pixels

_LOOKED_AT = 900  # the longer side of the picture in which lines are looked for
_WIDEST_SKEW = 12.0
_POINTS = 40_000
_WORTH_TURNING = 0.04  # degrees; less than half a pixel over a line of type


def ink_of(grey: Pixels) -> npt.NDArray[np.uint8]:
    """1 where the picture is darker than what surrounds it."""
    size = max(15, (max(grey.shape) // 40) | 1)
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, size, 12)
    return np.asarray(ink, dtype=np.uint8)


def small(grey: Pixels) -> Pixels:
    scale = _LOOKED_AT / max(grey.shape)
    if scale >= 1:
        return grey
    size = round(grey.shape[1] * scale), round(grey.shape[0] * scale)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def lies_sideways(grey: Pixels) -> bool:
    """Do the lines of type run up and down?"""
    look = small(grey)
    level = _sharpness(look)
    if level > 1.6:
        return False
    upright = _sharpness(turned(look, 90))
    return upright > 1.15 and upright - 1 > 1.5 * (level - 1)


def skew_of(grey: Pixels) -> float:
    """By how many degrees lines of type fall to the right (clockwise); 0 where there are too few to tell."""
    sharpness = _Lines(small(grey))
    if not sharpness.enough:
        return 0.0
    coarse = max(_COARSE, key=sharpness)
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.1).tolist(), key=sharpness)
    finest: float = max(np.arange(fine - 0.1, fine + 0.11, 0.02).tolist(), key=sharpness)
    return finest if sharpness(finest) > 1.03 * sharpness(0.0) else 0.0


_COARSE: list[float] = np.arange(-_WIDEST_SKEW, _WIDEST_SKEW + 0.01, 0.5).tolist()


def _sharpness(look: Pixels) -> float:
    """How far the best direction stands out among all: 1 where there are no lines, over 2 on a page of type."""
    lines = _Lines(look, rules=False)
    if not lines.enough:
        return 1.0
    found = sorted(lines(degrees) for degrees in _COARSE)
    return found[-1] / found[len(found) // 2]


class _Lines:
    """How sharply the lower edges of letters, which lie on the baselines, fall together in a direction."""

    def __init__(self, look: Pixels, *, rules: bool = True) -> None:
        ink = ink_of(np.asarray(cv2.medianBlur(look, 3), dtype=np.uint8))
        if not rules:
            for shape in ((1, 60), (60, 1)):
                ink = ink & ~np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), dtype=np.uint8)
        ys, xs = np.nonzero(ink[:-1] & (1 - ink[1:]))
        if len(ys) > _POINTS:
            chosen = np.linspace(0, len(ys) - 1, _POINTS).astype(np.intp)
            ys, xs = ys[chosen], xs[chosen]
        self.enough = len(ys) >= 400
        self._y, self._x = ys.astype(np.float64), xs.astype(np.float64) - ink.shape[1] / 2

    def __call__(self, degrees: float) -> float:
        at = self._y - self._x * np.tan(np.radians(degrees))
        counts = np.bincount(np.round(at - at.min()).astype(np.intp)).astype(np.float64)
        return float((counts**2).sum())


def levelled(pixels: Pixels, degrees: float, *, smooth: bool = True) -> Pixels:
    """The picture turned back by so many degrees, what comes into view white; not so `smooth` is quicker."""
    if abs(degrees) < _WORTH_TURNING:
        return pixels
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    white = (255, 255, 255)
    how = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), flags=how, borderValue=white), dtype=np.uint8)


def turned(pixels: Pixels, degrees: int) -> Pixels:
    """The picture turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(pixels, k=-(degrees // 90) % 4))


def cut_out(pixels: Pixels) -> Pixels | None:
    """The sheet of paper out of a photograph of it, seen straight on; None where no sheet stands out."""
    look = cv2.resize(pixels, None, fx=(scale := 500 / max(pixels.shape[:2])), fy=scale, interpolation=cv2.INTER_AREA)
    light = cv2.GaussianBlur(cv2.cvtColor(look, cv2.COLOR_RGB2GRAY), (0, 0), 2)
    _, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    sheet = max(outlines, key=cv2.contourArea)
    area = look.shape[0] * look.shape[1]
    if not 0.25 * area < cv2.contourArea(sheet) < 0.97 * area:
        return None
    hull = cv2.convexHull(sheet)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2)
    if len(corners) != 4 or cv2.contourArea(sheet) < 0.93 * cv2.contourArea(corners.reshape(-1, 1, 2)):
        return None
    return _seen_straight(pixels, corners.astype(np.float32) / scale)


def _seen_straight(pixels: Pixels, corners: npt.NDArray[np.float32]) -> Pixels:
    total, difference = corners.sum(axis=1), np.diff(corners, axis=1).ravel()
    ordered = np.array(
        [corners[total.argmin()], corners[difference.argmin()], corners[total.argmax()], corners[difference.argmax()]],
        dtype=np.float32,
    )
    top_left, top_right, bottom_right, bottom_left = ordered

    def length(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> float:
        return float(np.linalg.norm(a - b))

    width = round(max(length(top_left, top_right), length(bottom_left, bottom_right)))
    height = round(max(length(top_left, bottom_left), length(top_right, bottom_right)))
    goal = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(ordered, goal)
    return np.asarray(cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC), dtype=np.uint8)

"""Labels of items ("I.", "2.1.", "đ)") read again beside their text.

A word processor sets a label apart from its text by a wide gap, and the recogniser, which reads by context, takes a
label that stands alone for anything: "I." for "L", "2." for "SẼ", or overlooks it. Moved up to the words that follow
it, the label is read as what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from caicach.intake.extraction.ocr.engine import Engine, Type
from caicach.intake.extraction.ocr.pictures import Pixels
from caicach.intake.extraction.ocr.sequence import letters_in_order
from caicach.intake.extraction.ocr.strokes import leading_strokes

_LABEL = re.compile(r"[IVXLC]{1,6}[.)]?|\d{1,3}(?:\.\d{1,3})*[.)]?|[a-zđA-ZĐ]\d?[.)]|\(\w{1,3}\)|[-–+•*]")
_PLAIN = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.|[a-zđ]\)|[-–+]")
_STROKES = re.compile(r"([I1l|]{1,3})([.,;:)]?)")
_QUARTER = re.compile(r"([I1l|H]{1,3})(/\d{4}\D?)")
_JOINED = re.compile(r"(?:I{1,2}L|LI|IH|HI)[.,]?")  # no words: strokes of "II" and "III" that run together
_STOP = 0.2  # in sizes of the type: no more than this is a full stop
_ONES = re.compile(r"(?:I{1,3}|H|IH|HI|L|I{1,2}L|LI|1I|I1|1{2,3})\.")
_STOPPED = re.compile(r"\d{1,2}(?:\.\d{1,2})*,?")
_SURE = 0.88  # a plain label this sure needs no second look
_ENOUGH = 0.5  # with less the second look says nothing either
_APART = 0.8  # in sizes of the type: a gap this wide is no space between words
_FAR = 4.5
_SPACE = 0.4
_WIDEST = 3.2
_CONTEXT = 3  # words after the label that are read with it


def with_labels(grey: Pixels, ink: npt.NDArray[np.uint8], words: list[Type], engine: Engine) -> list[Type]:
    """The words with their labels corrected, and with those that were overlooked."""
    lines: dict[int, list[Type]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    added: list[Type] = []
    for line in lines.values():
        line.sort(key=lambda word: word.x0)
        if line[0].size <= 0:
            continue
        overlooked = _overlooked(ink, line, words)
        if overlooked is not None:
            found = _read(grey, overlooked, line, engine)
            if found is not None:
                added.append(_word(found, overlooked, line[0]))
        elif _is_doubtful(line):
            found = _read(grey, (line[0].x0, line[0].x1), line[1:], engine, seen=line[0].text)
            if found is not None:
                line[0].text, line[0].confidence = found
        if len(line) > 1 and _STOPPED.fullmatch(line[0].text) and _has_stop(ink, line[0], line[1].x0):
            line[0].text = line[0].text.rstrip(",") + "."
    _in_order([line for line in lines.values() if len(line) > 1])
    return [*words, *added]


def _has_stop(ink: npt.NDArray[np.uint8], label: Type, until: float) -> bool:
    """Is the last thing of the label a dot on the line?"""
    size = label.size
    left, right = int(label.x0), min(int(until - 0.1 * size), int(label.x1 + 0.5 * size))
    top, bottom = max(0, int(label.baseline - 0.7 * size)), int(label.baseline + 0.2 * size)
    columns = np.flatnonzero(ink[top:bottom, left:right].any(axis=0)) if right > left else np.zeros(0, np.intp)
    if not len(columns):
        return False
    breaks = np.flatnonzero(np.diff(columns) > 1)
    if not len(breaks):
        return False
    start, end = int(columns[breaks[-1] + 1]), int(columns[-1]) + 1
    rows = np.flatnonzero(ink[top:bottom, left + start : left + end].any(axis=1))
    on_line = abs(top + rows[-1] + 1 - label.baseline) <= 0.08 * size
    return end - start <= _STOP * size and rows[-1] - rows[0] < _STOP * size and bool(on_line)


def _in_order(lines: list[list[Type]]) -> None:
    """Labels of letters that were taken for words ("đ)" for "ở)"), where those above and below leave one place."""
    first = sorted((line[0] for line in lines if _is_lettered(line)), key=lambda word: (word.baseline, word.x0))
    for word, text in zip(first, letters_in_order([word.text for word in first]), strict=True):
        if text != word.text:
            word.text, word.confidence = text, _ENOUGH


def _is_lettered(line: list[Type]) -> bool:
    """Does the line begin with a letter and a bracket, or with what may have been taken for them?"""
    first, second = line[0], line[1]
    if re.fullmatch(r"[a-zđ]\)", first.text):
        return True
    if first.text[-1:] == ")":
        return len(first.text) <= 3
    apart = second.x0 - first.x1 > _APART * first.size and first.x1 - first.x0 < 1.2 * first.size
    return apart and len(first.text) <= 2 and first.text.isalpha()


def with_quarters(grey: Pixels, words: list[Type]) -> None:
    """The number after "Quý" by its strokes: of the three of "III" one is easily lost."""
    for before, word in pairwise(words):
        dated = _QUARTER.fullmatch(word.text)
        found = dated or _STROKES.fullmatch(word.text)
        if found and before.line == word.line and before.text.lower() == "quý":
            top, bottom = int(word.baseline - 0.8 * word.size), int(word.baseline + 0.2 * word.size)
            mark = grey[max(0, top) : bottom, int(word.x0) : int(word.x1) + 2]
            if mark.size and dated:
                counted = leading_strokes(mark, word.baseline - max(0, top), word.size)
                if counted is not None and counted[0] <= 3:
                    word.text = "I" * counted[0] + dated[2]
            elif mark.size:
                said = "I" * len(found[1])
                said, _ = _counted(mark, word.baseline - max(0, top), word.size, said, word.confidence)
                word.text = said.rstrip(".") + found[2]


def _is_doubtful(line: list[Type]) -> bool:
    if len(line) < 2:
        return False
    first, second = line[0], line[1]
    if _JOINED.fullmatch(first.text) and second.text[:1].isupper():
        return True
    if second.x0 - first.x1 < _APART * first.size or first.x1 - first.x0 > _WIDEST * first.size:
        return False
    return not (first.confidence >= _SURE and _PLAIN.fullmatch(first.text))


def _overlooked(ink: npt.NDArray[np.uint8], line: list[Type], words: Iterable[Type]) -> tuple[float, float] | None:
    """Left and right edge of a small mark before the line that belongs to no word; None where there is none."""
    first = line[0]
    size, right = first.size, int(first.x0 - 0.3 * first.size)
    left = max(0, int(first.x0 - (_FAR + _WIDEST) * size))
    top, bottom = max(0, int(first.baseline - 0.85 * size)), int(first.baseline + 0.25 * size)
    if right - left < 0.5 * size or bottom - top < 4:
        return None
    columns = ink[top:bottom, left:right].any(axis=0)
    for word in words:
        if word.y1 > top and word.y0 < bottom and word.x1 > left and word.x0 < right:
            return None  # another column of the page stands there
    marked = np.flatnonzero(columns)
    if not len(marked):
        return None
    # The cluster nearest to the line: marks with less than a space between them.
    start = end = int(marked[-1])
    for x in marked[::-1]:
        if start - int(x) > 0.5 * size:
            return None  # more than one thing stands there: no label
        start = int(x)
    height = np.flatnonzero(ink[top:bottom, left + start : left + end + 1].any(axis=1))
    if end - start > _WIDEST * size or len(height) < 0.12 * size or right - left - end > _FAR * size:
        return None
    return float(left + start), float(left + end + 1)


def _word(found: tuple[str, float], edges: tuple[float, float], after: Type) -> Type:
    """An overlooked label as a word of the line that begins with `after`."""
    top, bottom = after.baseline - 0.7 * after.size, after.baseline + 0.05 * after.size
    return Type(*found, edges[0], top, edges[1], bottom, after.baseline, after.size, after.line)


def _read(
    grey: Pixels, label: tuple[float, float], following: list[Type], engine: Engine, *, seen: str = ""
) -> tuple[str, float] | None:
    """The label as read when it stands close to the words that follow it, and how surely; `seen` as it was before."""
    near = following[:_CONTEXT]
    size = near[0].size
    top = max(0, int(min(word.y0 for word in near) - 0.25 * size))
    bottom = int(max(word.y1 for word in near) + 0.25 * size)
    pad = int(0.1 * size)
    mark = grey[top:bottom, max(0, int(label[0]) - pad) : int(label[1]) + pad]
    text = grey[top:bottom, max(0, int(near[0].x0) - pad) : int(near[-1].x1) + pad]
    if not mark.size or not text.size:
        return None
    space = np.full((bottom - top, max(1, int(_SPACE * size) - 2 * pad)), 255, np.uint8)
    margin = int(0.5 * size)
    strip = cv2.copyMakeBorder(
        np.hstack([mark, space, text]), margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255,)
    )
    end = margin + mark.shape[1] + space.shape[1] / 2
    read = [word for word in engine.line(np.asarray(strip, dtype=np.uint8)) if word.x0 < end - 0.3 * mark.shape[1]]
    said = "".join(word.text for word in read).removesuffix(near[0].text)
    sure = min((word.confidence for word in read), default=0.0)
    if _JOINED.fullmatch(seen) and not _LABEL.fullmatch(said):
        said = seen.rstrip(".,")
    if _ONES.fullmatch(said) or _ONES.fullmatch(said + "."):
        said, sure = _counted(mark, near[0].baseline - top, size, said, sure)
    return (said, sure) if sure >= _ENOUGH and _LABEL.fullmatch(said) else None


def _counted(mark: Pixels, baseline: float, size: float, said: str, sure: float) -> tuple[str, float]:
    """A Roman number of ones by its strokes: the recogniser loses one of three easily."""
    low, high = int(baseline - 0.42 * size), int(baseline - 0.18 * size)
    ink = (mark < 128).astype(np.int8)
    counts = [int((np.diff(row, prepend=0) == 1).sum()) for row in ink[max(0, low) : max(0, high)]]
    strokes = max(set(counts), key=counts.count, default=0)
    if not 1 <= strokes <= 3 or counts.count(strokes) < 0.8 * len(counts):
        return said, sure
    columns = np.flatnonzero(ink[max(0, low) : max(0, int(baseline + 0.05 * size))].any(axis=0))
    tall = np.flatnonzero(ink[max(0, low) : max(0, high)].any(axis=0))
    dotted = bool(len(columns) and len(tall)) and columns[-1] - tall[-1] > 0.12 * size
    text = "I" * strokes + ("." if dotted else "")
    return text, max(sure, _ENOUGH) if text.rstrip(".") == said.rstrip(".") else 0.75

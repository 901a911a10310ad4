"""The numbering column of a table ("TT"): its small marks read once more, by their strokes and by their order.

A mark of one or two signs that stands alone in its cell gives the recogniser no context: "I" comes as "lÍ", "III" as
"IH", "TT" as "HHE". Whether a row is a task or the head of a group hangs on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from caicach.intake.extraction.ocr.cleaning import ink_mask
from caicach.intake.extraction.ocr.engine import Engine, Type
from caicach.intake.extraction.ocr.pictures import Pixels
from caicach.intake.extraction.ocr.sequence import in_order
from caicach.intake.extraction.ocr.strokes import leading_strokes

_NUMBER = re.compile(r"(\d{1,3})([.)]?)")
_ORDINAL = re.compile(r"\(?(?:\d{1,3}(?:[.,]\d{1,3}){0,3}|[IVX]{1,5}|[A-ZĐ]|[a-zđ])[.,)]?")
_ROMAN = re.compile(r"([IVX]{1,5})([.)]?)")
_HEADS = ("TT", "STT")
_SURE = 0.85  # a plain number this sure is believed whatever stands around it
_UNSURE = 0.6  # what only its neighbours say
_WIDEST, _HIGHEST = 3.2, 1.35  # in sizes of the type
_PAD = 12
_ONES = frozenset("ILH1!|")


@dataclass(slots=True)
class Mark:
    """What stands in one cell of the column, `box` in pixels of the picture."""

    words: list[Type]  # of the cell; changed in place
    box: tuple[int, int, int, int]
    text: str
    sure: float


def with_ordinals(grey: Pixels, cells: Sequence[tuple[tuple[int, int, int, int], list[Type]]], engine: Engine) -> None:
    """The cells of one column from the top down, each its place and its words; corrected where they are numbers.

    `grey`: the picture without rules. What the engine was shown is put away.
    """
    size = _size(words for _, words in cells)
    marks = [mark for box, words in cells if (mark := _mark(grey, box, words, size)) is not None]
    filled = sum(bool(words) for _, words in cells)
    if len(marks) < 2 or len(marks) < 0.6 * filled:
        return
    for mark in marks:
        if mark.sure < _SURE or not _NUMBER.fullmatch(mark.text):
            _read_again(grey, mark, size, engine)
    if 2 * sum(_ORDINAL.fullmatch(mark.text) is not None for mark in marks) < len(marks):
        return
    below = marks
    if not _NUMBER.fullmatch(marks[0].text) and not _ROMAN.fullmatch(marks[0].text):
        _read_head(grey, marks[0], size, engine)
        below = marks[1:]
    for mark, text in zip(below, in_order([(mark.text, mark.sure) for mark in below]), strict=True):
        if text != mark.text:
            mark.text, mark.sure = text, _UNSURE
    for mark in marks:
        _write(mark, size, engine)


def _size(cells: Iterable[list[Type]]) -> float:
    sizes = sorted(word.size for words in cells for word in words if word.size > 0)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _mark(grey: Pixels, place: tuple[int, int, int, int], words: list[Type], size: float) -> Mark | None:
    """The cell's only mark, if it is as small as a number; None for a cell that is empty or holds more."""
    left, top, right, bottom = place
    if right - left < 6 or bottom - top < 6:
        return None
    ys, xs = np.nonzero(ink_mask(grey[top:bottom, left:right]))
    if not len(xs) or size <= 0:
        return None
    box = left + int(xs.min()), top + int(ys.min()), left + int(xs.max()) + 1, top + int(ys.max()) + 1
    width, height = box[2] - box[0], box[3] - box[1]
    if width > _WIDEST * size or not 0.3 * size < height < _HIGHEST * size:
        return None
    text = "".join(word.text for word in words)
    return Mark(words, box, text, min((word.confidence for word in words), default=0.0))


def _cut(grey: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    left, top, right, bottom = box
    mark = grey[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2]
    return np.asarray(
        cv2.copyMakeBorder(mark, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_CONSTANT, value=(255,)), dtype=np.uint8
    )


def _read_again(grey: Pixels, mark: Mark, size: float, engine: Engine) -> None:
    picture = _cut(grey, mark.box)
    words = engine.line(picture)
    text, sure = "".join(word.text for word in words), min((word.confidence for word in words), default=0.0)
    if _ORDINAL.fullmatch(text) and (sure > mark.sure or not _ORDINAL.fullmatch(mark.text)):
        mark.text, mark.sure = text, sure
    plain = "".join(sign for sign in unicodedata.normalize("NFD", mark.text) if not unicodedata.combining(sign))
    stem = plain.rstrip(".,;:)").upper()
    if stem and set(stem) <= _ONES and not stem.isdigit():
        counted = leading_strokes(picture, picture.shape[0] - _PAD - 2, size)
        if counted is not None and 1 <= counted[0] <= 3:
            stop = plain[len(plain.rstrip(".,;:)")) :].replace(",", ".")
            seen = "I" * counted[0] + stop[:1]
            mark.text, mark.sure = seen, max(mark.sure, _SURE if seen == mark.text else _UNSURE)


def _read_head(grey: Pixels, mark: Mark, size: float, engine: Engine) -> None:
    """The word above a column of numbers is nearly always "TT"; it is believed where any look at it says so."""
    if mark.text.upper() in _HEADS or mark.box[2] - mark.box[0] > 2.4 * size:
        return
    picture = _cut(grey, mark.box)
    engine.show(picture, 200)
    for read in (engine.sign, engine.block):
        words = read(0, 0, picture.shape[1], picture.shape[0])
        text = "".join(word.text for word in words).upper().strip(".,:'")
        if text in _HEADS:
            mark.text, mark.sure = text, max(word.confidence for word in words)
            return


def _write(mark: Mark, size: float, engine: Engine) -> None:
    """The mark as the one word of its cell, where it is another than what stands there."""
    if mark.text == " ".join(word.text for word in mark.words) or not mark.text:
        return
    left, top, right, bottom = (float(edge) for edge in mark.box)
    baseline, line = (mark.words[0].baseline, mark.words[0].line) if mark.words else (bottom, engine.new_line())
    mark.words[:] = [Type(mark.text, mark.sure, left, top, right, bottom, baseline, size, line)]

"""One PDF page as words and rules with their places, read through PDFium character by character.

Coordinates are points from the top left corner of the page as it is shown, y growing downwards.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as c

from caicach.intake.extraction import refusals
from caicach.intake.extraction.legacy_fonts import font_encoding, marked
from caicach.intake.source import PlacedWord

_OBJECT_CAP = 30_000  # drawings of more parts than this are pictures, not rules
_MIN_RULE = 4.0
_STRAIGHT = 0.7
_MAX_DEPTH = 3


@contextmanager
def opened_pdf(path: Path, name: str) -> Iterator[pdfium.PdfDocument]:
    """The file while the block runs, or `CannotRead`."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise refusals.encrypted(name) from None
        raise refusals.damaged(name, "pdf") from None
    try:
        yield document
    finally:
        document.close()


@dataclass(slots=True)
class Word:
    """Letters on one baseline without a gap between them; `size` is the height of the type as shown."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False
    italic: bool = False
    seen: PlacedWord | None = None  # where it stands on the page's picture, if there is one

    @property
    def middle(self) -> float:
        return self.baseline - 0.3 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis: at `at` (y of a horizontal one, x of a vertical one), from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What stands on a page."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    letters: int = 0
    unusable: int = 0  # letters without a meaning in Unicode
    scanned: bool = False  # a picture covers the page


def read_page(document: pdfium.PdfDocument, index: int) -> Page:
    handle = document[index]
    try:
        place, width, height = _frame(handle)
        page = Page(index + 1, width, height)
        _read_objects(handle, page, place)
        text = handle.get_textpage()
        try:
            page.words = list(_words(text, page, place))
        finally:
            text.close()
        return page
    finally:
        handle.close()


_Place = Callable[[float, float], tuple[float, float]]


def _frame(handle: pdfium.PdfPage) -> tuple[_Place, float, float]:
    """How a point of the file becomes a point of the page as shown (its crop and rotation)."""
    left, bottom, right, top = handle.get_cropbox()
    width, height = right - left, top - bottom
    turn = handle.get_rotation()
    if turn == 90:
        return lambda x, y: (y - bottom, x - left), height, width
    if turn == 180:
        return lambda x, y: (right - x, y - bottom), width, height
    if turn == 270:
        return lambda x, y: (top - y, right - x), height, width
    return lambda x, y: (x - left, top - y), width, height


_NEAR, _NEAR_AFTER_BREAK = 0.3, 0.15  # widest gap within a word, in sizes of its type; a space is a quarter
_HYPHEN_AT_LINE_END = 2  # PDFium's own sign for it; in Vietnamese it always belongs to the text
_PRIVATE_BULLETS = {0xF0B7: ord("•"), 0xF02D: ord("-"), 0xF0A7: ord("▪"), 0xF02B: ord("+"), 0xF0FC: ord("-")}


def _words(text: pdfium.PdfTextPage, page: Page, place: _Place) -> Iterator[Word]:
    """Words in the order of the file; a raised note mark is a word of its own."""
    raw = text.raw
    rect, origin_x, origin_y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    rect_at, x_at, y_at = ctypes.byref(rect), ctypes.byref(origin_x), ctypes.byref(origin_y)
    letter_of, box_of, origin_of = c.FPDFText_GetUnicode, c.FPDFText_GetLooseCharBox, c.FPDFText_GetCharOrigin
    fonts = _Fonts(raw)
    word: Word | None = None
    high_surrogate = 0
    near = _NEAR
    old_font = ""
    for index in range(c.FPDFText_CountChars(raw)):
        code = letter_of(raw, index)
        if code == _HYPHEN_AT_LINE_END:
            code = ord("-")
        if code in (10, 13):
            # Where PDFium sees a new line. On a page with little text it takes the type for vertical and puts one
            # after every letter, so only the place of the next letter counts.
            near = _NEAR_AFTER_BREAK
            continue
        if code <= 32 or code == 0xA0 or 0x2000 <= code <= 0x200B:
            if word is not None:
                yield word
                word = None
            near = _NEAR
            continue
        if 0xD800 <= code < 0xDC00:
            high_surrogate = code
            continue
        if 0xDC00 <= code < 0xE000 and high_surrogate:
            code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00)
        if not box_of(raw, index, rect_at) or not origin_of(raw, index, x_at, y_at):
            continue
        _, baseline = place(origin_x.value, origin_y.value)
        x0, _ = place(rect.left, rect.bottom)
        x1, _ = place(rect.right, rect.top)
        if x1 < x0:
            x0, x1 = x1, x0
        page.letters += 1
        if code >= 0xFFFD or 0xE000 <= code <= 0xF8FF:
            page.unusable += code not in _PRIVATE_BULLETS
            code = _PRIVATE_BULLETS.get(code, code)
        if word is not None and abs(baseline - word.baseline) <= 0.12 * word.size:
            gap = x0 - word.x1
            # A combining mark sits back over its letter.
            if -0.6 * word.size < gap < near * word.size:
                word.text += marked(chr(code), old_font) if old_font else chr(code)
                word.x1 = max(word.x1, x1)
                near = _NEAR
                continue
        if word is not None:
            yield word
        near = _NEAR
        size, bold, italic, old_font = fonts.of(index)
        word = Word(marked(chr(code), old_font) if old_font else chr(code), x0, x1, baseline, size, bold, italic)
    if word is not None:
        yield word


class _Fonts:
    """Size, bold, italic and old font ("" for one of today) of a character, asked once per text object."""

    def __init__(self, raw: c.FPDF_TEXTPAGE) -> None:
        self._raw = raw
        self._buffer = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self._matrix = c.FS_MATRIX()
        self._known: dict[int, tuple[float, bool, bool, str]] = {}

    def of(self, index: int) -> tuple[float, bool, bool, str]:
        text_object = c.FPDFText_GetTextObject(self._raw, index)
        key = ctypes.cast(text_object, ctypes.c_void_p).value if text_object else None
        if key is not None and key in self._known:
            return self._known[key]
        length = c.FPDFText_GetFontInfo(self._raw, index, self._buffer, 256, ctypes.byref(self._flags))
        font = self._buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", errors="replace")
        name = font.lower()
        weight = c.FPDFText_GetFontWeight(self._raw, index)
        size = c.FPDFText_GetFontSize(self._raw, index)
        if c.FPDFText_GetMatrix(self._raw, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        bold = "bold" in name or "black" in name or (weight >= 700 and "regular" not in name)
        italic = "italic" in name or "oblique" in name or bool(self._flags.value & 64)
        answer = max(size, 1.0), bold, italic, font if font_encoding(font) else ""
        if key is not None:
            self._known[key] = answer
        return answer


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


def _read_objects(handle: pdfium.PdfPage, page: Page, place: _Place) -> None:
    raw = handle.raw
    count = c.FPDFPage_CountObjects(raw)
    objects = (c.FPDFPage_GetObject(raw, index) for index in range(count))
    budget = itertools.count()
    _walk_objects(objects, page, place, _IDENTITY, 0, budget)
    if next(budget) > _OBJECT_CAP:
        page.horizontal, page.vertical = [], []


def _walk_objects(
    objects: Iterator[c.FPDF_PAGEOBJECT],
    page: Page,
    place: _Place,
    outer: _Matrix,
    depth: int,
    budget: itertools.count[int],
) -> None:
    for item in objects:
        kind = c.FPDFPageObj_GetType(item)
        if kind == c.FPDF_PAGEOBJ_PATH:
            if next(budget) > _OBJECT_CAP:
                return
            _read_path(item, page, place, outer)
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            page.scanned = page.scanned or _covers(item, page, outer)
        elif kind == c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _times(_matrix(item), outer)
            children = (c.FPDFFormObj_GetObject(item, index) for index in range(c.FPDFFormObj_CountObjects(item)))
            _walk_objects(children, page, place, inner, depth + 1, budget)


def _matrix(item: c.FPDF_PAGEOBJECT) -> _Matrix:
    matrix = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    if then is _IDENTITY:
        return first
    a, b, cc, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc,
        a * tb + b * td,
        cc * ta + d * tc,
        cc * tb + d * td,
        e * ta + f * tc + te,
        e * tb + f * td + tf,
    )


def _covers(item: c.FPDF_PAGEOBJECT, page: Page, outer: _Matrix) -> bool:
    a, b, cc, d, _, _ = _times(_matrix(item), outer)
    return abs(a * d - b * cc) > 0.6 * page.width * page.height


def _read_path(item: c.FPDF_PAGEOBJECT, page: Page, place: _Place, outer: _Matrix) -> None:
    """Straight segments along an axis become rules; curves and slants are no rules."""
    segments = c.FPDFPath_CountSegments(item)
    if segments > 2_000:
        return
    a, b, cc, d, e, f = _times(_matrix(item), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(segments):
        segment = c.FPDFPath_GetPathSegment(item, index)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = place(a * x.value + cc * y.value + e, b * x.value + d * y.value + f)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == c.FPDF_SEGMENT_LINETO:
            _add_rule(page, last, point)
        last = point
        if c.FPDFPathSegment_GetClose(segment):
            _add_rule(page, last, start)
            last = start


def _add_rule(page: Page, first: tuple[float, float], second: tuple[float, float]) -> None:
    across, down = abs(first[0] - second[0]), abs(first[1] - second[1])
    if down <= _STRAIGHT and across >= _MIN_RULE:
        page.horizontal.append(Rule((first[1] + second[1]) / 2, min(first[0], second[0]), max(first[0], second[0])))
    elif across <= _STRAIGHT and down >= _MIN_RULE:
        page.vertical.append(Rule((first[0] + second[0]) / 2, min(first[1], second[1]), max(first[1], second[1])))

"""A printed page as pdfium sees it: letters with their place, size and face; drawn lines. Millimetres from the top
left, sizes in points."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Letter:
    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str


@dataclass(frozen=True)
class Found:
    """A run of letters on one line."""

    letters: tuple[Letter, ...]

    @property
    def left(self) -> float:
        return self.letters[0].left

    @property
    def right(self) -> float:
        return self.letters[-1].right

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def baseline(self) -> float:
        return self.letters[0].baseline

    @property
    def size(self) -> float:
        return self.letters[0].size

    @property
    def bold(self) -> bool:
        return "Bold" in self.letters[0].font

    @property
    def italic(self) -> bool:
        return "Italic" in self.letters[0].font

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    red: bool


class Printed:
    """A PDF opened for measuring."""

    def __init__(self, path: Path) -> None:
        self.document = pypdfium2.PdfDocument(path)
        self.pages = [Page(page) for page in self.document]

    def close(self) -> None:
        for page in self.pages:
            page.close()
        self.document.close()

    def page_of(self, text: str) -> Page:
        return next(page for page in self.pages if page.find_all(text))


class Page:
    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self.width, self.height = (length / MM for length in page.get_size())

    @cached_property
    def letters(self) -> list[Letter]:
        words = self._page.get_textpage()
        letters = []
        x, y = ctypes.c_double(), ctypes.c_double()
        box = raw.FS_RECTF()
        matrix = raw.FS_MATRIX()
        name = ctypes.create_string_buffer(200)
        flags = ctypes.c_int()
        for index in range(words.count_chars()):
            code = raw.FPDFText_GetUnicode(words, index)
            if raw.FPDFText_IsGenerated(words, index):
                continue
            raw.FPDFText_GetCharOrigin(words, index, x, y)
            raw.FPDFText_GetLooseCharBox(words, index, box)
            raw.FPDFText_GetMatrix(words, index, matrix)
            raw.FPDFText_GetFontInfo(words, index, name, 200, flags)
            letters.append(
                Letter(
                    chr(code),
                    box.left / MM,
                    box.right / MM,
                    self.height - y.value / MM,
                    raw.FPDFText_GetFontSize(words, index) * math.hypot(matrix.c, matrix.d),
                    name.value.decode(),
                )
            )
        words.close()
        return letters

    def fonts_not_embedded(self) -> list[pypdfium2.PdfObject]:
        """Text set in a font that the file does not carry."""
        return [
            thing
            for thing in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
            if not raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(thing))
        ]

    def close(self) -> None:
        self._page.close()

    def find_all(self, text: str) -> list[Found]:
        """Where the words stand, in reading order; a blank matches any blank."""
        wanted = unicodedata.normalize("NFC", text).replace(" ", "")
        dense = [letter for letter in self.letters if letter.text.strip("\u00a0 \r\n\t\ufffe\u0002")]
        joined = "".join(letter.text for letter in dense)
        found, start = [], joined.find(wanted)
        while start >= 0:
            found.append(Found(tuple(dense[start : start + len(wanted)])))
            start = joined.find(wanted, start + 1)
        return found

    def find(self, text: str) -> Found:
        found = self.find_all(text)
        assert found, f"{text!r} is not on the page"
        return found[0]

    def lines(self) -> list[Found]:
        """The letters gathered by their baselines, from the top."""
        rows: dict[float, list[Letter]] = {}
        for letter in self.letters:
            if letter.text.strip():
                rows.setdefault(round(letter.baseline, 1), []).append(letter)
        return [Found(tuple(sorted(row, key=lambda letter: letter.left))) for _, row in sorted(rows.items())]

    @cached_property
    def drawn(self) -> list[Box]:
        boxes = []
        colours = [ctypes.c_uint() for _ in range(4)]
        for thing in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = thing.get_bounds()
            red = False
            for asked in (raw.FPDFPageObj_GetStrokeColor, raw.FPDFPageObj_GetFillColor):
                if asked(thing, *colours) and colours[0].value > 200 and colours[1].value < 60:
                    red = True
            boxes.append(Box(left / MM, self.height - top / MM, right / MM, self.height - bottom / MM, red))
        return boxes

    def rule_below(self, found: Found) -> Box:
        """The thin line drawn right below the words."""
        near = [
            box
            for box in self.drawn
            if box.bottom - box.top < 1 and 0 <= box.top - found.baseline < 3.5 and box.left < found.middle < box.right
        ]
        assert near, f"no rule below {found.text!r}"
        return min(near, key=lambda box: box.top)

    def frame_around(self, found: Found) -> Box:
        """The red lines around the words, taken together."""
        near = [
            box
            for box in self.drawn
            if box.red and abs((box.top + box.bottom) / 2 - (found.baseline - 1.6)) < 6 and box.right - box.left < 50
        ]
        assert near, f"no frame around {found.text!r}"
        across = [(box.left + box.right) / 2 for box in near if box.right - box.left < 1]
        down = [(box.top + box.bottom) / 2 for box in near if box.bottom - box.top < 1]
        if across and down:  # drawn as four lines: the frame is where their middles are
            return Box(min(across), min(down), max(across), max(down), True)
        (frame,) = near
        return frame

"""Tesseract as a library: a region of a picture in, its words with their places out."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType

import numpy as np

from caicach.intake.extraction.ocr.letters import reach
from caicach.intake.extraction.ocr.pictures import Pixels

LANGUAGE = "vie"
_FOLDERS = ("/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")
_NOISE = frozenset("|¦¬_~^`´¨°·.,'\"“”‘’-–—=<>\\/()[]{}*•:;!»«©®™€£¥§¢¶")


def data_folder() -> Path | None:
    """Where the recogniser's Vietnamese data lie; None where this machine has none."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(named), Path(named) / "tessdata"] if named else []
    for pattern in _FOLDERS:
        folders += sorted(Path("/").glob(pattern[1:]), reverse=True)
    return next((folder for folder in folders if (folder / f"{LANGUAGE}.traineddata").is_file()), None)


@dataclass(slots=True)
class Type:
    """A word in pixels of the picture; `line` tells which words stand on one line of one region."""

    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    line: int


class Engine:
    """One loaded recogniser, for as many regions as wanted."""

    def __init__(self) -> None:
        import tesserocr

        folder = data_folder()
        if folder is None:
            raise FileNotFoundError(f"{LANGUAGE}.traineddata")
        self._library = tesserocr
        self._api = tesserocr.PyTessBaseAPI(
            path=f"{folder}/", lang=LANGUAGE, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
        )
        self._lines = 0

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.End()

    def show(self, grey: Pixels, dpi: float) -> None:
        """The picture whose regions are asked for next."""
        height, width = grey.shape
        self._api.SetImageBytes(np.ascontiguousarray(grey).tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(max(70, round(dpi)))

    def page(self, left: int, top: int, width: int, height: int) -> list[Type]:
        """Words of a region with any layout."""
        return self._words(self._library.PSM.AUTO, left, top, width, height)

    def block(self, left: int, top: int, width: int, height: int) -> list[Type]:
        """Words of a region that holds one block of lines, such as a cell."""
        return self._words(self._library.PSM.SINGLE_BLOCK, left, top, width, height)

    def sign(self, left: int, top: int, width: int, height: int) -> list[Type]:
        """The word of a region that holds nothing but one."""
        return self._words(self._library.PSM.SINGLE_WORD, left, top, width, height)

    def new_line(self) -> int:
        """A number for a line that no region gave."""
        self._lines += 1
        return self._lines

    def line(self, grey: Pixels) -> list[Type]:
        """Words of a picture of its own that holds one line; the picture that was shown is put away."""
        self.show(grey, 200)
        return self._words(self._library.PSM.SINGLE_LINE, 0, 0, grey.shape[1], grey.shape[0])

    def _words(self, mode: int, left: int, top: int, width: int, height: int) -> list[Type]:
        self._api.SetPageSegMode(mode)
        self._api.SetRectangle(left, top, width, height)
        self._api.Recognize()
        lines: dict[int, list[Type]] = {}
        for word in self._found():
            lines.setdefault(word.line, []).append(word)
        return [word for line in lines.values() for word in _sized(line)]

    def _found(self) -> Iterator[Type]:
        level = self._library.RIL
        at = self._api.GetIterator()
        while at is not None:
            if at.IsAtBeginningOf(level.TEXTLINE):
                self._lines += 1
            try:
                text = at.GetUTF8Text(level.WORD)
            except RuntimeError:  # nothing was found in the region
                return
            box = at.BoundingBox(level.WORD)
            if text and text.strip() and box:
                base = at.Baseline(level.WORD)
                baseline = (base[0][1] + base[1][1]) / 2 if base else float(box[3])
                yield Type(
                    _spelled(text.strip()),
                    at.Confidence(level.WORD) / 100,
                    float(box[0]),
                    float(box[1]),
                    float(box[2]),
                    float(box[3]),
                    baseline,
                    0.0,
                    self._lines,
                )
            if not at.Next(level.WORD):
                return


_FOREIGN = {"ø": "o", "Ø": "O", "Ñ": "N", "ñ": "n", "Ð": "Đ", "ð": "đ"}
_TICK = re.compile(r"^['`‘’](?=[^\W\d_]+[.,;:]?$)")  # the corner of a "Y" or "V" seen as a sign of its own
_TWICE = re.compile("oø|øo|OØ|ØO|NÑ|ÑN|nñ|ñn|ĐÐ|ÐĐ|đð|ðđ")


def _spelled(text: str) -> str:
    """Letters that Vietnamese has not are its own seen amiss; where the recogniser could not decide it gives both."""
    text = _TICK.sub("", unicodedata.normalize("NFC", text))
    text = _TWICE.sub(lambda both: next(letter for letter in both[0] if letter not in _FOREIGN), text)
    return "".join(_FOREIGN.get(letter, letter) for letter in text)


def _sized(line: list[Type]) -> list[Type]:
    """The line's words with the size of its type, which is one for all of them; noise at its ends left out."""
    line = [word for word in line if not _is_noise(word)]
    sizes, baselines = [], []
    for word in line:
        extent = reach(word.text)
        if extent is not None:
            size = (word.y1 - word.y0) / (extent[0] + extent[1])
            sizes.append(size)
            baselines.append(word.y1 - extent[1] * size)
    size = median(sizes) if sizes else max((word.y1 - word.y0 for word in line), default=0.0)
    for word in line:
        word.size = size
        # What the recogniser takes for the baseline is right unless the letters plainly stand elsewhere.
        if baselines and abs(word.baseline - median(baselines)) > 0.35 * size:
            word.baseline = median(baselines)
    return line


def _is_noise(word: Type) -> bool:
    if all(letter in _NOISE for letter in word.text):
        return word.confidence < 0.55 or word.text[0] in "|¦¬_^`´¨°\\"
    return word.confidence < 0.12 and sum(letter.isalnum() for letter in word.text) < 2

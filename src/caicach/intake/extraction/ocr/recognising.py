"""One page of a file recognised: made upright, cleaned, its tables read cell by cell, the rest as it stands."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from caicach.intake.extraction.ocr import cleaning, pictures, ruling, upright
from caicach.intake.extraction.ocr.engine import Engine, Type
from caicach.intake.extraction.ocr.labels import with_labels, with_quarters
from caicach.intake.extraction.ocr.ordinals import with_ordinals
from caicach.intake.extraction.ocr.pages import (
    Problem,
    RecognisedCell,
    RecognisedLine,
    RecognisedPage,
    RecognisedTable,
    Word,
)
from caicach.intake.extraction.ocr.pictures import Picture, Pixels, Unusable
from caicach.intake.extraction.ocr.spacing import parted
from caicach.intake.extraction.pdf_grid import Box as GridBox
from caicach.intake.extraction.pdf_grid import Grid

_BLANK = 0.0003  # share of ink on a page where nothing stands
_SURE = 0.72  # a page of type lying right way up is recognised with more than this
_UNSURE = 0.45  # and noise with less than this
_FEW = 60  # letters, up to which a page is one block
_FEWEST_LETTERS = 8
_SHOWN_PIXELS = 1_700  # width of the picture that is shown
_SHOWN_QUALITY = 60
_INSIDE = 0.012  # inches between a cell's rule and what is read of the cell


@dataclass(slots=True)
class _Sheet:
    """A page's picture while it is worked on: in colour to be shown, in grey to be read."""

    colour: Pixels  # not yet levelled by `skew`
    grey: Pixels
    skew: float
    dpi: float
    turned: int
    ruling: ruling.Ruling
    words: list[Type]
    leaves: tuple[tuple[float, float], ...]

    @property
    def confidence(self) -> float:
        return _confidence(self.words)


def recognise_page(
    path: Path, number: int, *, name: str | None = None, engine: Engine | None = None
) -> tuple[RecognisedPage, bytes]:
    """Page `number` (from 1) of a PDF or picture, and its picture as a JPEG, upright and level.

    A page that cannot be recognised is answered with its `problem`, and with the picture where there is one;
    `CannotRead` only where the file cannot be opened at all. `engine`: one already loaded, to save its start.
    """
    started = time.monotonic()
    try:
        picture = pictures.load(path, number, name=name or path.name)
    except Unusable as fault:
        return RecognisedPage(number, problem=fault.problem, seconds=time.monotonic() - started), b""
    if engine is not None:
        return _recognised(picture, number, engine, started)
    with Engine() as own:
        return _recognised(picture, number, own, started)


def picture_of(path: Path, number: int, *, name: str | None = None) -> tuple[RecognisedPage, bytes]:
    """A page whose text is in the file, as a picture only."""
    started = time.monotonic()
    try:
        picture = pictures.load(path, number, name=name or path.name)
    except Unusable as fault:
        page = RecognisedPage(number, origin="text", problem=fault.problem, seconds=time.monotonic() - started)
        return page, b""
    height, width = picture.pixels.shape[:2]
    shown, (width, height) = _shown(picture.pixels)
    page = RecognisedPage(
        number,
        width=width,
        height=height,
        paper=pictures.paper_of(picture),
        origin="text",
        seconds=time.monotonic() - started,
    )
    return page, shown


def _recognised(picture: Picture, number: int, engine: Engine, started: float) -> tuple[RecognisedPage, bytes]:
    sheet = _best(picture, engine)
    problem: Problem = ""
    if sheet.grey.size == 0 or cleaning.ink_mask(sheet.grey).mean() < _BLANK:
        problem = "blank"
    elif sum(len(word.text) for word in sheet.words) < _FEWEST_LETTERS or sheet.confidence < _UNSURE:
        problem = "no_text"
    shown, (width, height) = _shown(sheet.colour, sheet.skew)
    rows, columns = sheet.grey.shape
    paper = pictures.paper_of(Picture(sheet.grey, sheet.dpi))
    page = RecognisedPage(
        number,
        turned=sheet.turned,
        width=width,
        height=height,
        paper=paper,
        lines=() if problem else tuple(_lines(sheet)),
        tables=() if problem else tuple(_table(grid, columns, rows, sheet.dpi) for grid in sheet.ruling.grids),
        rules=() if problem else tuple(_loose(sheet)),
        leaves=sheet.leaves,
        seconds=time.monotonic() - started,
        problem=problem,
    )
    return page, shown


def _best(picture: Picture, engine: Engine) -> _Sheet:
    """The page read the right way up: as it lies where that reads well, else turned until it does."""
    pixels = picture.pixels
    cut = upright.cut_out(pixels)
    dpi = picture.dpi
    if cut is not None and min(cut.shape[:2]) > 300:
        if picture.photo:
            dpi = max(cut.shape[:2]) / 841.9 * 72
        pixels = cut
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    if picture.photo and (by_type := cleaning.dpi_by_type(cleaning.evened(grey))) is not None:
        dpi = max(dpi, by_type)
    first = 90 if upright.lies_sideways(grey) else 0
    best = _sheet(pixels, dpi, first, engine)
    if best.confidence >= _SURE or cleaning.ink_mask(best.grey).mean() < _BLANK:
        return best
    turns = [(first + 180) % 360, (first + 90) % 360, (first + 270) % 360]
    for turn in turns if best.words or first else turns[:1]:
        other = _sheet(pixels, dpi, turn, engine)
        if _weight(other) > _weight(best):
            best = other
        if best.confidence >= _SURE:
            break
    return best


def _weight(sheet: _Sheet) -> float:
    return sum(len(word.text) * max(0.0, word.confidence - 0.3) for word in sheet.words)


def _sheet(pixels: Pixels, dpi: float, turn: int, engine: Engine) -> _Sheet:
    colour = upright.turned(pixels, turn)
    grey, pale = cleaning.greyed(colour, dpi)
    skew = upright.skew_of(grey)
    even = cleaning.evened(upright.levelled(grey, skew))
    ruled = ruling.ruling_of(even, even if pale is grey else cleaning.evened(upright.levelled(pale, skew)), dpi)
    leaves = ruling.leaves_of(even, ruled, dpi)
    even, scale = cleaning.to_be_read(even, dpi)
    if scale != 1.0:
        ruled = replace(ruled, mask=ruling.scaled(ruled.mask, even.shape))
    sheet = _Sheet(colour, even, skew, dpi * scale, turn, ruled, [], leaves)
    if cleaning.ink_mask(even).mean() >= _BLANK:
        sheet.words = _read(sheet, engine)
    return sheet


def _read(sheet: _Sheet, engine: Engine) -> list[Type]:
    """Cells one by one, then what stands around the tables, each leaf by itself."""
    bare = ruling.without_rules(sheet.grey, sheet.ruling)
    if sheet.ruling.grids:
        engine.show(bare, sheet.dpi)
    words: list[Type] = []
    around = bare.copy()
    tables = [
        [(box, _inside(box, sheet.dpi), _cell(bare, box, sheet.dpi, engine)) for box in grid.boxes]
        for grid in sheet.ruling.grids
    ]
    for cells, grid in zip(tables, sheet.ruling.grids, strict=True):
        numbered = [(place, found) for box, place, found in cells if box.column == 0 and box.column_span == 1]
        with_ordinals(bare, numbered, engine)
        words += [word for _, _, found in cells for word in found]
        left, top, right, bottom = (round(edge * sheet.dpi / 72) for edge in _edges(grid))
        around[top:bottom, left:right] = 255
    height, width = around.shape
    if cleaning.ink_mask(around).sum() > 20:
        engine.show(around, sheet.dpi)
        loose: list[Type] = []
        # A line or two are no page with a layout to be found out.
        recognise = engine.page if cleaning.has_letters(around, _FEW) else engine.block
        for start, end in sheet.leaves:
            loose += recognise(round(start * width), 0, round((end - start) * width), height)
        if _confidence(loose) >= _UNSURE:
            loose = with_labels(around, cleaning.ink_mask(around), loose, engine)
        words += loose
    with_quarters(bare, words)
    return parted(cleaning.ink_mask(bare), words)


def _edges(grid: Grid) -> tuple[float, float, float, float]:
    return grid.xs[0], grid.top, grid.xs[-1], grid.bottom


def _inside(box: GridBox, dpi: float) -> tuple[int, int, int, int]:
    """What is read of a cell: left, top, right and bottom in pixels."""
    scale, inside = dpi / 72, max(1, round(_INSIDE * dpi))
    return (
        round(box.x0 * scale) + inside,
        round(box.top * scale) + inside,
        round(box.x1 * scale) - inside,
        round(box.bottom * scale) - inside,
    )


def _cell(bare: Pixels, box: GridBox, dpi: float, engine: Engine) -> list[Type]:
    left, top, right, bottom = _inside(box, dpi)
    if right - left < 6 or bottom - top < 6:
        return []
    ink = cleaning.ink_mask(bare[top:bottom, left:right])
    marks = ink.sum()
    if marks < 0.0006 * dpi * dpi / 4:  # smaller than a full stop
        return []
    words = engine.block(left, top, right - left, bottom - top)
    if not words or (len(words) == 1 and words[0].confidence < 0.6):
        ys, xs = np.nonzero(ink)
        if ys.max() - ys.min() < 0.35 * dpi:
            pad = round(0.03 * dpi)
            x0, y0 = max(0, left + int(xs.min()) - pad), max(0, top + int(ys.min()) - pad)
            width, height = int(xs.max() - xs.min()) + 2 * pad, int(ys.max() - ys.min()) + 2 * pad
            again = engine.sign(x0, y0, min(width, bare.shape[1] - x0), min(height, bare.shape[0] - y0))
            if _confidence(again) > _confidence(words):
                return again
    return words


def _confidence(words: Iterable[Type]) -> float:
    words = list(words)
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _lines(sheet: _Sheet) -> list[RecognisedLine]:
    """The words line by line, from the top down within their region; places as shares of the picture."""
    height, width = sheet.grey.shape
    bold = _bold_lines(sheet)
    grouped: dict[int, list[Type]] = {}
    for word in sheet.words:
        grouped.setdefault(word.line, []).append(word)
    lines = []
    for index, line in grouped.items():
        line.sort(key=lambda word: word.x0)
        words = tuple(
            Word(
                word.text,
                word.confidence,
                (word.x0 / width, word.y0 / height, word.x1 / width, word.y1 / height),
                word.baseline / height,
                word.size / height,
                index in bold,
            )
            for word in line
        )
        boxes = [word.box for word in words]
        box = (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )
        lines.append(RecognisedLine(" ".join(word.text for word in words), words, box))
    return lines


_BOLD = 1.17  # how much thicker bold strokes are than the page's usual ones, at least


def _bold_lines(sheet: _Sheet) -> set[int]:
    """Lines whose strokes are thicker than those of the page's type."""
    ink = cleaning.ink_mask(sheet.grey)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    strokes: dict[int, list[tuple[float, float]]] = {}
    for word in sheet.words:
        area = slice(int(word.y0), int(word.y1) + 1), slice(int(word.x0), int(word.x1) + 1)
        points = float(ink[area].sum())
        if points > 20 and word.size > 0:
            strokes.setdefault(word.line, []).append((float(depth[area].sum()) / points / word.size, points))
    thickness = {line: sum(t * p for t, p in some) / sum(p for _, p in some) for line, some in strokes.items()}
    weights = sorted((thickness[line], sum(p for _, p in some)) for line, some in strokes.items())
    total, passed = sum(weight for _, weight in weights), 0.0
    usual = 0.0
    for thick, weight in weights:
        passed += weight
        if passed >= 0.35 * total:
            usual = thick
            break
    return {line for line, thick in thickness.items() if usual and thick > _BOLD * usual}


def _table(grid: Grid, width: int, height: int, dpi: float) -> RecognisedTable:
    across, down = dpi / 72 / width, dpi / 72 / height
    return RecognisedTable(
        tuple(x * across for x in grid.xs),
        tuple(y * down for y in grid.ys),
        tuple(
            RecognisedCell(
                box.row,
                box.column,
                box.row_span,
                box.column_span,
                (box.x0 * across, box.top * down, box.x1 * across, box.bottom * down),
            )
            for box in grid.boxes
        ),
    )


def _loose(sheet: _Sheet) -> list[tuple[float, float, float, float]]:
    height, width = sheet.grey.shape
    across, down = sheet.dpi / 72 / width, sheet.dpi / 72 / height
    return [(r.start * across, r.at * down, r.end * across, r.at * down) for r in sheet.ruling.loose]


def _shown(colour: Pixels, skew: float = 0.0) -> tuple[bytes, tuple[int, int]]:
    """The picture for the eye, levelled, as a JPEG, and its size."""
    image = Image.fromarray(colour)
    if min(image.size) > _SHOWN_PIXELS:
        scale = _SHOWN_PIXELS / min(image.size)
        image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BILINEAR)
    if skew:
        image = Image.fromarray(upright.levelled(np.asarray(image), skew, smooth=False))
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=_SHOWN_QUALITY)
    return packed.getvalue(), image.size

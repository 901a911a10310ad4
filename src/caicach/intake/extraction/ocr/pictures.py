"""Pages of a file as pictures: a PDF drawn, a TIFF frame by frame, a photograph turned as its camera says."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps, UnidentifiedImageError

from caicach.intake.extraction import refusals
from caicach.intake.extraction.kinds import kind_of
from caicach.intake.extraction.pdf_page import opened_pdf

Pixels = npt.NDArray[np.uint8]

LOWEST_DPI, USUAL_DPI, HIGHEST_DPI = 150, 200, 300
MOST_PIXELS = 16_000_000  # what a page is worked on in: A3 at 300 dpi
MOST_STORED = 120_000_000  # what a picture in a file may unpack to
_A4 = (595.3, 841.9)
_PAPERS = (_A4, (841.9, 1190.6), (612.0, 792.0), (612.0, 1008.0), (612.0, 936.0))  # A4, A3, Letter, Legal, Foolscap
_SAME_PAPER = 0.04


class Unusable(Exception):
    """A picture that cannot be worked on; `problem` is a code of `pages.Problem`."""

    def __init__(self, problem: Any) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(slots=True)
class Picture:
    """A page as RGB pixels (height × width × 3) at `dpi`. `photo`: of unknown scale, perhaps taken by hand."""

    pixels: Pixels
    dpi: float
    photo: bool = False


def is_picture(path: Path, name: str) -> bool:
    return kind_of(path, name) == "image"


def count(path: Path, *, name: str) -> int:
    """How many pages a PDF or a file of pictures has; `CannotRead` where it is neither or cannot be opened."""
    if is_picture(path, name):
        with _opened(path, name) as image:
            return int(getattr(image, "n_frames", 1))
    with opened_pdf(path, name) as document:
        return len(document)


def load(path: Path, number: int, *, name: str) -> Picture:
    """Page `number` (from 1) of the file. `Unusable` where this page cannot be had, `CannotRead` for the whole file."""
    if is_picture(path, name):
        with _opened(path, name) as image:
            return _frame(image, number)
    with opened_pdf(path, name) as document:
        return drawn(document, number)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # the size is judged below, before anything is unpacked
    with path.open("rb") as file:
        if file.read(12)[4:8] == b"ftyp":
            import pi_heif

            pi_heif.register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a library thinks of a file's tags is no matter of ours
            image = Image.open(path)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise refusals.damaged(name, "image") from None
    try:
        yield image
    finally:
        image.close()


def _frame(image: Image.Image, number: int) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if number > 1 or getattr(image, "n_frames", 1) > 1:
                image.seek(number - 1)
            dpi = _stated_dpi(image)
            if image.format == "JPEG":  # a large photograph is unpacked at half, a quarter or an eighth of its size
                shrink = math.sqrt(max(1.0, image.width * image.height / MOST_PIXELS))
                before = image.width
                image.draft("RGB", (round(image.width / shrink), round(image.height / shrink)))
                dpi *= image.width / before
            if image.width * image.height > MOST_STORED:
                raise Unusable("too_large")
            if min(image.size) < 50:
                raise Unusable("no_text")
            upright = ImageOps.exif_transpose(image)
            shown = _flattened(upright)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, ZeroDivisionError):
        raise Unusable("damaged") from None
    width, height = shown.size
    photo = not dpi
    if photo:
        dpi = max(width, height) / _A4[1] * 72
    scale = min(1.0, HIGHEST_DPI / dpi, math.sqrt(MOST_PIXELS / (width * height)))
    if scale < 0.95:
        shown = shown.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
        dpi *= scale
    return Picture(np.array(shown), dpi, photo)


def _stated_dpi(image: Image.Image) -> float:
    """The resolution that a scanner wrote into the file; 0 where there is none or the paper would be no paper."""
    stated = image.info.get("dpi")
    try:
        dpi = float(stated[0]) if stated else 0.0
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return 0.0
    if dpi <= 96 and image.format != "TIFF":  # what cameras and screens write, whatever was photographed
        return 0.0
    longest = max(image.size) / dpi if dpi >= 72 else 0.0
    return dpi if 4 <= longest <= 24 else 0.0


def _flattened(image: Image.Image) -> Image.Image:
    """RGB; what is transparent lies on white paper, sixteen bits a point become eight."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float32)
        top = 65535.0 if values.max() > 255 else 255.0
        return Image.fromarray((values / top * 255).clip(0, 255).astype(np.uint8)).convert("RGB")
    return image.convert("RGB")


def drawn(document: pdfium.PdfDocument, number: int, *, dpi: float | None = None) -> Picture:
    """A page of a PDF at the resolution of the picture that fills it, within bounds."""
    try:
        page = document[number - 1]
    except (pdfium.PdfiumError, IndexError):
        raise Unusable("damaged") from None
    try:
        width, height = page.get_size()
        if width < 10 or height < 10:
            raise Unusable("no_text")
        if dpi is None:
            dpi = min(HIGHEST_DPI, max(LOWEST_DPI, _native_dpi(page, width, height) or USUAL_DPI))
        dpi = min(dpi, 72 * math.sqrt(MOST_PIXELS / (width * height)))
        bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
        try:
            pixels = bitmap.to_numpy()
            if pixels.ndim == 2 or pixels.shape[2] == 1:
                pixels = np.repeat(pixels.reshape(pixels.shape[0], pixels.shape[1], 1), 3, axis=2)
            return Picture(np.array(pixels[:, :, :3]), dpi)
        finally:
            bitmap.close()
    except pdfium.PdfiumError:
        raise Unusable("damaged") from None
    finally:
        page.close()


def has_ink(document: pdfium.PdfDocument, index: int) -> bool:
    """Is anything at all drawn on the page of a PDF?"""
    try:
        pixels = drawn(document, index + 1, dpi=30).pixels
    except Unusable:
        return True
    return bool((pixels.min(axis=2) < 160).mean() > 0.001)


def _native_dpi(page: pdfium.PdfPage, width: float, height: float) -> float:
    """The resolution of the largest picture of a page; 0 where none covers a good part of it."""
    best = 0.0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        across, down = right - left, top - bottom
        if across * down < 0.3 * width * height:
            continue
        columns, rows = item.get_px_size()
        if across > 0 and down > 0:
            best = max(best, math.sqrt(columns * rows / (across * down)) * 72)
    return best


def paper_of(picture: Picture) -> tuple[float, float]:
    """The size of the page in points, at a common format where it is close to one."""
    height, width = picture.pixels.shape[:2]
    size = width * 72 / picture.dpi, height * 72 / picture.dpi
    for across, down in _PAPERS:
        for paper in ((across, down), (down, across)):
            if all(abs(have - want) <= _SAME_PAPER * want for have, want in zip(size, paper, strict=True)):
                return paper
    return size

"""Clean pages made into what a scanner or a telephone makes of them, each fault by itself and by a given seed.

A page is an RGB image of the size it has at `dpi`. The faults are put on in the order in which paper meets them: the
stamp on the paper, the paper askew on the glass, the lens out of focus, weak light, the sensor's noise, the file's
compression.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageDraw

Pixels = npt.NDArray[np.uint8]

STAMP_MILLIMETRES = 36  # a round seal, as the rules on seals have it
STAMP_RED = (205, 25, 35)


def degrade(
    image: Image.Image,
    *,
    dpi: int = 200,
    skew: float = 0.0,
    noise: float = 0.0,
    stamp: bool = False,
    jpeg: int | None = None,
    contrast: float = 1.0,
    blur: float = 0.0,
    seed: int = 0,
) -> Image.Image:
    """The page as it comes out of a poor scan; the same seed gives the same picture.

    `skew` in degrees, clockwise. `noise`: the sensor's, as the standard deviation of grey levels (0-255); above 20 the
    page also gets black and white specks, as from a fax. `stamp`: a red seal with its signature over the text, where
    the seed puts it. `jpeg`: quality from 1 to 95. `contrast`: 1 as it is, 0.4 grey on grey. `blur`: radius in pixels.
    """
    chance = np.random.default_rng(seed)
    page = image.convert("RGB")
    if stamp:
        page = _stamped(page, dpi, chance)
    pixels: Pixels = np.asarray(page)
    if skew:
        pixels = _turned(pixels, skew)
    if blur:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), dtype=np.uint8)
    if contrast != 1.0:
        pixels = np.clip(128 + 40 * (1 - contrast) + (pixels.astype(np.float32) - 128) * contrast, 0, 255).astype(
            np.uint8
        )
    if noise:
        pixels = _noisy(pixels, noise, chance)
    degraded = Image.fromarray(pixels)
    if jpeg is not None:
        packed = io.BytesIO()
        degraded.save(packed, "JPEG", quality=jpeg, dpi=(dpi, dpi))
        degraded = Image.open(io.BytesIO(packed.getvalue())).convert("RGB")
    return degraded


def scan_of(pdf_path: Path, out_path: Path, *, dpi: int = 200, turn: int = 0, seed: int = 0, **how: Any) -> Path:
    """A PDF (or TIFF, by the name of `out_path`) that holds nothing but pictures of the pages; no text layer.

    `how` goes to `degrade`; each page gets a seed of its own. `turn`: the paper lay turned by so many degrees.
    """
    pages = [
        degrade(page, dpi=dpi, seed=seed + number, **how).rotate(-turn, expand=True)
        for number, page in enumerate(pages_of(pdf_path, dpi=dpi))
    ]
    if out_path.suffix.lower() in (".tif", ".tiff"):
        pages[0].save(out_path, "TIFF", save_all=True, append_images=pages[1:], dpi=(dpi, dpi), compression="tiff_lzw")
    else:
        write_images(pages, out_path, dpi=dpi, quality=how.get("jpeg") or 90)
    return out_path


def pages_of(pdf_path: Path, *, dpi: int = 200) -> Iterator[Image.Image]:
    """Each page of a PDF as it is printed at this resolution."""
    document = pypdfium2.PdfDocument(pdf_path)
    try:
        for index in range(len(document)):
            page = document[index]
            yield page.render(scale=dpi / 72).to_pil().convert("RGB")
            page.close()
    finally:
        document.close()


def write_images(pages: list[Image.Image], path: Path, *, dpi: int = 200, quality: int = 90) -> Path:
    """Pictures as the pages of a PDF."""
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=quality)
    return path


def _turned(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    white = (255, 255, 255)
    turned = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)
    return np.asarray(turned, dtype=np.uint8)


def _noisy(pixels: Pixels, sigma: float, chance: np.random.Generator) -> Pixels:
    grain = chance.normal(0, sigma, pixels.shape[:2]).astype(np.float32)
    noisy = np.clip(pixels.astype(np.float32) + grain[..., None], 0, 255).astype(np.uint8)
    if sigma > 20:
        specks = chance.random(pixels.shape[:2])
        share = (sigma - 20) / 2000
        noisy[specks < share] = 0
        noisy[specks > 1 - share] = 255
    return noisy


def _stamped(page: Image.Image, dpi: int, chance: np.random.Generator) -> Image.Image:
    """The seal lies on the paper like ink: it darkens what is below it, and what is black stays black."""
    size = round(STAMP_MILLIMETRES / 25.4 * dpi)
    seal = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(seal)
    line = max(2, size // 40)
    for inset, width in ((line, line), (size // 6, max(1, line // 2))):
        draw.ellipse((inset, inset, size - inset, size - inset), outline=STAMP_RED, width=width)
    middle, outer, inner = size / 2, size / 4.2, size / 10.5
    star = [
        (middle + radius * math.sin(angle), middle - radius * math.cos(angle))
        for angle, radius in ((math.pi * step / 5, outer if step % 2 == 0 else inner) for step in range(10))
    ]
    draw.polygon(star, outline=STAMP_RED, fill=STAMP_RED)
    ring = size / 2 - size / 9
    for step in range(28):  # letters around the edge, as strokes
        angle = 2 * math.pi * step / 28
        x, y = middle + ring * math.sin(angle), middle - ring * math.cos(angle)
        half = size / 50
        draw.line((x - half, y - half, x + half, y + half), fill=STAMP_RED, width=line)
        draw.line((x + half, y - half, x - half, y + half), fill=STAMP_RED, width=line // 2 + 1)
    seal = seal.rotate(float(chance.uniform(-25, 25)), fillcolor="white", resample=Image.Resampling.BICUBIC)
    left = int(chance.uniform(0.3, 0.65) * page.width)
    top = int(chance.uniform(0.35, 0.75) * page.height)
    area = (left, top, min(page.width, left + size), min(page.height, top + size))
    below = np.asarray(page.crop(area), dtype=np.float32)
    ink = np.asarray(seal, dtype=np.float32)[: below.shape[0], : below.shape[1]]
    stamped = page.copy()
    stamped.paste(Image.fromarray((below * ink / 255).astype(np.uint8)), area[:2])
    return stamped

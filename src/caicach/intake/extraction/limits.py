"""How much a file may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MEGABYTE = 1024 * 1024

Recognising = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. Sizes are bytes, times are seconds."""

    size: int = 50 * MEGABYTE
    scan_size: int = 400 * MEGABYTE  # of a PDF or picture: a long scan is heavy, and bounded by its pages
    pages: int = 1_000
    lines: int = 200_000  # paragraphs of a text or DOCX, rows of a sheet
    archive_entries: int = 5_000
    archive_total: int = 300 * MEGABYTE  # what all entries of a DOCX, XLSX or archive unpack to
    archive_ratio: int = 200  # unpacked size over packed size, per entry of more than a megabyte
    inner_files: int = 200  # files of an archive or e-mail
    inner_depth: int = 3  # archives in archives, letters in letters
    seconds: int = 120
    page_seconds: float = 60  # of the processor, to recognise one page
    memory: int = 1536 * MEGABYTE
    ocr: Recognising = "never"  # whether pages that are pictures are recognised while extracting


DEFAULT_LIMITS = Limits()

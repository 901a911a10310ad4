"""Pages that are pictures: scans and photographs recognised, and made a `Source` like any other file.

`needs_recognition` says which pages of a file have no text of their own, `recognise_page` recognises one of them,
`source_from_pages` puts the pages together. Recognising runs in a confined child (`intake.sandbox`); the libraries
that it needs are imported only there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import DEFAULT_LIMITS, Limits
from caicach.intake.extraction.ocr.pages import (
    Origin,
    Problem,
    RecognisedCell,
    RecognisedLine,
    RecognisedPage,
    RecognisedTable,
    Word,
)
from caicach.intake.source import Source

__all__ = [
    "Origin",
    "Problem",
    "RecognisedCell",
    "RecognisedLine",
    "RecognisedPage",
    "RecognisedTable",
    "Word",
    "extract_recognised",
    "needs_recognition",
    "recognise_page",
    "source_from_pages",
]


def needs_recognition(path: Path, *, name: str | None = None) -> list[bool]:
    """For each page of a PDF or picture: has its text to be recognised?"""
    from caicach.intake.extraction.ocr import judging

    return judging.needs_recognition(path, name=name)


def recognise_page(path: Path, number: int, *, name: str | None = None) -> tuple[RecognisedPage, bytes]:
    """Page `number` (from 1) recognised, and its picture as shown, a JPEG."""
    from caicach.intake.extraction.ocr import recognising

    return recognising.recognise_page(path, number, name=name)


def source_from_pages(
    pages: Sequence[RecognisedPage],
    *,
    name: str,
    path: Path | None = None,
    count: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Source:
    """The pages of a file as one source; those with a text of their own are taken from the PDF at `path`."""
    from caicach.intake.extraction.ocr import assembling

    return assembling.source_from_pages(pages, name=name, path=path, count=count, limits=limits)


def extract_recognised(path: Path, *, name: str, limits: Limits) -> Source:
    """A PDF or picture whose pages are recognised here and now, one after the other, where they need it.

    For small files and files in archives; `intake.sandbox` works on several pages at a time and keeps each.
    """
    from caicach.intake.extraction.ocr import engine, judging, recognising
    from caicach.intake.extraction.pdf import extract_pdf

    needed = judging.needs_recognition(path, name=name)
    if len(needed) > limits.pages:
        raise refusals.too_many_pages(name, len(needed), limits.pages)
    if limits.ocr == "auto" and not any(needed):
        return extract_pdf(path, name=name, limits=limits)
    if limits.ocr == "always":
        needed = [True] * len(needed)
    if engine.data_folder() is None:
        raise refusals.ocr_not_available(name)
    with engine.Engine() as recogniser:
        pages = [
            recognising.recognise_page(path, number, name=name, engine=recogniser)[0]
            if wanted
            else RecognisedPage(number, origin="text")
            for number, wanted in enumerate(needed, 1)
        ]
    return source_from_pages(pages, name=name, path=path, limits=limits)

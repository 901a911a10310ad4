"""A whole file recognised here and now, one page after the other."""

from __future__ import annotations

from pathlib import Path

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.ocr.assembling import source_from_pages
from caicach.intake.extraction.ocr.engine import Engine, data_folder
from caicach.intake.extraction.ocr.judging import needs_recognition
from caicach.intake.extraction.ocr.pages import RecognisedPage
from caicach.intake.extraction.ocr.recognising import recognise_page
from caicach.intake.extraction.pdf import extract_pdf
from caicach.intake.source import Source


def extract_recognised(path: Path, *, name: str, limits: Limits) -> Source:
    """A PDF or picture whose pages are recognised here and now, one after the other, where they need it.

    For small files and files in archives; `intake.sandbox` works on several pages at a time and keeps each.
    """
    needed = needs_recognition(path, name=name)
    if len(needed) > limits.pages:
        raise refusals.too_many_pages(name, len(needed), limits.pages)
    if limits.ocr == "auto" and not any(needed):
        return extract_pdf(path, name=name, limits=limits)
    if limits.ocr == "always":
        needed = [True] * len(needed)
    if data_folder() is None:
        raise refusals.ocr_not_available(name)
    with Engine() as recogniser:
        pages = [
            recognise_page(path, number, name=name, engine=recogniser)[0]
            if wanted
            else RecognisedPage(number, origin="text")
            for number, wanted in enumerate(needed, 1)
        ]
    return source_from_pages(pages, name=name, path=path, limits=limits)

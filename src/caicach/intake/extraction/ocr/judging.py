"""Which pages of a PDF have no text of their own, or one that is no use.

Few pages have to be drawn to tell, so the libraries of pictures are loaded when one comes.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pypdfium2 as pdfium

from caicach.intake.extraction.kinds import kind_of
from caicach.intake.extraction.legacy_fonts import judged
from caicach.intake.extraction.pdf_page import Page, opened_pdf, read_page
from caicach.intake.extraction.syllables import is_syllable

_LETTERS_OF_A_TEXT_PAGE = 25
_UNUSABLE_SHARE = 0.3  # letters without a meaning in Unicode
_ENOUGH_WORDS = 20  # fewer say nothing about a page
_SYLLABLES_OF_A_SCAN = 0.8  # a good recogniser gets more of them right
_SYLLABLES_OF_PRINT = 0.35  # what a program printed has more, unless its fonts hide what the letters are
_MARKED = 0.3  # the share of words with a mark; Vietnamese has over twice as many
_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_WESTERN = re.compile(r"[A-Za-z'’-]+")


def needs_recognition(path: Path, *, name: str | None = None) -> list[bool]:
    """For each page of a PDF or picture: has its text to be recognised? `CannotRead` where it cannot be opened."""
    name = name or path.name
    if kind_of(path, name) == "image":
        from caicach.intake.extraction.ocr import pictures

        return [True] * pictures.count(path, name=name)
    with opened_pdf(path, name) as document:
        return [page_needs_recognition(document, index) for index in range(len(document))]


def wants(path: Path, number: int, *, name: str) -> bool:
    """Has the text of this one page to be recognised?"""
    if kind_of(path, name) == "image":
        return True
    with opened_pdf(path, name) as document:
        return not 1 <= number <= len(document) or page_needs_recognition(document, number - 1)


def page_needs_recognition(document: pdfium.PdfDocument, index: int) -> bool:
    try:
        page = read_page(document, index)
    except pdfium.PdfiumError:
        return True
    if page.scanned or page.letters >= _LETTERS_OF_A_TEXT_PAGE:
        return not has_use(page, ink=True)
    from caicach.intake.extraction.ocr import pictures

    return not has_use(page, pictures.has_ink(document, index))


def has_use(page: Page, ink: bool) -> bool:
    """Can the page be read from its text layer? `ink`: something is drawn on it."""
    if page.letters < _LETTERS_OF_A_TEXT_PAGE:
        # A blank page and one with a few words on it have no more to give.
        return not page.scanned and (page.letters > 0 or not ink)
    if page.unusable > _UNUSABLE_SHARE * page.letters:
        return False
    words = [word for placed in page.words for word in _WORD.findall(unicodedata.normalize("NFC", placed.text))]
    words = [word for word in words if len(word) > 1]
    if len(words) < _ENOUGH_WORDS:
        return True
    syllables = sum(is_syllable(word) for word in words) / len(words)
    if page.scanned:
        marked = sum(not word.isascii() for word in words) / len(words)
        return syllables >= _SYLLABLES_OF_A_SCAN and marked >= _MARKED
    if syllables >= _SYLLABLES_OF_PRINT:
        return True
    return _is_another_language(words) or _is_an_old_font(page)


def _is_another_language(words: list[str]) -> bool:
    """Words of plain letters with vowels in them: English or the like, which is left as it is."""
    plain = [word for word in words if _WESTERN.fullmatch(word)]
    spoken = sum(_VOWEL.search(word) is not None for word in plain)
    return len(plain) > 0.85 * len(words) and spoken > 0.85 * len(plain)


def _is_an_old_font(page: Page) -> bool:
    """Text of before Unicode, which is converted rather than recognised."""
    return judged(" ".join(word.text for word in page.words[:400])).encoding is not None

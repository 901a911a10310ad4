"""Where one paragraph ends and the next begins, told from the words alone.

Text files, soft breaks in DOCX and lines of a PDF all ask the same questions here, so one document is cut
into the same paragraphs whatever form it comes in.
"""

from __future__ import annotations

import re
import unicodedata

_ODD_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_SPACES = re.compile(r" {2,}")

# A label that opens an item: "I.", "1.", "1.2.3", "a)", "đ)", "(1)", "-", "+", "•", "Điều 5.", "Phụ lục", "Chương".
_ITEM = re.compile(
    r"""^(?:
        [-–—+•●○▪■□◦*·]\s*(?=\S)
      | (?:[IVXLC]{1,6}|\d{1,3}(?:\.\d{1,2}){0,4}|[A-ZĐ])\s?[.)/]\s
      | \d{1,3}(?:\.\d{1,2}){1,4}\s
      | [a-zđêôơưâă]\s?[.)]\s
      | \(\s?(?:\d{1,3}|[a-zđ]|[ivx]{1,5})\s?\)\s
      | (?:Điều|Chương|Mục|Phần|PHẦN|CHƯƠNG|MỤC|Khoản|Phụ\ lục|PHỤ\ LỤC|Biểu)\s+(?:số\s+)?(?:\d+|[IVXLC]+)\b
      | (?:Nơi\ nhận|Kính\ gửi|Căn\ cứ|Theo\ đề\ nghị|Xét\ đề\ nghị)\b
    )""",
    re.VERBOSE,
)
_FULL_STOP = re.compile(r"[.;:!?…][\"”’)\]]*$")
_REFERENCE_OPEN = re.compile(r"\b(?:khoản|điểm|Khoản|Điểm|số|tại)$")
_SPAN_OF_YEARS = re.compile(r"\b(?:19|20)\d\d\n[-–] ?(?:19|20)\d\d\b")
_OPEN_CODE = re.compile(r"\w[-/]$")
_HALF_A_CODE = re.compile(r"[A-ZĐ0-9][-/]\n(?:[A-ZĐ]{2,}|\d)")
_OPENERS = "“‘\"'([{«*_"


def clean(text: str) -> str:
    """One spelling for one text: composed letters, plain single spaces, nothing invisible, no outer space."""
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", _ODD_SPACES.sub(" ", text))
    return _SPACES.sub(" ", text).strip()


def opens_item(text: str) -> bool:
    """Does the line start with a label (list, clause, annex, legal basis)?"""
    return _ITEM.match(text) is not None


def is_capitals(text: str) -> bool:
    """Is the line set in capitals, as titles and headings are? Needs five letters, to leave abbreviations alone."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 5:
        return False
    return sum(letter.isupper() for letter in letters) >= 0.85 * len(letters)


def starts_small(text: str) -> bool:
    """Does the line go on in small letters (so that nothing new can begin here)?"""
    bare = text.lstrip(_OPENERS)
    return bare[:1].islower()


def ends_sentence(text: str) -> bool:
    return _FULL_STOP.search(text) is not None


def goes_on(before: str, after: str, *, full: bool) -> bool:
    """Is `after` the same paragraph as `before`, the line above it?

    `full` says that `before` filled its line, so the break is one of width and not of will.
    """
    if opens_item(after):
        # A clause reference broken after its noun ("điểm / a) khoản 2"), a span of years after the first of them.
        if _SPAN_OF_YEARS.search(f"{before}\n{after}"):
            return True
        return full and _REFERENCE_OPEN.search(before) is not None
    if _HALF_A_CODE.search(f"{before}\n{after}") or (before.endswith(",") and starts_small(after)):
        return True
    if is_capitals(before) and not any(letter.islower() for letter in after):
        return full
    if is_capitals(after) != is_capitals(before):
        # A heading above or below running text; an abbreviation alone on the last line belongs to its sentence.
        return full and not is_capitals(before) and len(after.split()) <= 3 and not ends_sentence(before)
    if starts_small(after):
        return full or not ends_sentence(before)
    return full


def joined(before: str, after: str) -> str:
    """Two lines of one paragraph as one; a number or code broken at its own hyphen or slash closes up."""
    if _OPEN_CODE.search(before) and not after[:2].istitle() and after[:1].isalnum():
        return before + after
    return f"{before} {after}"

"""Words in a line: where one begins and ends, which are codes, which could be Vietnamese at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, repeat

from caicach.intake.reading.confusions import apart

_ONSET = r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
_RIME = (
    r"(?:a(?:ch?|i|m|ng?|nh|o|p|t|u|y)?|e(?:ch?|m|ng?|nh|o|p|t|u)?|i(?:ch?|m|nh?|p|t|u|a)?|ie(?:c|m|ng?|p|t|u)"
    r"|o(?:c|i|m|ng?|p|t|a|e)?|oa(?:ch?|i|m|ng?|nh|o|p|t|y)|oe(?:n|o|t)|oo(?:c|ng)|u(?:a|c|i|m|ng?|p|t|u|y|e|o)?"
    r"|ua(?:n|t|y|ng)|ue(?:ch?|nh?|t)|uo(?:c|i|m|ng?|p|t|u)|uy(?:a|ch?|nh?|t|u|p)?|uye(?:n|t)|y(?:t|eu|et|en|em)?|ia)"
)
_SYLLABLE = re.compile(rf"{_ONSET}{_RIME}")
WORD = re.compile(r"([(\[{<\"“‘'*_+•\-–—.,:;~=]*)(.*?)([)\]}>\"”’.,:;!?…*_~=\-–—]*)$", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]")


def is_syllable(folded: str) -> bool:
    """Whether folded letters could be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(folded) is not None


def tokens(text: str) -> Iterator[tuple[str, str, str, bool]]:
    """Each word as signs before, core, signs after, and whether it follows the one before without a space."""
    for first, piece in zip(chain([True], repeat(False)), apart(text).split(), strict=False):
        parts = re.split(r"(?<=[^\W\d_]{2})([/,\-–—;:(])(?=[^\W\d_]{2})", piece) if not is_code(piece) else [piece]
        glued = False
        pending = ""
        for order, part in enumerate(parts):
            if order % 2:
                pending = part
                continue
            match = WORD.match(part)
            assert match
            before, core, after = match.groups()
            if first and not glued and _LABEL.fullmatch(piece):
                before, core, after = piece, "", ""
            yield pending + before, core, after, glued
            pending, glued = "", True


_LABEL = re.compile(r"_?(?:[\dIVXlivx|]{1,4}(?:[.]\d{1,2})*|[a-zđA-ZĐ])[.)/]+")
_CODE = re.compile(r"/[A-ZĐ]{2,}|\d+/|/\d|\d[A-ZĐ]*-|[A-ZĐ]{2,}[-/][A-ZĐ]{2,}|\d{3,}|\d[.,]\d|@|://|\d%")


def is_code(piece: str) -> bool:
    return _CODE.search(piece) is not None

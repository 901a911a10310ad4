"""One place for the tone: "hòa", "khỏe", "thủy", as most issued documents write it; "toán", "huỳnh", "quý" stay.

Both habits are correct Vietnamese; the reader and the lists of bodies meet more easily when there is one.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = {"grave": "\u0300", "acute": "\u0301", "tilde": "\u0303", "hook": "\u0309", "dot": "\u0323"}
_PAIRS = [(first, second) for first, second in ("oa", "oe", "uy")]


def _with(letter: str, mark: str) -> str:
    return unicodedata.normalize("NFC", letter + mark)


def _cases(first: str, second: str) -> list[tuple[str, str]]:
    return [(a, b) for a in (first, first.upper()) for b in (second, second.upper())]


# "oà" → "òa" where the syllable ends there; "òa" → "oà" where it goes on.
_TO_FIRST = {
    a + _with(b, mark): _with(a, mark) + b for pair in _PAIRS for a, b in _cases(*pair) for mark in _MARKS.values()
}
_TO_SECOND = {moved: spelt for spelt, moved in _TO_FIRST.items()}
_OPEN = re.compile(rf"(?<![qQ])({'|'.join(_TO_FIRST)})(?![^\W\d_])")
_CLOSED = re.compile(rf"({'|'.join(_TO_SECOND)})(?=(?:ch|nh|ng|[cmnptiyoau])(?![^\W\d_]))", re.IGNORECASE)
_HAS = re.compile(f"[{''.join(sorted({_with(letter, mark) for letter in 'aeyouAEYOU' for mark in _MARKS.values()}))}]")


def house_style(text: str) -> str:
    """The text, composed, with its tones in their house place. Nothing else changes, and its length does not."""
    if not _HAS.search(text):
        return text
    text = _OPEN.sub(lambda found: _TO_FIRST[found[1]], text)
    return _CLOSED.sub(lambda found: _TO_SECOND.get(found[1], found[1]), text)

"""How far the letters of a word reach above and below their line: from that, the size of type in a scan."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# In sizes of the type, as in the Times that Nghị định 30/2020 prescribes; other faces differ by a few hundredths.
_SMALL, _CAPITAL, _ASCENDER, _DESCENDER = 0.45, 0.66, 0.68, 0.217
_ASCENDERS = frozenset("bdfhklđij0123456789()[]{}|/\\%&?!'\"“”‘’")
_DESCENDERS = frozenset("gpqyj()[]{}|/;,Q")
_FLAT = frozenset("-–—_=~*•.:·")
_ABOVE = {"\u0300": 0.23, "\u0301": 0.23, "\u0303": 0.2, "\u0309": 0.24, "\u0302": 0.22, "\u0306": 0.21}
_BELOW = {"\u0323": 0.2}


@lru_cache(maxsize=20_000)
def reach(text: str) -> tuple[float, float] | None:
    """Height above and depth below the line, in sizes of the type; None for signs that say nothing of it."""
    top = bottom = 0.0
    for letter in text:
        if letter in _FLAT:
            continue
        base, *marks = list(unicodedata.normalize("NFD", letter))
        if base.isupper():
            high = _CAPITAL
        elif base in _ASCENDERS:
            high = _ASCENDER
        elif base == "t":
            high = 0.58
        elif base in ",;":
            high = 0.1 if base == "," else _SMALL
        else:
            high = _SMALL
        if base == "i" and marks and marks[0] in _ABOVE:
            high = _SMALL
        above = [_ABOVE[mark] for mark in marks if mark in _ABOVE]
        if above:
            high += above[0] + 0.17 * (len(above) - 1)
        low = _DESCENDER if base in _DESCENDERS else 0.0
        low = max([low, *(_BELOW[mark] for mark in marks if mark in _BELOW)])
        top, bottom = max(top, high), max(bottom, low)
    return (top, bottom) if top >= 0.4 else None

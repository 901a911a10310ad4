"""Vietnamese text as words: where each stands, and what it is to a model that knows words by their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from caicach.core.text import flatten, nfc

BREAK, NUMBER, COMMA, BRACKET, DASH = "|", "0", ",", "(", "-"

_TOKEN = re.compile(
    r"(?P<kept>[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:vn|com|org|net|gov|edu)\b(?:/\S*)?"
    r"|\b\d[\w.]*/[\w./&-]*[^\W\d_][\w&-]*(?:[./-][\w&]+)*|\b[^\W\d_]+\d\w*|\b\d+[^\W\d_]\w*)"
    r"|(?P<word>[^\W\d_]+)|(?P<number>\d[\d.,/]*)|(?P<line>\n+)|(?P<sign>[^\w\s])"
)
_SIGNS = {",": COMMA, ";": COMMA, "(": BRACKET, ")": BRACKET, "-": DASH, "–": DASH, "—": DASH, "/": DASH}
_NEW_STYLE = re.compile(
    r"(?:(?<![qQ])([uU])([ỳýỷỹỵỲÝỶỸỴ])|([oO])([àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]))(?![^\W\d_])"
)  # "hoà", "thuý": the tone on the second vowel
_TONES = {
    "o": dict(zip("àáảãạèéẻẽẹ", "òóỏõọòóỏõọ", strict=True)),
    "u": dict(zip("ỳýỷỹỵ", "ùúủũụ", strict=True)),
}
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|ieu|yeu|oai|oao|oay|oeo|uay|uoi|uou|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy"
    r"|ye|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, sign or line end. `symbol` is how a model knows it: a word in small letters with its marks,
    a short form in capitals, one sign for all of a kind."""

    text: str
    start: int
    symbol: str
    kind: str  # "word" | "short" | "kept" | "other"


def tokens_of(text: str) -> Iterator[Token]:
    """Everything in composed text that is no space. A line end within a sentence is none."""
    start = 0
    for line in text.splitlines(keepends=True):
        capitals = _mostly_capitals(line)
        for found in _TOKEN.finditer(line):
            kind, word, place = found.lastgroup, found.group(), start + found.start()
            if kind == "word":
                if len(word) > 1 and not capitals and word.isupper():
                    yield Token(word, place, word, "short")
                else:
                    yield Token(word, place, word.lower(), "word")
            elif kind == "line":
                if not text[place + len(word) : place + len(word) + 1].islower():
                    yield Token(word, place, BREAK, "other")
            elif kind == "kept":
                yield Token(word, place, NUMBER, "kept")
            elif kind == "number":
                yield Token(word, place, NUMBER, "other")
            else:
                yield Token(word, place, _SIGNS.get(word, BREAK), "other")
        start += len(line)


def _mostly_capitals(text: str) -> bool:
    small = sum(char.islower() for char in text)
    return small * 2 < sum(char.isupper() for char in text)


def plain(text: str) -> str:
    """Composed text with the tone on the first vowel of an open oa, oe, uy ("hoà" → "hòa"): one spelling a word."""
    return _NEW_STYLE.sub(_tone_first, nfc(text))


def _tone_first(found: re.Match[str]) -> str:
    first, second = (found[1], found[2]) if found[1] else (found[3], found[4])
    toned = _TONES[first.lower()][second.lower()]
    bare = flatten(second)
    return (toned.upper() if first.isupper() else toned) + (bare.upper() if second.isupper() else bare)


@cache
def could_be_vietnamese(folded: str) -> bool:
    """Whether a folded word is built as a Vietnamese syllable ("nghieng", not "gigabit")."""
    return _SYLLABLE.fullmatch(folded) is not None


def in_case_of(word: str, found: str) -> str:
    """`word` with the capitals of `found`."""
    if found.islower():
        return word
    if found.isupper() and len(found) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if found[:1].isupper() else word  # a capital within a word is a misreading

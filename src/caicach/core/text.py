"""Vietnamese text as data: folding for search and matching, keys for comparing and sorting.

Vietnamese is written with 29 letters, five tone marks, two code-point forms (composed and decomposed) and two
habits of placing the tone ("hoà", "hòa"). Offices type all of them; what is the same word must meet here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Tone marks in the order of the dictionary: ngang (0), huyền, hỏi, ngã, sắc, nặng."""

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_DIGITS = re.compile(r"\d+")


@cache
def _fold_table() -> dict[int, str]:
    """Every letter that stands for one plain letter; one character for one, so that places stay the same."""
    table = {
        ord("đ"): "d",
        ord("Đ"): "d",
        ord("ð"): "d",
        ord("Ð"): "d",
        0x2013: "-",
        0x2014: "-",
        0x2212: "-",
        0x2010: "-",
        0x2011: "-",
        0x00A0: " ",
        0x201C: '"',
        0x201D: '"',
        0x2018: "'",
        0x2019: "'",
    }
    for code in [*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        if code in table:
            continue
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1:
            table[code] = base
    return table


def nfc(text: str) -> str:
    """The text in composed form, as it is stored and shown everywhere."""
    return unicodedata.normalize("NFC", text)


def flatten(text: str) -> str:
    """Composed text without marks and in lower case, character for character: a place in the one is the same place
    in the other. Dashes, quotation marks and hard spaces become plain ones."""
    return text.translate(_fold_table())


def unmarked(text: str) -> str:
    """Composed text without its marks, capitals kept, a letter for a letter."""
    return "".join(
        plain.upper() if sign.isupper() else plain
        for sign in nfc(text)
        for plain in (flatten(sign) if sign.isalpha() else sign,)
    )


def fold(text: str) -> str:
    """Text without marks, in lower case, with single spaces: "Cải cách  ĐỔI mới" → "cai cach doi moi"."""
    return _SPACE.sub(" ", nfc(text).translate(_fold_table())).strip()


def search_key(text: str) -> str:
    """Folded words only, one space between them; punctuation never keeps two spellings apart."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def squeeze(text: str) -> str:
    """The text with single spaces, in composed form, as one line."""
    return _SPACE.sub(" ", nfc(text)).strip()


def compare_key(text: str) -> str:
    """The same key for the same words: case, spaces, code-point form and the place of the tone do not count, the
    marks themselves do ("hoà" = "hòa", "hoà" ≠ "hoa")."""
    words = []
    for word in _SPACE.sub(" ", unicodedata.normalize("NFD", text.lower())).strip().split(" "):
        tones = "".join(mark for mark in word if mark in _TONES)
        letters = "".join(mark for mark in word if mark not in _TONES)
        words.append(unicodedata.normalize("NFC", letters) + tones)
    return " ".join(words)


def same_words(one: str, other: str) -> bool:
    """Whether two spellings are the same words."""
    return compare_key(one) == compare_key(other)


_END, _BLANK = "00", "01"


@cache
def _sort_table() -> dict[str, str]:
    """Two plain characters for each sign, so that every database sorts them alike whatever its collation makes of
    letters beyond them: the end first, then blanks, digits, letters."""
    digits = {str(digit): f"0{chr(ord('a') + digit)}" for digit in range(10)}
    return digits | {letter: str(10 + place) for place, letter in enumerate(_ALPHABET)} | {" ": _BLANK}


def sort_key(text: str) -> str:
    """A string that sorts as the Vietnamese alphabet does: letters first (a ă â b c d đ …), then tones from left to
    right (ngang, huyền, hỏi, ngã, sắc, nặng); numbers by their size ("Phường 2" before "Phường 10")."""
    table = _sort_table()
    signs: list[str] = []
    tones: list[str] = []
    plain = _DIGITS.sub(lambda match: match.group().zfill(9), _SPACE.sub(" ", nfc(text).lower()).strip())
    for char in plain:
        parts = unicodedata.normalize("NFD", char)
        bare = nfc("".join(part for part in parts if part not in _TONES))
        if sign := table.get(bare) or table.get(flatten(bare)[:1]):
            signs.append(sign)
            if bare.isalpha():
                tones.append(str(max((_TONES.get(part, 0) for part in parts[1:]), default=0)))
    return f"{''.join(signs)}{_END}{''.join(tones)}"


def has_marks(text: str) -> bool:
    """Whether the text carries any Vietnamese mark at all."""
    return flatten(nfc(text)) != nfc(text).lower() if text else False


def uppercase_share(text: str) -> float:
    """The share of capitals among the letters; 0 for a text without letters."""
    letters = [char for char in text if char.isalpha()]
    return sum(char.isupper() for char in letters) / len(letters) if letters else 0.0

"""What letter recognition takes for what: the one table, and how far a word as found is from a word that was meant.

Folded text throughout (no marks, small letters). A row says what was seen, what was meant and what believing so
costs, 0 (surely the same) to 1 (a letter as wrong as any other). Vietnamese vowels carry up to two marks, and these
are what recognition stumbles over: a marked vowel is seen as another vowel, a digit, a sign, two strokes, or not at
all; consonants come through.
"""

from __future__ import annotations

import re
from functools import lru_cache

CONFUSIONS: tuple[tuple[str, str, float], ...] = (
    # digits and signs for letters
    ("0", "o", 0.1), ("1", "l", 0.1), ("1", "i", 0.15), ("|", "l", 0.15), ("|", "i", 0.2), ("!", "i", 0.2),
    ("!", "l", 0.2),
    ("6", "o", 0.1), ("5", "o", 0.3), ("5", "s", 0.2), ("8", "s", 0.3), ("8", "o", 0.3), ("8", "b", 0.3),
    ("4", "a", 0.1),
    ("3", "a", 0.2), ("2", "a", 0.4), ("9", "o", 0.3), ("9", "g", 0.3), ("&", "o", 0.1), ("$", "s", 0.2),
    ("@", "o", 0.3),
    ("¢", "e", 0.1), ("€", "e", 0.1), ("¢", "c", 0.2), ("¥", "y", 0.2), ("§", "o", 0.3), ("?", "o", 0.3),
    ("?", "a", 0.3),
    ("%", "u", 0.3), ("<", "c", 0.3), ("?", "u", 0.4),
    # whole words that are always seen the same way
    ("cia", "cua", 0.05), ("ctia", "cua", 0.05), ("clia", "cua", 0.05), ("cta", "cua", 0.1), ("cha", "cua", 0.5),
    ("dugc", "duoc", 0.05), ("dirgc", "duoc", 0.05), ("di.rc", "duoc", 0.05), ("vige", "viec", 0.05),
    ("ire", "uc", 0.2),
    # strokes that run together or fall apart
    ("rn", "m", 0.15), ("m", "rn", 0.4), ("nn", "m", 0.4), ("ni", "m", 0.3), ("in", "m", 0.4), ("vv", "w", 0.1),
    ("cl", "d", 0.3), ("d", "cl", 0.5), ("ci", "d", 0.45), ("li", "h", 0.3), ("ii", "u", 0.1), ("ii", "n", 0.4),
    ("ti", "u", 0.3), ("tr", "u", 0.25), ("ir", "u", 0.1), ("ur", "u", 0.1), ("ur", "uo", 0.3), ("tir", "u", 0.2),
    ("ix", "u", 0.2), ("xi", "u", 0.3), ("ij", "u", 0.2), ("v", "u", 0.4), ("w", "u", 0.1), ("w", "uo", 0.2),
    ("y", "u", 0.15),
    ("uw", "uo", 0.1), ("uo", "u", 0.4), ("it", "u", 0.35), ("i1", "u", 0.2), ("t1", "u", 0.2), ("1r", "u", 0.2),
    ("lu", "uu", 0.3), ("li", "u", 0.3), ("tic", "uc", 0.2), ("o'", "o", 0.05), ("u'", "u", 0.05),
    ("i", "l", 0.3), ("l", "i", 0.3), ("i", "r", 0.5), ("l", "t", 0.4), ("t", "l", 0.4), ("f", "t", 0.4),
    ("i", "t", 0.5),
    ("j", "i", 0.05), ("c", "e", 0.3), ("e", "c", 0.3), ("b", "h", 0.35), ("h", "b", 0.35), ("n", "h", 0.5),
    ("h", "n", 0.5),
    ("n", "u", 0.5), ("u", "n", 0.5), ("p", "d", 0.3), ("b", "d", 0.4), ("dp", "d", 0.2), ("g", "q", 0.3),
    ("q", "g", 0.3),
    ("r", "n", 0.5), ("k", "h", 0.6), ("s", "c", 0.6), ("c", "o", 0.5), ("n", "ri", 0.5), ("m", "in", 0.4),
    ("hi", "h", 0.4),
    ("nh", "mh", 0.5), ("rm", "nh", 0.4), ("iw", "uo", 0.2), ("rt", "m", 0.5), ("ki", "k", 0.5), ("ill", "m", 0.4),
    # marked vowels seen as letters
    ("d", "o", 0.3), ("b", "o", 0.3), ("g", "o", 0.4), ("d", "a", 0.35), ("cc", "c", 0.3), ("ee", "e", 0.1),
    ("oo", "o", 0.1),
    ("aa", "a", 0.1), ("p", "o", 0.5), ("q", "o", 0.4), ("cr", "o", 0.4), ("cr", "u", 0.3), ("c", "u", 0.5),
    ("qc", "oc", 0.3),
    ("hr", "lu", 0.3), ("hrc", "luc", 0.3), ("ça", "o", 0.4), ("çi", "o", 0.3), ("cx", "uo", 0.3), ("di", "o", 0.4),
    ("ao", "oa", 0.5), ("qo", "o", 0.15), ("oq", "o", 0.15), ("ou", "uo", 0.5), ("6a", "oa", 0.2),
    ("o6", "o", 0.1), ("6o", "o", 0.1), ("éa", "a", 0.2),
)  # fmt: skip

_VOWELS = frozenset("aeiouy")
_MARKED = 0.4  # a vowel seen as another
_DROPPED = 0.35  # a vowel not seen at all
_STRAY = 0.45  # a stroke too many beside a vowel
_STRAYS = frozenset("rtiuvj1l")
_SPECK = 0.15  # a sign that is no letter
_OTHER = 1.0
_MEANT: dict[str, tuple[tuple[str, float], ...]] = {}
for _seen, _meant, _cost in CONFUSIONS:
    _MEANT[_seen] = (*_MEANT.get(_seen, ()), (_meant, _cost))
_LONGEST = max(map(len, _MEANT))


def _stray(sign: str) -> float:
    if not sign.isalnum():
        return _SPECK
    return _STRAY if sign in _STRAYS else 0.6 if sign in _VOWELS else _OTHER


@lru_cache(maxsize=65536)
def distance(seen: str, meant: str, limit: float = 3.0) -> float:
    """What it costs to believe that `seen` stands for `meant`; more than `limit` is `limit` + 1."""
    width = len(meant) + 1
    rows = [[_OTHER * 9] * width for _ in range(len(seen) + 1)]
    rows[0][0] = 0.0
    for i in range(len(seen) + 1):
        row = rows[i]
        for j in range(width):
            here = row[j]
            if here > limit:
                continue
            if j + 1 < width:  # not seen at all
                cost = here + (_DROPPED if meant[j] in _VOWELS else _OTHER)
                if cost < row[j + 1]:
                    row[j + 1] = cost
            if i == len(seen):
                continue
            below = rows[i + 1]
            stray = here + _stray(seen[i])
            if stray < below[j]:
                below[j] = stray
            if j + 1 < width:
                same = seen[i] == meant[j]
                cost = here + (0 if same else _MARKED if seen[i] in _VOWELS and meant[j] in _VOWELS else _OTHER)
                if cost < below[j + 1]:
                    below[j + 1] = cost
            for length in range(1, _LONGEST + 1):
                for letters, price in _MEANT.get(seen[i : i + length], ()) if i + length <= len(seen) else ():
                    to = j + len(letters)
                    if to < width and meant[j:to] == letters and here + price < rows[i + length][to]:
                        rows[i + length][to] = here + price
    found = rows[len(seen)][width - 1]
    return found if found <= limit else limit + 1


@lru_cache(maxsize=256)
def openings(sign: str) -> frozenset[str]:
    """The letters that a word may be meant to begin with whose first sign was seen as this one; "" for any."""
    meant = {sign, *(letters[0] for seen, rows in _MEANT.items() if seen[0] == sign for letters, _ in rows)}
    if sign in _VOWELS or not sign.isalnum():
        meant |= _VOWELS
    return frozenset(meant)


_DIGITS = str.maketrans(
    {"o": "0", "O": "0", "l": "1", "I": "1", "i": "1", "|": "1", "!": "1", "S": "5", "B": "8", "Z": "2"}
)
_ONES = str.maketrans({"1": "I", "l": "I", "L": "I", "|": "I", "!": "I", "i": "I", "v": "V", "x": "X", "H": "II"})


def as_roman(text: str) -> str:
    """Strokes that stand for a Roman number ("I1" → "II", "lV" → "IV", "IH" → "III")."""
    return text.translate(_ONES)


_SMALL = "".join(chr(code) for code in (*range(0x61, 0x7B), *range(0xE0, 0x1EFA)) if chr(code).islower())
_TOGETHER = (
    re.compile(r"(?<=\d)(?=(?:Sở|So|S[ởo6ố&]|Các|Cac|UBND|Phòng|Phong|của|cua|và|về|ve)\b)"),
    re.compile(rf"(?<=[{_SMALL}])(?=[A-ZĐ]{{3,}}\b)"),
    re.compile(r"(?<=\d)(?=th[aá]ng|n[aăâ]m|ng[aà]y)", re.IGNORECASE),
    re.compile(
        r"(?<=\bng[aàáâ]y)(?=\d)|(?<=\bth[aá]ng)(?=\d)|(?<=\bn[aăâ]m)(?=\d{4})|(?<=\bqu[yý])(?=[IV\d])", re.IGNORECASE
    ),
    re.compile(r"(?<=/\d{4})(?=[^\W\d_]{2})"),
)
_APART = (
    (re.compile(r"(?<=/\d) (?=\d/(?:19|20)\d\d)|(?<=\b\d) (?=\d/\d{1,2}/(?:19|20)\d\d)"), ""),
    (re.compile(r"(?<=/(?:19|20)\d) ?(?=\d\b)|(?<=/(?:19|20)) (?=\d\d\b)|(?<=/[12]) (?=0\d\d\b)"), ""),
    (re.compile(r"(?<=\d) ?/ (?=\d)|(?<=\d) /(?=\d)"), "/"),
)
_IN_NUMBER = re.compile(r"(?<![\w])[\dOoIl]{1,2}/[\dOoIl]{1,2}/[\dOoIl]{4}(?!\w)|(?<=/)[12IlOo][\dOoIl]{3}(?!\w)")


_QUARTER = re.compile(r"\b([Qq])[uU][^\W\d]{0,2}['’`]?\s?([1lI|!]{1,3}|[1lI|!][vV])(?=\s?/\s?20\d\d)")


# After these words stands a number and nothing else; each with the numbers that there are.
_COUNTED = re.compile(
    r"\b(?:(?P<day>ng[aà]y)|(?P<month>th[aá]ng)|(?P<year>n[aă]m))\s(?P<seen>[\dOoIl|]{1,4})(?=$|[\s,.;:)/-])",
    re.IGNORECASE,
)
_FITS = {
    "day": re.compile(r"0?[1-9]|[12]\d|3[01]"),
    "month": re.compile(r"0?[1-9]|1[0-2]"),
    "year": re.compile(r"(?:19|20)\d\d"),
}
_ROMAN_QUARTER = re.compile(r"\b([Qq]uý|QUÝ)\s(?=[IVl|]*[l|]|I+H|HI)([Il|]{1,3}|I{1,2}H|HI|[l|]V)(?=$|[\s,.;:)/])")
_NO_SYLLABLE = re.compile(r"\bS(?:[ỞỬ]Y|[ởử][Yy])\b")


def put_right(text: str) -> str:
    """Letters that can only be digits or strokes, as such, and what is no syllable in two: "tháng I2/2O26" →
    "tháng 12/2026", "quý l" → "quý I", "SỬY TẾ" → "SỞ Y TẾ". What can be meant as it stands is left."""
    text = _ROMAN_QUARTER.sub(lambda match: f"{match[1]} {as_roman(match[2])[:3]}", text)  # none has four strokes
    text = _NO_SYLLABLE.sub(lambda match: "SỞ Y" if match[0][1] in "ỞỬ" else "Sở Y", text)
    text = _COUNTED.sub(_counted, text)
    return _IN_NUMBER.sub(_dated, text)


def _counted(match: re.Match[str]) -> str:
    unit, seen = next(unit for unit in _FITS if match[unit]), match["seen"]
    digits = sum(sign.isdigit() for sign in seen)
    meant = seen.translate(_DIGITS)
    # Without a digit only a stroke by itself is surely one: "II" may be a Roman number, "lo" a word.
    sure = digits >= (2 if unit == "year" else 1) or seen in ("l", "|")
    if digits == len(seen) or not sure or not _FITS[unit].fullmatch(meant):
        return match.group()
    return match.group()[: match.start("seen") - match.start()] + meant


def _dated(match: re.Match[str]) -> str:
    return match.group().translate(_DIGITS) if sum(sign.isdigit() for sign in match.group()) >= 2 else match.group()


def apart(text: str) -> str:
    """Words and dates that run together taken apart, digits of one date brought together, "O" and "l" in a date read
    as digits: "15/4/2024Sở" → "15/4/2024 Sở", "ngay10thang3" → "ngay 10 thang 3", "30/ 10/202 1" → "30/10/2021"."""
    text = text.replace("™", "M")
    text = _QUARTER.sub(lambda match: f"{match[1]}uý {as_roman(match[2])}", text)
    for pattern in _TOGETHER:
        text = pattern.sub(" ", text)
    for pattern, joint in _APART:
        text = pattern.sub(joint, text)
    return put_right(text)

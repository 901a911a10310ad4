"""Text typed for fonts of before Unicode: TCVN3 ("ABC": .VnTime, .VnArial), VNI-Windows, VIQR; made Unicode.

Such a document stores the places of its own font, which read as Western letters ("Céng hoµ" for "Cộng hoà"). The name
of the font tells, where there is one: `marked` sets those letters apart while lines and tables are put together, and
`settled` turns them into Unicode once the whole document is there, unless it shows that the font's name lies (a
document that somebody converted without changing the font). Where no font is named `converted` judges by the words.
Text that is Unicode already is never touched.

Sources of the tables: TCVN 5712:1993 (VN3), the published VNI-Windows layout, RFC 1456 (VIQR).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from caicach.intake.extraction.syllables import is_syllable

Encoding = Literal["tcvn3", "vni", "viqr"]

_VOWELS = "aăâeêioôơuưy"
_TONES = {"grave": "\u0300", "hook": "\u0309", "tilde": "\u0303", "acute": "\u0301", "dot": "\u0323"}

# The letters of TCVN3 at their bytes; where a font has capitals with tones at all, they stand in a font of their own.
_TCVN3_LETTERS = (
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
TCVN3 = {chr(first + place): letter for first, letters in _TCVN3_LETTERS for place, letter in enumerate(letters)}


def _vni_table() -> dict[str, str]:
    """A letter and the sign after it make one; a few stand alone. Tone signs: ø huyền, û hỏi, õ ngã, ù sắc, ï nặng."""
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "aâ": "â", "aê": "ă", "eâ": "ê", "oâ": "ô"}
    table |= dict(zip("ìæóíòî", "ìỉĩíịỵ", strict=True))
    tones = dict(zip("øûõùï", _TONES.values(), strict=True))
    for letter, vowel in {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}.items():
        table |= {letter + sign: _composed(vowel, tone) for sign, tone in tones.items() if (vowel, sign) != ("y", "ï")}
    for letter, vowel in {"a": "â", "e": "ê", "o": "ô"}.items():
        table |= {letter + sign: _composed(vowel, tone) for sign, tone in zip("àåãáä", _TONES.values(), strict=True)}
    table |= {"a" + sign: _composed("ă", tone) for sign, tone in zip("èúüéë", _TONES.values(), strict=True)}
    capitals = {signs.upper(): letter.upper() for signs, letter in table.items()}
    mixed = {signs[0].upper() + signs[1]: letter.upper() for signs, letter in table.items() if len(signs) == 2}
    return table | mixed | capitals


def _composed(letter: str, mark: str) -> str:
    return unicodedata.normalize("NFC", letter + mark)


VNI = _vni_table()
_VNI_PARTS = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

_VIQR_TONES = dict(zip("`?~'.", _TONES.values(), strict=True))
_VIQR_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b", "*": "\u031b"}
_VIQR_LETTER = re.compile(
    r"(?P<escaped>\\[-(^+*`?~'.dD\\])|(?P<d>dd|DD|Dd)"
    r"|(?P<vowel>[aA][(^]?|[eE]\^?|[oO][\^+*]?|[uU][+*]?|[iIyY])(?P<tone>[`?~'.])?"
)
_VIQR_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|[(^+*`?~'.](?=[A-Za-z(^+*`?~'.])|(?<=[AaEeOoUuIiYy(^+*])[(^+*`?~'.])*")
_SENTENCE_END = re.compile(r"[\"')\]]*(?:\s+[A-Z\"(-]|\s*\Z)")
_VIQR_SURE = re.compile(r"[aeoAEO]\^|[aA]\(|[oOuU][+*]|[dD]d|DD|[aeiouyAEIOUY][`~?'.](?=[A-Za-z])")


@lru_cache(maxsize=1000)
def font_encoding(font: str) -> tuple[Encoding, bool] | None:
    """What a font of this name was typed in, and whether it draws capitals only; None for a font of today."""
    name = re.sub(r"^[A-Z]{6}\+", "", font.strip().strip("'\""))
    if re.match(r"\.vn", name, re.IGNORECASE):
        return "tcvn3", re.search(r"[a-z0-9 ]H(?=$|[ ,-])", name) is not None
    if re.match(r"vni[-_ ]", name, re.IGNORECASE):
        return "vni", False
    return None


# ── by the font's name ───────────────────────────────────────────────────────────────────────────────────────────

_APART = 0xF0000  # a plane that no document uses
_KINDS: dict[tuple[Encoding, bool], int] = {("tcvn3", False): 1, ("tcvn3", True): 2, ("vni", False): 3}
_SET_APART = re.compile(f"[{chr(_APART + 0x100)}-{chr(_APART + 0x3FF)}]")


def marked(text: str, font: str | None) -> str:
    """The text with the letters of an old font set apart, as `settled` expects them."""
    found = font_encoding(font) if font else None
    if found is None:
        return text
    kind = _KINDS[found]
    if found[1]:
        text = "".join(letter.upper() if letter.isascii() else letter for letter in text)
    return "".join(letter if letter.isascii() else _apart(letter, kind) for letter in text)


def _apart(letter: str, kind: int) -> str:
    code = ord(letter)
    if 0xF080 <= code <= 0xF0FF:  # how Word stores the letters of a font that calls itself a symbol font
        code -= 0xF000
    elif code > 0xFF:
        return letter
    return letter if code <= 0xA0 else chr(_APART + 0x100 * kind + code)


def settled(texts: Iterable[str]) -> Callable[[str], str]:
    """How to finish each of a document's texts, told from all of them: old letters to Unicode where they are such."""
    words: dict[int, list[str]] = {kind: [] for kind in _KINDS.values()}
    for text in texts:
        if not _SET_APART.search(text):
            continue
        for word in text.split():
            for kind in {_kind(letter) for letter in _SET_APART.findall(word)}:
                words[kind].append(word)
    old = {kind for kind, found in words.items() if found and _is_old(found)}

    def finish(text: str) -> str:
        if not _SET_APART.search(text):
            return text
        if old & {1, 2}:
            text = _SET_APART.sub(lambda found: _tcvn3_letter(found[0]) if _kind(found[0]) in old else found[0], text)
        if 3 in old:
            text = _vni_apart(text)
        return unicodedata.normalize("NFC", _SET_APART.sub(lambda found: _back(found[0]), text))

    return finish


def _kind(letter: str) -> int:
    return (ord(letter) - _APART) >> 8


def _back(letter: str) -> str:
    return chr((ord(letter) - _APART) & 0xFF)


def _tcvn3_letter(letter: str) -> str:
    if _kind(letter) == 3:
        return letter
    found = TCVN3.get(_back(letter), _back(letter))
    return found.upper() if _kind(letter) == 2 else found


def _apart_vni(signs: str) -> str:
    return "".join(sign if sign.isascii() else chr(_APART + 0x300 + ord(sign)) for sign in signs)


_VNI_APART = {_apart_vni(signs): letter for signs, letter in VNI.items()}
_VNI_APART_PARTS = re.compile("|".join(sorted(_VNI_APART, key=len, reverse=True)))


def _vni_apart(text: str) -> str:
    return _VNI_APART_PARTS.sub(lambda found: _VNI_APART[found[0]], text)


def _is_old(words: list[str]) -> bool:
    """Do the words make at least as much sense as old text as they do read as they are?"""
    words = words[:5000]

    def as_old(word: str) -> str:
        return _vni_apart(_SET_APART.sub(lambda found: _tcvn3_letter(found[0]), word))

    def as_is(word: str) -> str:
        return _SET_APART.sub(lambda found: _back(found[0]), word)

    return _sense(map(as_old, words)) >= _sense(map(as_is, words))


# ── by the words ─────────────────────────────────────────────────────────────────────────────────────────────────

LATER = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300\u0301\u0303\u0309\u0323\u1ea0-\u1ef9]")
"""Letters that Vietnamese Unicode has and no old font, read as Western letters, has."""
_WORD = re.compile(r"[^\W\d_]+")
_OLD_WORD = re.compile(r"[A-Za-z\u00a1-\u00ff]*[\u00a1-\u00ff][A-Za-z\u00a1-\u00ff]*")
_ENOUGH_WORDS, _SENSE, _GAIN = 4, 0.7, 0.25


@dataclass(frozen=True, slots=True)
class Judgement:
    """`encoding` of a text, None for one that is as it should be; `sense` is the share of words that read as such."""

    encoding: Encoding | None
    sense: float


def from_tcvn3(text: str) -> str:
    """Letters of TCVN3, read as Western ones, as Unicode."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def from_vni(text: str) -> str:
    return _VNI_PARTS.sub(lambda found: VNI[found[0]], text)


def from_viqr(text: str) -> str:
    """VIQR as RFC 1456 has it; a stop or question mark at the end of a sentence is one even where it is not escaped."""

    def letter(found: re.Match[str]) -> str:
        if found["escaped"]:
            return found["escaped"][1]
        if found["d"]:
            return "Đ" if found["d"][0] == "D" else "đ"
        vowel, tone = found["vowel"], found["tone"] or ""
        signs = "".join(_VIQR_SHAPES[sign] for sign in vowel[1:])
        if tone in (".", "?") and _SENTENCE_END.match(text, found.end()):
            return unicodedata.normalize("NFC", vowel[0] + signs) + tone
        return unicodedata.normalize("NFC", vowel[0] + signs + (_VIQR_TONES[tone] if tone else ""))

    return _VIQR_LETTER.sub(letter, text)


_FROM: dict[Encoding, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni, "viqr": from_viqr}


def converted(text: str, encoding: Encoding) -> str:
    return _FROM[encoding](text)


def judged(text: str) -> Judgement:
    """Whether a text, taken whole, was typed for fonts of before Unicode."""
    sample = text[:200_000]
    if sample.isascii():
        words = [word for word in _VIQR_WORD.findall(sample) if _VIQR_SURE.search(word)]
        if len(words) < _ENOUGH_WORDS or len(words) < 0.1 * len(_WORD.findall(sample)):
            return Judgement(None, 1.0)
        sense = _sense(from_viqr(word + "x")[:-1] for word in words)
        return Judgement("viqr" if sense >= _SENSE else None, sense)
    words = _OLD_WORD.findall(sample)
    if len(LATER.findall(sample)) > 0.1 * len(words) or len(words) < _ENOUGH_WORDS:
        return Judgement(None, 1.0)
    as_is = _sense(words)
    encodings: tuple[Encoding, ...] = ("tcvn3", "vni")
    best, encoding = max((_sense(converted(word, choice) for word in words), choice) for choice in encodings)
    if best >= _SENSE and best - as_is >= _GAIN:
        return Judgement(encoding, best)
    return Judgement(None, as_is)


def sense_of(text: str) -> float:
    """The share of marked words that are Vietnamese syllables; 0 for a text without any."""
    words = [word for word in _WORD.findall(text[:200_000]) if not word.isascii()]
    return _sense(words) if words else 0.0


def is_better(changed: str, text: str) -> bool:
    """Does a converted line make more sense than it did?"""
    return _sense(_WORD.findall(changed)) > _sense(_OLD_WORD.findall(text))


def _sense(words: Iterable[str]) -> float:
    """The share of the words that are syllables. Signs around a word do not count against it."""
    total = good = 0
    for word in words:
        bare = re.sub(r"^[!-/:-@\[-`{-~\d“”‘’–…]+|[!-/:-@\[-`{-~\d“”‘’–…]+$", "", unicodedata.normalize("NFC", word))
        if not bare:
            continue
        total += 1
        good += all(is_syllable(part) for part in re.split(r"[!-/:-@\[-`{-~\d“”‘’–…]+", bare))
    return good / total if total else 0.0

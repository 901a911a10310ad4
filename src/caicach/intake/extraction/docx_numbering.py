"""Automatic numbering of a DOCX, rendered as Word shows it: "I.", "1.2.", "a)", "-"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from caicach.intake.extraction.docx_styles import W, toggle, value

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BULLETS = {"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "▪", "\uf0a8": "□", "\uf06f": "□", "\uf0fc": "-", "\uf0d8": "-"}
_BULLETS |= {"\uf02b": "+", "\uf02a": "*", "\uf076": "-", "o": "○", "–": "-", "—": "-", "−": "-", "": "-"}


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    legal: bool
    restart: int | None
    suffix: str
    style: str | None


@dataclass(slots=True)
class _List:
    """One w:num: the levels it draws, and the starts it overrides when it is first used."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """Counts on through the document; ask `label` once for each numbered paragraph, in order."""

    lists: dict[str, _List] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _used: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, num_id: str, style_id: str | None) -> int:
        """The level that a list gives to a paragraph style; the first where it names none."""
        found = self.lists.get(num_id)
        if found and style_id:
            for index, level in found.levels.items():
                if level.style == style_id:
                    return index
        return 0

    def label(self, num_id: str, level: int) -> str:
        """The label of the next paragraph of this list at this level, with the space after it; "" for none."""
        found = self.lists.get(num_id)
        if found is None or level not in found.levels:
            return ""
        definition = found.levels[level]
        counters = self._counters.setdefault(found.abstract, {})
        if level in found.starts and (num_id, level) not in self._used:
            counters[level] = found.starts[level]
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = definition.start
        self._used.add((num_id, level))
        for deeper in [index for index in counters if index > level]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or (restart > 0 and level < restart):
                del counters[deeper]
        if definition.form == "bullet":
            text = bullet_sign(definition.text)
        elif definition.form == "none":
            text = _PLACE.sub("", definition.text).strip()
        else:
            text = _PLACE.sub(lambda place: self._count(found, int(place[1]) - 1, definition.legal), definition.text)
        return text + ("" if definition.suffix == "nothing" or not text else " ")

    def _count(self, found: _List, level: int, legal: bool) -> str:
        definition = found.levels.get(level)
        start = definition.start if definition else 1
        number = self._counters[found.abstract].get(level, start)
        return formatted(number, "decimal" if legal or definition is None else definition.form)


def read_numbering(root: etree._Element | None) -> Numbering:
    numbering = Numbering()
    if root is None:
        return numbering
    abstracts = {item.get(f"{W}abstractNumId", ""): item for item in root.iterfind(f"{W}abstractNum")}
    by_style = {link: item for item in abstracts.values() if (link := value(item, "styleLink"))}
    for item in root.iterfind(f"{W}num"):
        abstract_id = value(item, "abstractNumId") or ""
        abstract = abstracts.get(abstract_id)
        if abstract is None:
            continue
        linked = by_style.get(value(abstract, "numStyleLink") or "")
        levels = _levels(linked if linked is not None else abstract)
        starts: dict[int, int] = {}
        for override in item.iterfind(f"{W}lvlOverride"):
            level = _number(override.get(f"{W}ilvl"), 0)
            if (own := override.find(f"{W}lvl")) is not None:
                levels[level] = _level(own)
            if (start := value(override, "startOverride")) is not None:
                starts[level] = _number(start, 1)
        numbering.lists[item.get(f"{W}numId", "")] = _List(abstract_id, levels, starts)
    return numbering


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    return {_number(level.get(f"{W}ilvl"), 0): _level(level) for level in abstract.iterfind(f"{W}lvl")}


def _level(element: etree._Element) -> _Level:
    restart = value(element, "lvlRestart")
    return _Level(
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        start=_number(value(element, "start"), 0),
        legal=bool(toggle(element, "isLgl")),
        restart=None if restart is None else _number(restart, 0),
        suffix=value(element, "suff") or "tab",
        style=value(element, "pStyle"),
    )


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.removeprefix("-").isdecimal() else default


def bullet_sign(text: str) -> str:
    """The sign of a bulleted list, whose font may draw a letter of its own, as a plain one."""
    text = text.strip()
    if text in _BULLETS:
        return _BULLETS[text]
    return "•" if any("\ue000" <= letter <= "\uf8ff" for letter in text) else text


def formatted(number: int, form: str) -> str:
    """A list number in the form Word names it; decimal for a form that Vietnamese documents do not use."""
    if form in {"upperRoman", "lowerRoman"}:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form in {"upperLetter", "lowerLetter"} and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{number:02d}"
    if form in {"vietnameseCounting", "cardinalText"} and 0 <= number < 100:
        return _in_words(number)
    return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for worth, letters in _ROMAN:
        count, number = divmod(number, worth)
        text += letters * count
    return text


def _in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _WORDS[ones]
    head = "mười" if tens == 1 else f"{_WORDS[tens]} mươi"
    if ones == 0:
        return head
    tail = {1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _WORDS[ones])
    return f"{head} {tail}"

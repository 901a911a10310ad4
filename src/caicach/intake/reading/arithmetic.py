"""Whether the figures of a report fit each other: shares that follow from what they are shares of, parts that add up.

Only what the text itself ties together is checked: "87/382, đạt 22,7 %", a total with its "gồm" or "trong đó". Where
the base of a share is only supposed (a count of the same kind shortly before it), a doubt is raised only for a near
miss: a share far off is a share of something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from caicach.core.numbers import NUMBER, format_number, parse_number
from caicach.core.text import flatten, squeeze
from caicach.intake.reading.measures import Measure, measures_in

_NEAR_MISS = Decimal("1.0")
"""How many percentage points a share may be off its supposed base and still be meant for it."""
_NEARLY_ALL = Decimal("0.8")
"""What share of a total its parts reach at least where they are meant to be all of it."""
_ALMOST = Decimal("0.9")
"""The same where "trong đó" leaves open whether they are."""
_OPENS = re.compile(
    r"\b(?P<all>bao gom|gom|chia ra)\b(?:\s+co)?|\btrong (?:do|so do)\b(?P<some>\s*,?\s*(?:co|rieng)\b)?"
)
_LIST_ENDS = re.compile(r"\.\s|\btrong (?:do|so do)\b|\b(?:bao gom|gom)\b|\btang\b|\bgiam\b|\bso voi\b")
_JOINED = re.compile(r"\s(?:và|va)(?=\s+\d)")
_PAIR = re.compile(rf"(?<![\w/.,])({NUMBER})\s?/\s?({NUMBER})(?![\w/])")
_BRACKETS = re.compile(r"\([^()]*\)")
_IN_BRACKETS = re.compile(rf"\s*(?:gom\s+)?{NUMBER}\s+[^\W\d]")
_ALIKE = (
    {"TTHC", "thủ tục", "thủ tục hành chính"},
    {"người", "lượt người", "công chức", "viên chức", "cán bộ", "ứng viên"},
)
_PARTS_OF_DOCUMENTS = {"nghị quyết", "quyết định", "văn bản", "kế hoạch", "chỉ thị", "thông báo", "hướng dẫn"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Figures of a sentence that do not fit: `kind` is "share" or "parts"; the numbers as they stand and as they
    would have to be."""

    kind: str
    sentence: str
    value: Decimal
    whole: Decimal | None
    printed: Decimal
    expected: Decimal
    parts: tuple[Decimal, ...] = ()

    @property
    def code(self) -> str:
        """The code of the warning."""
        return "share_off" if self.kind == "share" else "parts_off"

    def words(self) -> str:
        """What is wrong, for a person."""
        if self.kind == "share":
            return (
                f"{format_number(self.value)} trên {format_number(self.whole or Decimal(0))} là "
                f"{format_number(self.expected)} %, văn bản ghi {format_number(self.printed)} %."
            )
        listed = " + ".join(format_number(part) for part in self.parts)
        return f"{listed} = {format_number(self.expected)}, văn bản ghi tổng là {format_number(self.printed)}."

    def as_json(self) -> dict[str, Any]:
        """The figures, for the page to show at the sentence."""
        return {
            "kind": self.kind,
            "sentence": self.sentence,
            "value": float(self.value),
            "of": float(self.whole) if self.whole is not None else None,
            "printed": float(self.printed),
            "expected": float(self.expected),
            "parts": [float(part) for part in self.parts],
        }


def share_fits(value: Decimal, whole: Decimal, printed: Decimal) -> bool:
    """Whether a printed percentage is `value` of `whole`, rounded to as many places as it is printed with."""
    if whole <= 0:
        return False
    half = Decimal(1).scaleb(-places_of(printed)) / 2
    return abs(value * 100 / whole - printed) <= half


def places_of(number: Decimal) -> int:
    """The digits behind the comma."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded_share(value: Decimal, whole: Decimal, printed: Decimal) -> Decimal:
    """The percentage to the places of the printed one."""
    return round(value * 100 / whole, places_of(printed))


def share_doubt(
    value: Decimal, whole: Decimal, printed: Decimal, sentence: str, *, supposed: bool = False
) -> Doubt | None:
    """The doubt about a share, None where it fits or where its `supposed` base is none."""
    if whole <= 0 or share_fits(value, whole, printed):
        return None
    expected = rounded_share(value, whole, printed)
    if supposed and abs(value * 100 / whole - printed) > _NEAR_MISS:
        return None
    return Doubt("share", squeeze(sentence), value, whole, printed, expected)


def sum_doubts(text: str) -> list[Doubt]:
    """Totals of a paragraph whose parts, as the paragraph lists them, add up to something else."""
    found: list[Doubt] = []
    folded = flatten(text)
    # "10 A và 17 B" is read as a list; every sign keeps its place
    listed = _JOINED.sub(
        lambda match: f",{' ' * (len(match.group()) - 1)}", text
    )  # "A và 17 B" as a list, place for place
    measures = [measure for measure in measures_in(listed) if measure.unit not in ("%", "‰", "hạng")]
    for total in measures:
        if opened := _OPENS.match(folded, _next_word(folded, total.to)):
            parts = _parts(text, folded, measures, total, opened)
            found += _off(text, total, parts, whole=bool(opened["all"]), some=bool(opened["some"]))
        bracket = _BRACKETS.match(text, _after_spaces(text, total.to))
        if bracket and _IN_BRACKETS.match(folded[bracket.start() + 1 : bracket.end() - 1]):
            inner = [part for part in measures if bracket.start() < part.at < bracket.end()]
            pieces = len(re.split(r",|;|\bva\b", folded[bracket.start() : bracket.end()]))
            if len(inner) == pieces > 1:
                found += _off(text, total, [part.value for part in inner], whole=True, some=False)
    return found


def _after_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _next_word(folded: str, at: int) -> int:
    """Past the words that go on with what was counted ("văn bản quy phạm pháp luật gồm …")."""
    rest = re.match(
        r"(?:[^.;:,()\d]{0,60}?)\s*[,;(]?\s*(?=(?:bao gom|gom|chia ra|trong do|trong so do)\b)", folded[at:]
    )
    return at + rest.end() if rest else at


def _parts(text: str, folded: str, measures: list[Measure], total: Measure, opened: re.Match[str]) -> list[Decimal]:
    end = _LIST_ENDS.search(folded, opened.end())
    stop = end.start() if end else len(folded)
    shadow = _BRACKETS.sub(lambda match: " " * len(match.group()), text[:stop])
    parts = [
        measure.value
        for measure in measures
        if opened.end() <= measure.at < stop and shadow[measure.to - 1] != " " and _alike(total.unit, measure.unit)
    ]
    pairs = [
        value
        for match in _PAIR.finditer(folded, opened.end(), stop)
        if (value := parse_number(match[1])) is not None and parse_number(match[2]) == total.value
    ]
    return pairs if len(pairs) > 1 else parts


def _alike(unit: str, other: str) -> bool:
    return (
        unit == other
        or any({unit, other} <= group for group in _ALIKE)
        or (unit == "văn bản" and other in _PARTS_OF_DOCUMENTS)
    )


def _off(text: str, total: Measure, parts: list[Decimal], *, whole: bool, some: bool) -> list[Doubt]:
    added = sum(parts, Decimal(0))
    if len(parts) < 2 or added == total.value:
        return []
    if some and added <= total.value:
        return []
    if added < total.value and not (whole or added >= _ALMOST * total.value):
        return []
    if whole and not _NEARLY_ALL * total.value <= added <= total.value / _NEARLY_ALL:
        return []  # another list than the one that was meant
    return [Doubt("parts", squeeze(text), total.value, None, total.value, added, tuple(parts))]

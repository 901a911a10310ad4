"""Figures that a report states: a value, what it is a part of, the share, the unit, the day they hold for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from caicach.core import dates
from caicach.core.numbers import NUMBER, parse_number
from caicach.core.text import flatten, squeeze
from caicach.intake.reading.arithmetic import Doubt, share_doubt, share_fits, sum_doubts
from caicach.intake.reading.measures import Measure, measures_in
from caicach.intake.reading.results import plain_number
from caicach.intake.reading.structure import Node

_AS_OF = re.compile(r"(?:tinh\s+)?d[a-z]{1,2}n (?:het )?(?:nay|(?:ngay\s+|nga[yi]\s+)?" + dates.DAY + ")")
_PAIR = re.compile(rf"(?<![\w/.])({NUMBER})\s?/\s?({NUMBER})(?![\w/])\s*")
_SHARE = re.compile(
    rf"[^.;\d]{{0,60}}?\b(?:(?:dat|chiem)(?:\s+ty\s+\S{{1,3}})?|ty le|bang)\s*(?:la\s+)?({NUMBER})\s*%"
    rf"|\s*\(\s*(?:dat\s*)?(?:ty le\s*)?({NUMBER})\s*%"
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[^\s\d])|\n")
_WITHIN = re.compile(r"\btrong (?:do|so do)\b")
_CUT_OFF = re.compile(r"(?<!\bty )(?<!\bty \d)\d[.,]?\s$")
"""Before a number whose first digits a blank cut off ("83 4%")."""
_IDLE_UNITS = frozenset({"tháng", "ngày", "hạng", "lần", "giờ", "bản"})
_BEFORE = 3
"""How many counts back the base of a share is looked for."""


@dataclass(slots=True)
class Stated:
    """The figures of a part and the doubts about them. A day named once holds until another is named."""

    as_of: date | None = None
    found: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[tuple[Doubt, Node]] = field(default_factory=list)
    totals: list[tuple[Decimal, str]] = field(default_factory=list)

    def read(self, node: Node, *, damaged: bool) -> None:
        """Add the figures of a node's own text."""
        self.totals = []
        for sentence in _SENTENCE.split(node.text):
            folded = flatten(sentence)
            for match in _AS_OF.finditer(folded):
                if match["d"] or match["d2"]:
                    self.as_of = dates.date_of(match) or self.as_of
            taken = self._pairs(node, sentence, folded)
            self._counts(node, sentence, folded, taken, damaged=damaged)
        self.doubts += [(doubt, node) for doubt in sum_doubts(node.text)]

    def _pairs(self, node: Node, sentence: str, folded: str) -> list[tuple[int, int]]:
        taken: list[tuple[int, int]] = []
        for match in _PAIR.finditer(folded):
            value, whole = parse_number(match[1]), parse_number(match[2])
            if value is None or whole is None or value > whole or whole < 3 or _is_date(folded, match):
                continue
            share = _share_at(folded, match.end())
            unit = measures_in(f"{match[2]} {sentence[match.end() : match.end() + 30]}", any_noun=True)
            ratio = _ratio(share)
            self._state(sentence, node, value, whole, ratio, unit[0].unit if unit else None)
            self._doubt(node, sentence, value, whole, ratio)
            taken.append((match.start(), share.end() if share else match.end()))
        return taken

    def _counts(self, node: Node, sentence: str, folded: str, taken: list[tuple[int, int]], *, damaged: bool) -> None:
        total: Measure | None = None
        for measure in measures_in(sentence, any_noun=not damaged):
            if any(start <= measure.at < end for start, end in taken) or measure.unit in _IDLE_UNITS:
                continue
            if measure.unit == "%":
                if not _is_footnote(measure, folded):
                    self._state(sentence, node, measure.value, None, measure.value, "%")
                continue
            inner = (
                total is not None and bool(_WITHIN.search(folded[total.to : measure.at])) and total.unit == measure.unit
            )
            share = _share_at(folded, measure.to)
            if share:
                taken.append((measure.to, share.end()))
            ratio = _ratio(share)
            whole = total.value if inner and total is not None and total.value >= measure.value else None
            if whole is not None:
                self._doubt(node, sentence, measure.value, whole, ratio)
            elif ratio is not None:
                whole = self._supposed(node, sentence, measure, ratio)
            self._state(sentence, node, measure.value, whole, ratio, measure.unit)
            self.totals.append((measure.value, measure.unit))
            if not inner:
                total = measure

    def _supposed(self, node: Node, sentence: str, measure: Measure, ratio: Decimal) -> Decimal | None:
        """The count of the same kind shortly before, if the share is its share or nearly so."""
        for value, unit in reversed(self.totals[-_BEFORE:]):
            if unit != measure.unit or value < measure.value or not value:
                continue
            doubt = share_doubt(measure.value, value, ratio, sentence, supposed=True)
            if doubt:
                self.doubts.append((doubt, node))
            if doubt or share_fits(measure.value, value, ratio):
                return value
        return None

    def _doubt(self, node: Node, sentence: str, value: Decimal, whole: Decimal, ratio: Decimal | None) -> None:
        doubt = share_doubt(value, whole, ratio, sentence) if ratio is not None else None
        if doubt:
            self.doubts.append((doubt, node))

    def _state(
        self,
        sentence: str,
        node: Node,
        value: Decimal,
        whole: Decimal | None,
        ratio: Decimal | None,
        unit: str | None,
    ) -> None:
        self.found.append(
            {
                "text": squeeze(sentence).strip(" ;."),
                "value": plain_number(value),
                "of": plain_number(whole),
                "ratio": plain_number(ratio),
                "unit": unit,
                "as_of": self.as_of.isoformat() if self.as_of else None,
                "section": node.path,
                "page": node.para.page,
                "line": node.para.line,
            }
        )


def _share_at(folded: str, at: int) -> re.Match[str] | None:
    """The share that is said of a count ending here; none where its digits were torn apart."""
    share = _SHARE.match(folded, at)
    if share and _CUT_OFF.search(folded[: share.start(1) if share[1] else share.start(2)]):
        return None
    return share


def _is_footnote(measure: Measure, folded: str) -> bool:
    """ "năm 2021%": a footnote's mark behind a year, or digits torn apart."""
    year = 1900 <= measure.value <= 2199
    return year or bool(_CUT_OFF.search(folded[: measure.at]))


def _ratio(share: re.Match[str] | None) -> Decimal | None:
    return parse_number(share[1] or share[2]) if share else None


def _is_date(folded: str, match: re.Match[str]) -> bool:
    return (
        bool(re.search(r"(?:ngay|thang|nam|quy|s[o6b5]{1,2}|tuan|toi|24)\s*$", folded[: match.start()]))
        or match.group().strip() == "24/7"
    )

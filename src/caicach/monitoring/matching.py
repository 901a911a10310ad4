"""Which indicator measures a target, and in what sense: proposals that a person confirms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caicach.core.text import fold
from caicach.programme.cascade_matching import Wanted, propose

from .rules import Meaning

_LESS = re.compile(r"\b(?:giam|cat giam|rut ngan|tiet kiem)\b")
_EACH_YEAR = re.compile(r"\b(?:moi|hang|tung) nam\b")


@dataclass(frozen=True)
class Measurable:
    """An indicator as far as it is looked for among targets."""

    name: str
    unit: str
    field: int | None = None


@dataclass(frozen=True)
class Match:
    """The indicator at `indicator` seems to measure the target; `confidence` of 100."""

    indicator: int
    confidence: int


def matches(target: Wanted, indicators: Sequence[Measurable]) -> list[Match]:
    """The indicators worth a person's look for one target, the surest first. Units that differ rule a pair out."""
    below = [Wanted(one.name, True, one.unit, one.field) for one in indicators]
    return [
        Match(found.lower, found.confidence)
        for found in propose([target], below)
        if not target.unit or indicators[found.lower].unit == target.unit
    ]


def guess_meaning(text: str, *, has_baseline: bool, years: int, adds_up: bool) -> Meaning:
    """In what sense an indicator is most likely held against a target of these words."""
    words = fold(text)
    if has_baseline:
        if _LESS.search(words):
            return Meaning.DECREASE
        if re.search(r"\btang\b", words):
            return Meaning.INCREASE
    return Meaning.TOTAL if adds_up and years > 1 and not _EACH_YEAR.search(words) else Meaning.VALUE

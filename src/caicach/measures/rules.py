"""How figures are put together, and what may be done with them: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .formulas import MOST_PLACES, Missing

_TIMES = {"%": Decimal(100), "‰": Decimal(1000)}


class Kind(StrEnum):
    """What was answered; the same codes as `models.AnswerKind`."""

    VALUE = "value"
    NONE_ARISEN = "none_arisen"
    NOT_YET = "not_yet"
    NOT_APPLICABLE = "not_applicable"


class Adding(StrEnum):
    """How figures become one; the codes of `models.OverBodies` and `models.OverTime`."""

    SUM = "sum"
    LAST = "last"
    RATIO = "ratio"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of one indicator for one period."""

    kind: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""


def ratio(numerator: Decimal, denominator: Decimal, unit: str) -> Decimal | None:
    """Numerator over denominator in the unit (per cent or per mille); None over zero."""
    if denominator == 0:
        return None
    return (numerator / denominator * _TIMES.get(unit, Decimal(1))).quantize(Decimal("0.000001"))


@dataclass(frozen=True, slots=True)
class Rolled:
    """The figure of a body with all below it: what adds up, and how many answered what."""

    total: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    values: int = 0
    none_arisen: int = 0
    not_yet: int = 0
    not_applicable: int = 0
    accepted: int = 0

    @property
    def answers(self) -> int:
        return self.values + self.none_arisen + self.not_yet + self.not_applicable

    @property
    def kind(self) -> str | None:
        """The answer as a whole; None when nobody answered."""
        if self.values:
            return Kind.VALUE
        for kind, count in (
            (Kind.NONE_ARISEN, self.none_arisen),
            (Kind.NOT_YET, self.not_yet),
            (Kind.NOT_APPLICABLE, self.not_applicable),
        ):
            if count:
                return kind
        return None


NOBODY = Rolled()


def of_answer(answer: Answer, *, accepted: bool = False) -> Rolled:
    """One answer as something that adds up."""
    counts = {
        Kind.VALUE: "values",
        Kind.NONE_ARISEN: "none_arisen",
        Kind.NOT_YET: "not_yet",
        Kind.NOT_APPLICABLE: "not_applicable",
    }
    return Rolled(
        total=answer.value,
        numerator=answer.numerator,
        denominator=answer.denominator,
        accepted=int(accepted),
        **{counts[Kind(answer.kind)]: 1},
    )


def add(parts: Iterable[Rolled]) -> Rolled:
    """All of them together. What nobody gave stays nothing; it does not become zero."""
    parts = list(parts)
    return Rolled(
        total=_sum(part.total for part in parts),
        numerator=_sum(part.numerator for part in parts),
        denominator=_sum(part.denominator for part in parts),
        values=sum(part.values for part in parts),
        none_arisen=sum(part.none_arisen for part in parts),
        not_yet=sum(part.not_yet for part in parts),
        not_applicable=sum(part.not_applicable for part in parts),
        accepted=sum(part.accepted for part in parts),
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    there = [value for value in values if value is not None]
    return sum(there, Decimal(0)) if there else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is shown: an answer with its value, or why there is no number."""

    kind: str | None  # None: nobody answered
    value: Decimal | None = None
    missing: Missing | None = None
    blame: str = ""  # the indicator for which there is none


def outcome(rolled: Rolled, *, over: str, unit: str) -> Outcome:
    """What the sum says by the indicator's rule: a ratio is made of the summed parts, never of the ratios."""
    kind = rolled.kind
    if kind != Kind.VALUE:
        return Outcome(kind)
    if over != Adding.RATIO:
        return Outcome(kind, rolled.total)
    if rolled.numerator is None or rolled.denominator is None:
        single = rolled.values == 1 and rolled.answers == 1
        return Outcome(kind, rolled.total) if single else Outcome(kind, None, Missing.INPUT_MISSING)
    value = ratio(rolled.numerator, rolled.denominator, unit)
    return Outcome(kind, value) if value is not None else Outcome(kind, None, Missing.DIVISION_BY_ZERO)


def over_time(parts: list[Rolled], *, over: str) -> Rolled:
    """The periods that make up a longer one, in order, put together by the indicator's rule over time."""
    answered = [part for part in parts if part.answers]
    if over == Adding.NONE or not answered:
        return NOBODY
    if over == Adding.LAST:
        return answered[-1]
    return add(answered)


class Obstacle(StrEnum):
    """Why something cannot be done with a figure."""

    NOT_YOURS = "not_yours"
    NOT_ASKED = "not_asked"
    NOT_ENTERED_BY_HAND = "not_entered_by_hand"
    WRONG_PERIOD = "wrong_period"
    UNKNOWN_BREAKDOWN = "unknown_breakdown"
    ALREADY_SENT = "already_sent"
    ALREADY_ACCEPTED = "already_accepted"
    REASON_MISSING = "reason_missing"
    NOTHING_TO_SEND = "nothing_to_send"
    NOT_SENT = "not_sent"
    NOT_ACCEPTED = "not_accepted"
    OWN_WORK = "own_work"
    BREACHES_A_RULE = "breaches_a_rule"
    CHANGED_MEANWHILE = "changed_meanwhile"
    VALUE_MISSING = "value_missing"
    VALUE_NOT_WANTED = "value_not_wanted"
    ONE_PART_MISSING = "one_part_missing"
    NEGATIVE_DENOMINATOR = "negative_denominator"
    TOO_LARGE = "too_large"
    NEGATIVE = "negative"
    NOT_WHOLE = "not_whole"
    ABOVE_WHOLE = "above_whole"
    PART_ABOVE_WHOLE = "part_above_whole"
    NOT_BREACHED = "not_breached"
    NOT_YOUR_INDICATOR = "not_your_indicator"
    CODE_TAKEN = "code_taken"
    MEANING_FIXED = "meaning_fixed"
    FIGURES_AFTERWARDS = "figures_afterwards"
    ALREADY_SUCCEEDED = "already_succeeded"


LARGEST = Decimal(10) ** 17


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number of an indicator cannot be, whoever gives it: built in, and loosened by the indicator alone."""

    unit: str = ""
    places: int = MOST_PLACES  # 0: a count, given in whole numbers
    below_zero: bool = False  # whether it may be negative: a balance, a change
    above_whole: bool = False  # whether a share may be more than all of it: "so với kế hoạch"

    @property
    def whole(self) -> Decimal | None:
        """What a share is at most: 100 of a per cent; None for what is no share."""
        return None if self.above_whole else _TIMES.get(self.unit)


def breaks_limits(answer: Answer, limits: Limits) -> list[tuple[Obstacle, str]]:
    """The limits that an answer breaks, each with the name of the number that does."""
    if answer.kind != Kind.VALUE:
        return []
    names = ("numerator", "denominator") if answer.numerator is not None else ("value",)
    numbers = {name: number for name in names if (number := getattr(answer, name)) is not None}
    found: list[tuple[Obstacle, str]] = []
    if not limits.below_zero:
        negative = [name for name, number in numbers.items() if number < 0 and name != "denominator"]
        found += [(Obstacle.NEGATIVE, name) for name in negative]
    value = numbers.get("value")
    if value is not None and limits.places == 0 and limits.unit not in _TIMES and value % 1:
        found.append((Obstacle.NOT_WHOLE, "value"))
    if limits.whole is None or found:
        return found
    over, under = numbers.get("numerator"), numbers.get("denominator")
    if over is not None and under is not None and over > under >= 0:
        found.append((Obstacle.PART_ABOVE_WHOLE, "numerator"))
    if value is not None and value > limits.whole:
        found.append((Obstacle.ABOVE_WHOLE, "value"))
    return found


def obstacles_to_answering(answer: Answer, *, is_ratio: bool) -> list[Obstacle]:
    """What is wrong with an answer by itself."""
    numbers = (answer.value, answer.numerator, answer.denominator)
    if answer.kind != Kind.VALUE:
        return [Obstacle.VALUE_NOT_WANTED] if any(number is not None for number in numbers) else []
    checks = {
        Obstacle.ONE_PART_MISSING: (answer.numerator is None) != (answer.denominator is None),
        Obstacle.NEGATIVE_DENOMINATOR: answer.denominator is not None and answer.denominator < 0,
        Obstacle.VALUE_NOT_WANTED: not is_ratio and (answer.numerator is not None or answer.denominator is not None),
        Obstacle.VALUE_MISSING: answer.value is None and (answer.numerator is None) == (answer.denominator is None),
        Obstacle.TOO_LARGE: any(number is not None and abs(number) >= LARGEST for number in numbers),
    }
    return [obstacle for obstacle, present in checks.items() if present]


def completed(answer: Answer, *, unit: str) -> Answer:
    """The answer with the value that follows from its two parts; parts over zero mean that nothing arose."""
    if answer.kind != Kind.VALUE or answer.numerator is None or answer.denominator is None:
        return answer
    value = ratio(answer.numerator, answer.denominator, unit)
    if value is None:
        return Answer(Kind.NONE_ARISEN, note=answer.note) if answer.numerator == 0 else answer
    return Answer(answer.kind, value, answer.numerator, answer.denominator, answer.note)


def obstacle_to_changing(state: str, *, why: str) -> Obstacle | None:
    """What keeps a figure in this state from getting another value. What was published may be corrected with a
    reason; what is on its way up has to be returned first."""
    if state == "submitted":
        return Obstacle.ALREADY_SENT
    if state == "accepted":
        return Obstacle.ALREADY_ACCEPTED
    if state in ("published", "corrected") and not why.strip():
        return Obstacle.REASON_MISSING
    return None


# What gives an indicator its meaning: once there are figures, another unit or another way of adding them up would make
# every one of them say something else. The lists may grow.
FIXED = (
    *("unit", "value_kind", "over_bodies", "over_time", "cumulative", "covers_below"),
    *("source", "formula", "computed_by", "breakdowns", "period_kinds"),
)


def meaning_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of what would get another meaning."""
    return [
        name
        for name in FIXED
        if (set(before[name]) - set(after[name]) if isinstance(before[name], list) else before[name] != after[name])
    ]

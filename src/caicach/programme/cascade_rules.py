"""What a lower plan makes of a higher one, without a database: covered, later, weaker, contradicting or missing.

docs/methodology/cascade.md says the same in sentences; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from caicach.core.text import search_key


class Verdict(StrEnum):
    """How a lower item answers a higher one. The words stand in words.py."""

    COVERED = "covered"
    LATER = "later"
    WEAKER = "weaker"
    CONTRADICTING = "contradicting"
    MISSING = "missing"


class Remark(StrEnum):
    """Why a verdict is what it is. The sentences stand in words.py."""

    BY_TASK = "by_task"  # covered: a task carries the target out, it states no value
    ON_THE_WAY = "on_the_way"  # covered: the value of an earlier year of the phase
    NOT_YET = "not_yet"  # covered: the phase begins after the lower plan, which lies within the higher one's years
    NO_STEP = "no_step"  # later: one value for a longer phase, none by the end of the higher one
    STARTS_AFTER = "starts_after"  # later
    DUE_AFTER = "due_after"  # later
    NO_DATE = "no_date"  # later: no deadline, and the lower plan runs on after the higher one's
    LOWER_VALUE = "lower_value"  # weaker
    NO_NUMBER = "no_number"  # weaker
    LESS_OFTEN = "less_often"  # weaker
    OPPOSITE = "opposite"  # contradicting: at least above, at most below
    OTHER_UNIT = "other_unit"  # contradicting
    OUTSIDE_RANGE = "outside_range"  # contradicting
    PERIOD_OVER = "period_over"  # missing: the lower plan ends before the higher one begins
    NOTHING = "nothing"  # missing: no lower item


NOBODYS = "nobody"  # a finding of its own beside the verdicts: neither the plan nor anybody below names who does it

_SEVERITY = {
    Verdict.COVERED: 0,
    Verdict.LATER: 1,
    Verdict.WEAKER: 2,
    Verdict.CONTRADICTING: 3,
    Verdict.MISSING: 4,
}

UP, DOWN, BAND = "up", "down", "band"
_DIRECTIONS = {">=": UP, ">": UP, "<=": DOWN, "<": DOWN, "between": BAND}
_LESS_IS_BETTER = frozenset({"hang", "ngay", "ngay lam viec", "gio", "phut", "lan cho", "vu"})
_ONLY_AS_A_WHOLE = frozenset({"hang", "lan gdp", "bac"})
_OFTEN = {"month": 4, "quarter": 3, "half": 2, "year": 1}


@dataclass(frozen=True)
class Phase:
    """A value to be reached by the end of some years; without a value, something to be done by then."""

    from_year: int | None = None
    to_year: int | None = None
    value: Decimal | None = None
    value_to: Decimal | None = None


@dataclass(frozen=True)
class Aim:
    """A target or a task, as far as the two levels are compared."""

    is_target: bool
    phases: tuple[Phase, ...] = ()  # of a target
    comparator: str = ""
    unit: str = ""
    due_to: date | None = None  # of a task
    due_every: str = ""
    is_open_ended: bool = False  # "thường xuyên", "theo yêu cầu"
    from_year: int | None = None  # of its plan
    to_year: int | None = None


@dataclass(frozen=True)
class Judgement:
    """The verdict on one pair, with the phases that decided it."""

    verdict: Verdict
    remark: Remark | None = None
    above: Phase | None = None
    below: Phase | None = None

    @property
    def severity(self) -> int:
        return _SEVERITY[self.verdict]


NOTHING_BELOW = Judgement(Verdict.MISSING, Remark.NOTHING)


def judge(higher: Aim, lower: Aim) -> Judgement:
    """How the lower aim answers the higher one."""
    if lower.to_year and higher.from_year and lower.to_year < higher.from_year and not _has_later_phase(higher, lower):
        return Judgement(Verdict.MISSING, Remark.PERIOD_OVER)
    if higher.is_target and lower.is_target:
        return _judge_targets(higher, lower)
    if higher.is_target:
        return _judge_day(_end(higher), lower, Remark.BY_TASK)
    return _judge_task(higher, lower)


def together(judgements: Iterable[Judgement]) -> Judgement:
    """One body's answer to one higher item: the best of its items, unless one of them contradicts."""
    found = sorted(judgements, key=lambda judgement: judgement.severity)
    if not found:
        return NOTHING_BELOW
    contradicting = [one for one in found if one.verdict == Verdict.CONTRADICTING]
    return contradicting[0] if contradicting else found[0]


def is_before_its_time(higher: Aim, to_year: int | None) -> bool:
    """Whether a plan that ends in that year, within the years of the higher plan, ends before the target's phases."""
    first = min((phase.from_year for phase in higher.phases if phase.from_year), default=None)
    return bool(to_year and first and higher.from_year and higher.from_year <= to_year < first)


def asks_bodies_below(unit: str) -> bool:
    """Whether a target that names nobody is asked of the bodies below: a rank or a share of the economy is reached
    by the level as a whole."""
    return search_key(unit) not in _ONLY_AS_A_WHOLE


def _has_later_phase(higher: Aim, lower: Aim) -> bool:
    """Whether the lower target states a value for years of the higher plan, whatever its own plan's years are."""
    return any(phase.to_year and phase.to_year >= (higher.from_year or 0) for phase in lower.phases)


# --- a target answers a target -----------------------------------------------------------------------------------


def _judge_targets(higher: Aim, lower: Aim) -> Judgement:
    above, below = _phases(higher), _phases(lower)
    if _other_unit(higher, lower):
        return Judgement(Verdict.CONTRADICTING, Remark.OTHER_UNIT, above[-1], below[-1])
    found = [_judge_phase(phase, below, higher, lower) for phase in above]
    within = [one for one in found if one.remark not in (Remark.PERIOD_OVER, Remark.NOT_YET)]
    return max(within or found, key=lambda judgement: judgement.severity)


def _phases(aim: Aim) -> tuple[Phase, ...]:
    """The aim's phases in their order, those without years over the years of the plan."""
    stated = aim.phases or (Phase(),)
    dated = [
        phase if phase.to_year else Phase(phase.from_year or aim.from_year, aim.to_year, phase.value, phase.value_to)
        for phase in stated
    ]
    return tuple(sorted(dated, key=lambda phase: (phase.to_year or 0, phase.from_year or 0)))


def _other_unit(higher: Aim, lower: Aim) -> bool:
    numbers = all(any(phase.value is not None for phase in aim.phases) for aim in (higher, lower))
    units = search_key(higher.unit.replace("%", "phan tram")), search_key(lower.unit.replace("%", "phan tram"))
    return numbers and all(units) and units[0] != units[1]


def _judge_phase(above: Phase, below: Sequence[Phase], higher: Aim, lower: Aim) -> Judgement:
    meeting = [phase for phase in below if _overlap(above, phase)]
    if not meeting:
        later = [phase for phase in below if _begins_after(phase, above)]
        if later:
            return Judgement(Verdict.LATER, Remark.STARTS_AFTER, above, later[0])
        if lower.to_year and higher.from_year and lower.to_year >= higher.from_year:
            return Judgement(Verdict.COVERED, Remark.NOT_YET, above, below[-1])
        return Judgement(Verdict.MISSING, Remark.PERIOD_OVER, above, below[-1])
    same = [phase for phase in meeting if (phase.from_year, phase.to_year) == (above.from_year, above.to_year)]
    closing = next((phase for phase in [*same, *meeting] if _reaches(phase, above)), meeting[-1])
    verdict, remark = compare_values(higher.comparator, above, lower.comparator, closing, unit=higher.unit)
    ends = (closing.to_year or 0), (above.to_year or 0)
    if verdict == Verdict.WEAKER and remark == Remark.LOWER_VALUE and all(ends) and ends[0] < ends[1]:
        return Judgement(Verdict.COVERED, Remark.ON_THE_WAY, above, closing)
    if verdict == Verdict.COVERED and all(ends) and ends[0] > ends[1]:
        return Judgement(Verdict.LATER, Remark.NO_STEP, above, closing)
    return Judgement(verdict, remark, above, closing)


def _overlap(one: Phase, other: Phase) -> bool:
    return not _begins_after(one, other) and not _begins_after(other, one)


def _begins_after(one: Phase, other: Phase) -> bool:
    start = one.from_year or one.to_year
    return bool(start and other.to_year and start > other.to_year)


def _reaches(phase: Phase, above: Phase) -> bool:
    return not above.to_year or not phase.to_year or phase.to_year >= above.to_year


def compare_values(
    comparator: str, above: Phase, other: str, below: Phase, *, unit: str = ""
) -> tuple[Verdict, Remark | None]:
    """What the lower value is to the higher one. Covered means: whoever reaches the lower one has reached the higher.

    "đạt 95 %" (=) is read in the direction of the other side; alone, as at least, or at most where less is better.
    """
    if above.value is None:
        return Verdict.COVERED, None
    if below.value is None:
        return Verdict.WEAKER, Remark.NO_NUMBER
    upper, lower = _direction(comparator, above, unit), _direction(other, below, unit)
    if comparator == "=" and lower != BAND and other != "=":
        upper = lower
    if other == "=" and upper != BAND:
        lower = upper
    if {upper, lower} == {UP, DOWN}:
        return Verdict.CONTRADICTING, Remark.OPPOSITE
    if upper == BAND:
        return _against_band(above, lower, below)
    stated = below.value_to if upper == DOWN and lower == BAND and below.value_to is not None else below.value
    strict = comparator in (">", "<") and other not in (">", "<")
    reached = stated == above.value and not strict
    reached |= stated > above.value if upper == UP else stated < above.value
    return (Verdict.COVERED, None) if reached else (Verdict.WEAKER, Remark.LOWER_VALUE)


def _direction(comparator: str, phase: Phase, unit: str) -> str:
    if comparator == "between" and phase.value_to is None:
        return UP
    return _DIRECTIONS.get(comparator, DOWN if search_key(unit) in _LESS_IS_BETTER else UP)


def _against_band(above: Phase, lower: str, below: Phase) -> tuple[Verdict, Remark | None]:
    """A range above. A value on the far side of it contradicts; one that is not yet in it is weaker."""
    assert above.value is not None and above.value_to is not None and below.value is not None
    low, high = above.value, above.value_to
    first, last = below.value, below.value_to if lower == BAND and below.value_to is not None else below.value
    if low <= first and last <= high:
        return Verdict.COVERED, None
    beyond = last < low if lower == DOWN else first > high
    if beyond or (lower == BAND and last < low):
        return Verdict.CONTRADICTING, Remark.OUTSIDE_RANGE
    return Verdict.WEAKER, Remark.LOWER_VALUE


# --- a task on either side ---------------------------------------------------------------------------------------


def _judge_task(higher: Aim, lower: Aim) -> Judgement:
    if higher.is_open_ended:
        return Judgement(Verdict.COVERED)
    if higher.due_every:
        if lower.is_target or lower.is_open_ended:
            return Judgement(Verdict.COVERED)
        often = _OFTEN.get(lower.due_every, 0)
        if often >= _OFTEN.get(higher.due_every, 0):
            return Judgement(Verdict.COVERED)
        return Judgement(Verdict.WEAKER, Remark.LESS_OFTEN)
    return _judge_day(higher.due_to, lower, None)


def _judge_day(due: date | None, lower: Aim, covered: Remark | None) -> Judgement:
    """Whether what is below ends by the day; what goes on all the time, or has no end stated, does."""
    if due is None or lower.is_open_ended or lower.due_every:
        return Judgement(Verdict.COVERED, covered)
    stated = _end(lower) if lower.is_target else lower.due_to
    if stated is not None:
        if stated > due:
            return Judgement(Verdict.LATER, Remark.DUE_AFTER)
        return Judgement(Verdict.COVERED, covered)
    if lower.to_year and date(lower.to_year, 12, 31) > due:
        return Judgement(Verdict.LATER, Remark.NO_DATE)
    return Judgement(Verdict.COVERED, covered)


def _end(target: Aim) -> date | None:
    """The day by which a target is to be reached at the latest."""
    year = _phases(target)[-1].to_year
    return date(year, 12, 31) if year else None


# --- of whom a target is asked -----------------------------------------------------------------------------------

COMMUNES, DEPARTMENTS = "communes", "departments"
_NAMED = (
    (COMMUNES, ("cap xa", "xa phuong", "phuong xa", "cac xa", "cac phuong")),
    (DEPARTMENTS, ("so ban nganh", "cac so", "so nganh")),
    (COMMUNES, ("co quan nha nuoc", "cac co quan don vi")),
    (DEPARTMENTS, ("co quan nha nuoc", "cac co quan don vi")),
)


def addressed(text: str) -> frozenset[str]:
    """The kinds of bodies that a target names as those it is asked of: "100% các sở, ban, ngành, UBND cấp xã …"."""
    words = f" {search_key(text)} "
    return frozenset(kind for kind, said in _NAMED if any(f" {name} " in words for name in said))

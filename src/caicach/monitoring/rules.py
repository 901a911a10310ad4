"""Where a target stands: values in, a state with its reason out. docs/methodology/target-status.md says it in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from .forecasting import DAYS_A_YEAR, Forecast, Spot, forecast, is_too_far

RANK = "hạng"
YEARS_OF_THE_LINE = 3  # the year that is looked at and those before it: for every target of an indicator the same
_DAY = Decimal("0.0001")


class State(StrEnum):
    """How a target stands."""

    REACHED = "reached"
    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    OFF_COURSE = "off_course"
    NO_DATA = "no_data"


class Reason(StrEnum):
    """Why it stands so; `words.REASONS` holds the sentence."""

    NOT_LINKED = "not_linked"
    NO_FIGURE = "no_figure"
    NO_GOAL = "no_goal"
    NO_BASELINE = "no_baseline"
    NO_TASKS = "no_tasks"
    MEETS = "meets"
    MEETS_SO_FAR = "meets_so_far"
    SLIPPING = "slipping"
    HELD = "held"
    MISSED = "missed"
    EXCEEDED = "exceeded"
    FORECAST_MEETS = "forecast_meets"
    FORECAST_UNSURE = "forecast_unsure"
    FORECAST_MISSES = "forecast_misses"
    PACE_MEETS = "pace_meets"
    PACE_SHORT = "pace_short"
    SINGLE_POINT = "single_point"
    NOT_YET = "not_yet"
    FAR_KEPT = "far_kept"
    FAR_BEHIND = "far_behind"
    FAR_OVER = "far_over"
    TASKS_DONE = "tasks_done"
    TASKS_RUNNING = "tasks_running"
    TASKS_LATE = "tasks_late"
    TASKS_MISSED = "tasks_missed"
    SAID_DONE = "said_done"
    PART_BEHIND = "part_behind"


class Meaning(StrEnum):
    """What of an indicator is held against the target; the codes of `models.Meaning`."""

    VALUE = "value"  # the year so far, by the indicator's own rule over time
    TOTAL = "total"  # added up since the start of the phase
    INCREASE = "increase"  # since the baseline year: per cent for a target in per cent, otherwise the difference
    DECREASE = "decrease"


@dataclass(frozen=True, slots=True)
class Phase:
    """A milestone: the value to be reached by the end of its last year."""

    from_year: int
    to_year: int
    value: Decimal | None = None
    value_to: Decimal | None = None

    @property
    def due_on(self) -> date:
        return date(self.to_year, 12, 31)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a target asks. Phases in the order of their years."""

    comparator: str
    unit: str
    phases: tuple[Phase, ...]
    baseline: Decimal | None = None
    baseline_year: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """The year so far at the end of one period: `key` is the period's ("half-2026-1")."""

    key: str
    ends_on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Series:
    """What was measured, in the order of time. `base` is the indicator's value of the baseline year."""

    points: tuple[Point, ...]
    meaning: str = Meaning.VALUE
    adds_up: bool = False  # counts within a year only grow, and begin anew with the next
    lower_is_better: bool = False
    base: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tasks:
    """How the duties of the tasks that serve a target stand."""

    total: int = 0
    done: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Status:
    """Where a target stands on a day, and why. `data` fills the reason's sentence with what is not here."""

    state: State
    reason: Reason
    comparator: str = ""
    unit: str = ""
    phase: Phase | None = None
    value: Decimal | None = None
    as_of: str = ""  # key of the period of the value
    due_on: date | None = None
    share: Decimal | None = None  # of the way from the start to the goal, per cent; may exceed 100 or be negative
    expected_share: int | None = None  # of the time from the start to the due day, per cent
    started_on: date | None = None
    start: Decimal | None = None
    pace: Decimal | None = None  # a year, since the start
    pace_needed: Decimal | None = None  # a year, from the last figure to the due day
    forecast: Forecast | None = None
    is_too_far: bool = False  # to be forecast
    points: tuple[Point, ...] = ()  # what is drawn: in the terms of the goal
    missed: tuple[Phase, ...] = ()  # earlier milestones that their years' last figures did not reach
    parts_behind: tuple[UUID, ...] = ()
    indicator: str = ""
    body: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def goal(self) -> Decimal | None:
        return self.phase.value if self.phase else None

    @property
    def goal_to(self) -> Decimal | None:
        return self.phase.value_to if self.phase else None


def phase_on(phases: Sequence[Phase], day: date) -> Phase | None:
    """The milestone that counts on a day: the first whose years are not over, otherwise the last one."""
    return next((phase for phase in phases if phase.due_on >= day), phases[-1] if phases else None)


def is_at_most(comparator: str, *, goal: Decimal | None, unit: str, lower_is_better: bool) -> bool:
    """Whether less is what is asked. "Đạt" is read as at most for zero, for ranks and where lower is better."""
    if comparator in ("<=", "<"):
        return True
    return comparator == "=" and (goal == 0 or unit == RANK or lower_is_better)


def meets(value: Decimal, comparator: str, phase: Phase, *, at_most: bool) -> bool:
    """Whether a value is what the milestone asks."""
    goal = phase.value
    assert goal is not None
    if comparator == "between":
        return goal <= value and (phase.value_to is None or value <= phase.value_to)
    if comparator == ">":
        return value > goal
    if comparator == "<":
        return value < goal
    return value <= goal if at_most else value >= goal


def status(aim: Aim, series: Series, *, day: date) -> Status:
    """How a target that is a number stands on the day; figures of later periods must not be in the series."""
    phase = phase_on(aim.phases, day)
    at_most = is_at_most(
        aim.comparator, goal=phase.value if phase else None, unit=aim.unit, lower_is_better=series.lower_is_better
    )
    blank = Status(
        State.NO_DATA, Reason.NO_GOAL, aim.comparator, aim.unit, phase, due_on=phase.due_on if phase else None
    )
    if phase is None or phase.value is None:
        return blank
    if series.meaning in (Meaning.INCREASE, Meaning.DECREASE) and _base(aim, series) is None:
        return replace(blank, reason=Reason.NO_BASELINE, data={"year": aim.baseline_year})
    starts_on, due_on = _window(series, phase)
    shown = _in_terms_of_the_goal(aim, series, phase)
    grows = series.adds_up and series.meaning in (Meaning.VALUE, Meaning.TOTAL)
    counted = tuple(one for one in shown if one.ends_on >= starts_on) if grows else shown
    missed = _missed(aim, series, phase, at_most=at_most)
    early = phase.from_year > day.year and not missed  # its years have not begun, and nothing before it is owed
    if not counted:
        reason = Reason.NOT_YET if early else Reason.NO_FIGURE
        return replace(blank, reason=reason, points=shown, missed=missed, due_on=due_on)
    last = counted[-1]
    start = _start(aim, series, counted, starts_on if grows else None)
    since = day.year - YEARS_OF_THE_LINE + 1
    recent = [one for one in counted if grows or one.ends_on.year >= since] or [last]
    spots: list[Spot] = [(one.ends_on, one.value) for one in recent]
    if start is not None and start[0] < spots[0][0] and (grows or len(spots) == 1):
        spots.insert(0, start)
    too_far = is_too_far(spots, on=due_on)
    ahead = forecast(spots, on=due_on) if last.ends_on < due_on and not too_far else None
    if ahead is not None:
        ahead = _possible(ahead, [value for _, value in spots], aim, series, grows_from=last.value if grows else None)
    told = replace(
        blank,
        value=last.value,
        as_of=last.key,
        due_on=due_on,
        forecast=ahead,
        is_too_far=too_far,
        points=counted if grows else shown,
        missed=missed,
        **_pace(start, last, phase, due_on),
    )
    if early and not meets(last.value, aim.comparator, phase, at_most=at_most):
        return replace(told, state=State.ON_COURSE, reason=Reason.NOT_YET)
    state, reason = _judged(told, last, phase, at_most=at_most, grows=grows)
    return replace(told, state=state, reason=reason)


def _judged(told: Status, last: Point, phase: Phase, *, at_most: bool, grows: bool) -> tuple[State, Reason]:
    def fits(value: Decimal) -> bool:
        return meets(value, told.comparator, phase, at_most=at_most)

    now, ahead = fits(last.value), told.forecast
    assert told.due_on is not None
    if last.ends_on >= told.due_on:
        return (State.REACHED, Reason.HELD) if now else (State.OFF_COURSE, Reason.MISSED)
    ends = [] if ahead is None else [ahead.low, ahead.high] if ahead.is_line else [ahead.value]
    certain = [fits(end) for end in ends if end is not None]
    if told.comparator == "between" and ahead is not None and ahead.is_line and phase.value_to is not None:
        assert ahead.low is not None and ahead.high is not None and phase.value is not None
        crosses = ahead.low <= phase.value_to and ahead.high >= phase.value  # the two ranges have something in common
        certain = [fits(ahead.low) and fits(ahead.high), crosses]
    best, worst = any(certain), all(certain)
    beyond = phase.value_to if told.comparator == "between" else phase.value if at_most else None
    if grows and beyond is not None:
        if not now and last.value >= beyond:
            return State.OFF_COURSE, Reason.EXCEEDED
        if now and told.is_too_far and _gone(told) > 0:
            return State.AT_RISK, Reason.FAR_OVER
        if now and worst:  # also where nothing can be forecast: all([]) holds
            return State.ON_COURSE, Reason.MEETS_SO_FAR
    elif now:
        return (State.AT_RISK, Reason.SLIPPING) if certain and not best else (State.REACHED, Reason.MEETS)
    if told.is_too_far:
        return (State.ON_COURSE, Reason.FAR_KEPT) if _gone(told) >= 0 else (State.AT_RISK, Reason.FAR_BEHIND)
    if ahead is None:
        return State.AT_RISK, Reason.SINGLE_POINT
    if not ahead.is_line:
        return (State.ON_COURSE, Reason.PACE_MEETS) if worst else (State.AT_RISK, Reason.PACE_SHORT)
    if worst:
        return State.ON_COURSE, Reason.FORECAST_MEETS
    return (State.AT_RISK, Reason.FORECAST_UNSURE) if best else (State.OFF_COURSE, Reason.FORECAST_MISSES)


def _gone(told: Status) -> Decimal:
    """How far the way is ahead of the time, both as shares; negative where it lags."""
    return (told.share or Decimal(0)) - (told.expected_share or 0)


def _window(series: Series, phase: Phase) -> tuple[date, date]:
    """From when to when is counted: the phase; for what begins anew each year, the year of the last figure in it."""
    if series.adds_up and series.meaning == Meaning.VALUE:
        latest = series.points[-1].ends_on.year if series.points else phase.from_year
        year = min(max(latest, phase.from_year), phase.to_year)
        return date(year, 1, 1), date(year, 12, 31)
    return date(phase.from_year, 1, 1), phase.due_on


def _base(aim: Aim, series: Series) -> Decimal | None:
    found = aim.baseline if aim.baseline is not None else series.base
    return None if found == 0 and aim.unit == "%" else found


def _in_terms_of_the_goal(aim: Aim, series: Series, phase: Phase) -> tuple[Point, ...]:
    if series.meaning == Meaning.TOTAL and series.adds_up:
        return _added_up([one for one in series.points if one.ends_on.year >= phase.from_year])
    if series.meaning not in (Meaning.INCREASE, Meaning.DECREASE):
        return series.points
    base, sign = _base(aim, series), 1 if series.meaning == Meaning.INCREASE else -1
    assert base is not None
    part = Decimal(100) / base if aim.unit == "%" else Decimal(1)
    return tuple(replace(one, value=((one.value - base) * sign * part).quantize(_DAY)) for one in series.points)


def _added_up(points: Sequence[Point]) -> tuple[Point, ...]:
    """Each year's count on top of what the years before it ended with."""
    before, latest, year, found = Decimal(0), Decimal(0), None, []
    for one in points:
        if one.ends_on.year != year:
            before, year = before + latest, one.ends_on.year
        latest = one.value
        found.append(replace(one, value=before + latest))
    return tuple(found)


def _start(aim: Aim, series: Series, points: Sequence[Point], grows_from: date | None) -> Spot | None:
    """From where the way is measured: zero for what adds up, the baseline, otherwise the first figure."""
    if grows_from is not None:
        return grows_from, Decimal(0)
    first = points[0]
    if aim.baseline_year is not None:
        day = date(aim.baseline_year, 12, 31)
        value = Decimal(0) if series.meaning in (Meaning.INCREASE, Meaning.DECREASE) else aim.baseline
        if value is not None and day < points[-1].ends_on:
            return day, value
    return (first.ends_on, first.value) if len(points) > 1 else None


def _pace(start: Spot | None, last: Point, phase: Phase, due_on: date) -> dict[str, Any]:
    goal = phase.value
    assert goal is not None
    told: dict[str, Any] = {}
    left = Decimal((due_on - last.ends_on).days) / DAYS_A_YEAR
    if left > 0:
        told["pace_needed"] = ((goal - last.value) / left).quantize(_DAY)
    if start is None or start[0] >= last.ends_on:
        return told
    gone = Decimal((last.ends_on - start[0]).days) / DAYS_A_YEAR
    told |= {"started_on": start[0], "start": start[1], "pace": ((last.value - start[1]) / gone).quantize(_DAY)}
    if start[1] != goal:
        told["share"] = ((last.value - start[1]) / (goal - start[1]) * 100).quantize(Decimal("0.1"))
    if due_on > start[0]:
        told["expected_share"] = min(100, (last.ends_on - start[0]).days * 100 // (due_on - start[0]).days)
    return told


def _possible(
    ahead: Forecast, values: Sequence[Decimal], aim: Aim, series: Series, *, grows_from: Decimal | None
) -> Forecast:
    """The forecast inside what the measure can be: no rank before the first, no share above all, no falling count."""
    low: Decimal | None = None
    high: Decimal | None = None
    if series.meaning not in (Meaning.INCREASE, Meaning.DECREASE) and all(value >= 0 for value in values):
        low = Decimal(1) if aim.unit == RANK else Decimal(0)
        high = Decimal(100) if aim.unit == "%" and all(value <= 100 for value in values) else None
    if grows_from is not None:
        low = grows_from

    def inside(value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        value = value if low is None else max(value, low)
        return value if high is None else min(value, high)

    value = inside(ahead.value)
    assert value is not None
    return replace(ahead, value=value, low=inside(ahead.low), high=inside(ahead.high))


def _missed(aim: Aim, series: Series, now: Phase, *, at_most: bool) -> tuple[Phase, ...]:
    """The milestones before this one whose last year's last figure is there and is not what was asked."""
    found = []
    for phase in aim.phases:
        if phase == now or phase.value is None:
            continue
        shown = _in_terms_of_the_goal(aim, series, phase)
        last = next((one for one in reversed(shown) if one.ends_on == phase.due_on), None)
        if last is not None and not meets(last.value, aim.comparator, phase, at_most=at_most):
            found.append(phase)
    return tuple(found)


def status_by_tasks(aim: Aim, tasks: Tasks, *, day: date, said_done: bool = False) -> Status:
    """How a milestone without a number stands: by a person's word, otherwise by the duties of its tasks."""
    phase = phase_on(aim.phases, day)
    told = Status(
        State.REACHED,
        Reason.SAID_DONE,
        aim.comparator,
        aim.unit,
        phase,
        due_on=phase.due_on if phase else None,
        data={"done": tasks.done, "total": tasks.total, "overdue": tasks.overdue},
    )
    if said_done:
        return replace(told, share=Decimal(100))
    if not tasks.total:
        return replace(told, state=State.NO_DATA, reason=Reason.NO_TASKS)
    told = replace(told, share=Decimal(tasks.done * 100 // tasks.total))
    if tasks.done == tasks.total:
        return replace(told, reason=Reason.TASKS_DONE)
    if phase is not None and phase.due_on < day:
        return replace(told, state=State.OFF_COURSE, reason=Reason.TASKS_MISSED)
    if tasks.overdue:
        return replace(told, state=State.AT_RISK, reason=Reason.TASKS_LATE)
    return replace(told, state=State.ON_COURSE, reason=Reason.TASKS_RUNNING)


def with_parts(whole: Status, parts: Mapping[UUID, Status]) -> Status:
    """The whole with its "trong đó" parts: while one of them is off course the whole is at risk at best."""
    behind = tuple(key for key, part in parts.items() if part.state in (State.OFF_COURSE, State.AT_RISK))
    off = [key for key in behind if parts[key].state == State.OFF_COURSE]
    whole = replace(whole, parts_behind=behind)
    if not off or whole.state not in (State.REACHED, State.ON_COURSE):
        return whole
    return replace(whole, state=State.AT_RISK, reason=Reason.PART_BEHIND, data={"parts": len(off)})


def exceeds_whole(part: Status, whole: Status) -> bool:
    """Whether a part of a count is larger than the whole it belongs to. Shares and indexes are not held together."""
    if part.unit != whole.unit or part.unit in ("%", "‰", "điểm", RANK, "") or part.as_of != whole.as_of:
        return False
    return part.value is not None and whole.value is not None and part.value > whole.value

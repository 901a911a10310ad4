"""How targets stand; every list starts from who is asking. Nothing here is stored: it follows from the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import prefetch_related_objects

from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.measures.models import Direction, Indicator, OverTime, SourceKind
from caicach.measures.selectors import Figures, usual_kind
from caicach.programme.cascade_items import wanted_of
from caicach.programme.models import Comparator, Contribution, Target
from caicach.programme.progress import NOTHING, progress

from .matching import Measurable, guess_meaning, matches
from .models import Meaning, TargetMeasure, TargetWord
from .rules import (
    YEARS_OF_THE_LINE,
    Aim,
    Phase,
    Point,
    Reason,
    Series,
    State,
    Status,
    Tasks,
    phase_on,
    status,
    status_by_tasks,
    with_parts,
)

MOST_YEARS = 6  # of figures that are looked at for one target
_SO_FAR = {
    (PeriodKind.QUARTER, 1): (PeriodKind.QUARTER, 1),
    (PeriodKind.QUARTER, 2): (PeriodKind.HALF, 1),
    (PeriodKind.QUARTER, 3): (PeriodKind.NINE_MONTHS, 1),
    (PeriodKind.QUARTER, 4): (PeriodKind.YEAR, 1),
    (PeriodKind.HALF, 1): (PeriodKind.HALF, 1),
    (PeriodKind.HALF, 2): (PeriodKind.YEAR, 1),
}


def statuses_of(targets: Sequence[Target], *, today: date, until: Period | None = None) -> dict[UUID, Status]:
    """By the target's lineage, in a number of queries that does not grow with the targets.

    `until` shows them as at the end of that period, with no later figure; otherwise the figures of every period that is
    over count. Who may see the figures is asked before.
    """
    everyone = _with_parts(targets)
    day = until.last_day if until else today
    measures = measures_of(everyone)
    aims = {target.lineage: aim_of(target) for target in everyone}
    series = _series(aims, measures, day)
    by_tasks = {one.pk: one for one in everyone if _has_no_number(one, aims[one.lineage])}
    tasks, words = _tasks_of(by_tasks, today=today), _words_of(by_tasks.values())
    found: dict[UUID, Status] = {}
    for target in everyone:
        key, aim = target.lineage, aims[target.lineage]
        if target.pk in by_tasks:
            found[key] = status_by_tasks(aim, tasks.get(target.pk, Tasks()), day=day, said_done=key in words)
        elif (measure := measures.get(key)) is None:
            phase = phase_on(aim.phases, day)
            due_on = phase.due_on if phase else None
            found[key] = Status(State.NO_DATA, Reason.NOT_LINKED, aim.comparator, aim.unit, phase, due_on=due_on)
        else:
            found[key] = replace(
                status(aim, series[key], day=day), indicator=measure.indicator.code, body=measure.body_id
            )
    return _with_their_parts(everyone, found, [target.lineage for target in targets])


def measures_of(targets: Iterable[Target]) -> dict[UUID, TargetMeasure]:
    """What each target is measured by, where it is."""
    rows = TargetMeasure.objects.filter(lineage__in={target.lineage for target in targets})
    return {row.lineage: row for row in rows.select_related("indicator", "body")}


def aim_of(target: Target) -> Aim:
    """The target as the rules take it. A milestone without years is owed by the end of the plan; one without a first
    year ("đến năm 2030") counts from the start of the plan."""
    plan, phases = target.plan, []
    for one in target.milestones.all():
        to_year = one.to_year or one.from_year or plan.to_year
        if to_year is not None:
            from_year = one.from_year or plan.from_year or to_year
            phases.append(Phase(min(from_year, to_year), to_year, one.value, one.value_to))
    phases.sort(key=lambda phase: (phase.to_year, phase.from_year))
    return Aim(target.comparator, target.unit, tuple(phases), target.baseline_value, target.baseline_year)


def _has_no_number(target: Target, aim: Aim) -> bool:
    return target.comparator == Comparator.DONE or (bool(aim.phases) and all(one.value is None for one in aim.phases))


def _with_parts(targets: Sequence[Target]) -> list[Target]:
    """The targets and, at any depth, the parts of them that were not named; milestones and plans at hand."""
    found = {target.pk: target for target in targets}
    wholes = set(found)
    while wholes:
        new = list(Target.objects.filter(part_of__in=wholes).exclude(pk__in=found))
        found |= {part.pk: part for part in new}
        wholes = {part.pk for part in new}
    everyone = list(found.values())
    prefetch_related_objects(everyone, "milestones", "plan")
    return everyone


def _with_their_parts(
    everyone: Sequence[Target], found: Mapping[UUID, Status], wanted: Iterable[UUID]
) -> dict[UUID, Status]:
    """Parts first, so that what is off course shows at the whole of the whole."""
    below: dict[int, list[Target]] = defaultdict(list)
    for target in everyone:
        if target.part_of_id is not None:
            below[target.part_of_id].append(target)
    done: dict[UUID, Status] = {}

    def settled(target: Target) -> Status:
        if target.lineage not in done:
            done[target.lineage] = found[target.lineage]  # a circle ends here
            parts = {part.lineage: settled(part) for part in below.get(target.pk, ())}
            done[target.lineage] = with_parts(found[target.lineage], parts)
        return done[target.lineage]

    for target in everyone:
        settled(target)
    return {key: done[key] for key in wanted}


def _tasks_of(targets: Collection[int], *, today: date) -> dict[int, Tasks]:
    """How the duties of the tasks that serve each target stand, by the target's key."""
    if not targets:
        return {}
    serving: dict[int, list[UUID]] = defaultdict(list)
    links = Contribution.objects.filter(target__in=list(targets))
    for target, task in links.values_list("target", "task__lineage"):
        serving[target].append(task)
    counts = progress().of_items({task for tasks in serving.values() for task in tasks}, today=today)
    sums = {key: sum((counts.get(task, NOTHING) for task in tasks), NOTHING) for key, tasks in serving.items()}
    return {key: Tasks(one.total, one.done, one.overdue) for key, one in sums.items()}


def _words_of(targets: Iterable[Target]) -> set[UUID]:
    lineages = [target.lineage for target in targets]
    rows = TargetWord.objects.filter(lineage__in=lineages)
    return set(rows.values_list("lineage", flat=True)) if lineages else set()


def _series(aims: Mapping[UUID, Aim], measures: Mapping[UUID, TargetMeasure], day: date) -> dict[UUID, Series]:
    """The figures of every target that is measured, all read at once."""
    if not measures:
        return {}
    first = {key: _first_year(aims[key], day) for key in measures}
    years = range(min(first.values()), day.year + 1)
    baselines = {aims[key].baseline_year for key in measures} - {None}
    figures = Figures(
        indicators={one.indicator_id: one.indicator for one in measures.values()}.values(),
        bodies={one.body_id for one in measures.values()},
        periods={
            *(Period(kind, year, place) for year in years for kind, place in _PLACES),
            *(Period(PeriodKind.YEAR, year) for year in baselines if year is not None),
        },
    )
    return {
        key: Series(
            points=tuple(_points(figures, measure, range(first[key], day.year + 1), day)),
            meaning=measure.meaning,
            adds_up=adds_up(measure.indicator),
            lower_is_better=measure.indicator.direction == Direction.DOWN,
            base=_base(figures, measure, aims[key].baseline_year),
        )
        for key, measure in measures.items()
    }


_PLACES = [
    *((PeriodKind.QUARTER, place) for place in range(1, 5)),
    *((PeriodKind.HALF, place) for place in range(1, 3)),
    (PeriodKind.NINE_MONTHS, 1),
    (PeriodKind.YEAR, 1),
]


def _first_year(aim: Aim, day: date) -> int:
    """From which year on figures are looked at: the year before the first phase, but not too far back; and always those
    that the line goes through, whichever milestone is looked at."""
    start = min((phase.from_year for phase in aim.phases), default=day.year) - 1
    return max(min(start, day.year - YEARS_OF_THE_LINE + 1), day.year - MOST_YEARS + 1)


def adds_up(indicator: Indicator) -> bool:
    """Whether its figures within a year are a count that only grows."""
    return indicator.source != SourceKind.FORMULA and (indicator.over_time == OverTime.SUM or indicator.cumulative)


def _points(figures: Figures, measure: TargetMeasure, years: Iterable[int], day: date) -> Iterable[Point]:
    """The year so far at the end of each period that is over and was answered."""
    indicator, body = measure.indicator, measure.body_id
    kind = usual_kind(indicator)
    for year in years:
        period = period_of(date(year, 1, 1), kind)
        while period.year == year and period.last_day <= day:
            latest = figures.measured(indicator, body, period)
            so_far = so_far_of(indicator, period)
            shown = latest if so_far == period else figures.measured(indicator, body, so_far)
            if shown.value is None:
                shown = latest
            if latest.value is not None and shown.value is not None:
                yield Point(shown.period.key, period.last_day, shown.value)
            period = period.next()


def so_far_of(indicator: Indicator, period: Period) -> Period:
    """The period from the start of the year to the end of this one, where the indicator can be put together for it."""
    if indicator.source != SourceKind.FORMULA and indicator.over_time == OverTime.NONE:
        return period
    if indicator.cumulative:  # each figure counts from the start of the year already
        return period
    kind, place = _SO_FAR.get((PeriodKind(period.kind), period.ordinal), (PeriodKind(period.kind), period.ordinal))
    return Period(kind, period.year, place)


def _base(figures: Figures, measure: TargetMeasure, year: int | None) -> Decimal | None:
    if year is None:
        return None
    return figures.measured(measure.indicator, measure.body_id, Period(PeriodKind.YEAR, year)).value


@dataclass(frozen=True)
class Proposal:
    """An indicator that seems to measure a target."""

    indicator: Indicator
    meaning: Meaning
    confidence: int  # of 100


def propose_links(targets: Sequence[Target], *, indicators: Sequence[Indicator]) -> dict[int, list[Proposal]]:
    """By the target's key, for targets with a number. Nothing is stored: a person confirms by linking."""
    among = [Measurable(one.name, one.unit, one.field.number if one.field else None) for one in indicators]
    found = {}
    for target in targets:
        if target.comparator != Comparator.DONE:
            looked_for = wanted_of(target, target.plan)
            found[target.pk] = [
                Proposal(indicators[one.indicator], meaning_for(target, indicators[one.indicator]), one.confidence)
                for one in matches(looked_for, among)
            ]
    return found


def meaning_for(target: Target, indicator: Indicator) -> Meaning:
    """The sense in which the indicator is most likely held against the target."""
    aim = aim_of(target)
    years = max((phase.to_year - phase.from_year + 1 for phase in aim.phases), default=1)
    meaning = guess_meaning(
        target.text, has_baseline=target.baseline_year is not None, years=years, adds_up=adds_up(indicator)
    )
    return Meaning(meaning)

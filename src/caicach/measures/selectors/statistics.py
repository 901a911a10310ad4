"""The statistics table of a report: each indicator now, before and a year ago, and who has not answered.

Comparisons are made between like and like only:
- of an indicator that counts since the start of the year, the first period of a year is not compared with the last one
  of the year before (that would be a fall every January), and later ones say what was added, without a percentage;
- a longer period that was put together from quarters is compared only with one put together from the same quarters;
- the difference of two percentages is in points, never a percentage of a percentage;
- a change is the difference of the two values as they are printed, so that the reader can check it;
- where other bodies right below answered then than now, the change carries that: part of it is who is absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from caicach.bodies.models import Body
from caicach.core.models import PeriodKind
from caicach.core.periods import Period

from ..models import COUNTED, Figure, Indicator, OverTime, SourceKind
from ..services.rights import holds_on
from .measuring import Figures, Measured, made_of

NAMED = 20  # bodies that a line names among those missing
_RATES = {"%": "điểm %", "‰": "điểm ‰"}
_KEPT = Decimal("0.000001")


@dataclass(frozen=True)
class Uneven:
    """That two sums are not of the same bodies: how many right below answered now and how many then."""

    now: int
    then: int


@dataclass(frozen=True)
class Compared:
    """A figure against the one of the period before (`change`) and that of the same period a year before
    (`year_change`); None where either is no number or the two are not alike. `uneven` and `year_uneven` are there where
    not the same bodies answered: such a change is shown with a word beside it and never put into a sentence."""

    now: Measured
    before: Measured
    year_ago: Measured
    change: Decimal | None
    change_percent: Decimal | None
    year_change: Decimal | None
    year_change_percent: Decimal | None
    uneven: Uneven | None
    year_uneven: Uneven | None

    @property
    def change_unit(self) -> str:
        """The unit of both changes: the indicator's own, for a percentage "điểm %"."""
        return _RATES.get(self.now.indicator.unit, self.now.indicator.unit)


@dataclass(frozen=True)
class Line(Compared):
    """One row of the table: the figure compared, and who answered; given + missing_count = owing."""

    indicator: Indicator
    given: int
    owing: int
    missing: tuple[Body, ...]
    missing_count: int


def statistics(
    *,
    body: Body,
    indicators: Sequence[Indicator],
    period: Period,
    bodies: Collection[int] | None = None,
    drafts: bool = False,
    today: date,
) -> list[Line]:
    """The lines in the order of the indicators. `bodies`: those of whom it was demanded; None: those of whom the
    indicators ask at and below `body`. `drafts`: the body's own drafts are read as if sent. An indicator that names no
    kinds of bodies is owed by whom it was demanded of, else by nobody. Nobody owes what the system computes; a formula
    is owed by those who owe its inputs.

    At most ten queries, whatever there is of bodies and indicators; one more for each depth of formulas within
    formulas and each merger before a merger, and two for each period in which there are drafts to be read.
    """
    figures = Figures(
        indicators=indicators, bodies=[body.pk], periods=compared_periods(period), drafts_of=[body.pk] if drafts else ()
    )
    owed = _Owed(figures.leaves(indicators), body, period, bodies, today)
    missing = {one.pk: owed.missing([leaf.pk for leaf in figures.leaves([one])]) for one in indicators}
    named = Body.objects.in_bulk({pk for gone, _owing in missing.values() for pk in gone[:NAMED]})
    lines = []
    for one in indicators:
        gone, owing = missing[one.pk]
        compared = compare(figures, one, body.pk, period)
        lines.append(
            Line(
                indicator=one,
                now=compared.now,
                before=compared.before,
                year_ago=compared.year_ago,
                change=compared.change,
                change_percent=compared.change_percent,
                year_change=compared.year_change,
                year_change_percent=compared.year_change_percent,
                uneven=compared.uneven,
                year_uneven=compared.year_uneven,
                given=owing - len(gone),
                owing=owing,
                missing=tuple(named[pk] for pk in gone[:NAMED]),
                missing_count=len(gone),
            )
        )
    return lines


def compared_periods(period: Period) -> tuple[Period, ...]:
    """The period itself, the one before it and the same one of the year before."""
    return (period, period.previous(), Period(PeriodKind(period.kind), period.year - 1, period.ordinal))


def compare(figures: Figures, indicator: Indicator, body: int, period: Period) -> Compared:
    """The figure against the two others. The figures hold `compared_periods(period)`; the first comparison reads in one
    query who answered below, the others nothing more."""
    _same, before, year_ago = compared_periods(period)
    now, then, last_year = (figures.measured(indicator, body, when) for when in (period, before, year_ago))
    alike = _are_alike(figures, indicator, body, period, before)
    change = _difference(now, then) if alike and not _starts_anew(figures, indicator, period) else None
    like_last_year = _are_alike(figures, indicator, body, period, year_ago)
    year_change = _difference(now, last_year) if like_last_year else None
    grows = _is_cumulative(figures, indicator) and before.year == period.year
    return Compared(
        now=now,
        before=then,
        year_ago=last_year,
        change=change,
        change_percent=None if grows else _percent(change, then),
        year_change=year_change,
        year_change_percent=_percent(year_change, last_year),
        uneven=_uneven(figures, indicator, body, period, before) if change is not None else None,
        year_uneven=_uneven(figures, indicator, body, period, year_ago) if year_change is not None else None,
    )


def _difference(one: Measured, other: Measured) -> Decimal | None:
    now, then = _printed(one), _printed(other)
    return None if now is None or then is None else now - then


def _printed(measured: Measured) -> Decimal | None:
    """The value with the decimals that its indicator is shown with."""
    return None if measured.value is None else round(measured.value, measured.indicator.places)


def _percent(change: Decimal | None, base: Measured) -> Decimal | None:
    """How much of the base the change is; nothing of zero, and nothing of what is itself a rate."""
    printed = _printed(base)
    if change is None or not printed or base.indicator.unit in _RATES:
        return None
    return (change / abs(printed) * 100).quantize(_KEPT)


def _is_cumulative(figures: Figures, indicator: Indicator) -> bool:
    return indicator.cumulative or any(leaf.cumulative for leaf in figures.leaves([indicator]))


def _starts_anew(figures: Figures, indicator: Indicator, period: Period) -> bool:
    """Whether the count since the start of the year begins with the period, so that the one before says nothing."""
    before = period.previous()
    crosses = before.year != period.year and before.ordinal != period.ordinal
    return crosses and _is_cumulative(figures, indicator)


def _are_alike(figures: Figures, indicator: Indicator, body: int, one: Period, other: Period) -> bool:
    """Whether both are made of the same quarters of their periods, for everything that the indicator is made of."""
    return all(
        _parts(figures.measured(leaf, body, one), one) == _parts(figures.measured(leaf, body, other), other)
        for leaf in figures.leaves([indicator])
    )


def _uneven(figures: Figures, indicator: Indicator, body: int, one: Period, other: Period) -> Uneven | None:
    """Who answered in only one of the two, for anything that the indicator is made of; the leaf with most of them."""
    found = [
        Uneven(len(now), len(then))
        for leaf in figures.leaves([indicator])
        for now, then in (figures.answered_below(leaf, body, one, other),)
        if now != then
    ]
    return max(found, key=lambda uneven: abs(uneven.now - uneven.then), default=None)


def _parts(measured: Measured, period: Period) -> tuple[int, ...]:
    """Which parts of its period it is made of, counted from the first one; empty: all."""
    parts = made_of(measured.indicator, period)
    if not measured.made_of:
        return ()
    wanted = parts[-1:] if measured.indicator.over_time == OverTime.LAST else parts
    there = tuple(parts.index(part) for part in measured.made_of)
    return () if len(there) == len(wanted) and measured.made_of[-1] == wanted[-1] else there


@dataclass(frozen=True)
class _Body:
    pk: int
    kind: str
    path: str
    opened_on: date


class _Owed:
    """Who owes an answer for which indicator, and who gave one; read at once."""

    def __init__(
        self,
        indicators: Sequence[Indicator],
        body: Body,
        period: Period,
        demanded: Collection[int] | None,
        today: date,
    ) -> None:
        self._demanded = None if demanded is None else frozenset(demanded)
        self._asked = {
            one.pk: (one, parts)
            for one in indicators
            if one.source == SourceKind.ENTERED
            and (parts := _owed_parts(one, period, today))
            and (one.asked_of or demanded is not None)
        }
        above = {one.asked_by_id for one, _parts in self._asked.values() if one.asked_by_id is not None}
        self._paths = dict(Body.objects.filter(pk__in=above).values_list("pk", "path")) if above else {}
        self._bodies = self._read_bodies(body, period) if self._asked else []
        self._given = self._read_given(body) if self._bodies else {}

    def _read_bodies(self, body: Body, period: Period) -> list[_Body]:
        """Those that are there at the end of the period, by name; also demanded ones that are not below the body."""
        alive = Body.objects.filter(Q(closed_on=None) | Q(closed_on__gt=period.last_day)).order_by("sort_key", "pk")
        alive = alive.filter(opened_on__lte=period.last_day)
        kinds = {kind for one, _parts in self._asked.values() for kind in one.asked_of}
        if all(one.asked_of for one, _parts in self._asked.values()):
            alive = alive.filter(kind__in=kinds)
        names = ("pk", "kind", "path", "opened_on")
        found = [_Body(*row) for row in alive.filter(path__startswith=body.path).values_list(*names)]
        self._outside: list[int] = []
        if self._demanded is None:
            return found
        elsewhere = self._demanded - {one.pk for one in found}
        found = [one for one in found if one.pk in self._demanded]
        if elsewhere:
            there = alive.filter(pk__in=elsewhere).exclude(path__startswith=body.path)
            outside = [_Body(*row) for row in there.values_list(*names)]
            self._outside = [one.pk for one in outside]
            found += outside
        return found

    def _read_given(self, body: Body) -> dict[tuple[int, Period], set[int]]:
        """The bodies whose answer counts, by indicator and period."""
        periods = {part for _one, parts in self._asked.values() for part in parts}
        when = Q(pk__in=[])
        for part in periods:
            when |= Q(year=part.year, period_kind=part.kind, ordinal=part.ordinal)
        where = Q(body__path__startswith=body.path)
        if self._outside:
            where |= Q(body__in=self._outside)
        rows = Figure.objects.filter(when, where, indicator__in=self._asked, breakdown="", state__in=COUNTED)
        known = {(part.kind, part.year, part.ordinal): part for part in periods}
        found: dict[tuple[int, Period], set[int]] = defaultdict(set)
        names = ("indicator", "body", "period_kind", "year", "ordinal")
        for indicator, pk, kind, year, ordinal in rows.order_by().values_list(*names):
            found[(indicator, known[kind, year, ordinal])].add(pk)
        return found

    def _missing_of(self, indicator: int) -> tuple[set[int], set[int]]:
        """Of one indicator: the bodies that have not answered, and those that owe an answer."""
        if indicator not in self._asked:
            return set(), set()
        one, parts = self._asked[indicator]
        under = self._paths.get(one.asked_by_id, "") if one.asked_by_id is not None else ""
        kinds = frozenset(one.asked_of)
        owing = [asked for asked in self._bodies if (not kinds or asked.kind in kinds) and asked.path.startswith(under)]
        gone: set[int] = set()
        for part in parts:
            given, last = self._given.get((indicator, part), set()), part.last_day
            gone |= {asked.pk for asked in owing if asked.pk not in given and asked.opened_on <= last}
        return gone, {asked.pk for asked in owing}

    def missing(self, indicators: Collection[int]) -> tuple[list[int], int]:
        """Those that have not answered for all of these, by name, and how many owe an answer for one of them."""
        gone: set[int] = set()
        owing: set[int] = set()
        for indicator in indicators:
            some, all_of_them = self._missing_of(indicator)
            gone |= some
            owing |= all_of_them
        return [one.pk for one in self._bodies if one.pk in gone], len(owing)


def _owed_parts(indicator: Indicator, period: Period, today: date) -> tuple[Period, ...]:
    """The periods for which bodies answer so that there is a figure for this one: itself, or those that make it up
    (only the last one where that is what counts), as far as they have begun."""
    if period.kind in indicator.period_kinds:
        parts: tuple[Period, ...] = (period,)
    else:
        parts = made_of(indicator, period)
        if indicator.over_time == OverTime.LAST:
            parts = tuple(part for part in parts if part.first_day <= today)[-1:]
    return tuple(part for part in parts if part.first_day <= today and holds_on(indicator, part.last_day))

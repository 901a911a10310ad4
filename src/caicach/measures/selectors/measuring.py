"""What a body's figure is: its own, rolled up from below, put together over time, or worked out by a formula.

`measure` is what pages, reports and the rooms above ask. Everything it needs for all its bodies, indicators and periods
is read in a few queries; then nothing more is asked of the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from caicach.bodies.models import Body
from caicach.core.models import PeriodKind
from caicach.core.periods import Period

from ..formulas import Missing, Node, Result, codes_in, evaluate, parse
from ..models import Figure, FigureState, Indicator, OverBodies, OverTime, RolledUp, SourceKind
from ..rules import NOBODY, Kind, Outcome, Rolled, add, outcome, over_time
from ..services.rolling import OwnWord, added_below, own_word, whole
from .succession import Forerunners

_QUARTERS = {PeriodKind.HALF: 2, PeriodKind.NINE_MONTHS: 3, PeriodKind.YEAR: 4}
_DEEPEST = 20


@dataclass(frozen=True)
class Measured:
    """One indicator of one body in one period, with all below it."""

    indicator: Indicator
    body_id: int
    period: Period
    breakdown: str
    outcome: Outcome
    rolled: Rolled
    own: bool = False  # the body's own word, which covers those below
    below: Decimal | None = None  # what those below add up to, where it does
    made_of: tuple[Period, ...] = ()  # the shorter periods it was put together from
    forerunners: tuple[int, ...] = ()  # bodies that became part of it since, whose figures these are

    @property
    def value(self) -> Decimal | None:
        return self.outcome.value

    @property
    def kind(self) -> str | None:
        return self.outcome.kind


_Key = tuple[int, int, str, Period]  # indicator, body, breakdown, period


class Figures:
    """The rolled-up figures of some bodies in some periods, read at once; formulas find their inputs among them."""

    def __init__(
        self,
        *,
        indicators: Iterable[Indicator],
        bodies: Collection[int],
        periods: Iterable[Period],
        drafts_of: Collection[int] = (),
    ) -> None:
        """`drafts_of`: bodies whose own drafts are read as if they had been sent (for a page of the body's own)."""
        self._by_code = with_inputs(indicators)
        wanted = {part for period in periods for part in (period, *shorter(period))}
        self._forerunners = Forerunners(bodies, wanted)
        self._rows = dict(
            _read([one.pk for one in self._by_code.values()], {*bodies, *self._forerunners.all()}, wanted)
        )
        if drafts_of:
            self._rows |= _as_if_sent({one.pk: one for one in self._by_code.values()}, drafts_of, wanted)
        self._trees: dict[str, Node] = {}
        self._bodies, self._periods = frozenset(bodies), frozenset(wanted)

    def indicator(self, code: str) -> Indicator | None:
        return self._by_code.get(code)

    def leaves(self, indicators: Iterable[Indicator]) -> list[Indicator]:
        """What is entered or computed of all that these are made of: themselves, or the inputs of their formulas."""
        found: dict[str, Indicator] = {}
        waiting, seen = list(indicators)[::-1], set()
        while waiting:
            one = waiting.pop()
            if one.code in seen:
                continue
            seen.add(one.code)
            if one.source != SourceKind.FORMULA:
                found[one.code] = one
                continue
            waiting += [self._by_code[code] for code in codes_in(self.tree(one)) if code in self._by_code]
        return list(found.values())

    def measured(self, indicator: Indicator, body: int, period: Period, breakdown: str = "") -> Measured:
        return self._measured(indicator, body, period, breakdown, 0)

    def _measured(self, indicator: Indicator, body: int, period: Period, breakdown: str, deep: int) -> Measured:
        if indicator.source == SourceKind.FORMULA:
            shown = self._by_formula(indicator, body, period, breakdown, deep)
            before = self._forerunners_of_inputs(indicator, body, period, breakdown)
            return Measured(indicator, body, period, breakdown, shown, NOBODY, forerunners=before)
        rolled, own, below, before = self._row(indicator, body, breakdown, period)
        if rolled.answers:
            shown = _shown(rolled, indicator)
            return Measured(indicator, body, period, breakdown, shown, rolled, own, below, forerunners=before)
        parts = made_of(indicator, period)
        rows = [self._row(indicator, body, breakdown, part) for part in parts]
        rolled = over_time([row[0] for row in rows], over=indicator.over_time)
        there = [(part, row[3]) for part, row in zip(parts, rows, strict=True) if row[0].answers]
        if indicator.over_time == OverTime.LAST:
            there = there[-1:]
        return Measured(
            indicator,
            body,
            period,
            breakdown,
            _shown(rolled, indicator),
            rolled,
            made_of=tuple(part for part, _before in there),
            forerunners=tuple(dict.fromkeys(one for _part, before in there for one in before)),
        )

    def _forerunners_of_inputs(
        self, indicator: Indicator, body: int, period: Period, breakdown: str
    ) -> tuple[int, ...]:
        if not self.forerunners(body, period):
            return ()
        inputs = (self._measured(leaf, body, period, breakdown, 0) for leaf in self.leaves([indicator]))
        return tuple(dict.fromkeys(one for measured in inputs for one in measured.forerunners))

    def forerunners(self, body: int, period: Period) -> tuple[int, ...]:
        """The bodies that became part of this one since the period (or since the first of its quarters)."""
        parts = (*shorter(period), period)
        return tuple(dict.fromkeys(one for part in parts for one in self._forerunners.of(body, part)))

    def shares_before(
        self, indicator: Indicator, body: int, period: Period, breakdown: str
    ) -> list[tuple[int, Rolled]]:
        """What each of the bodies that make up this one today gave for the period, itself first."""
        whose = (body, *self._forerunners.of(body, period))
        rows = [(one, self._rows.get((indicator.pk, one, breakdown, period))) for one in whose]
        return [(one, row[0]) for one, row in rows if row is not None and row[0].answers]

    def _row(
        self, indicator: Indicator, body: int, breakdown: str, period: Period
    ) -> tuple[Rolled, bool, Decimal | None, tuple[int, ...]]:
        """What the body gave for the period with all below it; with it what those gave that became part of it since."""
        rolled, own, below = self._rows.get((indicator.pk, body, breakdown, period), (NOBODY, False, None))
        before = self._forerunners.of(body, period)
        if not before:
            return rolled, own, below, ()
        shares = self.shares_before(indicator, body, period, breakdown)
        there = tuple(one for one, _share in shares if one != body)
        if not there:
            return rolled, own, below, ()
        if indicator.over_bodies == OverBodies.NONE and len(shares) > 1:
            return NOBODY, False, None, ()
        return add(share for _one, share in shares), False, None, there

    def answered_below(
        self, indicator: Indicator, body: int, one: Period, other: Period
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Which bodies right below gave an answer other than "not yet" in each of two periods, of those that were there
        in both: who was merged away or opened in between is no difference. Nobody in either where that says nothing:
        where the body's own word stands for all, and for what the system computes."""
        if indicator.source != SourceKind.ENTERED or indicator.over_bodies == OverBodies.NONE:
            return frozenset(), frozenset()
        day, last = min(one.last_day, other.last_day), max(one.last_day, other.last_day)
        sides = []
        for period in (one, other):
            measured = self.measured(indicator, body, period)
            parts = measured.made_of or (period,)
            given = [self._answers.get((indicator.pk, body, part), []) for part in parts]
            in_all = frozenset.intersection(*(frozenset(pk for pk, _from, _to in some) for some in given))
            there = frozenset(
                pk
                for pk, opened, closed in given[0]
                if pk in in_all and opened <= day and (closed is None or closed > last)
            )
            if measured.own or measured.forerunners or (measured.rolled.answers and not any(given)):
                return frozenset(), frozenset()
            sides.append(there)
        return sides[0], sides[1]

    @cached_property
    def _answers(self) -> Mapping[tuple[int, int, Period], list[tuple[int, date, date | None]]]:
        """Who answered right below each body, by indicator and period, with the days it was opened and closed."""
        entered = [
            one.pk
            for one in self._by_code.values()
            if one.source == SourceKind.ENTERED and one.over_bodies != OverBodies.NONE
        ]
        rows = (
            RolledUp.objects.filter(_in(self._periods), parent__in=self._bodies, indicator__in=entered)
            .filter(Q(values__gt=0) | Q(none_arisen__gt=0) | Q(not_applicable__gt=0), breakdown="")
            .order_by()
        )
        names = ("indicator", "parent", "period_kind", "year", "ordinal", "body", "body__opened_on", "body__closed_on")
        found: dict[tuple[int, int, Period], list[tuple[int, date, date | None]]] = defaultdict(list)
        for indicator, parent, kind, year, ordinal, *who in rows.values_list(*names):
            found[(indicator, parent, Period(PeriodKind(kind), year, ordinal))].append((who[0], who[1], who[2]))
        return found

    def tree(self, indicator: Indicator) -> Node:
        if indicator.code not in self._trees:
            self._trees[indicator.code] = parse(indicator.formula)
        return self._trees[indicator.code]

    def _by_formula(self, indicator: Indicator, body: int, period: Period, breakdown: str, deep: int) -> Outcome:
        if deep > _DEEPEST:
            return Outcome(None, None, Missing.INPUT_MISSING, indicator.code)
        tree, inputs = self.tree(indicator), {}
        for code in codes_in(tree):
            of = self._by_code.get(code)
            found = self._measured(of, body, period, breakdown, deep + 1).outcome if of else Outcome(None)
            missing = Missing.NONE_ARISEN if found.kind == Kind.NONE_ARISEN else Missing.INPUT_MISSING
            inputs[code] = Result(found.value, None if found.value is not None else missing)
        result = evaluate(tree, inputs)
        if result.missing == Missing.NONE_ARISEN:
            return Outcome(Kind.NONE_ARISEN, None, result.missing, result.code)
        if result.value is None:
            return Outcome(None, None, result.missing, result.code)
        return Outcome(Kind.VALUE, result.value)


def measure(
    *, indicators: Collection[Indicator], bodies: Collection[int], periods: Collection[Period], breakdown: str = ""
) -> dict[tuple[str, int, Period], Measured]:
    """By the indicator's code, the body and the period."""
    figures = Figures(indicators=indicators, bodies=bodies, periods=periods)
    return {
        (indicator.code, body, period): figures.measured(indicator, body, period, breakdown)
        for indicator in indicators
        for body in bodies
        for period in periods
    }


def roll_up(indicator: Indicator, body: Body, period: Period, breakdown: str = "") -> Measured:
    """One figure of one body with all below it."""
    figures = Figures(indicators=[indicator], bodies=[body.pk], periods=[period])
    return figures.measured(indicator, body.pk, period, breakdown)


def with_inputs(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    """These indicators and everything that their formulas ask for, by code."""
    found = {one.code: one for one in indicators}
    waiting = _asked_for(found.values()) - set(found)
    while waiting:
        new = list(Indicator.objects.filter(code__in=waiting))
        found |= {one.code: one for one in new}
        waiting = _asked_for(new) - set(found)
    return found


def _asked_for(indicators: Iterable[Indicator]) -> set[str]:
    return {code for one in indicators if one.source == SourceKind.FORMULA for code in codes_in(parse(one.formula))}


def shorter(period: Period) -> tuple[Period, ...]:
    """The periods that a longer one may be put together from: its quarters, and its halves."""
    kind = PeriodKind(period.kind)
    if kind not in _QUARTERS:
        return ()
    many = _QUARTERS[kind]
    quarters = tuple(
        Period(PeriodKind.QUARTER, period.year, many * (period.ordinal - 1) + one + 1) for one in range(many)
    )
    if kind != PeriodKind.YEAR:
        return quarters
    return (*quarters, Period(PeriodKind.HALF, period.year, 1), Period(PeriodKind.HALF, period.year, 2))


def made_of(indicator: Indicator, period: Period) -> tuple[Period, ...]:
    """Of these, the ones for which bodies answer: the shortest kind."""
    if indicator.over_time == OverTime.NONE:
        return ()
    for kind in (PeriodKind.QUARTER, PeriodKind.HALF):
        if kind in indicator.period_kinds:
            return tuple(part for part in shorter(period) if part.kind == kind)
    return ()


def _shown(rolled: Rolled, indicator: Indicator) -> Outcome:
    over = indicator.over_bodies if indicator.over_bodies != "none" else indicator.over_time
    return outcome(rolled, over=over, unit=indicator.unit)


def _in(periods: Iterable[Period]) -> Q:
    when = Q(pk__in=[])
    for period in periods:
        when |= Q(year=period.year, period_kind=period.kind, ordinal=period.ordinal)
    return when


def _as_if_sent(
    indicators: Mapping[int, Indicator], bodies: Collection[int], periods: Collection[Period]
) -> dict[_Key, tuple[Rolled, bool, Decimal | None]]:
    """The rows of bodies whose own word is a draft, as they would be if it were sent now: one query, and one more for
    each period that has drafts."""
    words: dict[Period, dict[tuple[int, int, str], OwnWord]] = defaultdict(dict)
    known = {(period.kind, period.year, period.ordinal): period for period in periods}
    drafts = Figure.objects.filter(
        _in(periods), body__in=bodies, indicator__in=indicators, state=FigureState.DRAFT
    ).values_list(
        *("body", "indicator", "breakdown", "period_kind", "year", "ordinal"),
        *("answer", "value", "numerator", "denominator"),
    )
    for body, indicator, breakdown, kind, year, ordinal, answer, value, over, under in drafts:
        word = own_word(answer, value, over, under, FigureState.SUBMITTED)
        words[known[kind, year, ordinal]][(body, indicator, breakdown)] = word
    found: dict[_Key, tuple[Rolled, bool, Decimal | None]] = {}
    for period, own in words.items():
        of_period = {"year": period.year, "period_kind": period.kind, "ordinal": period.ordinal}
        lower = added_below(set(bodies), {"indicator__in": {key[1] for key in own}, **of_period})
        for key, word in own.items():
            body, indicator, breakdown = key
            row = whole(word, lower.get(key, NOBODY), indicators[indicator])
            found[(indicator, body, breakdown, period)] = row
    return found


def _read(
    indicators: Collection[int], bodies: Collection[int], periods: Collection[Period]
) -> Mapping[_Key, tuple[Rolled, bool, Decimal | None]]:
    when = _in(periods)
    rows = RolledUp.objects.filter(when, body__in=bodies, indicator__in=indicators).values_list(
        *("indicator", "body", "breakdown", "period_kind", "year", "ordinal", "own", "below"),
        *("total", "numerator", "denominator", "values", "none_arisen", "not_yet", "not_applicable", "accepted"),
    )
    known = {(period.kind, period.year, period.ordinal): period for period in periods}
    return {
        (indicator, body, breakdown, known[kind, year, ordinal]): (Rolled(*sums), own, below)
        for indicator, body, breakdown, kind, year, ordinal, own, below, *sums in rows
    }

"""What a merger does to figures: those of the time before stay where they are; those of periods that end after it,
which units that move may have given already, count from now on below the body they move to."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from caicach.bodies.models import Body, Person
from caicach.core.models import PeriodKind
from caicach.core.periods import Period

from ..models import Indicator, RolledUp
from .rolling import Touched, refresh_roll_ups


def hand_over_sums(
    *, predecessor: Body, successor: Body, on: date, basis: str, by: Person | None, now: datetime
) -> None:
    """Called before the units of the predecessor move below the successor."""
    units = Body.objects.filter(path__startswith=predecessor.path, depth=predecessor.depth + 1, closed_on=None)
    rows = RolledUp.objects.filter(parent=predecessor, body__in=units, year__gte=on.year)
    found: dict[Period, set[tuple[int, str]]] = defaultdict(set)
    moving = []
    for pk, kind, year, ordinal, indicator, breakdown in rows.values_list(
        "pk", "period_kind", "year", "ordinal", "indicator", "breakdown"
    ):
        period = Period(PeriodKind(kind), year, ordinal)
        if period.last_day >= on:
            moving.append(pk)
            found[period].add((indicator, breakdown))
    if not moving:
        return
    RolledUp.objects.filter(pk__in=moving).update(parent=successor)
    indicators = Indicator.objects.in_bulk({indicator for parts in found.values() for indicator, _part in parts})
    for period, parts in sorted(found.items()):
        touched = [
            Touched(indicators[indicator], body, breakdown)
            for indicator, breakdown in sorted(parts)
            for body in (predecessor, successor)
        ]
        refresh_roll_ups(touched, period=period)

"""All rolled-up figures of a period made anew from the figures alone: after rows were laid down past the services, and
to find out whether anything drifted. One pass from the deepest level up; nothing is asked per body."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from caicach.bodies.models import Body
from caicach.core.periods import Period

from ..models import COUNTED, Figure, Indicator, OverBodies, RolledUp
from ..rules import NOBODY, Rolled, add
from .rolling import KEPT_FIELDS, ONE_ROW, OWN_WORD, OwnWord, own_word, whole

_AT_ONCE = 5_000
_Key = tuple[str, int, str]  # path of the body, indicator, breakdown
_Row = tuple[Any, ...]  # the key of the body above, then the values of KEPT_FIELDS


@transaction.atomic
def rebuild_roll_ups(*, period: Period) -> int:
    """Work out every row of the period anew; returns how many were not what they should be. Acts on figures wait until
    it is over."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{RolledUp._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
    of_period = {"year": period.year, "period_kind": period.kind, "ordinal": period.ordinal}
    bodies = dict(Body.objects.values_list("path", "pk"))
    indicators = Indicator.objects.in_bulk()
    figures = Figure.objects.filter(state__in=COUNTED, **of_period).order_by()
    own: dict[_Key, OwnWord] = {
        (path, indicator, breakdown): own_word(*word)
        for path, indicator, breakdown, *word in figures.values_list(
            "body__path", "indicator", "breakdown", *OWN_WORD
        ).iterator(_AT_ONCE)
    }
    there: dict[_Key, _Row] = {
        (path, indicator, breakdown): tuple(row)
        for path, indicator, breakdown, *row in RolledUp.objects.filter(**of_period)
        .order_by()
        .values_list("body__path", "indicator", "breakdown", "parent", *KEPT_FIELDS)
        .iterator(_AT_ONCE)
    }
    right = {key: (bodies.get(key[0][: -Body.steplen]), *row) for key, row in _added_up(own, there, indicators).items()}
    different = [
        RolledUp(
            body_id=bodies[path],
            parent_id=parent,
            indicator_id=indicator,
            breakdown=breakdown,
            **of_period,
            **dict(zip(KEPT_FIELDS, row, strict=True)),
        )
        for (path, indicator, breakdown), (parent, *row) in right.items()
        if there.get((path, indicator, breakdown)) != (parent, *row)
    ]
    RolledUp.objects.bulk_create(
        different, batch_size=500, update_conflicts=True, unique_fields=ONE_ROW, update_fields=("parent", *KEPT_FIELDS)
    )
    return len(different)


def _added_up(
    own: dict[_Key, OwnWord], there: dict[_Key, _Row], indicators: dict[int, Indicator]
) -> dict[_Key, tuple[Any, ...]]:
    """What every row should be: those of the figures, of the bodies above them, and those that there are."""
    step = Body.steplen
    levels: dict[int, set[_Key]] = defaultdict(set)
    for key in (*own, *there):
        levels[len(key[0])].add(key)
    below: dict[_Key, list[Rolled]] = defaultdict(list)
    right: dict[_Key, tuple[Any, ...]] = {}
    for depth in range(max(levels, default=0), 0, -step):
        for key in levels[depth]:
            path, indicator, breakdown = key
            parts = below.get(key)
            rolled, covers, lower = whole(own.get(key), add(parts) if parts else NOBODY, indicators[indicator])
            right[key] = _row(rolled, covers, lower)
            if depth > step and rolled.answers and indicators[indicator].over_bodies != OverBodies.NONE:
                above = (path[:-step], indicator, breakdown)
                below[above].append(rolled)
                levels[depth - step].add(above)
    return right


def _row(rolled: Rolled, own: bool, below: Decimal | None) -> tuple[Any, ...]:
    return (
        *(rolled.total, rolled.numerator, rolled.denominator),
        *(rolled.values, rolled.none_arisen, rolled.not_yet, rolled.not_applicable, rolled.accepted),
        *(own, below),
    )

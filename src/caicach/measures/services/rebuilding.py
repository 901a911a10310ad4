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

_AT_ONCE = 2_000
_Key = tuple[int, int, str]  # body, indicator, breakdown
_Row = tuple[Any, ...]  # the key of the body above, then the values of KEPT_FIELDS


@transaction.atomic
def rebuild_roll_ups(*, period: Period) -> int:
    """Work out every row of the period anew; returns how many were not what they should be. Acts on figures wait until
    it is over. A row that is there stays below the body it was written under."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{RolledUp._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
    of_period = {"year": period.year, "period_kind": period.kind, "ordinal": period.ordinal}
    indicators = Indicator.objects.in_bulk()
    figures = Figure.objects.filter(state__in=COUNTED, **of_period).order_by()
    own: dict[_Key, OwnWord] = {
        (body, indicator, breakdown): own_word(*word)
        for body, indicator, breakdown, *word in figures.values_list(
            "body", "indicator", "breakdown", *OWN_WORD
        ).iterator(_AT_ONCE)
    }
    there: dict[_Key, _Row] = {
        (body, indicator, breakdown): tuple(row)
        for body, indicator, breakdown, *row in RolledUp.objects.filter(**of_period)
        .order_by()
        .values_list("body", "indicator", "breakdown", "parent", *KEPT_FIELDS)
        .iterator(_AT_ONCE)
    }
    right = _added_up(own, there, indicators)
    different = [
        (body, period.year, str(period.kind), period.ordinal, indicator, breakdown, *row)
        for (body, indicator, breakdown), row in right.items()
        if there.get((body, indicator, breakdown)) != row
    ]
    _write(different)
    return len(different)


def _write(rows: list[tuple[Any, ...]]) -> None:
    """Put the rows where they belong, in the order of ONE_ROW, parent, KEPT_FIELDS. By hand: composing the SQL of two
    hundred thousand rows took bulk_create most of a minute."""
    column = {field.name: f'"{field.column}"' for field in RolledUp._meta.concrete_fields}
    names = [column[name] for name in (*ONE_ROW, "parent", *KEPT_FIELDS)]
    again = ", ".join(f"{column[name]} = EXCLUDED.{column[name]}" for name in KEPT_FIELDS)
    one = f"({', '.join(['%s'] * len(names))})"
    into = f'INSERT INTO "{RolledUp._meta.db_table}" ({", ".join(names)}) VALUES '
    conflict = f" ON CONFLICT ({', '.join(column[name] for name in ONE_ROW)}) DO UPDATE SET {again}"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            if connection.vendor == "postgresql":  # one statement, where each row would be one of its own
                cursor.execute(into + ", ".join([one] * len(some)) + conflict, [cell for row in some for cell in row])
            else:
                cursor.executemany(into + one + conflict, some)


def _added_up(own: dict[_Key, OwnWord], there: dict[_Key, _Row], indicators: dict[int, Indicator]) -> dict[_Key, _Row]:
    """What every row should be: those of the figures, of the bodies above them, and those that there are."""
    above = _bodies_above()
    children: dict[_Key, list[_Key]] = defaultdict(list)
    tops: list[_Key] = []
    waiting, seen = [*own, *there], set()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        body, indicator, breakdown = key
        parent = there[key][0] if key in there else above.get(body)
        if parent is None or indicators[indicator].over_bodies == OverBodies.NONE:
            tops.append(key)
        else:
            children[(parent, indicator, breakdown)].append(key)
            waiting.append((parent, indicator, breakdown))
    right: dict[_Key, _Row] = {}

    def added(key: _Key) -> Rolled:
        parts = [rolled for child in children.get(key, ()) if (rolled := added(child)).answers]
        rolled, covers, lower = whole(own.get(key), add(parts) if parts else NOBODY, indicators[key[1]])
        if rolled.answers or key in there:
            parent = there[key][0] if key in there else above.get(key[0])
            right[key] = (parent, *_values(rolled, covers, lower))
        return rolled

    for key in tops:
        added(key)
    return right


def _bodies_above() -> dict[int, int | None]:
    """By body the one above it today."""
    bodies = dict(Body.objects.values_list("path", "pk"))
    return {pk: bodies.get(path[: -Body.steplen]) for path, pk in bodies.items()}


def _values(rolled: Rolled, own: bool, below: Decimal | None) -> _Row:
    return (
        *(rolled.total, rolled.numerator, rolled.denominator),
        *(rolled.values, rolled.none_arisen, rolled.not_yet, rolled.not_applicable, rolled.accepted),
        *(own, below),
    )

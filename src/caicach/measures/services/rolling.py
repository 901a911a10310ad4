"""Keeping the rolled-up figures: what changed is added up anew along the way from the body to the top.

Each row is worked out from the body's own figure and the rows right below it, never by adding a difference, so it
cannot drift. A row stays below the body that was above it when it was first written: what a unit gave before a merger
moved it counts where it was then. Rows are locked from the deepest level up and in one order within a level: two acts
whose ways meet wait for each other at the first body that they share, and the second one sees what the first one wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from caicach.bodies.models import Body
from caicach.core.periods import Period

from ..models import COUNTED, Figure, FigureState, Indicator, OverBodies, RolledUp
from ..rules import NOBODY, Adding, Answer, Kind, Rolled, add, of_answer, outcome

SUMMED = (
    *("total", "numerator", "denominator"),
    *("values", "none_arisen", "not_yet", "not_applicable", "accepted"),
)
KEPT_FIELDS = (*SUMMED, "own", "below")
OWN_WORD = ("answer", "value", "numerator", "denominator", "state")
ONE_ROW = ("body", "year", "period_kind", "ordinal", "indicator", "breakdown")
_KEPT = Decimal("0.000001")


@dataclass(frozen=True)
class Touched:
    """A figure that changed in a way that counts above it."""

    indicator: Indicator
    body: Body
    breakdown: str = ""


_Part = tuple[int, str]  # indicator, breakdown
_Row = tuple[int, int, str]  # body, indicator, breakdown


@transaction.atomic
def refresh_roll_ups(touched: Iterable[Touched], *, period: Period) -> int:
    """Add up anew what these figures are part of; returns how many rows changed."""
    touched = list(touched)
    if not touched:
        return 0
    indicators = {one.indicator.pk: one.indicator for one in touched}
    bodies: dict[str, Body] = {}
    _learn(bodies, [one.body.path for one in touched])
    waiting: dict[str, set[_Part]] = defaultdict(set)
    for one in touched:
        waiting[one.body.path].add((one.indicator.pk, one.breakdown))
    changed = 0
    while waiting:
        deepest = max(map(len, waiting))
        level = {path: waiting.pop(path) for path in list(waiting) if len(path) == deepest}
        moved = _refresh_level(
            [(bodies[path], part) for path in level for part in level[path]], bodies, indicators, period
        )
        changed += len(moved)
        going_up = [(row, part) for row, part in moved if indicators[part[0]].over_bodies != OverBodies.NONE]
        above = {row.parent_id for row, _part in going_up} - {None, *(body.pk for body in bodies.values())}
        if above:  # a body that moved since: what it gave before counts where it was then
            _learn(bodies, Body.objects.filter(pk__in=above).values_list("path", flat=True))
        paths = {body.pk: path for path, body in bodies.items()}
        for row, part in going_up:
            if row.parent_id is not None:
                waiting[paths[row.parent_id]].add(part)
    return changed


def _learn(bodies: dict[str, Body], paths: Iterable[str]) -> None:
    """The bodies of these paths and all above them."""
    step = Body.steplen
    wanted = {path[:end] for path in paths for end in range(step, len(path) + 1, step)} - set(bodies)
    bodies |= {body.path: body for body in Body.objects.filter(path__in=wanted).only("pk", "path", "depth")}


def _refresh_level(
    wanted: list[tuple[Body, _Part]], bodies: dict[str, Body], indicators: dict[int, Indicator], period: Period
) -> list[tuple[RolledUp, _Part]]:
    """The rows of one level; returns those that came out differently."""
    if not wanted:
        return []
    of_period: dict[str, Any] = {"year": period.year, "period_kind": period.kind, "ordinal": period.ordinal}
    ids = {body.pk for body, _part in wanted}
    parts = {part for _body, part in wanted}
    rows = _locked_rows(wanted, bodies, of_period)
    same = {"indicator__in": {indicator for indicator, _breakdown in parts}, **of_period}
    own = {
        (body, indicator, breakdown): own_word(*word)
        for body, indicator, breakdown, *word in Figure.objects.filter(
            body__in=ids, state__in=COUNTED, **same
        ).values_list("body", "indicator", "breakdown", *OWN_WORD)
    }
    lower = added_below(ids, same)
    different, moved = [], []
    for body, (indicator, breakdown) in wanted:
        key = (body.pk, indicator, breakdown)
        if _set(rows[key], *whole(own.get(key), lower.get(key, NOBODY), indicators[indicator])):
            different.append(rows[key])
            moved.append((rows[key], (indicator, breakdown)))
    RolledUp.objects.bulk_create(
        [_again(row) for row in different],
        batch_size=500,
        update_conflicts=True,
        unique_fields=ONE_ROW,
        update_fields=KEPT_FIELDS,
    )
    return moved


def added_below(parents: set[int], same: dict[str, Any]) -> dict[_Row, Rolled]:
    """What the rows right below each of these bodies add up to: one query. An indicator that is not put together over
    bodies has no such rows that count; `whole` leaves them out."""
    rows = (
        RolledUp.objects.filter(parent__in=parents, **same)
        .order_by()
        .values_list("parent", "indicator", "breakdown")
        .annotate(*(Sum(name) for name in SUMMED))
    )
    return {
        (parent, indicator, breakdown): Rolled(_exact(total), _exact(over), _exact(under), *counts)
        for parent, indicator, breakdown, total, over, under, *counts in rows
    }


def _exact(value: Any) -> Decimal | None:
    """As the column keeps it: SQLite adds up decimals as floating point."""
    return None if value is None else Decimal(value).quantize(_KEPT)


def _locked_rows(
    wanted: list[tuple[Body, _Part]], bodies: dict[str, Body], of_period: dict[str, Any]
) -> dict[_Row, RolledUp]:
    """The rows to work out, there from now on and locked until the act is over, always in the same order."""
    order = sorted(wanted, key=lambda one: (one[1], one[0].path))
    new = [
        RolledUp(
            body=body,
            parent=bodies.get(body.path[: -Body.steplen]),
            indicator_id=indicator,
            breakdown=breakdown,
            **of_period,
        )
        for body, (indicator, breakdown) in order
    ]
    RolledUp.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)
    there = (
        RolledUp.objects.select_for_update()
        .filter(body__in={one[0].pk for one in wanted}, indicator__in={one[1][0] for one in wanted}, **of_period)
        .order_by("indicator", "breakdown", "body")
    )
    return {(row.body_id, row.indicator_id, row.breakdown): row for row in there}


@dataclass(frozen=True, slots=True)
class OwnWord:
    """What a body itself answered, as it counts."""

    answer: str
    mine: Rolled


def own_word(
    answer: str, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None, state: str
) -> OwnWord:
    """The word of a figure in a state that counts."""
    accepted = state != FigureState.SUBMITTED
    return OwnWord(answer, of_answer(Answer(answer, value, numerator, denominator), accepted=accepted))


def whole(own: OwnWord | None, lower: Rolled, indicator: Indicator) -> tuple[Rolled, bool, Decimal | None]:
    """The body's figure with all below it; whether its own word stands for all of them; what they add up to then."""
    if indicator.over_bodies == OverBodies.NONE:
        lower = NOBODY
    if own is None:
        return lower, False, None
    if not lower.answers:
        return own.mine, False, None
    if indicator.covers_below and own.answer in (Kind.VALUE, Kind.NONE_ARISEN):
        return own.mine, True, outcome(lower, over=Adding(indicator.over_bodies), unit=indicator.unit).value
    return add([own.mine, lower]), False, None


def _set(row: RolledUp, whole: Rolled, own: bool, below: Decimal | None) -> bool:
    """Write it into the row; whether that changed anything."""
    values = {name: getattr(whole, name) for name in SUMMED} | {"own": own, "below": below}
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


def _again(row: RolledUp) -> RolledUp:
    """The row without its key, to be written over itself: one statement for hundreds of rows."""
    names = ("body_id", "parent_id", "indicator_id", "breakdown", "year", "period_kind", "ordinal", *KEPT_FIELDS)
    return RolledUp(**{name: getattr(row, name) for name in names})

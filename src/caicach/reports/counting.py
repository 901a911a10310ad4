"""The counts that stand as live numbers in reports: of tasks by field, of what is ahead, of targets.

The same units as in the composed report (`gathering`), without its words: for the report's own body and, in a merged
one, for the bodies below whose numbers were taken; three queries for all of these together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Counting
from django.db.models import Q

from caicach.bodies.models import Body, BodyKind
from caicach.core.periods import Period, Window
from caicach.duties.models import Duty

from .composing import prose
from .composing.facts import TargetState, TaskCounts
from .gathering import Unit, counts_of, duties_led, extensions_granted, of_body, targets_of, units_of, with_names
from .live import Change

_WHOLE = {
    "done": "total",
    "done_in_time": "done",
    "done_late": "done",
    "running": "total",
    "overdue": "total",
}


@dataclass(frozen=True)
class Count:
    """How many, and of how many."""

    number: int
    of: int


Key = tuple[int, str]  # body, key of the count


def counted(
    wanted: Mapping[int, Collection[str]], *, period: Period, window: Window, today: date
) -> dict[Key, Count | str]:
    """What is asked of each body, by the keys of `composing`; a target's figure comes in words."""
    as_on = min(window.closes_on, today)
    found: dict[Key, Count | str] = {}
    bodies = list(Body.objects.filter(pk__in=wanted))
    levels = [body for body in bodies if body.kind == BodyKind.CITY]
    others = {body.pk for body in bodies} - {body.pk for body in levels}
    if others:
        shared = {pk: wanted[pk] for pk in others}
        found |= _of_duties(Q(body__in=others), shared, level=None, period=period, window=window, as_on=as_on)
    for body in levels:
        keys = {body.pk: wanted[body.pk]}
        whose = of_body(body, level=True)
        found |= _of_duties(whose, keys, level=body, period=period, window=window, as_on=as_on)
        if any(key.startswith("target") for key in wanted[body.pk]):
            targets = list(targets_of(body, period=period, on=window.closes_on, today=today))
            found |= {(body.pk, key): count for key, count in _of_targets(targets).items()}
    return {key: value for key, value in found.items() if key[1] in wanted[key[0]]}


def _of_duties(
    whose: Q, wanted: Mapping[int, Collection[str]], *, level: Body | None, period: Period, window: Window, as_on: date
) -> dict[Key, Count | str]:
    """The counts of the duties; those of a level are its own, all others go by the body that has them."""
    found: dict[Key, Count | str] = {}
    keys = {key for several in wanted.values() for key in several}
    chosen = duties_led(whose, window=window, as_on=as_on)
    if any(key.startswith(("tasks.", "field.", "next.")) for key in keys):
        by_body: dict[int, list[Duty]] = defaultdict(list)
        for duty in with_names(chosen):
            by_body[level.pk if level else duty.body_id].append(duty)
        for pk in wanted:
            units = units_of(by_body[pk], level=level is not None)
            found |= {(pk, key): count for key, count in _of_units(units, keys, as_on, period.next()).items()}
    if "extensions.total" in keys:
        rows = extensions_granted(chosen, window=window, as_on=as_on).order_by()
        if level:
            found[level.pk, "extensions.total"] = _whole(rows.count())
        else:
            granted = dict(rows.values_list("duty__body").annotate(many=Counting("pk")))
            found |= {(pk, "extensions.total"): _whole(granted.get(pk, 0)) for pk in wanted}
    return found


def _whole(number: int) -> Count:
    return Count(number, number)


def _of_units(units: Iterable[Unit], keys: Iterable[str], as_on: date, next_period: Period) -> dict[str, Count]:
    by_field: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        by_field[unit.field].append(unit)
    per_field = {number: counts_of(several, as_on) for number, several in by_field.items()}
    ahead = sum(unit.is_ahead(as_on, next_period) for several in by_field.values() for unit in several)
    found = _parts("tasks", sum(per_field.values(), TaskCounts())) | {"next.total": _whole(ahead)}
    for number in {int(key.split(".")[1]) for key in keys if key.startswith("field.")}:
        found |= _parts(f"field.{number}", per_field.get(number, TaskCounts()))
    return found


def _parts(name: str, counts: TaskCounts) -> dict[str, Count]:
    found = {f"{name}.total": _whole(counts.total)}
    for part, whole in _WHOLE.items():
        count = Count(getattr(counts, part), getattr(counts, whole))
        found |= {f"{name}.{part}": count, f"{name}.{part}_ratio": count}
    return found


def _of_targets(targets: Collection[TargetState]) -> dict[str, Count | str]:
    stands = Counter(target.stands for target in targets)
    found: dict[str, Count | str] = {f"targets.{one}": Count(many, len(targets)) for one, many in stands.items()}
    found["targets.total"] = _whole(len(targets))
    for target in targets:
        said = prose.reached(target)[0]
        found[f"target.{target.key}"] = said if isinstance(said, str) else said.text
    return found


def count_words(key: str, value: Count | str, change: Change) -> str:
    """ "05", "8/9", "88,9%"."""
    if isinstance(value, str):
        return value
    if key.endswith("_ratio"):
        return prose.percentage(value.number, value.of) if value.of else "không phát sinh"
    return prose.fraction(value.number, value.of) if change == Change.OF else prose.counted(value.number)

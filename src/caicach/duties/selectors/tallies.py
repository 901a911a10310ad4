"""Duties counted: by body, field and month, for the control room, the body's page and the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth

from caicach.bodies.models import Body
from caicach.core.models import Event
from caicach.core.remembered import Remembered, remembered
from caicach.programme.models import Field

from ..models import Duty, DutyState, Progress, Stage
from .lines import late
from .scope import Scope

Value = TypeVar("Value")
Days = tuple[date, date]
_SHOWN_EVENTS = (
    "duty_given",
    "duty_sent_up",
    "duty_accepted",
    "duty_returned",
    "extension_granted",
    "duty_handed_over",
)
_LOOKED_AT = 400


@dataclass(frozen=True)
class Tally:
    """Duties counted; cancelled ones are not. `running` are all open ones, `overdue` those of them past their day."""

    total: int = 0
    done_in_time: int = 0
    done_late: int = 0
    running: int = 0
    overdue: int = 0

    @property
    def done(self) -> int:
        return self.done_in_time + self.done_late

    @property
    def late(self) -> int:
        """Everything that missed its day, done or not."""
        return self.overdue + self.done_late


@dataclass(frozen=True)
class BodyTally:
    body: Body
    tally: Tally


@dataclass(frozen=True)
class FieldTally:
    field: Field | None
    tally: Tally


@dataclass(frozen=True)
class HeatMap:
    """Bodies by months of a year; a cell holds the tally of the duties due in that month."""

    year: int
    bodies: list[Body]
    cells: dict[tuple[int, int], Tally]  # (body, month 1-12)


@dataclass(frozen=True)
class Happening:
    """Something that happened to a body's duty. No person is named."""

    name: str
    at: datetime
    duty: Duty


@dataclass(frozen=True)
class Changes:
    """What became different since a moment."""

    given: int
    sent_up: int
    accepted: int
    returned: int
    newly_overdue: int


def counts(today: date) -> dict[str, Count]:
    """The aggregates that make a Tally."""
    done = Q(state=DutyState.DONE)
    return {
        "total": Count("pk", filter=~Q(state=DutyState.CANCELLED)),
        "done_in_time": Count("pk", filter=done & Q(done_on__lte=F("due_key"))),
        "done_late": Count("pk", filter=done & Q(done_on__gt=F("due_key"))),
        "running": Count("pk", filter=Q(is_open=True)),
        "overdue": Count("pk", filter=late(today)),
    }


def _duties(scope: Scope, due: Days | None) -> QuerySet[Duty]:
    duties = Duty.objects.filter(scope.filter())
    return duties.filter(due_key__gte=due[0], due_key__lte=due[1]) if due else duties


def _grouped(duties: QuerySet[Any], *by: str, today: date) -> Any:
    """Rows of `by` with the aggregates of a Tally, for groups in which anything counts."""
    return duties.order_by().values(*by).annotate(**counts(today)).filter(total__gt=0)


def _tally(row: dict[str, Any]) -> Tally:
    return Tally(**{name: row[name] for name in ("total", "done_in_time", "done_late", "running", "overdue")})


def _by_month(scope: Scope, year: int, *, today: date, now: datetime) -> Remembered[dict[int, dict[int, Tally]]]:
    """What falls due in the year, by body and month: the one count from which all others of the year are added up.
    It is large, so what is added up from it is remembered by itself."""
    days = _days_of(year)

    def compute() -> dict[int, dict[int, Tally]]:
        found: dict[int, dict[int, Tally]] = {}
        rows = _grouped(_duties(scope, days).annotate(month=ExtractMonth("due_key")), "body", "month", today=today)
        for body, month, *numbers in rows.values_list("body", "month", *counts(today)):
            found.setdefault(body, {})[month] = Tally(*numbers)
        return found

    return _kept("by-month", scope, today, now, days, compute)


def _days_of(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _whole_year(due: Days | None) -> int | None:
    return due[0].year if due and due == _days_of(due[0].year) else None


def tally(scope: Scope, *, today: date, now: datetime, due: Days | None = None) -> Remembered[Tally]:
    """All duties of the scope (due within `due`), counted."""

    def compute() -> Tally:
        if (year := _whole_year(due)) is None:
            return _tally(_duties(scope, due).aggregate(**counts(today)))
        months = _by_month(scope, year, today=today, now=now).value
        return _sum(cell for cells in months.values() for cell in cells.values())

    return _kept("tally", scope, today, now, due, compute)


def _sum(tallies: Iterable[Tally]) -> Tally:
    numbers = [(one.total, one.done_in_time, one.done_late, one.running, one.overdue) for one in tallies]
    return Tally(*map(sum, zip(*numbers, strict=True))) if numbers else Tally()


def late_bodies(scope: Scope, *, year: int, today: date, now: datetime) -> int:
    """How many bodies have something overdue that fell due in the year."""

    def compute() -> int:
        months = _by_month(scope, year, today=today, now=now).value
        return sum(any(cell.overdue for cell in cells.values()) for cells in months.values())

    return _kept("late-bodies", scope, today, now, _days_of(year), compute).value


def tallies_by_body(
    scope: Scope, *, today: date, now: datetime, due: Days | None = None, most: int | None = None
) -> Remembered[list[BodyTally]]:
    """Each body that has duties, the one with most overdue first; `most` keeps only so many."""

    def compute() -> list[BodyTally]:
        if (year := _whole_year(due)) is not None:
            months = _by_month(scope, year, today=today, now=now).value
            counted = {body: _sum(cells.values()) for body, cells in months.items()}
        else:
            rows = _grouped(_duties(scope, due), "body", today=today)
            counted = {row["body"]: _tally(row) for row in rows}
        worst = sorted(counted, key=lambda pk: (-counted[pk].overdue, -counted[pk].running, pk))[:most]
        bodies = Body.objects.in_bulk(worst)
        return [BodyTally(bodies[pk], counted[pk]) for pk in worst]

    return _kept(f"by-body:{most}", scope, today, now, due, compute)


def tallies_by_field(
    scope: Scope, *, today: date, now: datetime, due: Days | None = None
) -> Remembered[list[FieldTally]]:
    """Each field of reform that has duties, in its order; what belongs to none comes last."""

    def compute() -> list[FieldTally]:
        rows = list(_grouped(_duties(scope, due), "field", today=today))
        fields = Field.objects.in_bulk([row["field"] for row in rows if row["field"]])
        found = [FieldTally(fields.get(row["field"]), _tally(row)) for row in rows]
        return sorted(found, key=lambda entry: entry.field.number if entry.field else 99)

    return _kept("by-field", scope, today, now, due, compute)


def heat_map(scope: Scope, *, year: int, today: date, now: datetime, most: int = 40) -> Remembered[HeatMap]:
    """The bodies with most late duties of a year, month by month."""

    def compute() -> HeatMap:
        months = _by_month(scope, year, today=today, now=now).value
        whole = {body: _sum(cells.values()) for body, cells in months.items()}
        worst = sorted(whole, key=lambda pk: (-whole[pk].late, -whole[pk].total, pk))[:most]
        bodies = Body.objects.in_bulk(worst)
        cells = {(body, month): cell for body in worst for month, cell in months[body].items()}
        return HeatMap(year, [bodies[pk] for pk in worst], cells)

    return _kept(f"heat:{year}:{most}", scope, today, now, None, compute)


def latest(scope: Scope, *, today: date, now: datetime, most: int = 10) -> Remembered[list[Happening]]:
    """The latest things that happened to the scope's duties."""

    def compute() -> list[Happening]:
        label = Duty._meta.label_lower
        recent = Event.objects.order_by("-at", "-id").values_list("name", "at", "about_kind", "about_id")[:_LOOKED_AT]
        found = [(name, at, int(pk)) for name, at, kind, pk in recent if kind == label and name in _SHOWN_EVENTS]
        there = Duty.objects.filter(pk__in={pk for _, _, pk in found}).select_related("body").defer("content")
        duties = {duty.pk: duty for duty in there if scope.holds(duty.body)}
        once = dict.fromkeys((name, at, pk) for name, at, pk in found if pk in duties)
        return [Happening(name, at, duties[pk]) for name, at, pk in list(once)[:most]]

    return _kept(f"latest:{most}", scope, today, now, None, compute)


def changes_since(scope: Scope, *, since: datetime, today: date, now: datetime) -> Remembered[Changes]:
    """What became different since that moment."""

    def compute() -> Changes:
        here, theirs = scope.filter(), scope.filter("duty__body")
        moved = Progress.objects.filter(theirs, Q(sent_up_at__gte=since) | Q(decided_at__gte=since)).aggregate(
            sent_up=Count("pk", filter=Q(sent_up_at__gte=since)),
            accepted=Count("pk", filter=Q(stage=Stage.ACCEPTED, decided_at__gte=since)),
            returned=Count("pk", filter=Q(stage=Stage.RETURNED, decided_at__gte=since)),
        )
        first_missed = since.date() - timedelta(days=1)
        missed = Duty.objects.filter(here, late(today), due_key__gte=first_missed)
        given = Duty.objects.filter(here, assigned_at__gte=since)
        return Changes(**moved, given=given.count(), newly_overdue=missed.count())

    return _kept(f"changes:{since.isoformat()}", scope, today, now, None, compute)


def _kept(
    what: str, scope: Scope, today: date, now: datetime, due: Days | None, compute: Callable[[], Value]
) -> Remembered[Value]:
    span = "-".join(day.isoformat() for day in due) if due else ""
    key = f"duties:{what}:{scope.key}:{today.isoformat()}:{span}"
    return remembered(key, compute, now=now)

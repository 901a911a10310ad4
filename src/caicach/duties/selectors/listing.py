"""All duties somebody may see, filtered, paged by key, never counted in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from caicach.bodies.access import Standing
from caicach.bodies.models import Body, BodyKind
from caicach.core.text import search_key
from caicach.programme.models import Part, Plan, Task

from ..models import Duty, DutyKind, DutyState
from ..rules import Timeliness
from .lines import Day, Line, shown, with_line
from .scope import Scope, reviewed_by, scope_of
from .work import group_filter

PAGE = 50
COUNTED = ("total", "done", "done_in_time", "done_late", "running", "overdue", "ahead")
STEERING = 1  # the field of what no field claims
_TASKS_FOUND = 400
_BODIES_FOUND = 200


@dataclass(frozen=True)
class Filters:
    """What the address of a list says."""

    group: str = ""  # one of work.GROUPS
    side: str = ""  # "": of my bodies; "review": that my body reviews; "mine": on my desk
    body: Body | None = None  # with everything below it
    body_name: str = ""  # part of a body's name
    field: int | None = None
    state: str = ""  # a DutyState, or "open"
    timeliness: str = ""
    kind: str = ""
    plan: Plan | None = None
    lineage: str = ""  # of one task
    part: str = ""
    text: str = ""
    due_from: date | None = None
    due_to: date | None = None
    counted: str = ""  # one of COUNTED: what a report counts of `body`, in the days below
    counted_from: date | None = None
    counted_to: date | None = None


@dataclass(frozen=True)
class Key:
    """A place in the order by day and number."""

    due_key: date
    pk: int

    def __str__(self) -> str:
        return f"{self.due_key.isoformat()}.{self.pk}"

    @classmethod
    def read(cls, text: str) -> Key | None:
        """The key an address carries; None for anything that is none."""
        day, _, number = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(number))
        except ValueError:
            return None


@dataclass(frozen=True)
class Page:
    """One page of a list and where its neighbours begin."""

    lines: list[Line]
    before: Key | None
    after: Key | None


def duties_for(standing: Standing, filters: Filters, *, day: Day) -> QuerySet[Duty]:
    """The duties this person may see that pass the filters, in no order."""
    if filters.group:
        chosen = Duty.objects.filter(group_filter(filters.group, standing, day))
    elif filters.side == "review":
        chosen = Duty.objects.filter(reviewed_by(standing))
    elif filters.side == "mine":
        chosen = Duty.objects.filter(assignee=standing.person_id)
    else:
        chosen = Duty.objects.filter(_within(scope_of(standing), filters.body))
    if filters.body is not None and (filters.group or filters.side):
        chosen = chosen.filter(Scope((filters.body.path,)).filter())
    return chosen.filter(*_conditions(filters, day))


def _within(scope: Scope, body: Body | None) -> Q:
    """The scope, narrowed to a body and what is below it."""
    if body is None:
        return scope.filter()
    return Scope((body.path,)).filter() if scope.holds(body) else Q(pk__in=[])


def _conditions(filters: Filters, day: Day) -> Iterator[Q]:
    if filters.counted and filters.counted_from and filters.counted_to:
        yield counted_in_report(filters.counted, opens=filters.counted_from, on=filters.counted_to)
        if filters.body is not None and filters.body.kind == BodyKind.CITY:
            yield Q(assigned_by_body=filters.body)
        elif filters.body is not None:
            yield Q(body=filters.body)
        without = Q(field=None) if filters.field == STEERING else Q(pk__in=[])
        yield (Q(field__number=filters.field) | without) if filters.field else Q()
    exact: dict[str, Any] = {
        "field__number": None if filters.counted else filters.field,
        "kind": filters.kind,
        "part": filters.part,
        "task__plan__lineage": filters.plan.lineage if filters.plan else None,
        "task_lineage": filters.lineage,
    }
    yield Q(**{lookup: value for lookup, value in exact.items() if value})
    if filters.state == "open":
        yield Q(is_open=True)
    elif filters.state:
        yield Q(state=filters.state)
    if filters.timeliness:
        yield day.standing_as(Timeliness(filters.timeliness))
    if filters.due_from:
        yield Q(due_key__gte=filters.due_from)
    if filters.due_to:
        yield Q(due_key__lte=filters.due_to)
    if words := search_key(filters.body_name):
        named = Body.objects.filter(search_key__contains=words).values_list("pk", flat=True)
        yield Q(body__in=list(named[:_BODIES_FOUND]))
    if words := search_key(filters.text):
        yield _says(words)


def counted_in_report(part: str, *, opens: date, on: date) -> Q:
    """The duties that a report on these days counts as `part`: led, given by the last of them and not done before the
    first; the same lines as `reports.gathering`, which a test holds together."""
    ends = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    there = Q(part=Part.LEAD, assigned_at__lt=ends) & (Q(done_on=None) | Q(done_on__gte=opens))
    there &= ~Q(state=DutyState.CANCELLED) & ~Q(kind=DutyKind.REPORT)
    done = Q(done_on__isnull=False, done_on__lte=on)
    undone = Q(done_on=None) | Q(done_on__gt=on)
    on_its_way = Q(sent_on__isnull=False, sent_on__lte=F("due_on"))
    overdue = undone & Q(due_on__lt=on) & ~on_its_way
    late = Q(due_on__isnull=False, done_on__gt=F("due_on"))
    return (
        there
        & {
            "total": Q(),
            "done": done,
            "done_in_time": done & ~late,
            "done_late": done & late,
            "running": undone & ~(Q(due_on__isnull=False, due_on__lt=on) & ~on_its_way),
            "overdue": overdue,
            "ahead": undone & Q(due_on__gte=on),
        }[part]
    )


def _says(words: str) -> Q:
    """Duties whose task, or whose own title where there is none, contains the folded words: many duties share a
    task, so the tasks are searched and not the duties."""
    tasks = Task.objects.filter(search_key__contains=words).values_list("pk", flat=True)
    return Q(task__in=list(tasks[:_TASKS_FOUND])) | Q(task=None, search_key__contains=words)


def page_of(
    standing: Standing, filters: Filters, *, day: Day, after: Key | None = None, before: Key | None = None
) -> Page:
    """One page, most urgent first, after or before a key."""
    duties = duties_for(standing, filters, day=day)
    back = before is not None and after is None
    order = ("-due_key", "-id") if back else ("due_key", "id")
    if after is not None:
        duties = duties.filter(due_key__gte=after.due_key).exclude(due_key=after.due_key, pk__lte=after.pk)
    elif before is not None:
        duties = duties.filter(due_key__lte=before.due_key).exclude(due_key=before.due_key, pk__gte=before.pk)
    keys = list(duties.order_by(*order).values_list("pk", flat=True)[: PAGE + 1])
    more, keys = len(keys) > PAGE, keys[:PAGE]
    found = shown(keys)
    rows = [found[pk] for pk in keys]
    if back:
        rows.reverse()
    first, last = (_key(rows[0]), _key(rows[-1])) if rows else (None, None)
    return Page(
        day.lines(rows),
        before=first if (more if back else after is not None) else None,
        after=last if (True if back else more) else None,
    )


def _key(duty: Duty) -> Key:
    return Key(duty.due_key, duty.pk)


def everything(standing: Standing, filters: Filters, *, day: Day, most: int) -> Iterator[Line]:
    """The whole list for a file, up to `most` rows, fetched piece by piece."""
    duties = with_line(duties_for(standing, filters, day=day)).order_by("due_key", "id")
    for duty in duties[:most].iterator(chunk_size=2000):
        yield day.line(duty)

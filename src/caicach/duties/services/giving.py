"""Giving out duties: from a task of a plan, from a directive, from a series whose next turn has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from caicach.bodies.access import Permission
from caicach.bodies.models import Body, Person, Role
from caicach.core.events import record_event, record_events
from caicach.core.models import PeriodKind, Regime
from caicach.core.text import search_key, squeeze
from caicach.documents.models import Document
from caicach.programme.models import DueKind, Every, Part, Task

from ..models import Duty, DutyKind, DutyState, Series
from ..rules import Obstacle, Recurrence, occurrences
from .moving import close_as_cancelled
from .reminding import Clock, clock_for, reset_reminder
from .rights import Refused, ask_for, standing_at
from .telling import staff_of, tell

BodiesByPart = Mapping[str, Collection[Body]]
_SERIES_AT_ONCE = 500
SENT_AGAIN_WITHIN = timedelta(minutes=10)


@transaction.atomic
def give_duties_for_task(
    *,
    task: Task,
    bodies_by_part: BodiesByPart,
    by: Person | None,
    now: datetime,
    assigned_by_body: Body,
    reviewer_body: Body,
) -> list[Duty]:
    """Give each body its duty of the task; a body that leads does not support as well. Running it twice gives nothing
    twice. `by` None is the system (nobody's rights are asked).

    A recurring task becomes a series, whose turns are given out as their span begins. So does an ongoing one
    ("thường xuyên"): it has no day of its own, but what was done is told once a quarter, by the day on which the
    quarter's report closes.
    """
    if by is not None:
        ask_for(Permission.ISSUE_PLANS, assigned_by_body, standing_at(by, now))
    task = Task.objects.select_for_update(of=("self",)).select_related("plan", "plan__document").get(pk=task.pk)
    today = timezone.localdate(now)
    leads = {body.pk: body for body in bodies_by_part.get(Part.LEAD, ())}
    supports = {body.pk: body for body in bodies_by_part.get(Part.SUPPORT, ()) if body.pk not in leads}
    wanted = [(Part.LEAD, body) for body in leads.values()] + [(Part.SUPPORT, body) for body in supports.values()]
    if task.due_kind in (DueKind.RECURRING, DueKind.ONGOING):
        given = _give_series(task, wanted, today=today, by=by, now=now, giver=assigned_by_body, reviewer=reviewer_body)
    else:
        given = _give_once(task, wanted, today=today, by=by, now=now, giver=assigned_by_body, reviewer=reviewer_body)
    if given:
        number = task.plan.number
        record_events("duty_given", about=list(given), by=by, at=now, document=number, due_text=task.due_text)
    return given


def _give_once(
    task: Task, wanted: Sequence[tuple[Part, Body]], *, today: date, by: Person | None, now: datetime,
    giver: Body, reviewer: Body,
) -> list[Duty]:  # fmt: skip
    there = Duty.objects.filter(task_lineage=task.lineage, series=None)
    taken = set(there.values_list("part", "first_body_id")) | set(there.values_list("part", "body_id"))
    due_on = task.due_to
    remind_on = clock_for(today).next_day(due_on, after=_eve(today)) if due_on else None
    return Duty.objects.bulk_create(
        [
            Duty(
                kind=DutyKind.TASK, part=part, title=task.text, content=content_of(task), task=task,
                task_lineage=task.lineage, document=task.plan.document, field_id=task.field_id, body=body,
                first_body=body, assigned_by_body=giver, reviewer_body=reviewer, assigned_at=now, assigned_by=by,
                due_kind=task.due_kind, due_text=task.due_text, due_on=due_on, first_due_on=due_on,
                remind_on=remind_on,
            )
            for part, body in wanted
            if (part.value, body.pk) not in taken
        ],
        batch_size=500,
    )  # fmt: skip


def _give_series(
    task: Task, wanted: Sequence[tuple[Part, Body]], *, today: date, by: Person | None, now: datetime,
    giver: Body, reviewer: Body,
) -> list[Duty]:  # fmt: skip
    taken = set(Series.objects.filter(task__lineage=task.lineage, ended_at=None).values_list("part", "body_id"))
    ongoing = task.due_kind == DueKind.ONGOING
    ends_on = task.due_to or (date(task.plan.to_year, 12, 31) if task.plan.to_year else None)
    starts_on = max(filter(None, (task.due_from, today)))
    made = Series.objects.bulk_create(
        [
            Series(
                task=task, document=task.plan.document, body=body, assigned_by_body=giver, reviewer_body=reviewer,
                kind=DutyKind.TASK, part=part, title=task.text,
                every=Every.QUARTER if ongoing else task.due_every or Every.QUARTER,
                starts_on=starts_on, ends_on=ends_on, due_day=_closing_day_of_quarters(today) if ongoing else 31,
            )
            for part, body in wanted
            if (part.value, body.pk) not in taken
        ],
        batch_size=500,
    )  # fmt: skip
    return _open(made, today=today, by=by, now=now)


def _closing_day_of_quarters(today: date) -> int:
    """The day of the quarter's last month on which its report closes, under the regime in force."""
    regimes = Regime.objects.filter(kind=PeriodKind.QUARTER, valid_from__lte=today)
    in_force = regimes.filter(Q(valid_to=None) | Q(valid_to__gt=today)).order_by("-valid_from").first()
    return in_force.closes_on_day if in_force else 31


@transaction.atomic
def open_due_occurrences(*, today: date, now: datetime) -> list[Duty]:
    """Give out the turns of every running series whose span has begun. Safe to run again: each turn is given once."""
    given: list[Duty] = []
    running = Series.objects.filter(ended_at=None, starts_on__lte=today).filter(
        Q(ends_on=None) | Q(opened_through=None) | Q(opened_through__lt=today)
    )
    ids = list(running.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), _SERIES_AT_ONCE):
        batch = (
            Series.objects.select_for_update(of=("self",))
            .filter(pk__in=ids[start : start + _SERIES_AT_ONCE], ended_at=None)
            .select_related("task")
        )
        given += _open(list(batch), today=today, by=None, now=now)
    if given:
        record_events("duty_given", about=list(given), by=None, at=now, document="", due_text="")
    return given


def _open(series: Iterable[Series], *, today: date, by: Person | None, now: datetime) -> list[Duty]:
    clock: Clock | None = None
    duties: list[Duty] = []
    moved: list[Series] = []
    for one in series:
        pattern = Recurrence(one.every, one.starts_on, one.ends_on, one.due_day, one.due_month)
        for turn in occurrences(pattern, after=one.opened_through, today=today):
            clock = clock or clock_for(today)
            duties.append(_turn(one, turn.due_on, clock.next_day(turn.due_on, after=_eve(today)), by=by, now=now))
            one.opened_through = turn.due_on
            if not moved or moved[-1] is not one:
                moved.append(one)
    given = Duty.objects.bulk_create(duties, batch_size=500)
    Series.objects.bulk_update(moved, ["opened_through"], batch_size=500)
    return given


def _turn(series: Series, due_on: date, remind_on: date | None, *, by: Person | None, now: datetime) -> Duty:
    task = series.task
    return Duty(
        kind=series.kind, part=series.part, title=series.title, content=content_of(task) if task else "", task=task,
        task_lineage=task.lineage if task else None, document_id=series.document_id, series=series,
        field_id=task.field_id if task else None, body_id=series.body_id, first_body_id=series.body_id,
        assigned_by_body_id=series.assigned_by_body_id, reviewer_body_id=series.reviewer_body_id, assigned_at=now,
        assigned_by=by, due_kind=task.due_kind if task else DueKind.RECURRING,
        due_text=task.due_text if task else "", due_on=due_on, first_due_on=due_on, remind_on=remind_on,
    )  # fmt: skip


@transaction.atomic
def give_directive(
    *,
    title: str,
    content: str,
    bodies: Iterable[Body],
    due_on: date | None,
    document: Document | None,
    by: Person,
    now: datetime,
    assigned_by_body: Body,
    token: UUID,
    reviewer_body: Body | None = None,
) -> list[Duty]:
    """Give the same directive to several bodies below; they answer to `assigned_by_body` unless another reviews.
    The form's token makes a second sending give nothing; nor do the same words to the same bodies a moment later, for
    the browser's way back to the form brings a new token."""
    standing, today = standing_at(by, now), timezone.localdate(now)
    chosen = {body.pk: body for body in bodies}
    checks = {
        Obstacle.NOT_YOURS: not standing.may(Permission.DIRECT, assigned_by_body),
        Obstacle.NOT_BELOW: any(not standing.may(Permission.DIRECT, body) for body in chosen.values()),
        Obstacle.NO_BODIES: not chosen,
        Obstacle.TEXT_MISSING: not title.strip(),
        Obstacle.DAY_IS_PAST: due_on is not None and due_on < today,
        Obstacle.BODY_CLOSED: any(body.closed_on and body.closed_on <= today for body in chosen.values()),
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    Body.objects.select_for_update().get(pk=assigned_by_body.pk)  # one directive at a time, so that a token is met
    there = list(Duty.objects.filter(token=token).order_by("id"))
    if not there:
        same = Duty.objects.filter(
            kind=DutyKind.DIRECTIVE, assigned_by=by, assigned_at__gt=now - SENT_AGAIN_WITHIN, due_on=due_on,
            title=squeeze(title), content=content.strip(), assigned_by_body=assigned_by_body, first_body__in=chosen,
        )  # fmt: skip
        there = list(same.exclude(state=DutyState.CANCELLED).order_by("id"))
        if {duty.first_body_id for duty in there} != set(chosen):
            there = []
    if there:
        if there[0].assigned_by_id != by.pk:
            raise Refused([Obstacle.FORM_USED])
        return there
    remind_on = clock_for(today).next_day(due_on, after=_eve(today)) if due_on else None
    given = Duty.objects.bulk_create(
        [
            Duty(
                kind=DutyKind.DIRECTIVE, title=squeeze(title), content=content.strip(), document=document, body=body,
                first_body=body, assigned_by_body=assigned_by_body, reviewer_body=reviewer_body or assigned_by_body,
                assigned_at=now, assigned_by=by, due_kind=DueKind.DATE if due_on else DueKind.ON_REQUEST,
                due_on=due_on, first_due_on=due_on, remind_on=remind_on, token=token, search_key=search_key(title),
            )
            for body in chosen.values()
        ]
    )  # fmt: skip
    record_events(
        "duty_given", about=list(given), by=by, at=now, document=document.number if document else "", due_text=""
    )
    staff = staff_of(set(chosen), today)
    for duty in given:
        people = staff.of(duty.body_id, Role.FOCAL_POINT, Role.HEAD)
        tell("duty_given", people, duty=duty, by=by, now=now, due_on=due_on.isoformat() if due_on else None)
    return given


@transaction.atomic
def continue_duties(
    *,
    old_task: Task | None,
    new_task: Task | None,
    bodies_by_part: BodiesByPart,
    by: Person | None,
    now: datetime,
    assigned_by_body: Body,
    reviewer_body: Body,
    reason: str,
) -> list[Duty]:
    """Carry the duties of a task over to the plan's next version; returns those that were newly given.

    What runs goes on under the new words and the new day (an extension that was granted keeps the later day). Bodies
    that the new version no longer names, and everything of a task that was dropped, are released with the reason.
    """
    if by is not None:
        ask_for(Permission.ISSUE_PLANS, assigned_by_body, standing_at(by, now))
    today = timezone.localdate(now)
    if old_task is not None:
        kept = _wanted_bodies(new_task, bodies_by_part)
        running = list(
            Duty.objects.select_for_update(of=("self",))
            .filter(task_lineage=old_task.lineage, is_open=True)
            .order_by("id")
        )
        series = list(
            Series.objects.select_for_update(of=("self",)).filter(task__lineage=old_task.lineage, ended_at=None)
        )
        comes_back = new_task is not None and new_task.due_kind in (DueKind.RECURRING, DueKind.ONGOING)
        for one in series:
            if new_task is None or not comes_back or (one.part, one.body_id) not in kept:
                one.ended_at = now
            else:
                one.task, one.title, one.document = new_task, new_task.text, new_task.plan.document
                one.every = Every.QUARTER if new_task.due_kind == DueKind.ONGOING else new_task.due_every or one.every
            one.save()
        clock = clock_for(today)
        for duty in running:
            named = (duty.part, duty.first_body_id) in kept or (duty.part, duty.body_id) in kept
            if new_task is None or not named or (comes_back and duty.series_id is None):
                close_as_cancelled(duty, reason=reason, by=by, now=now)
            else:
                _carry_over(duty, new_task, clock, today=today, by=by, now=now)
    if new_task is None:
        return []
    return give_duties_for_task(
        task=new_task, bodies_by_part=bodies_by_part, by=by, now=now, assigned_by_body=assigned_by_body,
        reviewer_body=reviewer_body,
    )  # fmt: skip


def _wanted_bodies(task: Task | None, bodies_by_part: BodiesByPart) -> set[tuple[str, int]]:
    if task is None:
        return set()
    return {(str(part), body.pk) for part, bodies in bodies_by_part.items() for body in bodies}


def _carry_over(duty: Duty, task: Task, clock: Clock, *, today: date, by: Person | None, now: datetime) -> None:
    before = duty.due_on
    duty.task, duty.task_lineage, duty.document = task, task.lineage, task.plan.document
    duty.title, duty.content, duty.field_id = task.text, content_of(task), task.field_id
    duty.due_text = task.due_text
    if duty.series_id is None:
        extended = before is not None and duty.first_due_on is not None and before > duty.first_due_on
        duty.due_kind, duty.first_due_on = task.due_kind, task.due_to
        duty.due_on = max(before, task.due_to) if extended and before and task.due_to else task.due_to
        if duty.due_on != before:
            reset_reminder(duty, today=today, clock=clock)
    duty.save()
    record_event(
        "duty_continued", about=duty, by=by, at=now, document=task.plan.number,
        due_before=before.isoformat() if before else None, due_on=duty.due_on.isoformat() if duty.due_on else None,
    )  # fmt: skip


def content_of(task: Task) -> str:
    """What a duty's page shows under its title: the activities and the product the plan asks for."""
    return "\n".join(part for part in (task.activities, task.product) if part)


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)

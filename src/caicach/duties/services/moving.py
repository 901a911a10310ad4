"""Duties change hands or end: by decision, or because the body that owes them is no more."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caicach.bodies.access import Permission
from caicach.bodies.hooks import Matter
from caicach.bodies.models import Body, Membership, Person, Role
from caicach.core.events import record_event, record_events
from caicach.core.text import nfc

from ..companions import follow
from ..models import Duty, DutyState, Extension, ExtensionState, HandOver, Series
from ..rules import Act, Obstacle, next_state
from .reminding import reset_reminder
from .rights import Refused, ask, ask_for, locked, standing_at
from .telling import staff_of, tell


@transaction.atomic
def hand_over(*, duty: Duty, to_body: Body, reason: str, by: Person, now: datetime) -> Duty:
    """Move the duty to another body, which starts with everything that was done so far. What waits for the former
    body's head goes back to work; what is under review stays there."""
    duty, today = locked(duty), timezone.localdate(now)
    last = duty.hand_overs.first()
    if duty.body_id == to_body.pk and last is not None and last.by_id == by.pk:
        return duty
    standing = standing_at(by, now)
    ask(Act.HAND_OVER, duty, standing)
    ask_for(Permission.HAND_OVER, to_body, standing)
    checks = {
        Obstacle.SAME_BODY: duty.body_id == to_body.pk,
        Obstacle.BODY_CLOSED: to_body.closed_on is not None and to_body.closed_on <= today,
        Obstacle.REASON_MISSING: not reason.strip(),
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    former, reason = duty.body, nfc(reason.strip())
    HandOver.objects.create(duty=duty, from_body=former, to_body=to_body, reason=reason, by=by, at=now)
    duty.body, duty.assignee = to_body, None
    if duty.state == DutyState.AWAITING_HEAD:
        duty.state = DutyState.RUNNING
    reset_reminder(duty, today=today)
    duty.save(update_fields=["body", "assignee", "state", "remind_on"])
    record_event(
        "duty_handed_over", about=duty, by=by, at=now, from_body=former.name, to_body=to_body.name, reason=reason
    )
    follow(duty, Act.HAND_OVER, by=by, now=now)
    staff = staff_of([former.pk, to_body.pk], today)
    people = staff.of(to_body.pk, Role.FOCAL_POINT, Role.HEAD) | staff.of(former.pk, Role.FOCAL_POINT)
    tell("duty_handed_over", people, duty=duty, by=by, now=now, body=to_body.name, reason=reason)
    return duty


@transaction.atomic
def cancel(*, duty: Duty, reason: str, by: Person, now: datetime) -> Duty:
    """Release the body from the duty, with the reason. It stays on record."""
    duty = locked(duty)
    if duty.state == DutyState.CANCELLED:
        return duty
    ask(Act.CANCEL, duty, standing_at(by, now))
    if not reason.strip():
        raise Refused([Obstacle.REASON_MISSING])
    close_as_cancelled(duty, reason=nfc(reason.strip()), by=by, now=now)
    staff = staff_of([duty.body_id], timezone.localdate(now)).of(duty.body_id, Role.FOCAL_POINT, Role.HEAD)
    tell("duty_cancelled", staff | {duty.assignee_id or 0} - {0}, duty=duty, by=by, now=now, reason=reason.strip())
    return duty


def close_as_cancelled(duty: Duty, *, reason: str, by: Person | None, now: datetime) -> None:
    """End a locked, open duty without a result; a question for more time is answered with it."""
    duty.state = next_state(Act.CANCEL, duty.state)
    duty.remind_on = duty.sent_on = None
    duty.save(update_fields=["state", "remind_on", "sent_on"])
    Extension.objects.filter(duty=duty, state=ExtensionState.ASKED).update(
        state=ExtensionState.REFUSED, answer=reason, decided_by=by, decided_at=now
    )
    record_event("duty_cancelled", about=duty, by=by, at=now, reason=reason)
    follow(duty, Act.CANCEL, by=by, now=now)


@transaction.atomic
def hand_over_on_succession(
    *, predecessor: Body, successor: Body, on: date, basis: str, by: Person | None, now: datetime
) -> int:
    """A body is no more: what it still owed, reviewed or had given out goes to its successor, as it stands. What is
    done stays with the body of its day. Returns how many duties moved."""
    owed = list(Duty.objects.select_for_update(of=("self",)).filter(body=predecessor, is_open=True).order_by("id"))
    HandOver.objects.bulk_create(
        [HandOver(duty=duty, from_body=predecessor, to_body=successor, reason=basis, by=by, at=now) for duty in owed],
        batch_size=500,
    )
    staying = set(
        Membership.objects.filter(body=successor, valid_to=None, person__duties__in=owed).values_list(
            "person_id", flat=True
        )
    )
    for duty in owed:
        duty.body = successor
        if duty.assignee_id not in staying:
            duty.assignee = None
    Duty.objects.bulk_update(owed, ["body", "assignee"], batch_size=500)
    open_duties = Duty.objects.filter(is_open=True)
    open_duties.filter(reviewer_body=predecessor).update(reviewer_body=successor)
    open_duties.filter(assigned_by_body=predecessor).update(assigned_by_body=successor)
    _move_series(predecessor, successor, now=now)
    for duty in owed:
        follow(duty, Act.HAND_OVER, by=by, now=now)
    record_events(
        "duty_handed_over", about=list(owed), by=by, at=now, from_body=predecessor.name, to_body=successor.name,
        reason=basis, on=on.isoformat(),
    )  # fmt: skip
    return len(owed)


def _move_series(predecessor: Body, successor: Body, *, now: datetime) -> None:
    """The successor goes on with the series; of two that merge into the same one, it keeps its own."""
    running = Series.objects.select_for_update(of=("self",)).filter(ended_at=None)
    has = set(running.filter(body=successor).exclude(task=None).values_list("task_id", "part"))
    for series in running.filter(body=predecessor):
        if series.task_id and (series.task_id, series.part) in has:
            series.ended_at = now
            series.save(update_fields=["ended_at"])
        else:
            series.body = successor
            series.save(update_fields=["body"])
    running.filter(reviewer_body=predecessor).update(reviewer_body=successor)
    running.filter(assigned_by_body=predecessor).update(assigned_by_body=successor)


def running_duties(body: Body) -> Matter | None:
    """What a person who is about to end the body is shown."""
    count = Duty.objects.filter(body=body, is_open=True).count()
    return Matter(_("việc đang thực hiện"), count) if count else None

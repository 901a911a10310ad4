"""Who is told when: the stored next day, the loop that picks what is past, the mail."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from caicach.bodies.models import Role
from caicach.core.calendar import WorkingCalendar, calendar_for

from ..models import OPEN_STATES, Duty, DutyState, Notification, Reminder, ReminderKind, ReminderRule
from ..rules import ReminderStep, next_reminder, steps_due
from ..words import mail_body, mail_subject
from .telling import Staff, staff_of

logger = logging.getLogger(__name__)

_BATCH = 200
_MAILS_AT_ONCE = 500


@dataclass(frozen=True)
class Clock:
    """What is needed to say when somebody must be told: the calendar and the steps in force."""

    calendar: WorkingCalendar
    steps: tuple[ReminderStep, ...]

    def next_day(self, due_on: date | None, *, after: date | None) -> date | None:
        return next_reminder(due_on, self.calendar, self.steps, after)


def clock_for(today: date) -> Clock:
    """The calendar and the reminder rules in force on that day. Two queries."""
    current = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    rows = ReminderRule.objects.filter(current).order_by("working_days")
    return Clock(calendar_for(today), tuple(ReminderStep(row.working_days, row.kind) for row in rows))


def reset_reminder(duty: Duty, *, today: date, clock: Clock | None = None) -> None:
    """Set (without saving) the next day on which somebody must be told of an open duty; what waits for review rests."""
    if duty.state not in OPEN_STATES or duty.state == DutyState.AWAITING_REVIEW or duty.due_on is None:
        duty.remind_on = None
        return
    clock = clock or clock_for(today)
    # A reminder of today may have gone out already; Reminder's constraint would say so, the next one is enough.
    duty.remind_on = clock.next_day(duty.due_on, after=today)


def send_reminders(*, today: date, now: datetime) -> int:
    """Tell everybody who must be told by today; returns how many duties somebody was told of.

    Safe to run again and beside another worker: a duty is told of by whoever moves its `remind_on` on.
    """
    clock, told, last = clock_for(today), 0, 0
    while True:
        batch = list(
            Duty.objects.filter(remind_on__lte=today, pk__gt=last)
            .select_related("body", "reviewer_body")
            .order_by("pk")[:_BATCH]
        )
        if not batch:
            break
        told += _tell_batch(batch, clock, today=today, now=now)
        last = batch[-1].pk
    mail_notifications(now=now)
    return told


@transaction.atomic
def _tell_batch(batch: list[Duty], clock: Clock, *, today: date, now: datetime) -> int:
    staff = staff_of({d.body_id for d in batch} | {d.reviewer_body_id for d in batch}, today)
    reminders: list[Reminder] = []
    notifications: list[Notification] = []
    told = 0
    for duty in batch:
        assert duty.remind_on is not None
        mine = Duty.objects.filter(
            pk=duty.pk, remind_on=duty.remind_on, due_on=duty.due_on, state=duty.state, body_id=duty.body_id
        ).update(remind_on=clock.next_day(duty.due_on, after=today) if duty.state in OPEN_STATES else None)
        if not mine or duty.due_on is None or duty.state not in OPEN_STATES:
            continue
        steps = steps_due(duty.due_on, clock.calendar, clock.steps, since=duty.remind_on, today=today)
        told += bool(steps)
        for person_id, step in _recipients(duty, steps, staff).items():
            data = {"title": duty.title[:200], "body": duty.body.name, "due_on": duty.due_on.isoformat()}
            notifications.append(
                Notification(person_id=person_id, duty=duty, code=f"reminder_{step.kind}", data=data, created_at=now)
            )
        reminders += [
            Reminder(duty=duty, kind=s.kind, working_days=s.working_days, for_due_on=duty.due_on, sent_at=now)
            for s in steps
        ]
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
    Notification.objects.bulk_create(notifications, batch_size=500)
    return told


def _recipients(duty: Duty, steps: Iterable[ReminderStep], staff: Staff) -> dict[int, ReminderStep]:
    """Each person with the gravest of the steps that concern them."""
    found: dict[int, ReminderStep] = {}
    focal_points = staff.of(duty.body_id, Role.FOCAL_POINT)
    heads = staff.of(duty.body_id, Role.HEAD)
    workers = focal_points | ({duty.assignee_id} if duty.assignee_id else set())
    standing = staff.of(duty.reviewer_body_id, Role.STANDING_AGENCY) or staff.of(
        duty.reviewer_body_id, Role.FOCAL_POINT, Role.HEAD
    )
    for step in sorted(steps):
        if step.kind == ReminderKind.ESCALATED_STANDING:
            people = standing
        elif step.kind == ReminderKind.ESCALATED_HEAD:
            people = heads
        elif step.kind == ReminderKind.OVERDUE:
            people = workers | heads
        else:
            people = workers or heads
        found.update(dict.fromkeys(people, step))
    return found


def mail_notifications(*, now: datetime) -> int:
    """Send what is not mailed yet, one letter per person, to those who want it; returns how many letters went out."""
    sent = 0
    while waiting := _claim(now):
        with translation.override("vi"), get_connection() as connection:
            for address, rows in _by_address(waiting).items():
                letter = EmailMessage(mail_subject(rows), mail_body(rows), to=[address], connection=connection)
                try:
                    letter.send()
                except (SMTPException, OSError):
                    # The letter goes out with the next run; the lines under the bell are there in any case.
                    logger.exception("A letter to %s could not leave", address)
                    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(emailed_at=None)
                    return sent
                sent += 1
    return sent


@transaction.atomic
def _claim(now: datetime) -> list[Notification]:
    """Take the next lines to mail, marked as mailed, so that no second worker sends them."""
    waiting = list(
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(emailed_at__isnull=True)
        .select_related("person")
        .order_by("id")[:_MAILS_AT_ONCE]
    )
    Notification.objects.filter(pk__in=[row.pk for row in waiting]).update(emailed_at=now)
    return waiting


def _by_address(lines: list[Notification]) -> dict[str, list[Notification]]:
    """The lines of each person who wants letters and has an address."""
    found: dict[str, list[Notification]] = defaultdict(list)
    for line in lines:
        if line.person.wants_email and line.person.email and line.person.is_active:
            found[line.person.email].append(line)
    return found

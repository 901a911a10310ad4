"""The same thing owed by many bodies at once, given and urged in a bounded number of queries: reports of a cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from caicach.bodies.access import Permission
from caicach.bodies.models import Body, Person, Role
from caicach.core.events import record_events
from caicach.core.models import Event
from caicach.core.text import search_key, squeeze
from caicach.programme.models import DueKind

from ..models import Duty, DutyKind, Notification
from ..rules import Obstacle
from .moving import close_as_cancelled
from .reminding import clock_for
from .rights import Refused, ask_for, standing_at
from .telling import staff_of

_BATCH = 500


@dataclass(frozen=True)
class Owed:
    """One body that owes the report, by which day, and who accepts it."""

    body: Body
    due_on: date
    reviewer: Body


@transaction.atomic
def give_report_duties(
    *, title: str, content: str, owed: Sequence[Owed], assigned_by_body: Body, token: UUID, by: Person, now: datetime
) -> list[Duty]:
    """Give each body the duty to report; returns those of the token, in the order of `owed`. The token makes a second
    giving add only the bodies that have none yet."""
    ask_for(Permission.DEMAND_REPORTS, assigned_by_body, standing_at(by, now))
    today = timezone.localdate(now)
    there = {duty.first_body_id: duty for duty in Duty.objects.filter(token=token)}
    clock = clock_for(today)
    remind_on = {day: clock.next_day(day, after=today - timedelta(days=1)) for day in {one.due_on for one in owed}}
    given = Duty.objects.bulk_create(
        [
            Duty(
                kind=DutyKind.REPORT, title=squeeze(title), content=content.strip(), body=one.body,
                first_body=one.body, assigned_by_body=assigned_by_body, reviewer_body=one.reviewer, assigned_at=now,
                assigned_by=by, due_kind=DueKind.DATE, due_on=one.due_on, first_due_on=one.due_on,
                remind_on=remind_on[one.due_on], token=token, search_key=search_key(title),
            )
            for one in owed
            if one.body.pk not in there
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    if given:
        record_events("duty_given", about=list(given), by=by, at=now, document="", due_text="")
        _tell_many("duty_given", given, by=by, now=now)
    there |= {duty.first_body_id: duty for duty in given}
    return [there[one.body.pk] for one in owed]


@transaction.atomic
def urge_together(*, pks: Sequence[int], assigned_by_body: Body, by: Person, now: datetime) -> int:
    """Remind the bodies of open duties that `assigned_by_body` gave, once a day each; returns how many were."""
    ask_for(Permission.DEMAND_REPORTS, assigned_by_body, standing_at(by, now))
    start = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    urged = Event.objects.filter(at__gte=start, name="duty_urged", about_kind=Duty._meta.label_lower)
    already = {int(about) for about in urged.values_list("about_id", flat=True)}
    duties = list(
        Duty.objects.select_for_update(of=("self",))
        .filter(pk__in=set(pks) - already, assigned_by_body=assigned_by_body, is_open=True)
        .order_by("pk")
    )
    if duties:
        record_events("duty_urged", about=list(duties), by=by, at=now)
        _tell_many("duty_urged", duties, by=by, now=now)
    return len(duties)


@transaction.atomic
def cancel_together(*, pks: Sequence[int], assigned_by_body: Body, reason: str, by: Person, now: datetime) -> int:
    """Release the bodies of open duties to report that `assigned_by_body` gave, with the reason; returns how many."""
    ask_for(Permission.DEMAND_REPORTS, assigned_by_body, standing_at(by, now))
    if not reason.strip():
        raise Refused([Obstacle.REASON_MISSING])
    duties = list(
        Duty.objects.select_for_update(of=("self",))
        .select_related("body", "reviewer_body", "assigned_by_body", "field")
        .filter(pk__in=pks, kind=DutyKind.REPORT, assigned_by_body=assigned_by_body, is_open=True)
        .order_by("pk")
    )
    for duty in duties:
        close_as_cancelled(duty, reason=reason.strip(), by=by, now=now)
    if duties:
        _tell_many("duty_cancelled", duties, by=by, now=now, reason=reason.strip()[:200])
    return len(duties)


def _tell_many(code: str, duties: Sequence[Duty], *, by: Person, now: datetime, **said: str) -> None:
    """A line under the bell of each body's focal points and head, and of whoever is on the duty."""
    staff = staff_of({duty.body_id for duty in duties}, timezone.localdate(now))
    Notification.objects.bulk_create(
        [
            Notification(
                person_id=person, duty=duty, code=code, created_at=now,
                data={
                    "title": duty.title[:200], "by": by.full_name,
                    "due_on": duty.due_on.isoformat() if duty.due_on else None, **said,
                },
            )
            for duty in duties
            for person in sorted(
                (staff.of(duty.body_id, Role.FOCAL_POINT, Role.HEAD) | {duty.assignee_id or by.pk}) - {by.pk}
            )
        ],
        batch_size=_BATCH,
    )  # fmt: skip

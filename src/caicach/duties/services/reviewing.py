"""What the reviewer does with what came up, and taking a decision back within ten seconds."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person, Role
from caicach.core.events import record_event
from caicach.core.models import Event
from caicach.core.text import nfc

from ..companions import follow
from ..models import Duty, DutyState, Progress, Stage
from ..rules import Act, Obstacle, next_state, obstacles_to_undoing
from .reminding import reset_reminder
from .reporting import as_it_was, latest_sent
from .rights import Refused, ask, locked, standing_at
from .telling import staff_of, tell

UNDOABLE = ("duty_accepted", "duty_returned", "duty_given_back")
_UNDONE_AS = {DutyState.AWAITING_REVIEW.value: Act.SEND_UP, DutyState.AWAITING_HEAD.value: Act.SEND_TO_HEAD}


@transaction.atomic
def accept(*, duty: Duty, by: Person, now: datetime) -> Duty:
    """Take the result as done; it was done on the day the head sent it up."""
    duty = locked(duty)
    latest = latest_sent(duty)
    if duty.state == DutyState.DONE and latest is not None and latest.decided_by_id == by.pk:
        return duty
    _ask_reviewer(Act.ACCEPT, duty, latest, by=by, now=now)
    assert latest is not None and duty.sent_on is not None  # what waits for review was sent, on a day
    before = as_it_was(duty, latest)
    latest.stage, latest.decided_by, latest.decided_at = Stage.ACCEPTED, by, now
    latest.save(update_fields=["stage", "decided_by", "decided_at"])
    duty.state, duty.done_on, duty.percent = next_state(Act.ACCEPT, duty.state), duty.sent_on, 100
    duty.sent_on = duty.remind_on = None
    duty.save(update_fields=["state", "done_on", "sent_on", "percent", "remind_on"])
    record_event("duty_accepted", about=duty, by=by, at=now, progress=latest.pk, before=before)
    follow(duty, Act.ACCEPT, by=by, now=now)
    tell("duty_accepted", _answerable(duty, latest), duty=duty, by=by, now=now)
    return duty


@transaction.atomic
def return_to_body(*, duty: Duty, reason: str, by: Person, now: datetime) -> Duty:
    """Send the result back to the body, with the reason."""
    duty = locked(duty)
    latest = latest_sent(duty)
    returned = latest is not None and latest.stage == Stage.RETURNED and latest.decided_by_id == by.pk
    if duty.state == DutyState.RUNNING and returned:
        return duty
    _ask_reviewer(Act.RETURN, duty, latest, by=by, now=now)
    if not reason.strip():
        raise Refused([Obstacle.REASON_MISSING])
    assert latest is not None
    before = as_it_was(duty, latest)
    latest.stage, latest.reason, latest.decided_by, latest.decided_at = Stage.RETURNED, nfc(reason.strip()), by, now
    latest.save(update_fields=["stage", "reason", "decided_by", "decided_at"])
    duty.state, duty.sent_on = next_state(Act.RETURN, duty.state), None
    reset_reminder(duty, today=timezone.localdate(now))
    duty.save(update_fields=["state", "sent_on", "remind_on"])
    record_event("duty_returned", about=duty, by=by, at=now, progress=latest.pk, reason=latest.reason, before=before)
    follow(duty, Act.RETURN, by=by, now=now)
    heads = staff_of([duty.body_id], timezone.localdate(now)).of(duty.body_id, Role.HEAD)
    tell("duty_returned", heads | _answerable(duty, latest), duty=duty, by=by, now=now, reason=latest.reason)
    return duty


def _ask_reviewer(act: Act, duty: Duty, latest: Progress | None, *, by: Person, now: datetime) -> None:
    standing = standing_at(by, now)
    ask(act, duty, standing)
    if latest is not None and by.pk in (latest.sent_up_by_id, latest.written_by_id) and not standing.is_superuser:
        raise Refused([Obstacle.OWN_WORK])


def _answerable(duty: Duty, progress: Progress) -> set[int]:
    """Who in the body wants to hear what became of it."""
    return {pk for pk in (duty.assignee_id, progress.written_by_id, progress.sent_up_by_id) if pk is not None}


@transaction.atomic
def undo_decision(*, duty: Duty, by: Person, now: datetime) -> Duty:
    """Take back one's own acceptance, return or giving back, within ten seconds and while nothing followed it."""
    duty = locked(duty)
    events = Event.objects.filter(about_kind=duty._meta.label_lower, about_id=str(duty.pk))
    decision = events.filter(name__in=UNDOABLE).order_by("-id").first()
    if decision is None:
        raise Refused([Obstacle.FOLLOWED_BY_ANOTHER])
    obstacles = obstacles_to_undoing(
        seconds_ago=(now - decision.at).total_seconds(),
        own=decision.by_id == by.pk,
        followed=events.filter(pk__gt=decision.pk).exists(),
    )
    if obstacles:
        raise Refused(obstacles)
    before, progress = decision.data["before"], Progress.objects.get(pk=decision.data["progress"])
    progress.stage, progress.reason, progress.decided_by, progress.decided_at = before["stage"], "", None, None
    progress.save(update_fields=["stage", "reason", "decided_by", "decided_at"])
    duty.state, duty.percent, duty.done_on = before["state"], before["percent"], None
    duty.sent_on, duty.remind_on = _day(before["sent_on"]), _day(before["remind_on"])
    duty.save(update_fields=["state", "percent", "done_on", "sent_on", "remind_on"])
    # What was told a moment ago is no longer so.
    duty.notifications.filter(code=decision.name, created_at=decision.at, read_at=None, emailed_at=None).delete()
    record_event("decision_undone", about=duty, by=by, at=now, decision=decision.name, progress=progress.pk)
    follow(duty, _UNDONE_AS[duty.state], by=by, now=now)
    return duty


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

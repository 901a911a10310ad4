"""More time: asked for with a reason, granted or refused by the reviewer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person, Role
from caicach.core.events import record_event
from caicach.core.text import nfc

from ..companions import follow
from ..models import Duty, Extension, ExtensionState
from ..rules import Act, Obstacle, obstacles_to_more_time
from .reminding import reset_reminder
from .rights import Refused, ask, locked, standing_at
from .telling import staff_of, tell


@transaction.atomic
def ask_extension(*, duty: Duty, until: date, reason: str, by: Person, now: datetime) -> Extension:
    """Ask the reviewer for more time. Asking for the same again while it waits changes nothing."""
    duty = locked(duty)
    waiting = duty.extensions.filter(state=ExtensionState.ASKED).first()
    if waiting is not None and (waiting.until, waiting.asked_by_id) == (until, by.pk):
        return waiting
    ask(Act.ASK_EXTENSION, duty, standing_at(by, now))
    if obstacles := obstacles_to_more_time(
        due_on=duty.due_on, until=until, reason=reason, today=timezone.localdate(now), one_waits=waiting is not None
    ):
        raise Refused(obstacles)
    assert duty.due_on is not None  # the rule refuses what has no day
    extension = Extension.objects.create(
        duty=duty, from_day=duty.due_on, until=until, reason=nfc(reason.strip()), asked_by=by, asked_at=now
    )
    record_event(
        "extension_asked", about=duty, by=by, at=now, extension=extension.pk, until=until.isoformat(), reason=reason
    )
    return extension


@transaction.atomic
def grant_extension(*, duty: Duty, answer: str, by: Person, now: datetime, until: date | None = None) -> Extension:
    """Give the time that was asked for, or until another day; the first due day stays on record."""
    duty, extension = _waiting(duty, ExtensionState.GRANTED, by=by, now=now)
    if extension.state != ExtensionState.ASKED:
        return extension
    assert duty.due_on is not None
    day = until or extension.until
    if day <= duty.due_on:
        raise Refused([Obstacle.NOT_LATER])
    extension.until = day
    _decide(extension, ExtensionState.GRANTED, answer, by=by, now=now)
    before, duty.due_on = duty.due_on, day
    reset_reminder(duty, today=timezone.localdate(now))
    duty.save(update_fields=["due_on", "remind_on"])
    record_event(
        "extension_granted", about=duty, by=by, at=now, extension=extension.pk, due_before=before.isoformat(),
        until=day.isoformat(), reason=extension.answer,
    )  # fmt: skip
    follow(duty, Act.DECIDE_EXTENSION, by=by, now=now)
    _tell_outcome("extension_granted", duty, extension, by=by, now=now)
    return extension


@transaction.atomic
def refuse_extension(*, duty: Duty, answer: str, by: Person, now: datetime) -> Extension:
    """Refuse more time, with the reason; the due day stays."""
    duty, extension = _waiting(duty, ExtensionState.REFUSED, by=by, now=now)
    if extension.state != ExtensionState.ASKED:
        return extension
    if not answer.strip():
        raise Refused([Obstacle.REASON_MISSING])
    _decide(extension, ExtensionState.REFUSED, answer, by=by, now=now)
    record_event(
        "extension_refused", about=duty, by=by, at=now, extension=extension.pk, until=extension.until.isoformat(),
        reason=extension.answer,
    )  # fmt: skip
    _tell_outcome("extension_refused", duty, extension, by=by, now=now)
    return extension


def _waiting(duty: Duty, outcome: str, *, by: Person, now: datetime) -> tuple[Duty, Extension]:
    """The duty, locked, with the extension that waits; or the one this person has just decided in the same way."""
    duty = locked(duty)
    latest = duty.extensions.order_by("-id").first()
    if latest is not None and latest.state == outcome and latest.decided_by_id == by.pk:
        return duty, latest
    standing = standing_at(by, now)
    ask(Act.DECIDE_EXTENSION, duty, standing)
    if latest is None or latest.state != ExtensionState.ASKED:
        raise Refused([Obstacle.NO_EXTENSION_WAITS])
    if latest.asked_by_id == by.pk and not standing.is_superuser:
        raise Refused([Obstacle.OWN_WORK])
    return duty, latest


def _decide(extension: Extension, outcome: ExtensionState, answer: str, *, by: Person, now: datetime) -> None:
    extension.state, extension.answer = outcome, nfc(answer.strip())
    extension.decided_by, extension.decided_at = by, now
    extension.save(update_fields=["state", "answer", "until", "decided_by", "decided_at"])


def _tell_outcome(code: str, duty: Duty, extension: Extension, *, by: Person, now: datetime) -> None:
    heads = staff_of([duty.body_id], timezone.localdate(now)).of(duty.body_id, Role.HEAD)
    people = {extension.asked_by_id, duty.assignee_id} | heads
    tell(code, people, duty=duty, by=by, now=now, due_on=extension.until.isoformat(), reason=extension.answer)

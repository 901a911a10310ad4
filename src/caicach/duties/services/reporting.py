"""What the body that owes a duty does with it: people on it, progress with proof, up to the head and the reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from caicach.bodies.access import TABLE, Permission
from caicach.bodies.models import Membership, Person, Role
from caicach.core.events import record_event
from caicach.core.evidence import UNKNOWN, FileEmpty, FileTooLarge, store_file
from caicach.core.models import StoredFile
from caicach.core.text import nfc

from ..companions import companion_of, follow
from ..models import Duty, DutyState, Evidence, Progress, Stage
from ..rules import Act, Obstacle, next_state, obstacles_to_words
from .reminding import reset_reminder
from .rights import Refused, ask, locked, standing_at
from .telling import staff_of, tell

_NAME_LENGTH = 255


@dataclass(frozen=True)
class Attachment:
    """A file that somebody hands in as proof, with the page that matters."""

    content: BinaryIO
    name: str
    page: str = ""


@dataclass(frozen=True)
class Words:
    """What a body says about a duty. `token` is the form's: one form, one row."""

    text: str
    percent: int
    token: UUID
    difficulties: str = ""
    product_number: str = ""


@transaction.atomic
def assign_officer(*, duty: Duty, officer: Person | None, by: Person, now: datetime) -> Duty:
    """Put an officer of the body, or of a unit below, on the duty; None leaves it to the body's focal point."""
    duty = locked(duty)
    if officer is not None and duty.assignee_id == officer.pk:
        return duty
    ask(Act.ASSIGN, duty, standing_at(by, now))
    if officer is not None and not _works_for(officer, duty, now):
        raise Refused([Obstacle.NOT_OF_THE_BODY])
    duty.assignee = officer
    duty.save(update_fields=["assignee"])
    name = officer.full_name if officer else ""
    record_event("duty_assigned", about=duty, by=by, at=now, to=officer.pk if officer else None, called=name)
    if officer is not None:
        due = duty.due_on.isoformat() if duty.due_on else None
        tell("duty_assigned", [officer.pk], duty=duty, by=by, now=now, due_on=due)
    return duty


def _works_for(officer: Person, duty: Duty, now: datetime) -> bool:
    today = timezone.localdate(now)
    current = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    working = Q(role__in=TABLE[Permission.WORK_DUTIES], body__path__startswith=duty.body.path)
    return officer.is_active and Membership.objects.filter(current, working, person=officer).exists()


def note_progress(
    *, duty: Duty, words: Words, by: Person, now: datetime, attachments: Sequence[Attachment] = ()
) -> Progress:
    """Write down how far the duty is; nobody has to accept it."""
    return _write(Act.NOTE_PROGRESS, Stage.NOTED, duty, words, attachments, by=by, now=now)


def send_to_head(
    *, duty: Duty, words: Words, by: Person, now: datetime, attachments: Sequence[Attachment] = ()
) -> Progress:
    """Lay the result before the head of the body."""
    return _write(Act.SEND_TO_HEAD, Stage.SENT_TO_HEAD, duty, words, attachments, by=by, now=now)


def send_up_directly(
    *, duty: Duty, words: Words, by: Person, now: datetime, attachments: Sequence[Attachment] = ()
) -> Progress:
    """The head sends up a result in their own words, without an officer's draft."""
    return _write(Act.SEND_UP, Stage.SENT_UP, duty, words, attachments, by=by, now=now)


@transaction.atomic
def send_up(*, duty: Duty, by: Person, now: datetime) -> Progress:
    """The head signs what lies before them: it goes to the reviewer as it is."""
    duty = locked(duty)
    latest = latest_sent(duty)
    if duty.state == DutyState.AWAITING_REVIEW and latest is not None and latest.sent_up_by_id == by.pk:
        return latest
    ask(Act.SEND_UP, duty, standing_at(by, now))
    if duty.state != DutyState.AWAITING_HEAD or latest is None:
        raise Refused([Obstacle.NOTHING_SENT])
    _ask_companion(duty, now)
    latest.stage, latest.sent_up_by, latest.sent_up_at = Stage.SENT_UP, by, now
    latest.save(update_fields=["stage", "sent_up_by", "sent_up_at"])
    _move_up(duty, Act.SEND_UP, latest, by=by, now=now)
    return latest


@transaction.atomic
def give_back(*, duty: Duty, reason: str, by: Person, now: datetime) -> Progress:
    """The head gives the draft back to the officer, with the reason."""
    duty = locked(duty)
    latest = latest_sent(duty)
    if duty.state == DutyState.RUNNING and latest is not None and _was_decided(latest, Stage.RETURNED, by):
        return latest
    ask(Act.GIVE_BACK, duty, standing_at(by, now))
    if not reason.strip():
        raise Refused([Obstacle.REASON_MISSING])
    assert latest is not None  # a duty waits for its head only with a report that was sent
    before = as_it_was(duty, latest)
    latest.stage, latest.reason, latest.decided_by, latest.decided_at = Stage.RETURNED, nfc(reason.strip()), by, now
    latest.save(update_fields=["stage", "reason", "decided_by", "decided_at"])
    duty.state = next_state(Act.GIVE_BACK, duty.state)
    duty.save(update_fields=["state"])
    record_event("duty_given_back", about=duty, by=by, at=now, progress=latest.pk, reason=latest.reason, before=before)
    follow(duty, Act.GIVE_BACK, by=by, now=now)
    tell("duty_given_back", [latest.written_by_id, duty.assignee_id], duty=duty, by=by, now=now, reason=latest.reason)
    return latest


def latest_sent(duty: Duty) -> Progress | None:
    """The latest report that was on its way up (notes do not count)."""
    return duty.progress.exclude(stage=Stage.NOTED).order_by("-written_at", "-id").first()


def as_it_was(duty: Duty, progress: Progress) -> dict[str, object]:
    """What undoing a decision puts back."""
    return {
        "state": duty.state,
        "percent": duty.percent,
        "sent_on": duty.sent_on.isoformat() if duty.sent_on else None,
        "remind_on": duty.remind_on.isoformat() if duty.remind_on else None,
        "stage": progress.stage,
    }


def _was_decided(progress: Progress, stage: str, by: Person) -> bool:
    return progress.stage == stage and progress.decided_by_id == by.pk


def _write(
    act: Act, stage: Stage, duty: Duty, words: Words, attachments: Sequence[Attachment], *, by: Person, now: datetime
) -> Progress:
    """Files first, outside the transaction: their bytes may take a while, and kept bytes without a row harm nobody."""
    kept: list[tuple[Attachment, StoredFile]] = []
    if attachments:
        if not Progress.objects.filter(token=words.token).exists():
            here = Duty.objects.select_related("body", "reviewer_body", "assigned_by_body", "field").get(pk=duty.pk)
            ask(act, here, standing_at(by, now))
        kept = [(attachment, _keep(attachment, now)) for attachment in attachments]
    return _write_row(act, stage, duty, words, kept, by=by, now=now)


def _keep(attachment: Attachment, now: datetime) -> StoredFile:
    try:
        kept = store_file(attachment.content, now=now)
    except FileTooLarge as error:
        raise Refused([Obstacle.FILE_TOO_LARGE]) from error
    except FileEmpty as error:
        raise Refused([Obstacle.FILE_EMPTY]) from error
    if kept.media_type == UNKNOWN:  # a program, say, whatever its name promises
        raise Refused([Obstacle.FILE_KIND])
    return kept


def _says(there: Progress, words: Words) -> bool:
    """Whether the row holds these words."""
    kept = (there.text, there.percent, there.difficulties, there.product_number)
    return kept == (
        nfc(words.text.strip()), words.percent, nfc(words.difficulties.strip()), words.product_number.strip()[:60]
    )  # fmt: skip


def _note_repeated(duty: Duty, words: Words, *, by: Person) -> Progress | None:
    """The duty's latest row, where it is a note with the same words by the same person: a browser that goes back may
    load the page anew, and with it a new token, but fills in the old words."""
    latest = duty.progress.order_by("-pk").first()
    if latest is None or latest.stage != Stage.NOTED or latest.written_by_id != by.pk:
        return None
    return latest if _says(latest, words) else None


@transaction.atomic
def _write_row(
    act: Act, stage: Stage, duty: Duty, words: Words, kept: Iterable[tuple[Attachment, StoredFile]], *,
    by: Person, now: datetime,
) -> Progress:  # fmt: skip
    duty = locked(duty)
    if there := Progress.objects.filter(token=words.token).first():
        if there.duty_id != duty.pk or there.written_by_id != by.pk or not _says(there, words):
            raise Refused([Obstacle.FORM_USED])
        return there
    if stage == Stage.NOTED and not kept and (repeated := _note_repeated(duty, words, by=by)):
        return repeated
    ask(act, duty, standing_at(by, now))
    if obstacles := obstacles_to_words(text=words.text, percent=words.percent):
        raise Refused(obstacles)
    if stage != Stage.NOTED:
        _ask_companion(duty, now)
    sent_up = stage == Stage.SENT_UP
    progress = Progress.objects.create(
        duty=duty, stage=stage, text=nfc(words.text.strip()), percent=words.percent, token=words.token,
        difficulties=nfc(words.difficulties.strip()), product_number=words.product_number.strip()[:60],
        written_by=by, written_at=now, sent_up_by=by if sent_up else None, sent_up_at=now if sent_up else None,
    )  # fmt: skip
    Evidence.objects.bulk_create(
        {
            stored.pk: Evidence(
                progress=progress, file=stored, name=attachment.name[-_NAME_LENGTH:], page=attachment.page[:40]
            )
            for attachment, stored in kept
        }.values()
    )
    duty.percent = words.percent
    if sent_up:
        _move_up(duty, act, progress, by=by, now=now)
        return progress
    duty.state = next_state(act, duty.state)
    duty.save(update_fields=["state", "percent"])
    if stage == Stage.NOTED:
        record_event("progress_noted", about=duty, by=by, at=now, progress=progress.pk, percent=words.percent)
        return progress
    record_event("duty_sent_to_head", about=duty, by=by, at=now, progress=progress.pk, percent=words.percent)
    follow(duty, act, by=by, now=now)
    heads = staff_of([duty.body_id], timezone.localdate(now)).of(duty.body_id, Role.HEAD)
    tell("duty_sent_to_head", heads, duty=duty, by=by, now=now)
    return progress


def _move_up(duty: Duty, act: Act, progress: Progress, *, by: Person, now: datetime) -> None:
    """The reviewer has it now; reminders rest. The reviewer's own list shows it, so that no bell rings for it."""
    today = timezone.localdate(now)
    duty.state, duty.sent_on = next_state(act, duty.state), today
    reset_reminder(duty, today=today)
    duty.save(update_fields=["state", "percent", "sent_on", "remind_on"])
    record_event("duty_sent_up", about=duty, by=by, at=now, progress=progress.pk, percent=progress.percent)
    follow(duty, act, by=by, now=now)


def _ask_companion(duty: Duty, now: datetime) -> None:
    """What is kept beside the duty must be ready before the duty goes up."""
    companion = companion_of(duty)
    if companion is not None and not companion.is_ready(duty, now=now):
        raise Refused([Obstacle.NOT_READY])

"""A report on its way: to the head, up, back, accepted. Its duty moves, the report follows in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.core.models import Event
from caicach.core.text import nfc
from caicach.duties import services as duties
from caicach.duties.rules import Obstacle as DutyObstacle

from ..findings import unexplained
from ..models import Submission, SubmissionState
from ..rules import About, Obstacle, obstacles_to_sending
from .figures import obstacles_of_figures, submit_with
from .numbers import renew_numbers
from .passages import what_is_missing
from .rights import Refused, closed_to_words, locked, place_of, standing_at

_WAYS = UUID("7d2f5a5c-2b55-4b60-9f6d-6f0c0f1a4e11")  # names the rows of progress that sendings leave


@transaction.atomic
def send_to_head(*, submission: Submission, by: Person, now: datetime) -> Submission:
    """Lay the report before the head of the body."""
    submission = locked(submission, moving=True)
    if submission.state == SubmissionState.AT_HEAD:
        return submission
    _ask_to_send(submission, signing=False, by=by, now=now)
    if submission.duty is None:
        return _move_own(submission, SubmissionState.AT_HEAD, "report_sent_to_head", by=by, now=now)
    with _saying_why(submission, now):
        duties.send_to_head(duty=submission.duty, words=_words(submission), by=by, now=now)
    return _fresh(submission)


@transaction.atomic
def sign_and_send(*, submission: Submission, by: Person, now: datetime) -> Submission:
    """The head signs: what lies before them, or (their own work) what is there, goes up as it is."""
    submission = locked(submission, moving=True)
    if submission.state == SubmissionState.SENT:
        return submission
    _ask_to_send(submission, signing=True, by=by, now=now)
    if submission.duty is None:
        submit_with(submission, by=by, now=now)
        return _move_own(submission, SubmissionState.SENT, "report_sent", by=by, now=now)
    with _saying_why(submission, now):
        if submission.state == SubmissionState.AT_HEAD:
            duties.send_up(duty=submission.duty, by=by, now=now)
        else:
            duties.send_up_directly(duty=submission.duty, words=_words(submission), by=by, now=now)
    return _fresh(submission)


@transaction.atomic
def give_back(*, submission: Submission, reason: str, by: Person, now: datetime) -> Submission:
    """The head gives the draft back to whoever wrote it, with the reason."""
    submission = locked(submission, moving=True)
    if submission.duty is not None:
        duties.give_back(duty=submission.duty, reason=reason, by=by, now=now)
        return _fresh(submission)
    if submission.state != SubmissionState.AT_HEAD:
        return submission
    if not place_of(standing_at(by, now), submission).signs:
        raise Refused([Obstacle.NOT_YOURS])
    submission.reason = _needed(reason)
    return _move_own(submission, SubmissionState.DRAFT, "report_given_back", by=by, now=now)


@transaction.atomic
def return_report(*, submission: Submission, reason: str, by: Person, now: datetime) -> Submission:
    """Send the report back to its body, with the reason; it may be written again though its day has passed."""
    submission = locked(submission, moving=True)
    if submission.duty is None:
        raise Refused([Obstacle.NOT_YOURS])
    duties.return_to_body(duty=submission.duty, reason=reason, by=by, now=now)
    return _fresh(submission)


@transaction.atomic
def accept_report(*, submission: Submission, by: Person, now: datetime) -> Submission:
    """Take the report as it is."""
    submission = locked(submission, moving=True)
    if submission.duty is None:
        raise Refused([Obstacle.NOT_YOURS])
    duties.accept(duty=submission.duty, by=by, now=now)
    return _fresh(submission)


@transaction.atomic
def take_back(*, submission: Submission, reason: str, by: Person, now: datetime) -> Submission:
    """Open the demanding body's own signed report again, with the reason. Nobody above it returns it here."""
    submission = locked(submission, moving=True)
    if submission.state == SubmissionState.DRAFT:
        return submission
    if submission.duty is not None or not place_of(standing_at(by, now), submission).signs:
        raise Refused([Obstacle.NOT_YOURS])
    submission.reason = _needed(reason)
    return _move_own(submission, SubmissionState.DRAFT, "report_taken_back", by=by, now=now)


def _needed(reason: str) -> str:
    words = nfc(reason.strip())
    if not words:
        raise Refused([Obstacle.REASON_MISSING])
    return words


def _ask_to_send(submission: Submission, *, signing: bool, by: Person, now: datetime) -> None:
    place = place_of(standing_at(by, now), submission)
    obstacles: list[Obstacle | About] = [] if (place.signs if signing else place.writes) else [Obstacle.NOT_YOURS]
    obstacles += obstacles_to_sending(
        state=submission.state,
        locked=closed_to_words(submission, now=now),
        empty=bool(what_is_missing(submission)),
    )
    if obstacles:
        obstacles += obstacles_of_figures(submission, today=timezone.localdate(now))
    elif submission.duty is None:  # a report's duty asks this itself (`following`), and it is dear to ask
        obstacles += _of_what_it_says(submission, now)
    if obstacles:
        raise Refused(obstacles)


def _of_what_it_says(submission: Submission, now: datetime) -> list[About] | list[Obstacle]:
    today = timezone.localdate(now)
    if found := obstacles_of_figures(submission, today=today):
        return found
    return [Obstacle.UNEXPLAINED] if unexplained(submission, today=today) else []


@contextmanager
def _saying_why(submission: Submission, now: datetime) -> Iterator[None]:
    """Where the duty does not move since the report beside it is not ready, name what of the report it is."""
    try:
        yield
    except duties.Refused as refusal:
        found = _of_what_it_says(submission, now) if DutyObstacle.NOT_READY in refusal.obstacles else []
        if not found:
            raise
        raise Refused(found) from refusal


def _words(submission: Submission) -> duties.Words:
    """What stands under the duty: that the report is there. Its token is the same until the next sending."""
    told = Event.objects.filter(
        about_kind=submission._meta.label_lower, about_id=str(submission.pk),
        name__in=("report_sent_to_head", "report_sent"),
    ).count()  # fmt: skip
    return duties.Words(
        text=submission.cycle.title, percent=100, token=uuid5(_WAYS, f"{submission.pk}.{told}"), difficulties=""
    )


def _move_own(submission: Submission, state: SubmissionState, event: str, *, by: Person, now: datetime) -> Submission:
    """The demanding body's own report has no duty that it follows."""
    if state in (SubmissionState.AT_HEAD, SubmissionState.SENT):
        renew_numbers(submission, by=by, now=now)  # what leaves is what was read
    submission.state = state
    submission.sent_on = timezone.localdate(now) if state == SubmissionState.SENT else None
    submission.save(update_fields=["state", "sent_on", "reason"])
    record_event(event, about=submission, by=by, at=now, reason=submission.reason)
    return submission


def _fresh(submission: Submission) -> Submission:
    return Submission.objects.select_related("cycle__body", "body", "duty").get(pk=submission.pk)

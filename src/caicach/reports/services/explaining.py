"""Saying why a report goes up though something in it does not agree; the reason stays with the finding."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.core.text import nfc

from ..checking import Severity
from ..findings import findings_of
from ..models import ReportException, Submission, SubmissionState
from ..rules import IN_WORK, Obstacle, obstacles_to_writing
from .rights import Refused, closed_to_words, locked, place_of, standing_at


@transaction.atomic
def explain_finding(*, submission: Submission, code: str, reason: str, by: Person, now: datetime) -> ReportException:
    """Keep the reason for a finding of the report as it is now. Another reason for the same finding takes its place;
    the same one again changes nothing. Other numbers are another finding."""
    submission = locked(submission)
    place = place_of(standing_at(by, now), submission)
    words = nfc(reason.strip())
    obstacles = [] if place.writes or place.signs else [Obstacle.NOT_YOURS]
    if submission.state != SubmissionState.AT_HEAD or not place.signs:
        obstacles += obstacles_to_writing(state=submission.state, locked=closed_to_words(submission, now=now))
    if not words:
        obstacles.append(Obstacle.REASON_MISSING)
    if obstacles:
        raise Refused(obstacles)
    found = findings_of(submission, today=timezone.localdate(now))
    if not any(one.code == code and one.severity == Severity.MUST_EXPLAIN for one in found):
        raise Refused([Obstacle.NOTHING_TO_EXPLAIN])
    exception, is_new = ReportException.objects.get_or_create(
        submission=submission, code=code, defaults={"reason": words, "by": by, "at": now}
    )
    if not is_new and exception.reason == words:
        return exception
    if not is_new:
        exception.reason, exception.by, exception.at = words, by, now
        exception.save(update_fields=["reason", "by", "at"])
    record_event("report_finding_explained", about=submission, by=by, at=now, code=code, reason=words)
    return exception


def may_explain(submission: Submission, *, writes: bool, signs: bool, closed: bool) -> bool:
    """Whether the page offers the field for a reason."""
    return ((writes or signs) and submission.state in IN_WORK and not closed) or (
        signs and submission.state == SubmissionState.AT_HEAD
    )

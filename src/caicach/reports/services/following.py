"""A report's state follows its duty, from whichever page the duty was moved (`duties.companions`)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.duties.models import Duty, DutyState
from caicach.duties.rules import Act

from ..findings import unexplained
from ..models import Submission, SubmissionState
from ..rules import RETURNED
from .figures import accept_with, obstacles_of_figures, return_with, submit_with
from .numbers import renew_numbers
from .passages import what_is_missing
from .rights import closed_to_words

_STATE_OF = {
    DutyState.AWAITING_HEAD: SubmissionState.AT_HEAD,
    DutyState.AWAITING_REVIEW: SubmissionState.SENT,
    DutyState.DONE: SubmissionState.ACCEPTED,
    DutyState.CANCELLED: SubmissionState.RELEASED,
}
# What is told of a report: the act on its duty → the event.
EVENTS = {
    Act.SEND_TO_HEAD: "report_sent_to_head",
    Act.GIVE_BACK: "report_given_back",
    Act.SEND_UP: "report_sent",
    Act.ACCEPT: "report_accepted",
    Act.RETURN: "report_returned",
    Act.CANCEL: "report_released",
}


class SubmissionBesideDuty:
    """What stands beside a duty of kind "report" (`duties.companions.Companion`)."""

    def is_ready(self, duty: Duty, *, now: datetime) -> bool:
        submission = _of(duty)
        if submission is None:
            return True
        if closed_to_words(submission, now=now) or what_is_missing(submission):
            return False
        today = timezone.localdate(now)
        return not obstacles_of_figures(submission, today=today) and not unexplained(submission, today=today)

    def follow(self, duty: Duty, act: Act, *, by: Person | None, now: datetime) -> None:
        submission = _of(duty)
        if submission is not None:
            _follow(submission, duty, act, by=by, now=now)

    def address(self, duty: Duty) -> str:
        pk = Submission.objects.filter(duty=duty).values_list("pk", flat=True).first()
        return reverse("reports:submission", args=[pk]) if pk else ""


def _of(duty: Duty) -> Submission | None:
    return Submission.objects.select_for_update(of=("self",)).select_related("cycle", "body").filter(duty=duty).first()


def _follow(submission: Submission, duty: Duty, act: Act, *, by: Person | None, now: datetime) -> None:
    state = _STATE_OF.get(DutyState(duty.state))
    if state is None:
        back = act == Act.RETURN or (submission.state == RETURNED and act != Act.GIVE_BACK)
        state = SubmissionState.RETURNED if back else SubmissionState.DRAFT
    before = submission.state
    if act in (Act.SEND_TO_HEAD, Act.SEND_UP) and before != state:
        renew_numbers(submission, by=by, now=now)  # what leaves is what was read
    submission.state, submission.body_id = state, duty.body_id
    submission.due_on = duty.due_on or submission.due_on
    submission.sent_on = duty.done_on or duty.sent_on
    if act in (Act.RETURN, Act.GIVE_BACK):
        latest = duty.progress.order_by("-written_at", "-id").first()
        submission.reason = latest.reason if latest else ""
    if act == Act.RETURN and submission.reopened_at is None:
        # What comes back must be put right, though its day may have passed.
        submission.reopened_at, submission.reopened_by = now, by
        submission.reopened_reason = submission.reason
    submission.save()
    if by is not None:
        _take_figures_along(submission, act, by=by, now=now)
    if act in EVENTS and before != state:
        on = timezone.localdate(now).isoformat()
        record_event(EVENTS[act], about=submission, by=by, at=now, on=on, reason=submission.reason)


def _take_figures_along(submission: Submission, act: Act, *, by: Person, now: datetime) -> None:
    if act == Act.SEND_UP:
        submit_with(submission, by=by, now=now)
    elif act == Act.ACCEPT:
        accept_with(submission, by=by, now=now)
    elif act == Act.RETURN:
        return_with(submission, reason=submission.reason, by=by, now=now)

"""What a person is to a report, and the refusal that every act shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from caicach.bodies.access import Permission, Standing, standing_of
from caicach.bodies.models import Person, Role
from caicach.duties.models import Duty
from caicach.duties.rules import HatKind
from caicach.duties.services import hats_for

from ..models import Submission
from ..rules import ARRIVED, RETURNED, About, Obstacle, is_locked


class Refused(Exception):
    """The act cannot be done; `obstacles` say why."""

    def __init__(self, obstacles: Iterable[Obstacle | About]) -> None:
        self.obstacles = list(dict.fromkeys(obstacles))
        super().__init__(", ".join(str(one) for one in self.obstacles))


@dataclass(frozen=True)
class Place:
    """As what somebody meets one report."""

    writes: bool
    signs: bool
    reviews: bool
    demands: bool
    reads: bool  # its words; that it is there and where it stands, everybody who sees the body's reports does


def place_of(standing: Standing, submission: Submission) -> Place:
    """As what this person meets the report. Its body, its cycle's body and its duty's bodies are loaded.

    A draft is its body's own matter: others read it once it was sent. The report of the demanding body itself, merged
    from the others, is written by whoever demands it, and signed by its own head or the head of its standing agency.
    """
    duty, body = submission.duty, submission.body
    demands = standing.may(Permission.DEMAND_REPORTS, submission.cycle.body)
    writes = standing.may(Permission.WORK_DUTIES, body)
    signs = standing.may(Permission.SIGN_DUTIES, body)
    if duty is None:
        writes = writes or demands
        signs = signs or any(
            hat.role == Role.HEAD and hat.of_standing_agency and body.path.startswith(hat.level_path)
            for hat in standing.hats
        )
        reviews = False
    else:
        hats = hats_for(standing, duty)
        writes = writes or HatKind.WORKER in hats
        reviews = HatKind.REVIEWER in hats
    member = any(hat.body_id == body.pk for hat in standing.hats)
    sent = submission.state in (*ARRIVED, RETURNED)
    above = standing.may(Permission.SEE_REPORTS, body)
    return Place(
        writes=writes,
        signs=signs,
        reviews=reviews,
        demands=demands,
        reads=writes or signs or member or (sent and above),
    )


def standing_at(by: Person, now: datetime) -> Standing:
    """What the person is on the day of the act."""
    return standing_of(by, today=timezone.localdate(now))


def locked(submission: Submission, *, moving: bool = False) -> Submission:
    """The report as it is now, its row locked until the act is over. What moves it locks its duty first, as an act on
    the duty's own page does, so that the two never wait for each other."""
    if moving and submission.duty_id is not None:
        Duty.objects.select_for_update().get(pk=submission.duty_id)
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related(
            *("body", "cycle__body", "duty__body", "duty__reviewer_body", "duty__assigned_by_body", "duty__field")
        )
        .get(pk=submission.pk)
    )


def closed_to_words(submission: Submission, *, now: datetime) -> bool:
    """Whether the report is locked because its day has passed. The demanding body's own has nobody to lock it."""
    if submission.duty_id is None:
        return False
    reopened = submission.reopened_at is not None
    return is_locked(due_on=submission.due_on, reopened=reopened, today=timezone.localdate(now))

"""The same act on many duties: each in a transaction of its own with its own outcome, or all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person, Role
from caicach.core.events import record_event

from ..models import OPEN_STATES, Duty
from ..rules import HatKind, Obstacle
from .extending import grant_extension
from .reporting import assign_officer, send_up
from .reviewing import accept
from .rights import Refused, hats_for, locked, standing_at
from .telling import staff_of, tell

AT_MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one duty in a bulk act."""

    duty: Duty
    obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return not self.obstacles


def assign_many(
    *, duties: Iterable[Duty], officer: Person, by: Person, now: datetime, all_or_none: bool = False
) -> list[Outcome]:
    """Put one officer on many duties."""
    return _each(duties, lambda duty: assign_officer(duty=duty, officer=officer, by=by, now=now), all_or_none)


def accept_many(*, duties: Iterable[Duty], by: Person, now: datetime, all_or_none: bool = False) -> list[Outcome]:
    """Accept many results."""
    return _each(duties, lambda duty: accept(duty=duty, by=by, now=now), all_or_none)


def sign_many(*, duties: Iterable[Duty], by: Person, now: datetime, all_or_none: bool = False) -> list[Outcome]:
    """The head signs many results that lie before them."""
    return _each(duties, lambda duty: send_up(duty=duty, by=by, now=now), all_or_none)


def extend_many(
    *,
    duties: Iterable[Duty],
    answer: str,
    by: Person,
    now: datetime,
    until: date | None = None,
    all_or_none: bool = False,
) -> list[Outcome]:
    """Grant what was asked for on many duties, or one day for all of them."""
    return _each(
        duties, lambda duty: grant_extension(duty=duty, answer=answer, until=until, by=by, now=now), all_or_none
    )


def urge_many(*, duties: Iterable[Duty], by: Person, now: datetime, all_or_none: bool = False) -> list[Outcome]:
    """Remind the bodies of many duties out of turn."""
    return _each(duties, lambda duty: urge(duty=duty, by=by, now=now), all_or_none)


@transaction.atomic
def urge(*, duty: Duty, by: Person, now: datetime) -> Duty:
    """Remind the body out of turn, once a day: the assignee, the focal points and the head."""
    duty = locked(duty)
    standing, today = standing_at(by, now), timezone.localdate(now)
    if hats_for(standing, duty).isdisjoint({HatKind.REVIEWER, HatKind.GIVER, HatKind.ASSIGNER}):
        raise Refused([Obstacle.NOT_YOURS])
    if duty.state not in OPEN_STATES:
        raise Refused([Obstacle.ALREADY_CLOSED])
    start = datetime.combine(today, time.min, tzinfo=timezone.get_current_timezone())
    if duty.notifications.filter(code="duty_urged", created_at__gte=start).exists():
        return duty
    people = staff_of([duty.body_id], today).of(duty.body_id, Role.FOCAL_POINT, Role.HEAD)
    due = duty.due_on.isoformat() if duty.due_on else None
    tell("duty_urged", {*people, duty.assignee_id}, duty=duty, by=by, now=now, due_on=due)
    record_event("duty_urged", about=duty, by=by, at=now)
    return duty


def _each(duties: Iterable[Duty], act: Callable[[Duty], object], all_or_none: bool) -> list[Outcome]:
    chosen = sorted(duties, key=lambda duty: duty.pk)[:AT_MOST]  # in one order, so that two acts never wait in a ring
    if not all_or_none:
        return [_one(duty, act) for duty in chosen]
    with transaction.atomic():
        outcomes = [_one(duty, act) for duty in chosen]
        if all(outcome.done for outcome in outcomes):
            return outcomes
        transaction.set_rollback(True)
    return [Outcome(o.duty, o.obstacles or [Obstacle.OTHERS_REFUSED]) for o in outcomes]


def _one(duty: Duty, act: Callable[[Duty], object]) -> Outcome:
    try:
        with transaction.atomic():
            act(duty)
    except Refused as refusal:
        return Outcome(duty, refusal.obstacles)
    return Outcome(duty)

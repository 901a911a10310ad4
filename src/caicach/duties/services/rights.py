"""As what a person meets a duty, and the refusal that every act shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from caicach.bodies.access import TABLE, Permission, Standing, standing_of
from caicach.bodies.models import Body, Person, Role

from ..models import Duty
from ..rules import Act, HatKind, Obstacle, obstacles_to


class Refused(Exception):
    """The act cannot be done; `obstacles` say why."""

    def __init__(self, obstacles: Iterable[Obstacle]) -> None:
        self.obstacles = list(dict.fromkeys(obstacles))
        super().__init__(", ".join(self.obstacles))


_HATS = {
    HatKind.WORKER: Permission.WORK_DUTIES,
    HatKind.HEAD: Permission.SIGN_DUTIES,
    HatKind.ASSIGNER: Permission.ASSIGN_PEOPLE,
}


def hats_for(standing: Standing, duty: Duty) -> frozenset[HatKind]:
    """As what this person meets the duty. The duty's bodies and field are loaded."""
    hats = {kind for kind, permission in _HATS.items() if standing.may(permission, duty.body)}
    if duty.assignee_id == standing.person_id and standing.may(Permission.WORK_DUTIES):
        hats.add(HatKind.WORKER)  # an officer of a unit below, put on the duty by the body that owes it
    if _may_review(standing, duty):
        hats.add(HatKind.REVIEWER)
    if standing.may(Permission.HAND_OVER, duty.assigned_by_body):
        hats.add(HatKind.GIVER)
    return frozenset(hats)


def _may_review(standing: Standing, duty: Duty) -> bool:
    """Whoever reviews for the reviewing body; a field lead only in their field, and never their own body's work."""
    if standing.is_superuser:
        return True
    for hat in standing.hats:
        if hat.role not in TABLE[Permission.REVIEW_DUTIES]:
            continue
        if not duty.reviewer_body.path.startswith(hat.prefix(Permission.REVIEW_DUTIES)):
            continue
        if hat.role != Role.FIELD_LEAD:
            return True
        if duty.field is not None and duty.field.number == hat.field_number and duty.body_id != hat.body_id:
            return True
    return False


def standing_at(by: Person, now: datetime) -> Standing:
    """What the person is on the day of the act."""
    return standing_of(by, today=timezone.localdate(now))


def locked(duty: Duty) -> Duty:
    """The duty as it is now, its row locked until the act is over."""
    return (
        Duty.objects.select_for_update(of=("self",))
        .select_related("body", "reviewer_body", "assigned_by_body", "field")
        .get(pk=duty.pk)
    )


def ask(act: Act, duty: Duty, standing: Standing) -> None:
    """Refuse what the person's hats or the duty's state do not allow."""
    if obstacles := obstacles_to(act, state=duty.state, hats=hats_for(standing, duty)):
        raise Refused(obstacles)


def ask_for(permission: Permission, body: Body, standing: Standing) -> None:
    """Refuse whoever does not hold the permission for the body."""
    if not standing.may(permission, body):
        raise Refused([Obstacle.NOT_YOURS])

"""Lines under somebody's bell, written in the transaction of the act they tell of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from caicach.bodies.models import Delegation, Membership, Person, Role
from caicach.programme.models import Plan

from ..models import Duty, Notification

_TOLD_ROLES = (Role.FOCAL_POINT, Role.HEAD, Role.STANDING_AGENCY)


@dataclass(frozen=True)
class Staff:
    """Who holds which role in which body, those standing in for them included."""

    people: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def of(self, body_id: int, *roles: str) -> set[int]:
        return set().union(*(self.people.get((body_id, role), ()) for role in roles))


def staff_of(body_ids: Collection[int], today: date) -> Staff:
    """The focal points, heads and standing-agency officers of the bodies on that day. Two queries."""
    current = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    rows = Membership.objects.filter(
        current, body_id__in=body_ids, role__in=_TOLD_ROLES, person__is_active=True
    ).values_list("id", "body_id", "role", "person_id")
    staff, places = Staff(), {}
    for membership_id, body_id, role, person_id in rows:
        staff.people[body_id, role].add(person_id)
        places[membership_id] = (body_id, role)
    lent = Delegation.objects.filter(
        membership__body_id__in=body_ids, starts_on__lte=today, ends_on__gte=today, revoked_at=None
    ).values_list("membership_id", "to_id")
    for membership_id, person_id in lent:
        if membership_id in places:
            staff.people[places[membership_id]].add(person_id)
    return staff


def tell(
    code: str, people: Iterable[int | None], *, duty: Duty, by: Person | None, now: datetime, **data: str | None
) -> None:
    """Put a line under the bell of each of these people, except of whoever did it."""
    told = {person for person in people if person is not None} - ({by.pk} if by else set())
    shared = {"title": duty.title[:200], "by": by.full_name if by else "", **data}
    Notification.objects.bulk_create(
        [Notification(person_id=person, duty=duty, code=code, data=shared, created_at=now) for person in sorted(told)]
    )


def tell_of_plan(plan: Plan, given: Iterable[Duty], *, by: Person, now: datetime) -> None:
    """One line for the focal points and heads of each body that a plan gave duties to, however many they are."""
    counts = Counter(duty.body_id for duty in given)
    staff = staff_of(counts.keys(), timezone.localdate(now))
    name = f"{plan.number} {plan.title}".strip()[:200]
    per_person: Counter[int] = Counter()
    for body_id, count in counts.items():
        for person in staff.of(body_id, Role.FOCAL_POINT, Role.HEAD) - {by.pk}:
            per_person[person] += count
    Notification.objects.bulk_create(
        [
            Notification(
                person_id=person, code="plan_in_force", created_at=now,
                data={"title": name, "plan": plan.pk, "count": count, "by": by.full_name},
            )
            for person, count in sorted(per_person.items())
        ],
        batch_size=500,
    )  # fmt: skip


def mark_read(*, person: Person, now: datetime, only: Notification | None = None) -> int:
    """The person has seen one line under their bell, or all of them; returns how many were new."""
    unread = Notification.objects.filter(person=person, read_at__isnull=True)
    return (unread.filter(pk=only.pk) if only else unread).update(read_at=now)

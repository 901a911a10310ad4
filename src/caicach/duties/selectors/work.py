"""Việc của tôi: everything one person has to do, most urgent first, across kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Person

from ..models import Duty, DutyState, Extension, ExtensionState, Notification
from .lines import Day, Line, shown
from .scope import reviewed_by

FIRST_ROWS = 12
COUNTED_UP_TO = 999  # beyond that a page says "more than"
_IN_WORK = Q(state__in=[DutyState.ASSIGNED, DutyState.RUNNING])

# In the order in which the page shows them: what waits for a decision goes first.
GROUPS = ("to_sign", "to_decide", "to_review", "overdue", "this_week", "later", "waiting")
_DECIDING = ("to_decide", "to_review")


@dataclass(frozen=True)
class Group:
    """One group of the page: its first rows and how many there are."""

    code: str
    lines: list[Line]
    count: int

    @property
    def by_body(self) -> bool:
        """Whether a line names the body that owes the duty rather than the one that gave it."""
        return self.code in _DECIDING

    @property
    def hidden(self) -> int:
        """How many are not shown here."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class MyWork:
    """What one person has before them."""

    groups: list[Group]
    counts: Mapping[str, int]


def group_filter(code: str, standing: Standing, day: Day) -> Q:
    """The duties of one group, for this person on this day."""
    signs = standing.body_ids(Permission.SIGN_DUTIES)
    return {
        "to_sign": Q(body__in=signs, state=DutyState.AWAITING_HEAD),
        "to_review": Q(state=DutyState.AWAITING_REVIEW) & reviewed_by(standing),
        "to_decide": Q(is_open=True, pk__in=_asked_for()) & reviewed_by(standing),
        "overdue": on_desk(standing) & _IN_WORK & Q(is_open=True, due_key__lt=day.today),
        "this_week": on_desk(standing)
        & _IN_WORK
        & Q(is_open=True, due_key__gte=day.today, due_key__lte=day.end_of_week),
        "later": on_desk(standing) & _IN_WORK & Q(is_open=True, due_key__gt=day.end_of_week),
        "waiting": on_desk(standing)
        & Q(is_open=True)
        & (Q(state=DutyState.AWAITING_REVIEW) | Q(state=DutyState.AWAITING_HEAD) & ~Q(body__in=signs)),
    }[code]


def _asked_for() -> QuerySet[Extension, Any]:
    """The duties for which more time is asked; few, so the database starts from them."""
    return Extension.objects.filter(state=ExtensionState.ASKED).values("duty")


def on_desk(standing: Standing) -> Q:
    """What somebody works on: what was put on them, and for those who answer for a body everything it owes."""
    bodies = standing.body_ids(Permission.ASSIGN_PEOPLE)
    mine = Q(assignee=standing.person_id)
    return mine | Q(body__in=bodies) if bodies else mine


def my_work(standing: Standing, *, day: Day, first: int = FIRST_ROWS) -> MyWork:
    """The groups with their first rows. At most ten queries, whatever there is to do."""
    keys = _decisions(standing, day)
    counts = {code: len(some) for code, some in keys.items()} | _counts(standing, day)
    for code in GROUPS:
        if counts[code] and code not in keys:
            keys[code] = _keys(code, standing, day, most=first)
    duties = shown({pk for some in keys.values() for pk in some[:first]})
    groups = [
        Group(code, day.lines(duties[pk] for pk in keys[code][:first]), counts[code]) for code in GROUPS if counts[code]
    ]
    return MyWork(groups, counts)


def _keys(code: str, standing: Standing, day: Day, *, most: int) -> list[int]:
    """The most urgent duties of a group."""
    rows = Duty.objects.filter(group_filter(code, standing, day)).order_by("due_key", "id")
    return list(rows.values_list("pk", flat=True)[:most])


def _decisions(standing: Standing, day: Day) -> dict[str, list[int]]:
    """What waits for a decision of this person, at most what a page counts up to."""
    reviews = bool(standing.prefixes(Permission.REVIEW_DUTIES))
    asked = {
        "to_sign": bool(standing.body_ids(Permission.SIGN_DUTIES)),
        **dict.fromkeys(_DECIDING, reviews),
    }
    return {
        code: _keys(code, standing, day, most=COUNTED_UP_TO + 1) if wanted else [] for code, wanted in asked.items()
    }


def _counts(standing: Standing, day: Day) -> dict[str, int]:
    own = [code for code in GROUPS if code not in _DECIDING and code != "to_sign"]
    desk = Duty.objects.filter(on_desk(standing), is_open=True)
    counts: dict[str, int] = desk.aggregate(
        **{code: Count("pk", filter=group_filter(code, standing, day)) for code in own}
    )
    return counts


def waiting_extensions(duties: list[Duty]) -> dict[int, Extension]:
    """The question for more time that waits on each of these duties."""
    asked = Extension.objects.filter(duty__in=duties, state=ExtensionState.ASKED).select_related("asked_by")
    return {extension.duty_id: extension for extension in asked}


# The bell is on every page; written out, its question need not be put together each time.
_UNREAD = """
    SELECT COUNT(*) FROM
        (SELECT 1 FROM duties_notification WHERE person_id = %s AND read_at IS NULL LIMIT 100) AS unread
"""


def unread_count(person: Person) -> int:
    """How many lines under the bell the person has not opened, up to a hundred."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [person.pk])
        return int(cursor.fetchone()[0])


def notifications_of(person: Person, *, before: int | None = None, most: int = 40) -> list[Notification]:
    """The latest lines under somebody's bell, by when they were written; older than the one named."""
    rows = Notification.objects.filter(person=person).order_by("-created_at", "-id")
    last = rows.filter(pk=before).first() if before else None
    if last is not None:
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    return list(rows[: most + 1])

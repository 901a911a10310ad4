"""A duty as a line on a page: how it stands on the day, in a mark and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q, QuerySet

from ..models import NO_DAY, Duty, DutyState
from ..rules import Due, Timeliness, due_in_words, soon_days, timeliness
from ..services.reminding import Clock, clock_for

_CLOCK, _CLOCK_SECONDS = "duties:clock", 30

# What a line shows and what says how it stands.
_SHOWN = (
    *("kind", "part", "title", "state", "percent", "due_on", "due_key", "done_on", "sent_on"),
    *("body__name", "assigned_by_body__name", "document__number", "document__title", "assignee__full_name"),
)


@dataclass(frozen=True)
class Line:
    """A duty with how it stands."""

    duty: Duty
    timeliness: Timeliness
    due: Due


@dataclass(frozen=True)
class Day:
    """The day on which duties are looked at, with what is needed to say how they stand."""

    today: date
    clock: Clock
    soon_days: int

    @property
    def soon_until(self) -> date:
        return self.today + timedelta(days=self.soon_days)

    @property
    def end_of_week(self) -> date:
        return self.today + timedelta(days=6 - self.today.weekday())

    def line(self, duty: Duty) -> Line:
        at = {"sent_on": duty.sent_on}
        return Line(
            duty,
            timeliness(duty.due_on, duty.done_on, duty.state, self.today, self.soon_days, **at),
            due_in_words(duty.due_on, duty.done_on, duty.state, self.today, self.clock.calendar, **at),
        )

    def lines(self, duties: Iterable[Duty]) -> list[Line]:
        return [self.line(duty) for duty in duties]

    def standing_as(self, wanted: Timeliness) -> Q:
        """The duties that stand like this, asked of the database: the same answer as `rules.timeliness`."""
        is_late = late(self.today)
        running = Q(is_open=True) & ~Q(due_key=NO_DAY)
        sent = Q(sent_on__isnull=False)
        return {
            Timeliness.OVERDUE: is_late,
            Timeliness.SOON: running
            & Q(due_key__gte=self.today, due_key__lte=self.soon_until)
            & ~Q(state=DutyState.AWAITING_REVIEW, sent_on__isnull=False),
            Timeliness.ON_TIME: running
            & (
                Q(due_key__gt=self.soon_until) & (~sent | Q(sent_on__lte=F("due_on")))
                | sent & Q(sent_on__lte=F("due_on"))
            ),
            Timeliness.DONE_IN_TIME: Q(state=DutyState.DONE) & ~Q(done_on__gt=F("due_key")),
            Timeliness.DONE_LATE: Q(state=DutyState.DONE, done_on__gt=F("due_key")),
            Timeliness.NO_DATE: Q(is_open=True, due_key=NO_DAY) | Q(state=DutyState.CANCELLED),
        }[wanted]


def late(today: date) -> Q:
    """Open and past its day; what was sent up in time and is still being read is not."""
    return Q(is_open=True, due_key__lt=today) & (Q(sent_on=None) | Q(sent_on__gt=F("due_key")))


def day_of(today: date) -> Day:
    """Everything needed to say how duties stand on that day. The calendar and the reminder rules change a few times a
    year and are asked for by every page: a worker asks twice a minute, and at once where it changed one (`apps.py`)."""
    key = f"{_CLOCK}:{today.isoformat()}"
    clock: Clock | None = cache.get(key)
    if clock is None:
        clock = clock_for(today)
        cache.set(key, clock, _CLOCK_SECONDS)
        cache.set(_CLOCK, key, _CLOCK_SECONDS)
    return Day(today, clock, soon_days(clock.steps, clock.calendar, today))


def forget_clock(**_signal: Any) -> None:
    """A rule or a day was changed."""
    cache.delete(cache.get(_CLOCK, ""))


def with_line(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """What a line shows, in one query."""
    return duties.select_related("body", "assigned_by_body", "document", "assignee").only(*_SHOWN)


def shown(keys: Iterable[int]) -> dict[int, Duty]:
    """The duties of these keys with what a line shows, in one query.

    A list asks for the keys of its page first and for this afterwards: a database that filters, orders and joins six
    tables in one question spends longer on planning it than on the answer, and joins what the page then leaves out.
    """
    return with_line(Duty.objects.all()).in_bulk(list(keys))

"""What may happen to a duty, when it is late, when it comes back, when somebody must be told. Pure.

The page shows and the service refuses by the same functions, so there is one answer. States are the values of
`models.DutyState`; the picture of them in docs/reference/duty-states.md is drawn from `TRANSITIONS`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol

# States, by the values that models.DutyState stores.
ASSIGNED, RUNNING, AWAITING_HEAD = "assigned", "running", "awaiting_head"
AWAITING_REVIEW, DONE, CANCELLED = "awaiting_review", "done", "cancelled"


class HatKind(StrEnum):
    """As what somebody meets a duty; one person may be several of them."""

    WORKER = "worker"  # writes progress in the body that owes the duty
    HEAD = "head"  # signs for that body
    ASSIGNER = "assigner"  # puts people on duties in that body
    REVIEWER = "reviewer"  # decides for the body that reviews
    GIVER = "giver"  # disposes for the body that gave the duty


class Act(StrEnum):
    """What can be done with a duty."""

    NOTE_PROGRESS = "note_progress"
    SEND_TO_HEAD = "send_to_head"
    SEND_UP = "send_up"
    GIVE_BACK = "give_back"
    ACCEPT = "accept"
    RETURN = "return"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Transition:
    """Who may do the act, in which states, and the state after it (None: the state stays)."""

    hat: HatKind
    states: tuple[str, ...]
    to: str | None


_IN_WORK = (ASSIGNED, RUNNING)
_BEFORE_REVIEW = (ASSIGNED, RUNNING, AWAITING_HEAD)
_OPEN = (ASSIGNED, RUNNING, AWAITING_HEAD, AWAITING_REVIEW)

TRANSITIONS: dict[Act, Transition] = {
    Act.NOTE_PROGRESS: Transition(HatKind.WORKER, _IN_WORK, RUNNING),
    Act.SEND_TO_HEAD: Transition(HatKind.WORKER, _IN_WORK, AWAITING_HEAD),
    Act.SEND_UP: Transition(HatKind.HEAD, _BEFORE_REVIEW, AWAITING_REVIEW),
    Act.GIVE_BACK: Transition(HatKind.HEAD, (AWAITING_HEAD,), RUNNING),
    Act.ACCEPT: Transition(HatKind.REVIEWER, (AWAITING_REVIEW,), DONE),
    Act.RETURN: Transition(HatKind.REVIEWER, (AWAITING_REVIEW,), RUNNING),
    Act.ASK_EXTENSION: Transition(HatKind.WORKER, _BEFORE_REVIEW, None),
    Act.DECIDE_EXTENSION: Transition(HatKind.REVIEWER, _OPEN, None),
    Act.ASSIGN: Transition(HatKind.ASSIGNER, _BEFORE_REVIEW, None),
    Act.HAND_OVER: Transition(HatKind.GIVER, _OPEN, None),
    Act.CANCEL: Transition(HatKind.GIVER, _OPEN, CANCELLED),
}


class Obstacle(StrEnum):
    """Why an act cannot be done. The sentence for each is in words.py."""

    NOT_YOURS = "not_yours"
    ALREADY_CLOSED = "already_closed"
    WITH_THE_HEAD = "with_the_head"
    UNDER_REVIEW = "under_review"
    NOTHING_SENT = "nothing_sent"
    OWN_WORK = "own_work"
    TEXT_MISSING = "text_missing"
    REASON_MISSING = "reason_missing"
    PERCENT_OUT_OF_RANGE = "percent_out_of_range"
    NO_DAY_TO_EXTEND = "no_day_to_extend"
    NOT_LATER = "not_later"
    DAY_IS_PAST = "day_is_past"
    EXTENSION_WAITS = "extension_waits"
    NO_EXTENSION_WAITS = "no_extension_waits"
    NOT_OF_THE_BODY = "not_of_the_body"
    SAME_BODY = "same_body"
    BODY_CLOSED = "body_closed"
    NO_BODIES = "no_bodies"
    NOT_BELOW = "not_below"
    FORM_USED = "form_used"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    FOLLOWED_BY_ANOTHER = "followed_by_another"
    FILE_TOO_LARGE = "file_too_large"
    FILE_EMPTY = "file_empty"
    FILE_KIND = "file_kind"
    OTHERS_REFUSED = "others_refused"
    NOT_READY = "not_ready"  # says what is kept beside the duty


def next_state(act: Act, state: str) -> str:
    """The state after the act."""
    return TRANSITIONS[act].to or state


def allowed_acts(state: str, hats: Iterable[HatKind]) -> frozenset[Act]:
    """What somebody with these hats may do in that state."""
    held = frozenset(hats)
    return frozenset(act for act, t in TRANSITIONS.items() if t.hat in held and state in t.states)


def obstacles_to(act: Act, *, state: str, hats: Iterable[HatKind]) -> list[Obstacle]:
    """Everything about state and person that stops the act; an empty list means it can go."""
    transition = TRANSITIONS[act]
    found = [] if transition.hat in frozenset(hats) else [Obstacle.NOT_YOURS]
    if state not in transition.states:
        found.append(_state_obstacle(act, state))
    return found


def _state_obstacle(act: Act, state: str) -> Obstacle:
    if state in (DONE, CANCELLED):
        return Obstacle.ALREADY_CLOSED
    if act in (Act.ACCEPT, Act.RETURN, Act.GIVE_BACK) and state in _IN_WORK:
        return Obstacle.NOTHING_SENT
    return Obstacle.WITH_THE_HEAD if state == AWAITING_HEAD else Obstacle.UNDER_REVIEW


def obstacles_to_words(*, text: str, percent: int) -> list[Obstacle]:
    """What is wrong with a progress report as written."""
    checks = {Obstacle.TEXT_MISSING: not text.strip(), Obstacle.PERCENT_OUT_OF_RANGE: not 0 <= percent <= 100}
    return [obstacle for obstacle, present in checks.items() if present]


def obstacles_to_more_time(
    *, due_on: date | None, until: date, reason: str, today: date, one_waits: bool
) -> list[Obstacle]:
    """What is wrong with asking for more time."""
    checks = {
        Obstacle.NO_DAY_TO_EXTEND: due_on is None,
        Obstacle.NOT_LATER: due_on is not None and until <= due_on,
        Obstacle.DAY_IS_PAST: until < today,
        Obstacle.REASON_MISSING: not reason.strip(),
        Obstacle.EXTENSION_WAITS: one_waits,
    }
    return [obstacle for obstacle, present in checks.items() if present]


UNDO_SECONDS = 10
_GRACE_SECONDS = 5  # the answer travels too


def obstacles_to_undoing(*, seconds_ago: float, own: bool, followed: bool) -> list[Obstacle]:
    """A decision is taken back by who took it, within ten seconds, while nothing followed it."""
    checks = {
        Obstacle.NOT_YOURS: not own,
        Obstacle.TOO_LATE_TO_UNDO: seconds_ago > UNDO_SECONDS + _GRACE_SECONDS,
        Obstacle.FOLLOWED_BY_ANOTHER: followed,
    }
    return [obstacle for obstacle, present in checks.items() if present]


class Timeliness(StrEnum):
    """Where a duty stands against its day. Never stored."""

    ON_TIME = "on_time"
    SOON = "soon"
    OVERDUE = "overdue"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    NO_DATE = "no_date"


def timeliness(
    due_on: date | None,
    done_on: date | None,
    state: str,
    today: date,
    soon_days: int,
    *,
    sent_on: date | None = None,
) -> Timeliness:
    """Where the duty stands on that day.

    `soon_days` are calendar days. What the head sent up in time does not become late while the reviewer reads it.
    """
    if state == CANCELLED:
        return Timeliness.NO_DATE
    if state == DONE:
        late = due_on is not None and done_on is not None and done_on > due_on
        return Timeliness.DONE_LATE if late else Timeliness.DONE_IN_TIME
    if due_on is None:
        return Timeliness.NO_DATE
    if state == AWAITING_REVIEW and sent_on is not None:
        return Timeliness.ON_TIME if sent_on <= due_on else Timeliness.OVERDUE
    if due_on < today:
        return Timeliness.OVERDUE
    return Timeliness.SOON if due_on <= today + timedelta(days=soon_days) else Timeliness.ON_TIME


class DueCode(StrEnum):
    """How the distance to the due day is said; the sentence for each is in words.py."""

    DAYS_LEFT = "days_left"  # working days
    TODAY = "today"
    DAYS_OVER = "days_over"  # calendar days
    SENT = "sent"
    DONE = "done"
    DONE_LATE = "done_late"  # calendar days
    CANCELLED = "cancelled"
    NO_DAY = "no_day"


@dataclass(frozen=True, slots=True)
class Due:
    """The due day in words: a code with its number of days, and the day itself."""

    code: DueCode
    days: int = 0
    on: date | None = None


class WorkingDays(Protocol):
    """What these rules need of the working-day calendar (core.calendar.WorkingCalendar)."""

    def working_days_between(self, start: date, end: date) -> int: ...

    def add_working_days(self, day: date, count: int) -> date: ...


def due_in_words(
    due_on: date | None,
    done_on: date | None,
    state: str,
    today: date,
    calendar: WorkingDays,
    *,
    sent_on: date | None = None,
) -> Due:
    """How the due day is said on that day."""
    if state == CANCELLED:
        return Due(DueCode.CANCELLED)
    if state == DONE and done_on:
        if due_on and done_on > due_on:
            return Due(DueCode.DONE_LATE, (done_on - due_on).days, done_on)
        return Due(DueCode.DONE, 0, done_on)
    if state == AWAITING_REVIEW and sent_on and (due_on is None or sent_on <= due_on):
        return Due(DueCode.SENT, 0, sent_on)
    if due_on is None:
        return Due(DueCode.NO_DAY)
    if due_on < today:
        return Due(DueCode.DAYS_OVER, (today - due_on).days, due_on)
    if due_on == today:
        return Due(DueCode.TODAY, 0, due_on)
    return Due(DueCode.DAYS_LEFT, calendar.working_days_between(today, due_on), due_on)


# -- what comes back -------------------------------------------------------------------------------------------------

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One turn of a recurring duty: it is given out when its span begins and owed by its due day."""

    opens_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every month, quarter, half or whole year, from one day to another (none: no end in sight).

    The due day is `due_day` of the span's last month, clipped to its length; of `due_month` for yearly ones that
    state a month.
    """

    every: str
    starts_on: date
    ends_on: date | None = None
    due_day: int = 31
    due_month: int | None = None

    def due_in(self, span_start: date) -> date:
        """The due day of the span that begins on that day."""
        month = span_start.month + _MONTHS[self.every] - 1
        if self.every == "year" and self.due_month:
            month = self.due_month
        return date(span_start.year, month, min(self.due_day, monthrange(span_start.year, month)[1]))


def occurrences(recurrence: Recurrence, *, after: date | None, today: date) -> Iterator[Occurrence]:
    """The occurrences whose span has begun by today and whose due day lies after `after`, oldest first."""
    length = _MONTHS[recurrence.every]
    first_month = (recurrence.starts_on.month - 1) // length * length + 1
    span = date(recurrence.starts_on.year, first_month, 1)
    while span <= today:
        due = recurrence.due_in(span)
        if recurrence.ends_on and due > recurrence.ends_on:
            return
        if due >= recurrence.starts_on and (after is None or due > after):
            yield Occurrence(max(span, recurrence.starts_on), due)
        span = date(span.year + (span.month + length > 12), (span.month + length - 1) % 12 + 1, 1)


# -- who is told when ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class ReminderStep:
    """So many working days before (negative) or after the due day, for one reason (models.ReminderKind)."""

    working_days: int
    kind: str

    def day(self, due_on: date, calendar: WorkingDays) -> date:
        """The day on which this step is due."""
        return calendar.add_working_days(due_on, self.working_days)


def next_reminder(
    due_on: date | None, calendar: WorkingDays, steps: Iterable[ReminderStep], after: date | None
) -> date | None:
    """The next day after `after` on which somebody must be told; None when there is nothing more to tell."""
    if due_on is None:
        return None
    days = (step.day(due_on, calendar) for step in steps)
    return min((day for day in days if after is None or day > after), default=None)


def steps_due(
    due_on: date, calendar: WorkingDays, steps: Iterable[ReminderStep], *, since: date, today: date
) -> list[ReminderStep]:
    """The steps to tell today of those that fell between `since` and today.

    After a gap only what still holds is told: of the steps before the day the last one, and none of them once it has
    passed; each reason once.
    """
    fallen = sorted(step for step in steps if since <= step.day(due_on, calendar) <= today)
    latest = {step.kind: step for step in fallen}
    if today > due_on:
        latest = {kind: step for kind, step in latest.items() if step.working_days > 0}
    elif today == due_on:
        latest = {kind: step for kind, step in latest.items() if step.working_days >= 0} or latest
    return sorted(latest.values())


def soon_days(steps: Iterable[ReminderStep], calendar: WorkingDays, today: date) -> int:
    """How many calendar days ahead counts as "soon": as far as the earliest reminder before the day reaches."""
    reach = max((-step.working_days for step in steps if step.working_days < 0), default=0)
    return (calendar.add_working_days(today, reach) - today).days


# -- what changed between two versions ---------------------------------------------------------------------------------


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    DROPPED = "dropped"


def difference(before: str, after: str) -> list[tuple[Change, str]]:
    """The words that stayed, came and went, in reading order."""
    old, new = before.split(), after.split()
    pieces: list[tuple[Change, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append((Change.SAME, " ".join(new[j1:j2])))
            continue
        if i2 > i1:
            pieces.append((Change.DROPPED, " ".join(old[i1:i2])))
        if j2 > j1:
            pieces.append((Change.ADDED, " ".join(new[j1:j2])))
    return pieces

"""The rules of duties, each row a sentence. No database."""

from datetime import date
from pathlib import Path

import pytest

from caicach.core.calendar import WorkingCalendar, YearDays
from caicach.duties import rules, state_page
from caicach.duties.models import OPEN_STATES, DutyState
from caicach.duties.rules import (
    Act,
    Change,
    Due,
    DueCode,
    HatKind,
    Obstacle,
    Occurrence,
    Recurrence,
    ReminderStep,
    Timeliness,
)  # fmt: skip

MONDAY = date(2026, 3, 9)
CALENDAR = WorkingCalendar(lambda year: YearDays())
ALL_HATS = frozenset(HatKind)
A, R, H, V, D, C = (state.value for state in DutyState)


def test_rules_and_models_name_the_same_states():
    assert {A, R, H, V, D, C} == {
        rules.ASSIGNED, rules.RUNNING, rules.AWAITING_HEAD, rules.AWAITING_REVIEW, rules.DONE, rules.CANCELLED,
    }  # fmt: skip
    for transition in rules.TRANSITIONS.values():
        assert set(transition.states) <= set(OPEN_STATES)


@pytest.mark.parametrize(
    ("act", "states", "hat", "after"),
    [
        (Act.NOTE_PROGRESS, {A, R}, HatKind.WORKER, R),
        (Act.SEND_TO_HEAD, {A, R}, HatKind.WORKER, H),
        (Act.SEND_UP, {A, R, H}, HatKind.HEAD, V),
        (Act.GIVE_BACK, {H}, HatKind.HEAD, R),
        (Act.ACCEPT, {V}, HatKind.REVIEWER, D),
        (Act.RETURN, {V}, HatKind.REVIEWER, R),
        (Act.ASK_EXTENSION, {A, R, H}, HatKind.WORKER, None),
        (Act.DECIDE_EXTENSION, {A, R, H, V}, HatKind.REVIEWER, None),
        (Act.ASSIGN, {A, R, H}, HatKind.ASSIGNER, None),
        (Act.HAND_OVER, {A, R, H, V}, HatKind.GIVER, None),
        (Act.CANCEL, {A, R, H, V}, HatKind.GIVER, C),
    ],
)
def test_who_may_do_what_in_which_state(act, states, hat, after):
    for state in (A, R, H, V, D, C):
        may = act in rules.allowed_acts(state, ALL_HATS)
        assert may is (state in states)
        assert (rules.obstacles_to(act, state=state, hats=ALL_HATS) == []) is may
        assert act not in rules.allowed_acts(state, ALL_HATS - {hat})
        if may:
            assert rules.next_state(act, state) == (after or state)


@pytest.mark.parametrize(
    ("act", "state", "expected"),
    [
        pytest.param(Act.NOTE_PROGRESS, H, [Obstacle.WITH_THE_HEAD], id="the head has it"),
        pytest.param(Act.NOTE_PROGRESS, V, [Obstacle.UNDER_REVIEW], id="the reviewer has it"),
        pytest.param(Act.ACCEPT, R, [Obstacle.NOTHING_SENT], id="nothing to accept"),
        pytest.param(Act.ACCEPT, H, [Obstacle.WITH_THE_HEAD], id="not yet signed"),
        pytest.param(Act.GIVE_BACK, V, [Obstacle.UNDER_REVIEW], id="too late to give back"),
        pytest.param(Act.CANCEL, D, [Obstacle.ALREADY_CLOSED], id="done is done"),
        pytest.param(Act.HAND_OVER, C, [Obstacle.ALREADY_CLOSED], id="cancelled is cancelled"),
    ],
)
def test_why_a_state_stops_an_act(act, state, expected):
    assert rules.obstacles_to(act, state=state, hats=ALL_HATS) == expected


def test_a_stranger_is_told_that_first():
    assert rules.obstacles_to(Act.ACCEPT, state=R, hats=()) == [Obstacle.NOT_YOURS, Obstacle.NOTHING_SENT]


DUE = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("due", "done", "state", "today", "sent", "expected"),
    [
        pytest.param(DUE, None, R, date(2026, 3, 10), None, Timeliness.ON_TIME, id="eight days ahead"),
        pytest.param(DUE, None, R, date(2026, 3, 11), None, Timeliness.SOON, id="a week ahead"),
        pytest.param(DUE, None, R, DUE, None, Timeliness.SOON, id="on its day"),
        pytest.param(DUE, None, A, date(2026, 3, 19), None, Timeliness.OVERDUE, id="the day after"),
        pytest.param(DUE, None, H, date(2026, 3, 19), None, Timeliness.OVERDUE, id="late on the head's desk"),
        pytest.param(DUE, None, V, date(2026, 4, 19), DUE, Timeliness.ON_TIME, id="sent in time, still being read"),
        pytest.param(DUE, None, V, date(2026, 4, 19), date(2026, 3, 19), Timeliness.OVERDUE, id="sent too late"),
        pytest.param(DUE, DUE, D, date(2026, 9, 1), None, Timeliness.DONE_IN_TIME, id="done on its day"),
        pytest.param(DUE, date(2026, 3, 19), D, date(2026, 9, 1), None, Timeliness.DONE_LATE, id="done a day late"),
        pytest.param(None, DUE, D, date(2026, 9, 1), None, Timeliness.DONE_IN_TIME, id="done without a day"),
        pytest.param(None, None, R, date(2026, 9, 1), None, Timeliness.NO_DATE, id="no day to miss"),
        pytest.param(DUE, None, C, date(2026, 9, 1), None, Timeliness.NO_DATE, id="cancelled"),
    ],
)
def test_timeliness(due, done, state, today, sent, expected):
    assert rules.timeliness(due, done, state, today, 7, sent_on=sent) == expected


@pytest.mark.parametrize(
    ("due", "done", "state", "today", "sent", "expected"),
    [
        pytest.param(DUE, None, R, date(2026, 3, 13), None, Due(DueCode.DAYS_LEFT, 3, DUE), id="working days ahead"),
        pytest.param(DUE, None, R, DUE, None, Due(DueCode.TODAY, 0, DUE), id="today"),
        pytest.param(DUE, None, R, date(2026, 3, 30), None, Due(DueCode.DAYS_OVER, 12, DUE), id="calendar days over"),
        pytest.param(DUE, None, V, date(2026, 4, 30), DUE, Due(DueCode.SENT, 0, DUE), id="sent in time"),
        pytest.param(DUE, DUE, D, DUE, None, Due(DueCode.DONE, 0, DUE), id="done"),
        pytest.param(DUE, date(2026, 3, 20), D, DUE, None, Due(DueCode.DONE_LATE, 2, date(2026, 3, 20)), id="late"),
        pytest.param(None, None, R, DUE, None, Due(DueCode.NO_DAY), id="no day"),
        pytest.param(DUE, None, C, DUE, None, Due(DueCode.CANCELLED), id="cancelled"),
    ],
)
def test_due_in_words(due, done, state, today, sent, expected):
    assert rules.due_in_words(due, done, state, today, CALENDAR, sent_on=sent) == expected


def turns(recurrence, after=None, today=date(2026, 12, 31)):
    return list(rules.occurrences(recurrence, after=after, today=today))


def test_monthly_turns_open_with_their_month_and_end_on_its_last_day():
    monthly = Recurrence("month", date(2026, 1, 15))
    assert turns(monthly, today=date(2026, 3, 1)) == [
        Occurrence(date(2026, 1, 15), date(2026, 1, 31)),
        Occurrence(date(2026, 2, 1), date(2026, 2, 28)),
        Occurrence(date(2026, 3, 1), date(2026, 3, 31)),
    ]


@pytest.mark.parametrize(
    ("recurrence", "days"),
    [
        pytest.param(
            Recurrence("quarter", date(2026, 1, 1), due_day=14),
            [date(2026, 3, 14), date(2026, 6, 14), date(2026, 9, 14), date(2026, 12, 14)],
            id="quarters closing on the 14th",
        ),
        pytest.param(Recurrence("half", date(2026, 1, 1)), [date(2026, 6, 30), date(2026, 12, 31)], id="halves"),
        pytest.param(Recurrence("year", date(2026, 1, 1)), [date(2026, 12, 31)], id="a year"),
        pytest.param(
            Recurrence("year", date(2025, 1, 1), due_day=15, due_month=11),
            [date(2025, 11, 15), date(2026, 11, 15)],
            id="years with a stated month",
        ),
        pytest.param(
            Recurrence("quarter", date(2026, 3, 20), due_day=14),
            [date(2026, 6, 14), date(2026, 9, 14), date(2026, 12, 14)],
            id="a turn that was due before the start is not given",
        ),
        pytest.param(
            Recurrence("month", date(2026, 1, 1), ends_on=date(2026, 2, 28)),
            [date(2026, 1, 31), date(2026, 2, 28)],
            id="until the end",
        ),
    ],
)
def test_occurrences(recurrence, days):
    assert [turn.due_on for turn in turns(recurrence)] == days


def test_turns_that_exist_are_not_given_again():
    monthly = Recurrence("month", date(2026, 1, 1))
    assert [turn.due_on for turn in turns(monthly, after=date(2026, 11, 30))] == [date(2026, 12, 31)]


STEPS = [
    ReminderStep(-5, "before"), ReminderStep(-2, "before"), ReminderStep(0, "on_day"), ReminderStep(1, "overdue"),
    ReminderStep(3, "escalated_head"), ReminderStep(5, "escalated_standing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (None, date(2026, 3, 11)), (date(2026, 3, 10), date(2026, 3, 11)), (date(2026, 3, 11), date(2026, 3, 16)),
        (date(2026, 3, 18), date(2026, 3, 19)), (date(2026, 3, 24), date(2026, 3, 25)), (date(2026, 3, 25), None),
    ],
)  # fmt: skip
def test_next_reminder(after, expected):
    assert rules.next_reminder(DUE, CALENDAR, STEPS, after) == expected


def test_nothing_is_told_of_what_has_no_day():
    assert rules.next_reminder(None, CALENDAR, STEPS, None) is None


@pytest.mark.parametrize(
    ("since", "today", "expected"),
    [
        pytest.param(date(2026, 3, 11), date(2026, 3, 11), [(-5, "before")], id="the first warning"),
        pytest.param(date(2026, 3, 11), date(2026, 3, 17), [(-2, "before")], id="after a gap only the last warning"),
        pytest.param(date(2026, 3, 11), DUE, [(0, "on_day")], id="on the day only the day"),
        pytest.param(date(2026, 3, 11), date(2026, 3, 19), [(1, "overdue")], id="once late, no more warnings"),
        pytest.param(
            date(2026, 3, 11),
            date(2026, 4, 1),
            [(1, "overdue"), (3, "escalated_head"), (5, "escalated_standing")],
            id="after a long gap each reason once",
        ),
        pytest.param(date(2026, 3, 12), date(2026, 3, 12), [], id="between two steps"),
    ],
)
def test_steps_due(since, today, expected):
    found = rules.steps_due(DUE, CALENDAR, STEPS, since=since, today=today)
    assert [(step.working_days, step.kind) for step in found] == expected


def test_soon_reaches_as_far_as_the_first_warning():
    assert rules.soon_days(STEPS, CALENDAR, MONDAY) == 7
    assert rules.soon_days([], CALENDAR, MONDAY) == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"due_on": None}, [Obstacle.NO_DAY_TO_EXTEND]),
        ({"until": DUE}, [Obstacle.NOT_LATER]),
        ({"due_on": date(2026, 1, 5), "until": date(2026, 2, 1)}, [Obstacle.DAY_IS_PAST]),
        ({"reason": " "}, [Obstacle.REASON_MISSING]),
        ({"one_waits": True}, [Obstacle.EXTENSION_WAITS]),
    ],
)
def test_obstacles_to_more_time(given, expected):
    ready = {"due_on": DUE, "until": date(2026, 4, 1), "reason": "Chờ", "today": MONDAY, "one_waits": False}
    assert rules.obstacles_to_more_time(**{**ready, **given}) == expected


def test_the_difference_between_two_versions_in_reading_order():
    assert rules.difference("Đã rà soát 12 thủ tục", "Nay đã rà soát 42 thủ tục") == [
        (Change.DROPPED, "Đã"), (Change.ADDED, "Nay đã"), (Change.SAME, "rà soát"), (Change.DROPPED, "12"),
        (Change.ADDED, "42"), (Change.SAME, "thủ tục"),
    ]  # fmt: skip


def test_the_page_of_states_is_drawn_from_the_rules():
    page = Path(__file__).resolve().parents[4] / "docs/reference/duty-states.md"
    assert page.read_text(encoding="utf-8") == state_page.page(), "python -m caicach.duties.state_page draws it anew"

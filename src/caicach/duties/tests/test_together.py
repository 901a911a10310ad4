"""Two at once: one acts, the other changes nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from caicach.core.events import verify_chain
from caicach.core.models import Event
from caicach.duties import services
from caicach.duties.models import Duty, DutyState, Notification, Progress, ReminderRule
from caicach.duties.rules import Obstacle
from caicach.duties.services import Refused

from .making import NEXT_WEEK, NOW, fresh, give_one, later, make_plan, make_task, sent_up, words

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads of their own that start together; the refusals or the answers, in order."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait(30)
        try:
            return act()
        except Refused as refusal:
            return refusal.obstacles
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [found.result(60) for found in [threads.submit(run, act) for act in acts]]


def test_two_reviewers_accept_and_return_the_same_duty(cast):
    duty = sent_up(cast)
    found = at_once(
        lambda: services.accept(duty=duty, by=cast.standing_officer, now=NOW),
        lambda: services.return_to_body(duty=duty, reason="Thiếu", by=cast.home_affairs_head, now=NOW),
    )
    refused = [answer for answer in found if isinstance(answer, list)]
    assert refused in ([[Obstacle.ALREADY_CLOSED]], [[Obstacle.NOTHING_SENT]])
    assert Event.objects.filter(name__in=["duty_accepted", "duty_returned"]).count() == 1
    assert list(verify_chain()) == []


def test_a_double_click_accepts_once(cast):
    duty = sent_up(cast)
    act = lambda: services.accept(duty=duty, by=cast.standing_officer, now=NOW)  # noqa: E731
    assert not any(isinstance(answer, list) for answer in at_once(act, act, act))
    assert Event.objects.filter(name="duty_accepted").count() == 1
    assert Notification.objects.filter(code="duty_accepted").count() == 2  # the writer and the head


def test_one_form_sent_by_two_tabs_writes_one_row(cast):
    duty, form = give_one(cast), words()
    act = lambda: services.send_to_head(duty=duty, words=form, by=cast.finance_officer, now=NOW)  # noqa: E731
    first, second = at_once(act, act)
    assert first == second and Progress.objects.count() == 1
    assert fresh(duty).state == DutyState.AWAITING_HEAD


def test_a_task_is_given_once_by_two(cast):
    task = make_task(make_plan(cast))
    given = {
        "task": task, "bodies_by_part": {"lead": [cast.finance, cast.ward]}, "by": cast.standing_officer, "now": NOW,
        "assigned_by_body": cast.city, "reviewer_body": cast.home_affairs,
    }  # fmt: skip
    act = lambda: services.give_duties_for_task(**given)  # noqa: E731
    assert sorted(len(answer) for answer in at_once(act, act)) == [0, 2]


def test_a_directive_is_given_once_by_two_clicks(cast):
    given = {
        "title": "Báo cáo", "content": "", "bodies": [cast.finance], "due_on": NEXT_WEEK, "document": None, "now": NOW,
        "by": cast.standing_officer, "assigned_by_body": cast.home_affairs, "token": uuid4(),
    }  # fmt: skip
    act = lambda: services.give_directive(**given)  # noqa: E731
    at_once(act, act)
    assert Duty.objects.count() == 1


def test_two_clocks_tell_once(cast):
    ReminderRule.objects.all().delete()  # a test before this one may have emptied every table
    ReminderRule.objects.create(kind="before", working_days=-5, valid_from=date(2021, 1, 1))
    for _ in range(5):
        give_one(cast)
    day = later(days=2)
    act = lambda: services.send_reminders(today=day.date(), now=day)  # noqa: E731
    told = at_once(act, act)
    assert sum(told) == 5
    assert Notification.objects.count() == 5


def test_two_clocks_open_each_turn_once(cast):
    give_one(cast, due_kind="recurring", due_every="month", due_to=None)
    day = later(days=60)
    act = lambda: services.open_due_occurrences(today=day.date(), now=day)  # noqa: E731
    assert sorted(len(answer) for answer in at_once(act, act)) == [0, 2]

"""Answers are worked out once a minute, by one worker at a time."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.core.cache import caches

from caicach.core.remembered import Remembered, remembered

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache():
    caches["shared"].clear()
    yield
    caches["shared"].clear()


def test_an_answer_is_kept_for_a_minute():
    numbers = count()
    first = remembered("k", lambda: next(numbers), now=NOW)
    second = remembered("k", lambda: next(numbers), now=NOW + timedelta(seconds=59))
    third = remembered("k", lambda: next(numbers), now=NOW + timedelta(seconds=60))
    assert (first.value, second.value, third.value) == (0, 0, 1)
    assert (second.as_of, third.as_of) == (NOW, NOW + timedelta(seconds=60))


def test_an_empty_answer_is_kept_too():
    assert remembered("k", lambda: None, now=NOW).value is None
    assert remembered("k", lambda: 1, now=NOW).value is None


def test_while_one_computes_the_others_get_the_old_answer():
    remembered("k", lambda: "old", now=NOW)
    after = NOW + timedelta(seconds=90)

    def compute():
        assert remembered("k", lambda: "second", now=after).value == "old"
        return "new"

    assert remembered("k", compute, now=after).value == "new"
    assert remembered("k", lambda: "later", now=after).value == "new"


def test_nobody_waits_for_the_next_answer(settings):
    settings.REMEMBER_IN_BACKGROUND = True
    remembered("k", lambda: "old", now=NOW)
    may_go_on = threading.Event()

    def compute():
        assert may_go_on.wait(10)
        return "new"

    after = NOW + timedelta(seconds=61)
    assert remembered("k", compute, now=after).value == "old"
    beside = next(thread for thread in threading.enumerate() if thread.name == "remembered:k")
    may_go_on.set()
    beside.join(10)
    assert remembered("k", lambda: "unused", now=after) == Remembered("new", after)


def test_beside_the_pages_one_answer_is_worked_out_at_a_time(settings):
    settings.REMEMBER_IN_BACKGROUND = True
    for key in "ab":
        remembered(key, lambda: "old", now=NOW)
    after, may_go_on = NOW + timedelta(seconds=61), threading.Event()
    assert remembered("a", lambda: may_go_on.wait(10) and "new", now=after).value == "old"
    assert remembered("b", lambda: "new", now=after).value == "old"
    beside = [thread for thread in threading.enumerate() if thread.name.startswith("remembered:")]
    assert [thread.name for thread in beside] == ["remembered:a"]
    may_go_on.set()
    beside[0].join(10)
    assert remembered("b", lambda: "new", now=after).value == "old"
    for thread in [one for one in threading.enumerate() if one.name == "remembered:b"]:
        thread.join(10)
    assert [remembered(key, lambda: "unused", now=after).value for key in "ab"] == ["new", "new"]


def test_a_failed_answer_leaves_the_way_open():
    with pytest.raises(ZeroDivisionError):
        remembered("k", lambda: 1 // 0, now=NOW)
    assert remembered("k", lambda: "good", now=NOW).value == "good"


def test_what_takes_long_is_worked_out_less_often():
    def slow():
        threading.Event().wait(0.4)
        return "slow"

    remembered("k", slow, now=NOW)
    assert remembered("k", lambda: "too soon", now=NOW + timedelta(seconds=90)).value == "slow"
    assert remembered("k", lambda: "new", now=NOW + timedelta(seconds=900)).value == "new"

"""Answers are worked out once a minute, by one worker at a time."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.core.cache import cache

from caicach.core.remembered import remembered

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


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

"""How figures become one figure, and what may be done with them."""

from decimal import Decimal

import pytest

from caicach.measures.formulas import Missing
from caicach.measures.models import AnswerKind, OverBodies, OverTime
from caicach.measures.rules import (
    NOBODY,
    Adding,
    Answer,
    Kind,
    Obstacle,
    Outcome,
    add,
    completed,
    obstacle_to_changing,
    obstacles_to_answering,
    of_answer,
    outcome,
    over_time,
)


def number(value):
    return of_answer(Answer(Kind.VALUE, Decimal(value)))


def parts(numerator, denominator, unit="%"):
    given = Answer(Kind.VALUE, None, Decimal(numerator), Decimal(denominator))
    return of_answer(completed(given, unit=unit))


NONE_ARISEN, NOT_YET, NOT_APPLICABLE = (
    of_answer(Answer(kind)) for kind in (Kind.NONE_ARISEN, Kind.NOT_YET, Kind.NOT_APPLICABLE)
)


def test_the_codes_are_those_that_are_stored():
    assert set(Kind) == set(AnswerKind.values)
    assert {*OverBodies.values, *OverTime.values} == set(Adding)


def test_a_sum_adds_values_and_counts_the_others():
    rolled = add([number(3), number(4), NONE_ARISEN, NOT_YET])
    assert outcome(rolled, over="sum", unit="hồ sơ") == Outcome(Kind.VALUE, Decimal(7))
    assert (rolled.values, rolled.none_arisen, rolled.not_yet, rolled.answers) == (2, 1, 1, 4)


def test_a_ratio_is_made_of_the_summed_parts_never_of_the_ratios():
    rolled = add([parts(1, 2), parts(90, 100)])  # 50 % and 90 %: their mean would be 70 %
    assert outcome(rolled, over="ratio", unit="%").value == Decimal("89.215686")


def test_nothing_is_not_zero():
    assert outcome(NOBODY, over="sum", unit="") == Outcome(None)
    assert outcome(add([NONE_ARISEN, NONE_ARISEN]), over="sum", unit="") == Outcome(Kind.NONE_ARISEN)
    assert outcome(add([NOT_YET, NOT_APPLICABLE]), over="sum", unit="") == Outcome(Kind.NOT_YET)
    assert outcome(NOT_APPLICABLE, over="sum", unit="") == Outcome(Kind.NOT_APPLICABLE)


def test_a_ratio_without_parts_stands_alone_and_cannot_be_added():
    alone = number(88)
    assert outcome(alone, over="ratio", unit="%").value == 88
    assert outcome(add([alone, alone]), over="ratio", unit="%") == Outcome(Kind.VALUE, None, Missing.INPUT_MISSING)


def test_a_ratio_over_nothing_is_no_number():
    rolled = of_answer(Answer(Kind.VALUE, Decimal(1), Decimal(1), Decimal(0)))
    assert outcome(rolled, over="ratio", unit="%").missing == Missing.DIVISION_BY_ZERO


def test_over_time():
    quarters = [number(5), NOBODY, number(7)]
    assert over_time(quarters, over="sum").total == 12
    assert over_time(quarters, over="last").total == 7
    assert over_time([number(5), NOBODY], over="last").total == 5
    assert over_time([parts(1, 4), parts(3, 4)], over="ratio").numerator == 4
    assert over_time(quarters, over="none") == NOBODY


@pytest.mark.parametrize(
    ("answer", "is_ratio", "expected"),
    [
        pytest.param(Answer(Kind.VALUE, Decimal(3)), False, [], id="a number"),
        pytest.param(Answer(Kind.VALUE), False, [Obstacle.VALUE_MISSING], id="a value that is none"),
        pytest.param(Answer(Kind.NOT_YET), False, [], id="not yet"),
        pytest.param(Answer(Kind.NOT_YET, Decimal(0)), False, [Obstacle.VALUE_NOT_WANTED], id="not yet, but zero"),
        pytest.param(Answer(Kind.VALUE, Decimal(1), Decimal(1)), True, [Obstacle.ONE_PART_MISSING], id="half a ratio"),
        pytest.param(
            Answer(Kind.VALUE, Decimal(1), Decimal(1), Decimal(1)),
            False,
            [Obstacle.VALUE_NOT_WANTED],
            id="parts where none are asked",
        ),
        pytest.param(
            Answer(Kind.VALUE, Decimal(1), Decimal(1), Decimal(-1)), True, [Obstacle.NEGATIVE_DENOMINATOR], id="of -1"
        ),
        pytest.param(Answer(Kind.VALUE, Decimal(10) ** 17), False, [Obstacle.TOO_LARGE], id="too large"),
    ],
)
def test_answers_that_cannot_be(answer, is_ratio, expected):
    assert obstacles_to_answering(answer, is_ratio=is_ratio) == expected


def test_nothing_of_nothing_means_that_nothing_arose():
    none = Answer(Kind.VALUE, None, Decimal(0), Decimal(0))
    assert completed(none, unit="%").kind == Kind.NONE_ARISEN
    some = Answer(Kind.VALUE, None, Decimal(2), Decimal(0))
    assert obstacles_to_answering(completed(some, unit="%"), is_ratio=True) == [Obstacle.VALUE_MISSING]


@pytest.mark.parametrize(
    ("state", "why", "expected"),
    [
        ("draft", "", None),
        ("submitted", "x", Obstacle.ALREADY_SENT),
        ("accepted", "x", Obstacle.ALREADY_ACCEPTED),
        ("published", " ", Obstacle.REASON_MISSING),
        ("published", "Cộng nhầm", None),
        ("corrected", "Cộng nhầm", None),
    ],
)
def test_what_may_be_changed(state, why, expected):
    assert obstacle_to_changing(state, why=why) == expected

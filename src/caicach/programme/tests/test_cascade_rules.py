"""When a lower item covers, weakens, delays or contradicts a higher one: docs/methodology/cascade.md as a table."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.programme.cascade_rules import (
    NOTHING_BELOW,
    Aim,
    Judgement,
    Phase,
    Remark,
    Verdict,
    asks_bodies_below,
    compare_values,
    is_before_its_time,
    judge,
    together,
)

COVERED, LATER, WEAKER, CONTRADICTING, MISSING = Verdict


def phase(value=None, first=2026, last=2027, to=None):
    return Phase(first, last, None if value is None else Decimal(str(value)), None if to is None else Decimal(str(to)))


def target(*phases, comparator=">=", unit="%", years=(2026, 2030)):
    return Aim(True, phases, comparator, unit, from_year=years[0], to_year=years[1])


def task(due=None, every="", years=(2026, 2030), *, always=False):
    return Aim(False, due_to=due, due_every=every, is_open_ended=always, from_year=years[0], to_year=years[1])


SIPAS = target(phase(89), phase(95, 2028, 2030))
REVIEW = task(date(2026, 6, 30))


@pytest.mark.parametrize(
    ("higher", "lower", "verdict", "remark"),
    [
        pytest.param(SIPAS, target(phase(89), phase(95, 2028, 2030)), COVERED, None, id="the same covers"),
        pytest.param(SIPAS, target(phase(90), phase(97, 2028, 2030)), COVERED, None, id="more covers"),
        pytest.param(
            SIPAS, target(phase(89), phase(90, 2028, 2030)), WEAKER, Remark.LOWER_VALUE, id="95 above, 90 below"
        ),
        pytest.param(
            SIPAS, target(phase(90, 2026, 2030)), WEAKER, Remark.LOWER_VALUE, id="weaker in the end"
        ),
        pytest.param(
            SIPAS, target(phase(95, 2026, 2030)), LATER, Remark.NO_STEP, id="one value for all years leaves 2027 out"
        ),
        pytest.param(SIPAS, target(phase(95, 2028, 2030)), LATER, Remark.STARTS_AFTER, id="nothing before 2028"),
        pytest.param(
            SIPAS, target(phase(87, 2026, 2026), years=(2026, 2026)), COVERED, Remark.ON_THE_WAY,
            id="a yearly plan may be on the way",
        ),
        pytest.param(
            SIPAS, target(phase(87, 2027, 2027), years=(2027, 2027)), WEAKER, Remark.LOWER_VALUE,
            id="in the last year of the phase it may not",
        ),
        pytest.param(
            SIPAS, target(phase(85, 2024, 2024), years=(2024, 2024)), MISSING, Remark.PERIOD_OVER,
            id="a plan that has ended carries nothing out",
        ),
        pytest.param(
            target(phase(95, 2028, 2030)), target(phase(87, 2026, 2026), years=(2026, 2026)), COVERED, Remark.NOT_YET,
            id="a yearly plan is not asked of later phases",
        ),
        pytest.param(
            target(phase(15), comparator="<=", unit="phút"), target(phase(10), comparator="<=", unit="phút"), COVERED,
            None, id="a shorter wait covers",
        ),
        pytest.param(
            target(phase(15), comparator="<=", unit="phút"), target(phase(20), comparator="<=", unit="phút"), WEAKER,
            Remark.LOWER_VALUE, id="a longer wait is weaker",
        ),
        pytest.param(
            target(phase(5), comparator="<=", unit="hạng"), target(phase(10), comparator="=", unit="hạng"), WEAKER,
            Remark.LOWER_VALUE, id="tenth is weaker than among five",
        ),
        pytest.param(
            target(phase(90)), target(phase(90), comparator="<="), CONTRADICTING, Remark.OPPOSITE,
            id="at most contradicts at least",
        ),
        pytest.param(
            target(phase(90)), target(phase(90), unit="hồ sơ"), CONTRADICTING, Remark.OTHER_UNIT, id="another unit"
        ),
        pytest.param(
            target(phase(20, to=30), comparator="between"), target(phase(40)), CONTRADICTING, Remark.OUTSIDE_RANGE,
            id="beyond the range",
        ),
        pytest.param(
            target(phase(20, to=30), comparator="between"), target(phase(25), comparator="="), COVERED, None,
            id="in the range",
        ),
        pytest.param(
            target(phase(90)), target(phase(None), comparator="done"), WEAKER, Remark.NO_NUMBER, id="no number below"
        ),
        pytest.param(
            target(phase(None), comparator="done"), target(phase(None, 2027, 2027), comparator="done"), COVERED, None,
            id="done by the same year",
        ),
        pytest.param(
            target(phase(90), comparator=">"), target(phase(90)), WEAKER, Remark.LOWER_VALUE, id="at least is not above"
        ),
        pytest.param(target(phase(90)), task(date(2027, 3, 1)), COVERED, Remark.BY_TASK, id="a task for a target"),
        pytest.param(
            target(phase(90)), task(date(2028, 3, 1)), LATER, Remark.DUE_AFTER, id="a task after the target's phase"
        ),
        pytest.param(REVIEW, task(date(2026, 6, 30)), COVERED, None, id="a task by the same day"),
        pytest.param(REVIEW, task(date(2026, 7, 1)), LATER, Remark.DUE_AFTER, id="a task a day later"),
        pytest.param(REVIEW, task(), LATER, Remark.NO_DATE, id="a task without a day in a plan that runs on"),
        pytest.param(REVIEW, task(always=True), COVERED, None, id="what goes on all the time"),
        pytest.param(task(every="quarter"), task(every="month"), COVERED, None, id="more often"),
        pytest.param(task(every="quarter"), task(every="year"), WEAKER, Remark.LESS_OFTEN, id="less often"),
        pytest.param(task(every="year"), task(date(2026, 5, 1)), WEAKER, Remark.LESS_OFTEN, id="only once"),
        pytest.param(
            task(), task(date(2024, 5, 1), years=(2024, 2024)), MISSING, Remark.PERIOD_OVER, id="a task of years ago"
        ),
    ],
)  # fmt: skip
def test_judge(higher, lower, verdict, remark):
    judgement = judge(higher, lower)
    assert (judgement.verdict, judgement.remark) == (verdict, remark)


def test_the_phases_that_decided_are_told():
    judgement = judge(SIPAS, target(phase(90, 2026, 2030)))
    assert (judgement.above.value, judgement.above.to_year, judgement.below.value) == (95, 2030, 90)


def test_of_several_items_the_best_counts_unless_one_contradicts():
    weaker, covered = Judgement(WEAKER), Judgement(COVERED)
    assert together([weaker, covered]) == covered
    assert together([covered, Judgement(CONTRADICTING)]).verdict == CONTRADICTING
    assert together([]) == NOTHING_BELOW


def test_a_plan_of_one_year_is_not_asked_of_what_begins_later():
    later = target(phase(95, 2028, 2030))
    assert is_before_its_time(later, 2026)
    assert not is_before_its_time(later, 2028)
    assert not is_before_its_time(later, 2024)  # it has ended before the higher plan began: that is missing
    assert not is_before_its_time(SIPAS, 2026)


def test_a_rank_is_reached_by_the_level_as_a_whole():
    assert not asks_bodies_below("hạng")
    assert not asks_bodies_below("lần GDP")
    assert asks_bodies_below("%")


values = st.decimals(min_value=0, max_value=100, places=2)
simple = st.sampled_from([">=", ">", "<=", "<"])


def reaches(comparator, bound, value):
    return {">=": value >= bound, ">": value > bound, "<=": value <= bound, "<": value < bound}[comparator]


@given(simple, values, simple, values, values)
def test_covered_means_that_whoever_reaches_the_lower_value_reaches_the_higher(above, bound, below, lower, reached):
    verdict, _remark = compare_values(above, Phase(value=bound), below, Phase(value=lower))
    if verdict == COVERED and reaches(below, lower, reached):
        assert reaches(above, bound, reached)


@given(simple, values, values)
def test_the_same_covers_itself_and_a_weaker_value_is_covered_by_a_stronger(comparator, one, other):
    def verdict(above, below):
        return compare_values(comparator, Phase(value=above), comparator, Phase(value=below))[0]

    assert verdict(one, one) == COVERED
    if one != other:
        assert {verdict(one, other), verdict(other, one)} == {COVERED, WEAKER}


years = st.integers(2024, 2032)
targets = st.builds(
    lambda spans, comparator: target(
        *(phase(value, min(one, other), max(one, other)) for one, other, value in spans), comparator=comparator
    ),
    st.lists(
        st.tuples(years, years, st.none() | values), min_size=1, max_size=3, unique_by=lambda span: frozenset(span[:2])
    ),
    st.sampled_from([">=", "<=", "=", "between", "done", ">", "<"]),
)


@given(targets, targets)
def test_every_pair_gets_one_verdict_that_its_remark_agrees_with(higher, lower):
    of = {
        COVERED: {None, Remark.ON_THE_WAY, Remark.NOT_YET},
        LATER: {Remark.NO_STEP, Remark.STARTS_AFTER},
        WEAKER: {Remark.LOWER_VALUE, Remark.NO_NUMBER},
        CONTRADICTING: {Remark.OPPOSITE, Remark.OUTSIDE_RANGE, Remark.OTHER_UNIT},
        MISSING: {Remark.PERIOD_OVER},
    }
    judgement = judge(higher, lower)
    assert judgement.remark in of[judgement.verdict]


@given(targets)
def test_a_plan_that_says_the_same_is_never_weaker_nor_missing(aim):
    assert judge(aim, aim).verdict in (COVERED, LATER)  # later where its own phases overlap each other

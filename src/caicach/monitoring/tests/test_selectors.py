"""How targets stand, from figures that came in through the services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.duties.models import Duty
from caicach.duties.tests.making import give, sent_up
from caicach.measures.tests.making import indicator, parts, send
from caicach.monitoring import services
from caicach.monitoring.checks import Concern, Scope, register_check, run_checks, unregister_check
from caicach.monitoring.models import Meaning
from caicach.monitoring.rules import Reason, State
from caicach.monitoring.selectors import measures_of, propose_links, so_far_of, statuses_of
from caicach.programme.models import Contribution, Milestone, Target, Task

from .making import NOW, TODAY, plan, quarters, target

pytestmark = pytest.mark.django_db


def linked(cast, one, measured, *, body=None, meaning=Meaning.VALUE):
    services.link_target(
        target=one, indicator=measured, body=body or one.plan.body, meaning=meaning, by=cast.standing_officer, now=NOW
    )
    return one


def stands(one, **more):
    return statuses_of([one], today=TODAY, **more)[one.lineage]


def test_a_count_is_that_of_the_year_so_far(cast):
    one, measured = target(plan(cast.city), 80), indicator()
    quarters(cast.finance_focal_point, cast.finance, measured, 500, year=2025, first=4)
    quarters(cast.finance_focal_point, cast.finance, measured, 20, 30, 25)
    found = stands(linked(cast, one, measured))
    assert (found.value, found.as_of) == (75, "nine_months-2026-1")
    assert [(point.key, point.value) for point in found.points] == [
        ("quarter-2026-1", 20),
        ("half-2026-1", 50),
        ("nine_months-2026-1", 75),
    ]
    assert (found.state, found.reason) == (State.ON_COURSE, Reason.FORECAST_MEETS)
    assert (found.indicator, found.body) == (measured.code, cast.city.pk)


def test_a_share_is_made_of_its_parts_over_the_year(cast):
    measured = indicator(unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio", places=1)
    one = linked(cast, target(plan(cast.city), 80, unit="%"), measured)
    for ordinal, (above, below) in enumerate(((10, 100), (270, 300)), 1):
        period = Period(PeriodKind.QUARTER, 2026, ordinal)
        send(cast.finance_focal_point, cast.finance, measured, parts(above, below), period=period)
    assert [point.value for point in stands(one).points] == [10, 70]  # 280 of 400, not the mean of 10 and 90


def test_nothing_after_the_period_counts(cast):
    measured = indicator()
    one = linked(cast, target(plan(cast.city), 100), measured)
    quarters(cast.finance_focal_point, cast.finance, measured, 20, 30, 25, 40)
    assert stands(one).value == 75  # the fourth quarter is not over
    assert stands(one, until=Period(PeriodKind.QUARTER, 2026, 2)).value == 50
    whole = stands(one, until=Period(PeriodKind.YEAR, 2026))
    assert (whole.value, whole.state, whole.reason) == (115, State.REACHED, Reason.HELD)


def test_a_baseline_may_be_a_figure_of_its_year(cast):
    measured = indicator(over_time="last")
    given = {"unit": "%", "baseline_year": 2025, "text": "Giảm tối thiểu 5% so với năm 2025"}
    one = target(plan(cast.city), 5, **given)
    send(cast.finance_focal_point, cast.finance, measured, 200, period=Period(PeriodKind.QUARTER, 2025, 4))
    quarters(cast.finance_focal_point, cast.finance, measured, 196, 188)
    found = stands(linked(cast, one, measured, meaning=Meaning.DECREASE))
    assert (found.value, found.state) == (Decimal("6.0000"), State.REACHED)


def test_what_cannot_be_put_together_over_time_is_taken_as_it_comes(cast):
    measured = indicator(over_time="none")
    assert so_far_of(measured, Period(PeriodKind.QUARTER, 2026, 3)) == Period(PeriodKind.QUARTER, 2026, 3)
    quarters(cast.finance_focal_point, cast.finance, measured, 95, 96)
    one = linked(cast, target(plan(cast.city)), measured)
    assert [point.key for point in stands(one).points] == ["quarter-2026-1", "quarter-2026-2"]


def test_a_milestone_without_a_number_goes_by_the_duties_of_its_tasks(cast):
    of = plan(cast.city)
    one = target(of, None, comparator="done", unit="")
    assert stands(one).reason == Reason.NO_TASKS
    task = Task.objects.create(plan=of, ordinal=1, text="Ban hành danh mục vị trí việc làm")
    Contribution.objects.create(task=task, target=one)
    duty = give(cast, cast.finance, task=task)[0]
    Duty.objects.filter(pk=duty.pk).update(due_on=date(2026, 6, 30), due_key=date(2026, 6, 30))
    assert (stands(one).state, stands(one).data["total"]) == (State.AT_RISK, 1)  # its day is over by November
    sent_up(cast, duty)
    assert stands(one).reason == Reason.TASKS_RUNNING  # sent up in time, and being read
    services.say_reached(target=one, reason="Quyết định số 5", by=cast.standing_officer, now=NOW)
    assert stands(one).reason == Reason.SAID_DONE


def test_a_part_off_course_shows_at_the_whole_that_is_asked_for_alone(cast):
    of, measured, less = plan(cast.city), indicator(), indicator("T.2", over_time="last")
    whole = linked(cast, target(of, 50), measured)
    part = linked(cast, target(of, 90, part_of=whole, text="trong đó tối thiểu 90 hồ sơ"), less)
    quarters(cast.finance_focal_point, cast.finance, measured, 20, 30, 25)
    quarters(cast.finance_focal_point, cast.finance, less, 10, 10, year=2025, first=3)
    quarters(cast.finance_focal_point, cast.finance, less, 10, 10, 10)
    found = stands(whole)
    assert (found.state, found.reason, found.parts_behind) == (State.AT_RISK, Reason.PART_BEHIND, (part.lineage,))


def test_milestones_without_years_are_owed_by_the_end_of_the_plan(cast):
    one = target(plan(cast.city, to_year=2030), phase=(None, None))
    assert (stands(one).due_on.year, stands(one).reason) == (2030, Reason.NOT_LINKED)
    by_the_end = target(plan(cast.city, to_year=2030), phase=(None, 2029))
    assert (stands(by_the_end).phase.from_year, stands(by_the_end).phase.to_year) == (2026, 2029)


def test_the_line_of_a_later_milestone_goes_through_the_figures_of_the_years_before(cast):
    of, measured = plan(cast.city, to_year=2030), indicator(over_time="last")
    quarters(cast.finance_focal_point, cast.finance, measured, 80, 82, year=2025, first=3)
    quarters(cast.finance_focal_point, cast.finance, measured, 84, 83, 85)
    near = linked(cast, target(of, 99, phase=(2026, 2027)), measured)
    later = linked(cast, target(of, 99, phase=(2028, 2030)), measured)
    assert [point.value for point in stands(later).points] == [80, 82, 84, 83, 85]
    assert stands(later).points == stands(near).points
    assert (stands(later).state, stands(later).reason) == (State.ON_COURSE, Reason.NOT_YET)


def test_a_hundred_targets_ask_no_more_than_one(cast):
    of, measured = plan(cast.city), indicator()
    quarters(cast.finance_focal_point, cast.finance, measured, 20, 30, 25)
    linked(cast, target(of), measured)
    target(of, None, comparator="done")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = statuses_of(list(Target.objects.all()), today=TODAY)
        assert len(found) == Target.objects.count()
        return len(queries) - 1  # the targets themselves

    few = asked()
    others = [indicator(f"T.{at}", over_time="last") for at in range(4)]
    for at in range(100):
        linked(cast, target(of, at, part_of=None), others[at % 4])
    assert asked() <= few <= 10


def test_an_indicator_is_proposed_by_its_words_and_unit(cast):
    right = indicator("T.A", name="Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn", unit="%")
    same_words = indicator("T.B", name="Hồ sơ giải quyết trước hạn và đúng hạn", unit="hồ sơ")
    other = indicator("T.C", name="Lượt công chức được tập huấn", unit="%")
    one = target(
        plan(cast.city),
        unit="%",
        text="Tỷ lệ hồ sơ thủ tục hành chính giải quyết trước hạn và đúng hạn đạt tối thiểu 96%",
    )
    (found,) = propose_links([one], indicators=[other, same_words, right])[one.pk]
    assert (found.indicator, found.meaning) == (right, Meaning.VALUE)


def scope(*targets):
    return Scope(tuple(targets), statuses_of(targets, today=TODAY), measures_of(targets), TODAY)


def codes(*targets):
    return {one.code: len(one.concerns) for one in run_checks(scope(*targets))}


def test_each_check_finds_what_it_looks_for(cast):
    of, measured, level = plan(cast.city), indicator(), indicator("T.2", over_time="last")
    assert codes(target(of)) == {"not_linked": 1}
    stale = linked(cast, target(of, 10), measured)
    quarters(cast.finance_focal_point, cast.finance, measured, 20)
    assert codes(stale) == {"without_figures": 1}  # of the second and third quarter
    quarters(cast.finance_focal_point, cast.finance, level, 5, 5, year=2025, first=3)
    quarters(cast.finance_focal_point, cast.finance, level, 5, 30, 30)
    late = linked(cast, target(of, 25), level)
    Milestone.objects.create(target=late, from_year=2025, to_year=2025, value=20)
    assert codes(late) == {"missed": 1}
    part = linked(cast, target(of, 10, part_of=stale, text="trong đó"), level)
    assert codes(part) == {}
    whole = linked(cast, target(of, 10), measured)
    quarters(cast.finance_focal_point, cast.finance, indicator("T.3"), 1, 1, 1)
    quarters(cast.ward_focal_point, cast.ward, measured, 1, 1, 1)
    part = linked(cast, target(of, 10, part_of=whole, text="trong đó"), level)
    assert codes(whole, part) == {"part_over_whole": 1}


def test_a_room_above_brings_its_own_check(cast):
    one = target(plan(cast.city), None, comparator="done")
    register_check("own", lambda looked: [Concern(each, "Xem lại") for each, _status in looked], title="Của phòng trên")
    try:
        assert codes(one) == {"not_linked": 1, "own": 1}
    finally:
        unregister_check("own")

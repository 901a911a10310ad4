"""Tasks become duties: once, in turns, and on through a plan's next version."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from caicach.bodies.access import Permission, standing_of
from caicach.core.models import Event, Regime
from caicach.duties import services
from caicach.duties.models import Duty, DutyState, Series
from caicach.duties.rules import Obstacle
from caicach.duties.services import Refused
from caicach.programme.models import Part

from .making import NEXT_WEEK, NOW, TODAY, fresh, give, give_one, later, make_plan, make_task

pytestmark = pytest.mark.django_db


def test_every_body_gets_its_duty_and_running_it_twice_gives_nothing_twice(cast):
    task = make_task(make_plan(cast), field=3)
    first = give(cast, cast.finance, cast.ward, task=task)
    assert give(cast, cast.finance, cast.ward, task=task) == []
    duty = Duty.objects.get(body=cast.ward)
    assert len(first) == 2 == Duty.objects.count()
    assert (duty.due_on, duty.first_due_on, duty.reviewer_body) == (NEXT_WEEK, NEXT_WEEK, cast.home_affairs)
    assert (duty.task_lineage, duty.document, duty.field) == (task.lineage, task.plan.document, task.field)
    assert duty.remind_on == date(2026, 3, 11)
    assert Event.objects.filter(name="duty_given").count() == 2


def test_a_body_that_leads_does_not_support_as_well(cast):
    given = services.give_duties_for_task(
        task=make_task(make_plan(cast)),
        bodies_by_part={Part.LEAD: [cast.finance], Part.SUPPORT: [cast.finance, cast.justice]},
        by=cast.standing_officer, now=NOW, assigned_by_body=cast.city, reviewer_body=cast.home_affairs,
    )  # fmt: skip
    assert {(duty.body, duty.part) for duty in given} == {(cast.finance, "lead"), (cast.justice, "support")}


def test_who_may_not_issue_plans_gives_nothing(cast):
    with pytest.raises(Refused) as refused:
        services.give_duties_for_task(
            task=make_task(make_plan(cast)), bodies_by_part={Part.LEAD: [cast.finance]}, by=cast.finance_head, now=NOW,
            assigned_by_body=cast.city, reviewer_body=cast.home_affairs,
        )  # fmt: skip
    assert refused.value.obstacles == [Obstacle.NOT_YOURS]
    assert not standing_of(cast.finance_head, today=TODAY).may(Permission.ISSUE_PLANS, cast.city)


def test_a_monthly_task_gives_its_first_turn_and_the_others_when_their_month_begins(cast):
    give(cast, cast.finance, cast.ward, due_kind="recurring", due_every="month", due_to=None)
    assert list(Duty.objects.values_list("due_on", flat=True)) == [date(2026, 3, 31)] * 2
    assert services.open_due_occurrences(today=date(2026, 3, 31), now=later(days=22)) == []
    opened = services.open_due_occurrences(today=date(2026, 5, 2), now=later(days=54))
    again = services.open_due_occurrences(today=date(2026, 5, 2), now=later(days=54))
    assert {duty.due_on for duty in opened} == {date(2026, 4, 30), date(2026, 5, 31)} and len(opened) == 4
    assert again == []
    assert Event.objects.filter(name="duty_given", by=None).count() == 4


def test_turns_end_with_the_plan(cast):
    give(cast, due_kind="recurring", due_every="quarter", due_to=None)
    services.open_due_occurrences(today=date(2028, 1, 1), now=later(days=700))
    assert Duty.objects.order_by("-due_on").first().due_on == date(2026, 12, 31)


def test_an_ongoing_task_is_told_of_each_quarter_by_the_day_its_report_closes(cast):
    Regime.objects.filter(kind="quarter").update(closes_on_day=14)
    duty = give_one(cast, due_kind="ongoing", due_to=None, due_text="Thường xuyên")
    assert (duty.due_on, duty.due_text, duty.series.every) == (date(2026, 3, 14), "Thường xuyên", "quarter")


def test_a_task_on_request_has_no_day(cast):
    duty = give_one(cast, due_kind="on_request", due_to=None)
    assert (duty.due_on, duty.remind_on, duty.series) == (None, None, None)


# -- a plan's next version ---


def continued(cast, old, new, *bodies, reason="Kế hoạch sửa đổi 40/KH-UBND"):
    return services.continue_duties(
        old_task=old, new_task=new, bodies_by_part={Part.LEAD: list(bodies)}, by=cast.standing_officer,
        now=later(days=1), assigned_by_body=cast.city, reviewer_body=cast.home_affairs, reason=reason,
    )  # fmt: skip


def next_version(cast, old, **given):
    plan = make_plan(cast, document=None, number="40/KH-UBND", version=2, lineage=old.plan.lineage, previous=old.plan)
    return make_task(plan, lineage=old.lineage, **given)


def test_running_duties_survive_under_the_new_words_and_day(cast):
    duty = give_one(cast)
    new = next_version(cast, duty.task, text="Rà soát và cắt giảm thủ tục", due_to=date(2026, 4, 30))
    assert continued(cast, duty.task, new, cast.finance) == []
    after = fresh(duty)
    assert (after.pk, after.task, after.title) == (duty.pk, new, "Rà soát và cắt giảm thủ tục")
    assert (after.due_on, after.first_due_on) == (date(2026, 4, 30), date(2026, 4, 30))
    assert after.remind_on == date(2026, 4, 22)  # the 27th is a day off in lieu
    event = Event.objects.get(name="duty_continued")
    assert event.data["due_before"] == "2026-03-18" and event.data["due_on"] == "2026-04-30"


def test_an_extension_that_was_granted_keeps_the_later_day(cast):
    duty = give_one(cast)
    services.ask_extension(duty=duty, until=date(2026, 6, 1), reason="x", by=cast.finance_officer, now=NOW)
    services.grant_extension(duty=duty, answer="", by=cast.standing_officer, now=NOW)
    continued(cast, duty.task, next_version(cast, duty.task, due_to=date(2026, 4, 1)), cast.finance)
    assert (fresh(duty).due_on, fresh(duty).first_due_on) == (date(2026, 6, 1), date(2026, 4, 1))


def test_bodies_come_and_go(cast):
    stays, goes = give(cast, cast.finance, cast.ward)
    new = continued(cast, stays.task, next_version(cast, stays.task), cast.finance, cast.justice)
    assert [duty.body for duty in new] == [cast.justice]
    assert (fresh(stays).state, fresh(goes).state) == (DutyState.ASSIGNED, DutyState.CANCELLED)


def test_what_was_handed_over_is_not_given_a_second_time(cast):
    duty = give_one(cast, cast.ward)
    services.hand_over_on_succession(
        predecessor=cast.ward, successor=cast.second_ward, on=TODAY, basis="NQ", by=None, now=NOW
    )
    assert continued(cast, duty.task, next_version(cast, duty.task), cast.second_ward) == []
    assert Duty.objects.get().body == cast.second_ward


def test_a_dropped_task_releases_its_bodies_with_the_reason_and_ends_its_series(cast):
    one, turn = give_one(cast), give_one(cast, due_kind="recurring", due_every="month", due_to=None)
    for duty in (one, turn):
        assert continued(cast, duty.task, None, reason="Bỏ nhiệm vụ") == []
        assert fresh(duty).state == DutyState.CANCELLED
    assert Series.objects.get().ended_at is not None
    assert services.open_due_occurrences(today=date(2026, 9, 1), now=later(days=180)) == []
    assert {event.data["reason"] for event in Event.objects.filter(name="duty_cancelled")} == {"Bỏ nhiệm vụ"}


def test_done_duties_stay_with_the_version_of_their_day(cast):
    duty = give_one(cast)
    Duty.objects.filter(pk=duty.pk).update(state=DutyState.DONE, done_on=TODAY)
    continued(cast, duty.task, next_version(cast, duty.task, text="Khác"), cast.finance)
    assert fresh(duty).task == duty.task and Duty.objects.count() == 1


def test_a_series_goes_on_for_the_successor_once(cast):
    turns = {"due_kind": "recurring", "due_every": "month", "due_to": None}
    give(cast, cast.ward, cast.second_ward, **turns)
    give(cast, cast.ward, **turns)
    services.hand_over_on_succession(
        predecessor=cast.ward, successor=cast.second_ward, on=TODAY, basis="NQ", by=None, now=NOW
    )
    running = Series.objects.filter(ended_at=None)
    assert {series.body for series in running} == {cast.second_ward} and running.count() == 2
    opened = services.open_due_occurrences(today=TODAY + timedelta(days=30), now=later(days=30))
    assert len(opened) == 2


def test_a_directives_form_of_somebody_else_is_not_taken(cast):
    token = uuid4()
    given = {
        "title": "Báo cáo", "content": "", "bodies": [cast.finance], "due_on": None, "document": None, "now": NOW,
        "assigned_by_body": cast.home_affairs, "token": token,
    }  # fmt: skip
    services.give_directive(by=cast.standing_officer, **given)
    with pytest.raises(Refused) as refused:
        services.give_directive(by=cast.home_affairs_head, **given)
    assert refused.value.obstacles == [Obstacle.FORM_USED]

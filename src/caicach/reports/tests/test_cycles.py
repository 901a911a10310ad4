"""A cycle gives every body its report and its duty, once; who is missing is counted and reminded."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caicach.bodies import services as bodies
from caicach.bodies.models import Body, BodyKind
from caicach.core.models import Event
from caicach.duties import services as duties
from caicach.duties.models import Duty, DutyKind, DutyState, Notification
from caicach.reports import rules, selectors, services
from caicach.reports.models import Cycle, DueRule, ReportKind, Submission
from caicach.reports.rules import Obstacle, Standing

from .regime import AFTER, DUE, NOW, QUARTER, TODAY, fill, kind, of, open_quarter, sent

pytestmark = pytest.mark.django_db


def test_every_body_gets_a_report_and_a_duty(cast):
    cycle = open_quarter(cast)
    assert (cycle.window_from, cycle.window_to, cycle.due_on) == (date(2025, 12, 15), date(2026, 3, 14), DUE)
    assert cycle.title == "Báo cáo cải cách hành chính quý I năm 2026"
    duty = of(cycle, cast.finance).duty
    assert (duty.kind, duty.body, duty.due_on, duty.state) == (DutyKind.REPORT, cast.finance, DUE, DutyState.ASSIGNED)
    assert (duty.assigned_by_body, duty.reviewer_body) == (cast.city, cast.home_affairs)
    assert Submission.objects.count() == Duty.objects.count() == 3
    assert Event.objects.filter(name="report_cycle_opened", about_id=str(cycle.pk)).count() == 1
    assert Notification.objects.filter(code="duty_given", person=cast.finance_head).count() == 1


def test_the_standing_agency_owes_its_own_report_to_the_level(cast):
    assert of(open_quarter(cast, cast.home_affairs), cast.home_affairs).duty.reviewer_body == cast.city


def test_opened_twice_gives_nothing_twice_and_adds_who_was_not_asked(cast):
    first = open_quarter(cast)
    again = open_quarter(cast, cast.finance, cast.second_ward)
    assert again == first and Cycle.objects.count() == 1
    assert Submission.objects.count() == Duty.objects.count() == 4
    open_quarter(cast, token=first.token)
    assert Submission.objects.count() == 4
    assert Event.objects.filter(name="report_cycle_opened").count() == 2


def test_each_level_has_its_own_day(cast):
    DueRule.objects.create(kind=kind(), level="commune", closes_on_day=14, due_working_days=1)
    cycle = open_quarter(cast)
    assert (of(cycle, cast.ward).due_on, of(cycle, cast.finance).due_on) == (date(2026, 3, 16), DUE)


def test_a_department_demands_its_own_before_the_last_month(cast):
    own = ReportKind.objects.create(
        code="quy", name="Báo cáo quý của Sở", nature="periodic", period_kind="quarter", body=cast.finance,
        outline=kind().outline, valid_from=date(2024, 1, 1),
    )  # fmt: skip
    DueRule.objects.create(kind=own, closes_on_day=25, closes_months_before=1, before_day=1)
    second = type(QUARTER)(QUARTER.kind, 2026, 2)
    cycle = open_quarter(
        cast, cast.budget_unit, ask=services.Ask(own, cast.finance, second), by=cast.finance_focal_point
    )
    report = of(cycle, cast.budget_unit)
    assert (report.due_on, cycle.window_to, report.duty.reviewer_body) == (
        date(2026, 5, 31), date(2026, 5, 25), cast.finance,
    )  # fmt: skip
    assert own in selectors.kinds_for(services_standing(cast.finance_focal_point), on=TODAY)
    assert own not in selectors.kinds_for(services_standing(cast.ward_focal_point), on=TODAY)


def services_standing(person):
    from caicach.bodies.access import standing_of

    return standing_of(person, today=TODAY)


@pytest.mark.parametrize(
    ("who", "ask", "expected"),
    [
        ("finance_officer", {}, Obstacle.NOT_YOURS),
        ("ward_head", {}, Obstacle.NOT_YOURS),
        ("stranger", {}, Obstacle.NOT_YOURS),
        ("standing_officer", {"period": None}, Obstacle.NO_PERIOD),
        ("standing_officer", {"period": type(QUARTER)(QUARTER.kind.YEAR, 2026)}, Obstacle.NO_PERIOD),
        ("standing_officer", {"due_on": date(2026, 3, 8)}, Obstacle.DUE_DAY_IS_PAST),
    ],
)
def test_what_is_refused_leaves_nothing(cast, who, ask, expected):
    with pytest.raises(services.Refused) as refusal:
        open_quarter(
            cast, ask=services.Ask(kind(), cast.city, **{"period": QUARTER, **ask}), by=getattr(cast, who)
        )  # fmt: skip
    assert expected in refusal.value.obstacles
    assert not Cycle.objects.exists() and not Duty.objects.exists()


def test_what_is_demanded_out_of_turn_needs_a_name_and_a_day(cast):
    theme = kind("chuyen-de")
    with pytest.raises(services.Refused, match="text_missing"):
        open_quarter(cast, ask=services.Ask(theme, cast.city))
    with pytest.raises(services.Refused, match="no_due_day"):
        open_quarter(cast, ask=services.Ask(theme, cast.city, title="Số hóa hồ sơ"))
    ask = services.Ask(theme, cast.city, title="Số hóa  hồ sơ", due_on=date(2026, 4, 15))
    one, two = (open_quarter(cast, ask=ask) for _ in range(2))
    assert one == two  # another form, the same demand: a page that was gone back to
    assert open_quarter(cast, ask=replace(ask, due_on=date(2026, 5, 15))) != one
    assert (one.title, of(one, cast.finance).due_on) == ("Số hóa hồ sơ", date(2026, 4, 15))


def test_bodies_outside_are_not_asked(cast):
    with pytest.raises(services.Refused, match="not_yours"):
        open_quarter(cast, cast.other_finance)


def standings(cycle, today):
    return {standing.value: count for standing, count in selectors.counts_of(cycle, today=today).items() if count}


def test_who_has_and_who_has_not_reported(cast):
    cycle = open_quarter(cast, cast.finance, cast.justice, cast.ward, cast.second_ward)
    assert standings(cycle, TODAY) == {"waiting": 4}
    sent(cast, of(cycle, cast.finance), by=cast.finance_head)
    services.return_report(
        submission=sent(cast, of(cycle, cast.ward), by=cast.ward_head), reason="Thiếu số liệu",
        by=cast.standing_officer, now=NOW,
    )  # fmt: skip
    duties.cancel(duty=of(cycle, cast.second_ward).duty, reason="Sáp nhập", by=cast.standing_officer, now=NOW)
    assert standings(cycle, DUE) == {"in_time": 1, "returned": 1, "waiting": 1, "released": 1}
    assert standings(cycle, DUE + timedelta(days=1)) == {"in_time": 1, "returned": 1, "missing": 1, "released": 1}
    page = selectors.cycle_page(cycle, shown=None, cursor="", today=AFTER.date())
    assert (page.total, page.arrived, page.missing) == (3, 1, 2)


def test_counting_and_the_rule_say_the_same(cast):
    """Every state on every side of the day."""
    cycle = open_quarter(cast, cast.finance)
    report = of(cycle, cast.finance)
    for state in ("draft", "at_head", "sent", "returned", "accepted", "released"):
        for sent_on in (DUE, DUE + timedelta(days=1)) if state in rules.ARRIVED else (None,):
            Submission.objects.filter(pk=report.pk).update(state=state, sent_on=sent_on)
            for today in (DUE, DUE + timedelta(days=1)):
                expected = rules.standing(state=state, due_on=DUE, sent_on=sent_on, today=today)
                assert standings(cycle, today) == {expected.value: 1}
                assert [one for one in Standing if selectors.answers_of(cycle).filter(
                    selectors.where(one, today=today)).exists()] == [expected]  # fmt: skip


def test_all_that_are_missing_are_reminded_once_a_day(cast):
    cycle = open_quarter(cast)
    sent(cast, of(cycle, cast.finance), by=cast.finance_head)
    assert services.remind_missing(cycle=cycle, by=cast.standing_officer, now=AFTER) == 2
    assert services.remind_missing(cycle=cycle, by=cast.standing_officer, now=AFTER) == 0
    assert services.remind_missing(cycle=cycle, by=cast.standing_officer, now=AFTER + timedelta(days=1)) == 2
    told = Notification.objects.filter(code="duty_urged", person=cast.ward_head)
    assert told.count() == 2 and not Notification.objects.filter(code="duty_urged", person=cast.finance_head).exists()
    with pytest.raises(services.Refused, match="not_yours"):
        services.remind_missing(cycle=cycle, by=cast.finance_head, now=AFTER)


def test_a_merged_body_hands_its_report_on(cast):
    cycle = open_quarter(cast, cast.ward, cast.second_ward)
    fill(of(cycle, cast.ward), by=cast.ward_head)
    bodies.merge_bodies(
        predecessors=[cast.ward], successor=cast.second_ward, on=TODAY, basis="Nghị quyết 1/NQ", by=cast.administrator,
        now=NOW,
    )  # fmt: skip
    report = of(cycle, cast.ward)
    assert (report.body, report.first_body, report.duty.body) == (cast.second_ward, cast.ward, cast.second_ward)


def test_3321_bodies_are_asked_in_a_bounded_number_of_queries(cast):
    """As many queries per 500 rows as the tables need, none per body."""
    parent = Body.objects.get(pk=cast.city.pk)
    Body.objects.bulk_create(
        [
            Body(
                code=f"X{n}", kind=BodyKind.COMMUNE, name=f"UBND xã {n}", opened_on=date(2025, 7, 1),
                path=f"{parent.path}{Body._int2str(n + 5000).zfill(Body.steplen)}", depth=parent.depth + 1,
                sort_key=f"{n:05d}", search_key="",
            )
            for n in range(3321)
        ]
    )  # fmt: skip
    many = list(Body.objects.filter(code__startswith="X"))
    with CaptureQueriesContext(connection) as queries:
        cycle = open_quarter(cast, *many, token=uuid4())
    assert cycle.submissions.count() == 3321
    assert len(queries) < 200  # SQLite takes some forty rows at once
    with CaptureQueriesContext(connection) as queries:
        assert services.remind_missing(cycle=cycle, by=cast.standing_officer, now=NOW) == 3321
    assert len(queries) < 200
    with CaptureQueriesContext(connection) as queries:
        page = selectors.cycle_page(cycle, shown=None, cursor="", today=TODAY)
    assert (len(queries), len(page.lines), page.total) == (2, selectors.ON_ONE_PAGE, 3321)

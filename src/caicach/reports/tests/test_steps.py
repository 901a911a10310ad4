"""The five-year review: its steps are duties of whoever leads them, once; their days follow from the reports' own."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from caicach.duties import services as duties
from caicach.duties.models import DutyKind
from caicach.duties.tests.making import words
from caicach.reports import selectors, services

from .regime import NOW, TODAY, kind, open_quarter

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 14)


@pytest.fixture
def review(cast):
    ask = services.Ask(kind("tong-ket-ke-hoach"), cast.city, title="Báo cáo tổng kết giai đoạn 2021 - 2025", due_on=DUE)
    token = uuid4()
    cycle = open_quarter(cast, cast.finance, ask=ask, token=token)
    assert open_quarter(cast, cast.finance, cast.ward, ask=ask, token=token) == cycle  # one more body, no more steps
    return cycle


def test_each_step_is_owed_once_by_who_leads_it(cast, review):
    steps = list(review.steps.select_related("duty", "body"))
    assert len(steps) == 28 and sum(step.key.startswith("theme-") for step in steps) == 23
    led = {body: [step.title for step in steps if step.body == body] for body in (cast.finance, cast.justice)}
    assert (len(led[cast.finance]), len(led[cast.justice])) == (3, 1)
    assert next(step.body for step in steps if step.key == "theme-16").name.startswith("Văn phòng ")
    health = next(step for step in steps if step.title.endswith("dịch vụ y tế công"))
    assert health.body == cast.home_affairs  # whom the city does not have falls to its standing agency
    assert all(step.duty.kind == DutyKind.REPORT and step.duty.body == step.body for step in steps)
    own = next(step for step in steps if step.key == "survey")
    assert own.duty.reviewer_body == cast.city  # nobody accepts their own work


def test_the_days_follow_from_the_day_of_the_reports(review):
    due = {step.key: step.due_on for step in review.steps.all()}
    assert due["theme-1"] == DUE and due["submission"] == DUE + timedelta(days=76)
    assert due["outline"] == DUE - timedelta(days=19)
    assert list(due.values()) == sorted(due.values())


def test_a_step_whose_day_is_past_is_due_the_day_it_is_given(cast):
    ask = services.Ask(kind("tong-ket-ke-hoach"), cast.city, title="Tổng kết", due_on=TODAY + timedelta(days=3))
    cycle = open_quarter(cast, cast.finance, ask=ask)
    assert cycle.steps.get(key="outline").due_on == TODAY


def test_the_page_says_where_each_step_stands(cast, review, client):
    duty = review.steps.get(title__endswith="tài chính công").duty
    duties.send_up_directly(duty=duty, words=words(), by=cast.finance_head, now=NOW)
    duties.accept(duty=duty, by=cast.standing_officer, now=NOW)
    lines = {line.step.key: line.mark for line in selectors.steps_of_cycle(review, today=DUE + timedelta(days=1))}
    assert (lines[duty.report_step.key], lines["outline"], lines["submission"]) == (
        "done_on_time",
        "overdue",
        "assigned",
    )
    client.force_login(cast.standing_officer)
    page = client.get(review.get_absolute_url()).content.decode()
    assert "Báo cáo chuyên đề: cải cách thể chế" in page and "Tổ chức hội nghị tổng kết" in page

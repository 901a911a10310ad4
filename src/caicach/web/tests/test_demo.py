"""The demo city loads quickly, and with what it promises."""

import gc
import random
from datetime import date, datetime
from functools import partial

import pytest
from django.contrib.auth import hashers
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.reports.models import ReportException
from caicach.reports.rules import Obstacle
from caicach.reports.services import Refused, sign_and_send
from caicach.reports.tests.regime import NOW, write
from caicach.reports.tests.test_findings import WRONG, measured, report
from caicach.web.demo import city as cities
from caicach.web.demo import reports
from caicach.web.management.commands import demo

__all__ = ["measured", "report"]


@pytest.mark.django_db
def test_everybody_of_the_list_logs_in_with_the_one_password(monkeypatch):
    made = []
    monkeypatch.setattr(cities, "make_password", lambda word: made.append(word) or hashers.make_password(word))
    opened = date(2025, 7, 1)
    now = timezone.make_aware(datetime(2025, 7, 1, 8))
    cities.build_city(opened=opened, now=now, chance=random.Random(1))
    assert made == [cities.PASSWORD]  # to hash it is what is dear
    people = {one.username: one for one in Person.objects.filter(username__in=[name for name, _ in demo.LOG_INS])}
    assert set(people) == {name for name, _words in demo.LOG_INS}
    assert all(one.check_password(cities.PASSWORD) for one in people.values())


def test_the_load_leaves_the_collector_as_it_was():
    before = gc.get_threshold()
    with demo._seldom_collecting():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


@pytest.mark.django_db
def test_a_report_that_does_not_agree_is_explained_and_sent(cast, report):
    write(report, "tasks", WRONG, by=cast.ward_officer)
    staff = reports._Staff(officer=cast.ward_officer, head=cast.ward_head)
    reports._explained(report, staff, NOW, partial(sign_and_send, submission=report, by=staff.head, now=NOW))
    report.refresh_from_db()
    assert (report.state, ReportException.objects.filter(submission=report).count()) == ("sent", 1)


@pytest.mark.django_db
def test_whatever_else_keeps_a_report_is_not_hidden(cast, report):
    staff = reports._Staff(officer=cast.ward_officer, head=cast.stranger)
    with pytest.raises(Refused) as refusal:
        reports._explained(report, staff, NOW, partial(sign_and_send, submission=report, by=staff.head, now=NOW))
    assert refusal.value.obstacles == [Obstacle.NOT_YOURS]

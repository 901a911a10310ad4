"""Việc của tôi: the answer first, the groups below, nothing of anybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from caicach.bodies.access import standing_of
from caicach.duties import selectors, services
from caicach.duties.tests.making import give_one, words
from caicach.web.views import first_sentence

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def sentence(person, now):
    today = timezone.localdate(now)
    work = selectors.my_work(standing_of(person, today=today), day=selectors.day_of(today))
    return [(piece.code, piece.count) for piece in first_sentence(work)]


def test_what_is_late_is_said_first_and_what_can_wait_only_when_nothing_else_does(cast, now):
    today = timezone.localdate(now)
    give_one(cast, due_from=None, due_to=today + timedelta(days=40), now=now)
    assert sentence(cast.finance_head, now) == [("later", 1)]
    give_one(cast, due_from=None, due_to=today - timedelta(days=2), now=now)
    signing = give_one(cast, due_from=None, due_to=today, now=now)
    services.send_to_head(duty=signing, words=words(), by=cast.finance_officer, now=now)
    assert sentence(cast.finance_head, now) == [("overdue", 1), ("to_sign", 1)]
    assert sentence(cast.finance_focal_point, now) == [("overdue", 1)]
    assert sentence(cast.ward_head, now) == []


def test_every_number_of_the_sentence_leads_to_its_group(cast, client, now):
    give_one(cast, due_from=None, due_to=timezone.localdate(now) - timedelta(days=2), now=now)
    client.force_login(cast.finance_head)
    page = client.get(reverse("home")).content.decode()
    assert 'href="#overdue"' in page and 'id="overdue"' in page and "quá hạn 2 ngày" in page


def test_nobody_gets_in_without_logging_in(client, db):
    answer = client.get(reverse("home"))
    assert answer.status_code == 302 and reverse("account_login") in answer.url


def test_the_leader_who_owes_nothing_is_shown_the_way_on(cast, client, now):
    give_one(cast, now=now)
    client.force_login(cast.leader)
    page = client.get(reverse("home")).content.decode()
    assert "Hôm nay không có việc nào chờ ông/bà." in page and reverse("duties:list") in page

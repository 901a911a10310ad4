"""Opening a cycle from the page: asked twice it says so, a kind of one's own goes first, past days are asked about."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from caicach.reports import services
from caicach.reports.models import Cycle, DueRule, ReportKind, Submission
from caicach.reports.words import OBSTACLES, Obstacle

from .regime import NOW, QUARTER, kind, open_quarter

pytestmark = pytest.mark.django_db

NEW = "/bao-cao/ky/moi/"


def form_of(client):
    return client.get(NEW).context["form"]


def post(client, **given):
    """What the page has in it, with what the person changes."""
    form = form_of(client)
    sent = {
        "body": form["body"].field.queryset[0].pk, "kind": form.initial["kind"], "period": form.initial["period"],
        "levels": ["commune"], "token": str(uuid4()), "title": "", "due_on": "",
    }  # fmt: skip
    return client.post(NEW, {**sent, **given})


def said(answer):
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_gone_back_and_pressed_again_is_one_demand_and_says_so(cast, client):
    client.force_login(cast.standing_officer)
    ad_hoc = {
        "kind": kind("dot-xuat").pk,
        "title": "Rà soát  phí",
        "due_on": "01/01/2099",
    }  # the quarter is still there
    first = post(client, **ad_hoc)
    assert first.status_code == 302, first.context["form"].errors
    again = post(client, **ad_hoc)
    assert Cycle.objects.get().period is None and Submission.objects.count() == 3
    assert said(again)[-1] == "Kỳ báo cáo này đã mở từ trước; không thêm cơ quan nào."
    more = post(client, **ad_hoc, levels=["commune", "department"])
    added = Submission.objects.count() - 3
    assert added and said(more)[-1] == f"Kỳ báo cáo này đã mở từ trước; đã thêm {added} cơ quan."
    other = post(client, **{**ad_hoc, "title": "Rà soát lệ phí"})
    assert said(other)[-1] == "Đã mở kỳ báo cáo." and Cycle.objects.count() == 2


def test_a_period_that_was_chosen_for_a_kind_without_one_is_refused_in_plain_words(cast, client):
    client.force_login(cast.standing_officer)
    refused = post(client, kind=kind("chuyen-de").pk, title="Số hóa", due_on="01/01/2099", period="year-2026-1")
    assert refused.status_code == 422
    assert refused.context["form"].errors["period"] == [str(OBSTACLES[Obstacle.PERIOD_NOT_WANTED])]


def test_a_period_whose_day_has_passed_asks_for_a_day(cast, client):
    late = NOW + timedelta(days=60)
    with pytest.raises(services.Refused, match="due_day_is_past"):
        open_quarter(cast, now=late)
    assert not Cycle.objects.exists()
    asked = open_quarter(cast, now=late, ask=services.Ask(kind(), cast.city, QUARTER, due_on=late.date()))
    assert set(asked.submissions.values_list("due_on", flat=True)) == {late.date()}
    client.force_login(cast.standing_officer)
    year = timezone.localdate().year - 1
    refused = post(client, period=f"quarter-{year}-1")
    assert refused.context["form"].errors["due_on"] == [str(OBSTACLES[Obstacle.DUE_DAY_IS_PAST])]
    open_quarter(cast, now=NOW + timedelta(days=90), ask=services.Ask(kind(), cast.city, QUARTER))  # adds nobody


def own_kind(body, since=date(2024, 1, 1)):
    made = ReportKind.objects.create(
        code="quy", name=kind().name, nature="periodic", period_kind="quarter", body=body,
        outline=kind().outline, valid_from=since,
    )  # fmt: skip
    DueRule.objects.create(kind=made, closes_on_day=25, due_working_days=5)
    return made


def choices(client):
    field = form_of(client)["kind"].field
    return {one.pk: field.label_from_instance(one) for one in field.queryset}


def test_a_kind_of_ones_own_goes_before_everybodys(cast, client):
    made, elsewhere = own_kind(cast.finance), own_kind(cast.justice)
    client.force_login(cast.finance_focal_point)
    offered = choices(client)
    assert form_of(client).initial["kind"] == made.pk
    assert offered[made.pk] == f"{kind().name} (của {cast.finance.name}, từ 01/01/2024)"
    assert elsewhere.pk not in offered and kind().pk not in offered and kind("nam").pk in offered

"""The pages: one welcome, one refusal, one stranger each."""

from __future__ import annotations

import pytest
from django.urls import reverse

from caicach.measures.tests.making import indicator
from caicach.monitoring import services
from caicach.monitoring.models import TargetMeasure, TargetWord

from . import making
from .making import NOW, plan, quarters, target

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: making.TODAY)


@pytest.fixture
def watched(cast):
    """A target of the city that is measured, one that is not, and one without a number."""
    of, measured = plan(cast.city), indicator(name="Hồ sơ giải quyết đúng hạn")
    quarters(cast.finance_focal_point, cast.finance, measured, 20, 30, 25)
    one = target(of, 80, text="Tối thiểu 80 hồ sơ đúng hạn")
    services.link_target(
        target=one, indicator=measured, body=cast.city, meaning="value", by=cast.standing_officer, now=NOW
    )
    target(of, 95, unit="%", text="Tối thiểu 95% người dân hài lòng")
    target(of, None, comparator="done", unit="", text="Ban hành danh mục vị trí việc làm")
    return of


def test_the_list_says_how_many_are_fine_and_links_each_number(client, cast, watched):
    client.force_login(cast.standing_officer)
    page = client.get(reverse("monitoring:list"))
    assert page.status_code == 200
    assert "<b>1 trong 3 chỉ tiêu</b> đã đạt hoặc đúng tiến độ" in page.text
    assert reverse("measures:explained", args=["T.1", cast.city.pk, "nine_months-2026-1"]) in page.text
    fine = client.get(reverse("monitoring:list"), {"state": "on_course"}).text
    assert "Tối thiểu 80 hồ sơ" in fine and "Tối thiểu 95%" not in fine
    assert "1 trong 3" in fine  # the counts stay those of all
    assert client.get(reverse("monitoring:list"), {"state": "nonsense"}).status_code == 200


def test_who_sees_no_targets_is_told_so_and_nobody_sees_anothers(client, cast, watched):
    client.force_login(cast.stranger)
    assert "Chưa có chỉ tiêu nào" in client.get(reverse("monitoring:list")).text
    for name in ("monitoring:list", "monitoring:review"):
        assert client.get(reverse(name), {"body": cast.city.pk}).status_code == 422
    client.force_login(cast.ward_officer)
    assert client.get(reverse("monitoring:list"), {"body": cast.city.pk}).status_code == 422


def test_what_is_to_be_looked_at(client, cast, watched):
    client.force_login(cast.standing_officer)
    page = client.get(reverse("monitoring:review")).text
    assert "Chưa đo được" in page and "Tối thiểu 95% người dân hài lòng" in page
    assert "Tối thiểu 80 hồ sơ" not in page


def test_a_part_that_is_to_be_looked_at_is_told_with_its_whole(client, cast, watched):
    whole = watched.targets.get(text__startswith="Tối thiểu 95%")
    target(watched, 90, unit="%", text="người bệnh hài lòng tối thiểu 90%", part_of=whole)
    client.force_login(cast.standing_officer)
    page = client.get(reverse("monitoring:review")).text
    row = page[: page.index("người bệnh hài lòng")].rsplit("<tr>", 1)[1] + page.split("người bệnh hài lòng")[1]
    row = row.split("</tr>")[0]
    assert "trong đó:" in row and "thuộc chỉ tiêu: Tối thiểu 95% người dân hài lòng" in row


def test_a_plan_and_a_target_show_how_they_stand(client, cast, watched):
    client.force_login(cast.standing_officer)
    page = client.get(reverse("programme:plan", args=[watched.pk])).text
    assert "đúng tiến độ" in page and "75\N{NO-BREAK SPACE}hồ sơ" in page
    one = watched.targets.get(text__startswith="Tối thiểu 80")
    page = client.get(reverse("programme:target", args=[watched.pk, one.pk])).text
    assert "9 tháng đầu năm 2026: 75\N{NO-BREAK SPACE}hồ sơ; theo đà hiện nay" in page
    assert "<svg viewBox" in page and "Dự báo đến hết năm 2026" in page and "Bỏ gắn" in page
    assert "<caption>Mức phải đạt theo giai đoạn</caption>" in page  # over a table of its own, so it is to be seen
    client.force_login(cast.ward_officer)
    page = client.get(reverse("programme:target", args=[watched.pk, one.pk])).text
    assert '<p class="cluster panel-only">' in page  # no empty line where there is nothing to correct


def test_a_superiors_plan_is_seen_without_the_superiors_figures(client, cast, watched):
    client.force_login(cast.ward_officer)
    one = watched.targets.get(text__startswith="Tối thiểu 80")
    for address in (
        reverse("programme:plan", args=[watched.pk]),
        reverse("programme:target", args=[watched.pk, one.pk]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert "75\N{NO-BREAK SPACE}hồ sơ" not in page.text and "đúng tiến độ" not in page.text


def test_a_proposal_is_confirmed_and_taken_back(client, cast):
    one = target(plan(cast.city), text="Số hồ sơ giải quyết trước hạn và đúng hạn tối thiểu 90 hồ sơ")
    indicator(name="Hồ sơ giải quyết trước hạn và đúng hạn")
    client.force_login(cast.standing_officer)
    page = reverse("programme:target", args=[one.plan_id, one.pk])
    assert "Có thể đo bằng" in client.get(page).text
    address = reverse("monitoring:decide", args=[one.pk])
    data = {"act": "link", "indicator": "T.1", "body": cast.city.pk, "meaning": "value"}
    assert client.post(address, data, follow=True).redirect_chain == [(page, 302)]
    assert TargetMeasure.objects.get().indicator.code == "T.1"
    client.post(address, {"act": "unlink"})
    assert not TargetMeasure.objects.exists()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"indicator": "T.1", "meaning": "total"}, "Chỉ cộng dồn được số đếm", id="a rule refuses"),
        pytest.param({"indicator": "nothing", "meaning": "value"}, "Chưa chọn chỉ tiêu thống kê", id="no such one"),
        pytest.param({"indicator": "", "meaning": "value"}, "Chưa chọn chỉ tiêu thống kê", id="none chosen"),
        pytest.param({"indicator": "T.1", "meaning": "value", "body": ""}, "Chưa chọn cơ quan", id="no body"),
    ],
)
def test_a_link_that_is_refused(client, cast, data, expected):
    one = target(plan(cast.city))
    indicator(over_time="last")
    client.force_login(cast.standing_officer)
    address = reverse("monitoring:decide", args=[one.pk])
    asks = client.get(reverse("programme:target", args=[one.plan_id, one.pk])).text
    assert f'action="{address}" novalidate>' in asks  # so that the browser lets it through, and the sentence is said
    page = client.post(address, {"act": "link", "body": cast.city.pk, **data}, follow=True)
    assert expected in page.text and not TargetMeasure.objects.exists()


def test_a_word_is_given_and_taken_back(client, cast, watched):
    one = watched.targets.get(comparator="done")
    client.force_login(cast.standing_officer)
    address = reverse("monitoring:decide", args=[one.pk])
    page = client.post(address, {"act": "say_reached", "reason": "Quyết định số 5"}, follow=True).text
    assert "Đã được xác nhận là hoàn thành." in page and "Rút xác nhận" in page
    client.post(address, {"act": "take_back"})
    assert not TargetWord.objects.exists()


def test_who_does_not_make_the_plan_decides_nothing(client, cast, watched):
    one = watched.targets.get(comparator="done")
    address = reverse("monitoring:decide", args=[one.pk])
    client.force_login(cast.ward_focal_point)  # sees the plan, makes the ward's only
    page = client.post(address, {"act": "say_reached", "reason": "Xong"}, follow=True).text
    assert "Chỉ cơ quan lập kế hoạch" in page and not TargetWord.objects.exists()
    client.force_login(cast.stranger)
    assert client.post(address, {"act": "unlink"}).status_code in (403, 404)

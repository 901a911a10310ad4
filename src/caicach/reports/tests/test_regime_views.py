"""The pages of the regime: opened, filled in, sent, returned and merged with plain forms; strangers see nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from caicach.core.models import PeriodKind
from caicach.core.periods import period_of
from caicach.reports import services, words
from caicach.reports.models import Cycle, Passage, Submission
from caicach.reports.rules import Obstacle, Standing

from .regime import fill, kind, of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(cast):
    """The running quarter, due in a week, demanded of finance and a ward."""
    now = timezone.now()
    ask = services.Ask(
        kind(), cast.city, period_of(timezone.localdate(now), PeriodKind.QUARTER),
        due_on=timezone.localdate(now) + timedelta(days=7),
    )  # fmt: skip
    return services.open_cycle(
        ask=ask, bodies=[cast.finance, cast.ward], token=uuid4(), by=cast.standing_officer, now=now
    )


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_cycle_is_opened_with_a_plain_form_and_twice_is_once(cast, client):
    client.force_login(cast.standing_officer)
    form = client.get("/bao-cao/ky/moi/").context["form"]
    sent = {
        "body": cast.city.pk, "kind": form.initial["kind"], "period": form.initial["period"], "levels": ["commune"],
        "token": str(form.initial["token"]), "title": "", "due_on": "01/01/2099",
    }  # fmt: skip
    for _ in range(2):
        answer = client.post("/bao-cao/ky/moi/", sent)
        assert answer.status_code == 302, answer.context["form"].errors
    cycle = Cycle.objects.get()
    assert {one.body for one in cycle.submissions.all()} == {cast.ward, cast.second_ward, cast.commune}
    refused = client.post("/bao-cao/ky/moi/", {**sent, "levels": [], "token": str(cycle.token)})
    assert refused.status_code == 422
    assert refused.context["form"].errors["levels"] == [str(words.OBSTACLES[Obstacle.NO_BODIES])]


def test_bodies_named_one_by_one_are_those_of_the_demanding_body(cast, client):
    client.force_login(cast.finance_focal_point)
    sent = {
        "body": cast.finance.pk, "kind": kind("chuyen-de").pk, "period": "", "levels": [],
        "only": [cast.budget_unit.pk], "title": "Chuyển đổi số", "due_on": "01/01/2099",
        "token": "6b5f4b0e-8b8e-4b57-a1a4-b2d27ae1f25d",
    }  # fmt: skip
    assert client.post("/bao-cao/ky/moi/", sent).status_code == 302
    assert Submission.objects.get().body == cast.budget_unit
    assert client.post("/bao-cao/ky/moi/", {**sent, "body": cast.city.pk}).status_code == 422


def test_the_page_of_a_cycle_says_who_is_missing_and_reminds(cast, client, cycle):
    client.force_login(cast.standing_officer)
    text = page(client, f"/bao-cao/ky/{cycle.pk}/")
    assert "0 trong 2 cơ quan đã gửi báo cáo" in text and "Sở Tài chính" in text
    assert "Sở Tài chính" not in page(client, f"/bao-cao/ky/{cycle.pk}/?tinh-trang=returned").split("<main")[1]
    assert client.post(f"/bao-cao/ky/{cycle.pk}/don-doc/").status_code == 302
    assert cast.finance_head.notifications.filter(code="duty_urged").count() == 1


def test_a_report_is_written_signed_returned_and_accepted_without_a_script(cast, client, cycle):
    report = of(cycle, cast.finance)
    address = f"/bao-cao/cua-co-quan/{report.pk}/"
    client.force_login(cast.finance_officer)
    assert "mục bắt buộc còn trống" in page(client, address)
    assert f"{address}soan/" in page(client, address)
    assert client.post(f"{address}soan/").status_code == 302
    assert f"{address}soan/" not in page(client, address)  # nothing is empty any more
    passage = report.passages.filter(section="tasks").first()
    assert f'name="text_{passage.pk}"' in page(client, f"{address}?muc=tasks")
    saved = {
        "muc": "tasks",
        f"text_{passage.pk}": "Đã giao đủ.",
        f"number_{passage.pk}": "1",
        "added": "Thêm một.\n\nThêm hai.",
    }
    assert client.post(f"{address}muc/", saved).status_code == 302
    assert list(report.passages.filter(section="tasks").values_list("text", flat=True))[-2:] == [
        "Thêm một.", "Thêm hai.",
    ]  # fmt: skip
    meanwhile = client.post(
        f"{address}muc/", {f"text_{passage.pk}": "Của tôi.", f"number_{passage.pk}": "1", "muc": "tasks"}
    )
    assert meanwhile.status_code == 422 and "Của tôi." in meanwhile.content.decode()  # nobody types it twice
    assert "<del>" in page(client, f"/bao-cao/doan/{passage.pk}/")
    assert client.post(f"{address}trinh/").status_code == 302
    client.force_login(cast.finance_head)
    assert client.post(f"{address}ky-gui/").status_code == 302
    client.force_login(cast.standing_officer)
    assert "Đã giao đủ." in page(client, address)
    assert client.post(f"/bao-cao/doan/{passage.pk}/y-kien/", {"text": "Bao nhiêu?"}).status_code == 302
    assert client.post(f"{address}tra-lai/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}tra-lai/", {"reason": "Thiếu số liệu"}).status_code == 302
    client.force_login(cast.finance_head)
    text = page(client, address)
    assert "Thiếu số liệu" in text and "Bao nhiêu?" in text
    comment = passage.comments.get()
    assert client.post(f"/bao-cao/y-kien/{comment.pk}/xong/").status_code == 302
    assert client.post(f"/bao-cao/doan/{passage.pk}/ban-cu/", {"number": "1"}).status_code == 302
    assert client.post(f"{address}ky-gui/").status_code == 302
    client.force_login(cast.standing_officer)
    assert client.post(f"{address}chap-nhan/").status_code == 302
    assert of(cycle, cast.finance).state == "accepted"


def test_the_answers_stand_side_by_side_and_are_taken(cast, client, cycle):
    now = timezone.now()
    report = fill(of(cycle, cast.finance), by=cast.finance_head, now=now)
    services.sign_and_send(submission=report, by=cast.finance_head, now=now)
    services.accept_report(submission=report, by=cast.standing_officer, now=now)
    client.force_login(cast.standing_officer)
    address = f"/bao-cao/ky/{cycle.pk}/tong-hop/?muc=tasks"
    text = page(client, address)
    assert "1 cơ quan chưa có báo cáo" in text and "UBND phường Cầu Mây" in text
    source = report.passages.get(section="tasks")
    for _ in range(2):
        assert client.post(address, {"muc": "tasks", "act": "chosen", "pk": source.pk}).status_code == 302
    taken = Passage.objects.get(origin=source)
    assert "Từ báo cáo của Sở Tài chính" in page(client, f"/bao-cao/cua-co-quan/{taken.submission_id}/")
    assert client.post(address, {"muc": "tasks", "act": "chosen"}).status_code == 422
    assert client.post(address, {"muc": "ahead", "act": "all"}).status_code == 302
    assert Passage.objects.filter(submission=taken.submission).count() == 2


def test_who_opens_what(cast, client, cycle):
    report = of(cycle, cast.finance)
    fill(report, by=cast.finance_head, now=timezone.now())
    passage = report.passages.first()
    draft = f"/bao-cao/cua-co-quan/{report.pk}/"
    client.force_login(cast.standing_officer)  # sees that it is there, not its words
    assert "Nội dung chỉ mở cho cơ quan soạn" in page(client, draft)
    page(client, f"/bao-cao/doan/{passage.pk}/", 404)
    client.force_login(cast.ward_officer)
    page(client, draft, 404)
    page(client, f"/bao-cao/ky/{cycle.pk}/tong-hop/", 404)
    page(client, "/bao-cao/ky/moi/", 403)
    client.force_login(cast.stranger)
    for path in (
        draft,
        f"/bao-cao/ky/{cycle.pk}/",
        f"/bao-cao/ky/{cycle.pk}/tong-hop/",
        f"/bao-cao/doan/{passage.pk}/",
    ):
        page(client, path, 404)
    assert client.post(f"{draft}ky-gui/").status_code == 404
    client.force_login(cast.finance_officer)
    assert draft in page(client, "/bao-cao/ky/")
    assert client.post(f"{draft}ky-gui/").status_code == 403


def test_a_duty_leads_to_its_report(cast, client, cycle):
    report = of(cycle, cast.finance)
    client.force_login(cast.finance_officer)
    assert report.get_absolute_url() in page(client, report.duty.get_absolute_url())


def test_each_code_has_one_sentence():
    assert set(words.OBSTACLES) == set(Obstacle)
    assert len({str(sentence) for sentence in words.OBSTACLES.values()}) == len(Obstacle)
    assert set(words.STANDINGS) == set(words.MARKS) == set(Standing)

"""The pages: a welcome, a refusal, a stranger; forms with and without htmx; files that stay files."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from caicach.duties import files, services
from caicach.duties.models import Duty, DutyState, Evidence, Notification, Progress

from .making import fresh, give_one, words

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def duty(cast, now):
    return give_one(cast, due_from=None, due_to=timezone.localdate(now) + timedelta(days=3), now=now)


def url(name, duty):
    return reverse(f"duties:{name}", args=[duty.pk])


def form(**given):
    return {"text": "Đã rà soát 12 thủ tục", "percent": 60, "token": str(uuid4()), "act": "note", **given}


def waiting(cast, duty, now):
    services.send_up_directly(duty=duty, words=words(), by=cast.finance_head, now=now)
    return fresh(duty)


def test_my_work_opens_with_the_answer(cast, client, duty):
    client.force_login(cast.finance_head)
    page = client.get(reverse("home")).content.decode()
    assert duty.title in page and "còn " in page
    client.force_login(cast.stranger)
    page = client.get(reverse("home")).content.decode()
    assert duty.title not in page and "Hôm nay không có việc nào chờ ông/bà." in page


def test_the_list_shows_ones_scope(cast, client, duty):
    for who, sees in ((cast.leader, True), (cast.finance_officer, True), (cast.ward_head, False)):
        client.force_login(who)
        assert (duty.title in client.get(reverse("duties:list")).content.decode()) is sees


def test_an_address_with_nonsense_is_a_list_all_the_same(cast, client, duty):
    client.force_login(cast.leader)
    query = {"sau": "x", "field": "99", "body": "abc", "plan": "-1", "task": "zz", "tu": "hôm qua", "timeliness": "?"}
    assert client.get(reverse("duties:list"), query).status_code == 200


@pytest.mark.parametrize("name", ["progress", "send_up", "give_back", "accept", "return", "ask_extension", "assign",
                                  "decide_extension", "hand_over", "cancel", "undo"])  # fmt: skip
def test_a_stranger_finds_nothing_and_nobody_acts_by_looking(cast, client, duty, name):
    client.force_login(cast.stranger)
    assert client.post(url(name, duty), form()).status_code in (403, 404)
    client.force_login(cast.administrator)
    assert client.get(url(name, duty)).status_code == 405


def test_progress_with_a_file_is_written_and_shown(cast, client, duty):
    client.force_login(cast.finance_officer)
    proof = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.7 x", "text/html")
    answer = client.post(url("progress", duty), form(proofs=proof, page="trang 3"))
    assert answer.status_code == 302 and answer.url == duty.get_absolute_url()
    assert Evidence.objects.get().page == "trang 3"
    page = client.get(answer.url).content.decode()
    assert "Đã rà soát 12 thủ tục" in page and "bao-cao.pdf" in page


def test_the_back_button_and_sending_again_write_nothing_twice(cast, client, duty):
    client.force_login(cast.finance_officer)
    sent = form(act="send_to_head")
    for _ in range(3):
        assert client.post(url("progress", duty), sent).status_code == 302
    assert Progress.objects.count() == 1 and fresh(duty).state == DutyState.AWAITING_HEAD


def test_a_note_sent_again_from_the_back_button_is_one_note(cast, client, duty):
    client.force_login(cast.finance_officer)
    sent = form()
    for token in (sent["token"], sent["token"], str(uuid4())):  # kept by the browser, or the page loaded anew
        assert client.post(url("progress", duty), sent | {"token": token}).status_code == 302
    assert Progress.objects.count() == 1


def test_a_refused_form_comes_back_with_what_stops_it(cast, client, duty):
    client.force_login(cast.finance_officer)
    answer = client.post(url("progress", duty), form(text="", percent=300))
    assert answer.status_code == 422 and not Progress.objects.exists()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_an_obstacle_is_said_in_words(cast, client, duty, now):
    waiting(cast, duty, now)
    client.force_login(cast.finance_officer)
    answer = client.post(url("progress", duty), form())
    assert answer.status_code == 422 and "Việc đang chờ thẩm tra." in answer.content.decode()


def test_htmx_gets_the_line_or_the_panel_and_no_frame(cast, client, duty, now):
    waiting(cast, duty, now)
    client.force_login(cast.standing_officer)
    panel = client.get(f"{duty.get_absolute_url()}?place=line", headers=HTMX).content.decode()
    assert f'id="panel-{duty.pk}"' in panel and "<html" not in panel
    answer = client.post(url("accept", duty), {"place": "line"}, headers=HTMX).content.decode()
    assert f'id="work-{duty.pk}"' in answer and "Đã chấp nhận kết quả." in answer and "<html" not in answer
    assert url("undo", duty) in answer


def test_a_decision_is_taken_back_from_its_message(cast, client, duty, now):
    waiting(cast, duty, now)
    client.force_login(cast.standing_officer)
    client.post(url("return", duty), {"reason": "Nhầm"})
    assert fresh(duty).state == DutyState.RUNNING
    assert client.post(url("undo", duty)).status_code == 302
    assert fresh(duty).state == DutyState.AWAITING_REVIEW


def test_extension_assignment_hand_over_and_cancelling_from_the_page(cast, client, duty):
    client.force_login(cast.finance_officer)
    until = (duty.due_on + timedelta(days=20)).isoformat()
    assert client.post(url("ask_extension", duty), {"until": until, "reason": "Chờ"}).status_code == 302
    client.force_login(cast.standing_officer)
    assert client.post(url("decide_extension", duty), {"decision": "refuse"}).status_code == 422
    assert client.post(url("decide_extension", duty), {"decision": "grant", "until": until}).status_code == 302
    assert fresh(duty).due_on.isoformat() == until
    client.force_login(cast.finance_head)
    assert client.post(url("assign", duty), {"officer": cast.ward_officer.pk}).status_code == 422
    assert client.post(url("assign", duty), {"officer": cast.finance_officer.pk}).status_code == 302
    client.force_login(cast.standing_officer)
    moved = client.post(url("hand_over", duty), {"to_body": cast.justice.pk, "reason": "Đúng thẩm quyền"})
    assert moved.status_code == 302 and fresh(duty).body == cast.justice
    assert client.post(url("cancel", duty), {"reason": "Thôi"}).status_code == 302
    assert fresh(duty).state == DutyState.CANCELLED


def test_bulk_says_what_became_of_each(cast, client, duty, now):
    good = waiting(cast, give_one(cast, now=now), now)
    client.force_login(cast.standing_officer)
    answer = client.post(reverse("duties:bulk"), {"act": "accept", "pk": [good.pk, duty.pk]})
    assert answer.status_code == 422 and "Chưa có kết quả nào được trình." in answer.content.decode()
    assert fresh(good).state == DutyState.DONE
    third = waiting(cast, give_one(cast, now=now), now)
    answer = client.post(reverse("duties:bulk"), {"act": "accept", "pk": [third.pk], "next": "//evil.example/"})
    assert answer.status_code == 302 and answer.url == reverse("home")
    client.force_login(cast.stranger)
    client.post(reverse("duties:bulk"), {"act": "accept", "pk": [duty.pk]})
    assert fresh(duty).state == DutyState.ASSIGNED


def test_a_directive_for_a_group_is_given_once(cast, client):
    client.force_login(cast.standing_officer)
    sent = {
        "title": "Báo cáo hồ sơ quá hạn", "assigned_by_body": cast.home_affairs.pk, "token": str(uuid4()),
        "groups": [cast.all_communes.pk], "bodies": [cast.ward.pk, cast.finance.pk],
    }  # fmt: skip
    for _ in range(2):
        assert client.post(reverse("duties:directive_new"), sent).status_code == 302
    assert {d.body for d in Duty.objects.all()} == {cast.ward, cast.second_ward, cast.commune, cast.finance}
    assert Duty.objects.count() == 4
    refused = client.post(reverse("duties:directive_new"), {**sent, "title": "", "token": str(uuid4())})
    assert refused.status_code == 422
    client.force_login(cast.finance_officer)
    assert client.get(reverse("duties:directive_new")).status_code == 403


def test_evidence_leaves_only_to_who_sees_the_duty_and_never_runs(cast, client, duty, now):
    page = services.Attachment(io.BytesIO(b"<html><script>alert(1)</script>"), "x.html")
    services.note_progress(duty=duty, words=words(), by=cast.finance_officer, now=now, attachments=[page])
    address = reverse("duties:evidence", args=[Evidence.objects.get().pk])
    client.force_login(cast.leader)
    answer = client.get(address, {"xem": ""})
    assert b"".join(answer.streaming_content) == b"<html><script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    client.force_login(cast.stranger)
    assert client.get(address).status_code == 404


def test_the_bell(cast, client, duty, now):
    services.assign_officer(duty=duty, officer=cast.finance_officer, by=cast.finance_head, now=now)
    line = Notification.objects.get()
    client.force_login(cast.stranger)
    assert client.get(reverse("duties:open_notification", args=[line.pk])).status_code == 404
    client.force_login(cast.finance_officer)
    assert duty.title in client.get(reverse("duties:notifications")).content.decode()
    assert client.get(reverse("duties:open_notification", args=[line.pk])).url == duty.get_absolute_url()
    assert Notification.objects.get().read_at is not None
    services.assign_officer(duty=duty, officer=None, by=cast.finance_head, now=now)
    services.assign_officer(duty=duty, officer=cast.finance_officer, by=cast.finance_head, now=now)
    client.post(reverse("duties:notifications"))
    assert not Notification.objects.filter(read_at=None).exists()


def test_the_bell_lists_by_when_it_rang_not_by_when_it_was_written_down(cast, client, duty, now):
    """Rows of an import, or of a year that a demo lives through, are not written in the order of their days."""
    days = [3, 1, 5, 2, 4] * 10
    Notification.objects.bulk_create(
        Notification(
            person=cast.finance_officer, duty=duty, code="duty_assigned", data={"title": f"Việc {day}", "by": "A"},
            created_at=now - timedelta(days=day),
        )
        for day in days
    )  # fmt: skip
    client.force_login(cast.finance_officer)
    first = client.get(reverse("duties:notifications"))
    second = client.get(reverse("duties:notifications") + first.context["next_url"])
    shown = [line for page in (first, second) for line in page.context["notifications"]]
    assert [line.created_at for line in shown] == sorted((line.created_at for line in shown), reverse=True)
    assert len({line.pk for line in shown}) == len(days)


FORMULA = '=HYPERLINK("http://evil.example","x")'


def test_the_files_hold_text_that_no_spreadsheet_computes(cast, client, duty):
    Duty.objects.update(title=FORMULA)
    client.force_login(cast.leader)
    rows = list(csv.reader(io.StringIO(_body(client, "csv").decode("utf-8-sig"))))
    assert rows[1][1] == f"'{FORMULA}" and rows[1][2] == "Sở Tài chính"
    sheet = openpyxl.load_workbook(io.BytesIO(_body(client, "xlsx"))).active
    assert (sheet.cell(2, 2).value, sheet.cell(2, 2).data_type) == (FORMULA, "s")
    assert sheet.cell(2, 7).value.date() == duty.due_on
    assert client.get(reverse("duties:export", args=["exe"])).status_code == 404
    client.force_login(cast.stranger)
    assert FORMULA not in _body(client, "csv").decode()


def _body(client, kind):
    return b"".join(client.get(reverse("duties:export", args=[kind])).streaming_content)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_every_beginning_of_a_formula_is_defused(text):
    assert files.defused(text) == f"'{text}"


@pytest.mark.parametrize("who", ["finance_head", "standing_officer", "leader"])
def test_pages_ask_a_bounded_number_of_queries(cast, client, now, who, django_assert_max_num_queries):
    client.force_login(getattr(cast, who))
    for _ in range(2):
        made = [give_one(cast, now=now) for _each in range(8)]
        waiting(cast, made[0], now)
        for address, most in ((reverse("home"), 22), (reverse("duties:list"), 14), (made[0].get_absolute_url(), 22)):
            with django_assert_max_num_queries(most):
                assert client.get(address).status_code == 200


def test_the_bodys_page_shows_its_duties_to_who_may_see_them(cast, client, duty):
    client.force_login(cast.finance_head)
    assert duty.title in client.get(reverse("bodies:body", args=[cast.finance.pk])).content.decode()


def test_a_body_that_owes_duties_says_so_before_it_ends(cast, duty):
    assert services.running_duties(cast.finance).count == 1
    assert services.running_duties(cast.justice) is None

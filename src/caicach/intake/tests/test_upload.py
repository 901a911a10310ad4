"""Files through the browser's form, without a script."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from caicach.intake import services
from caicach.intake.models import Draft, DraftState

from .making import ready_draft, waiting_draft

pytestmark = pytest.mark.django_db
CONTENT = (
    "KẾ HOẠCH\nCải cách hành chính năm 2026\n\n1. Sở Tài chính rà soát định mức chi trước ngày 30/6/2026.\n"
).encode()


@pytest.fixture
def client(client, cast):
    client.force_login(cast.standing_officer)
    return client


def send(client, cast, content=CONTENT, name="ke-hoach.txt", token=None):
    return client.post(
        reverse("intake:upload"),
        {"token": token or uuid.uuid4(), "body": cast.city.pk, "file": SimpleUploadedFile(name, content)},
    )


def test_a_small_file_is_read_while_the_person_waits(client, cast):
    answer = send(client, cast)
    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("intake:draft", args=[draft.pk])
    assert draft.state == DraftState.READY
    page = client.get(answer.headers["Location"])
    assert "Sở Tài chính rà soát định mức chi" in page.content.decode()


def test_a_double_click_and_the_back_button_make_one_draft(client, cast):
    token = uuid.uuid4()
    addresses = {send(client, cast, token=token).headers["Location"] for _ in range(3)}
    assert len(addresses) == Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [pytest.param(b"", "không có nội dung", id="empty"), pytest.param(b"x" * 3000, "giới hạn", id="too large")],
)
def test_what_cannot_be_kept_is_said_beside_the_field(client, cast, settings, content, words):
    settings.UPLOAD_LIMIT_BYTES = 2000
    answer = send(client, cast, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_scan_of_many_pages_may_be_heavier_than_other_files(client, cast, settings):
    settings.UPLOAD_LIMIT_BYTES, settings.SCAN_LIMIT_BYTES = 2000, 5000
    assert send(client, cast, b"%PDF-1.7 " + b"x" * 3000, "ban-quet.pdf").status_code == 302
    assert Draft.objects.get().refusal_code == "damaged"  # it was kept, and looked into
    assert send(client, cast, b"%PDF-1.7 " + b"x" * 6000, "ban-quet.pdf").status_code == 422
    assert send(client, cast, b"x" * 3000, "ke-hoach.txt").status_code == 422


def test_a_refused_file_says_why_and_what_to_do(client, cast):
    answer = client.get(send(client, cast, b"\xd0\xcf\x11\xe0" + b"\0" * 600, "ke-hoach.doc").headers["Location"])
    page = answer.content.decode()
    assert Draft.objects.get().state == DraftState.REFUSED
    assert "bị hỏng" in page and "đề nghị" in page
    assert reverse("intake:upload") in page


def test_a_refused_file_is_put_away_from_the_list_and_taken_back(client, cast):
    send(client, cast, b"\xd0\xcf\x11\xe0" + b"\0" * 600, "ke-hoach.doc")
    draft = Draft.objects.get()
    away, back = (reverse(f"intake:{act}", args=[draft.pk]) for act in ("discard", "restore"))

    def listed(answer):
        return list(answer.context["page"].drafts), answer.context["discarded"]

    shown = client.get(reverse("intake:upload"))
    assert listed(shown) == ([draft], [])
    assert f'action="{away}"' in shown.content.decode()
    gone = client.post(away, follow=True)
    assert listed(gone) == ([], [draft])
    assert f'action="{back}"' in gone.content.decode()
    assert listed(client.post(back, follow=True)) == ([draft], [])
    draft.refresh_from_db()
    assert draft.state == DraftState.REFUSED


def test_what_another_body_put_away_is_not_taken_back_by_a_stranger(client, cast):
    draft = services.discard_draft(draft=ready_draft(cast), by=cast.standing_officer, now=timezone.now())
    client.force_login(cast.stranger)
    assert client.post(reverse("intake:restore", args=[draft.pk])).status_code == 404
    draft.refresh_from_db()
    assert draft.state == DraftState.DISCARDED


def test_a_refused_file_is_tried_again_in_the_queue(client, cast):
    from django_tasks_db.models import DBTaskResult

    address = send(client, cast, b"%PDF-1.7 x", "ke-hoach.docx").headers["Location"]
    draft = Draft.objects.get()
    assert reverse("intake:go_on", args=[draft.pk]) in client.get(address).content.decode()
    client.post(reverse("intake:go_on", args=[draft.pk]))
    draft.refresh_from_db()
    assert (draft.state, draft.refusal) == (DraftState.WAITING, "")
    assert DBTaskResult.objects.count() == 1


def test_a_file_in_the_name_of_a_body_that_is_not_ones_own_is_not_taken(client, cast):
    answer = client.post(
        reverse("intake:upload"),
        {"token": uuid.uuid4(), "body": cast.other_city.pk, "file": SimpleUploadedFile("a.txt", b"abc")},
    )
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_a_large_file_waits_in_the_queue_and_its_page_says_so(client, cast, monkeypatch):
    monkeypatch.setattr("caicach.intake.views.upload.AT_ONCE_BYTES", 10)
    answer = client.get(send(client, cast).headers["Location"])
    draft = Draft.objects.get()
    assert draft.state == DraftState.WAITING
    page = answer.content.decode()
    assert 'http-equiv="refresh"' in page
    assert reverse("intake:state", args=[draft.pk]) in page
    client.post(reverse("intake:read_again", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == DraftState.READY


def test_the_waiting_page_is_sent_on_once_the_file_is_read(client, cast):
    draft = ready_draft(cast)
    address = reverse("intake:state", args=[draft.pk])
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Redirect"] == reverse(
        "intake:draft", args=[draft.pk]
    )
    assert client.get(address).status_code == 302


def test_a_reading_whose_process_died_is_queued_again_by_the_page_that_waits(client, cast, settings):
    from django_tasks_db.models import DBTaskResult

    draft = services.start_reading(
        draft=waiting_draft(cast), now=timezone.now() - services.reading.lease() - timedelta(seconds=1)
    )
    client.get(reverse("intake:state", args=[draft.pk]))
    assert DBTaskResult.objects.count() == 1
    fresh = services.start_reading(draft=waiting_draft(cast), now=timezone.now())
    client.get(reverse("intake:state", args=[fresh.pk]))
    assert DBTaskResult.objects.count() == 1  # that one is alive


def test_the_list_shows_drafts_of_ones_level_and_asks_the_database_few_times(
    client, cast, django_assert_max_num_queries
):
    for _ in range(5):
        ready_draft(cast)
    ready_draft(cast, body=cast.other_city)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("intake:upload")).content.decode()
    assert page.count("cell-title") == 5


def test_the_file_leaves_as_bytes_to_be_saved_and_only_to_those_who_may(client, cast):
    draft = waiting_draft(cast, b"<script>alert(1)</script>", "a.txt")
    answer = client.get(reverse("intake:file", args=[draft.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    client.force_login(cast.stranger)
    assert client.get(reverse("intake:file", args=[draft.pk])).status_code == 404
    client.force_login(cast.finance_officer)
    assert client.get(reverse("intake:file", args=[draft.pk])).status_code == 403

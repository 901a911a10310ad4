"""A scan becomes a draft page by page: kept at once, stopped, gone on with, tried again, and shown."""

import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from caicach.core.evidence import path_of
from caicach.intake import services, shown
from caicach.intake.extraction.ocr import RecognisedPage
from caicach.intake.models import Draft, DraftPage, DraftState, ItemState, PageState
from caicach.intake.recogniser import recognise_pages
from caicach.intake.rules import Obstacle
from caicach.intake.services.scanning import keep_page, note_pages
from caicach.intake.views.sheets import hard_words

from .making import NOW, item, later, ready_draft, waiting_draft
from .scanning import needs_recogniser
from .scans import PAGES, scanned

pytestmark = [pytest.mark.django_db, needs_recogniser]


@pytest.fixture(scope="module")
def paper() -> bytes:
    return scanned(*PAGES)


@pytest.fixture(scope="module")
def recognised(paper, tmp_path_factory) -> dict[int, tuple[RecognisedPage, bytes]]:
    """The pages of the paper as the recogniser gives them, once for all tests."""
    file = tmp_path_factory.mktemp("scan") / "ban-quet.pdf"
    file.write_bytes(paper)
    return {page.number: (page, image) for page, image in recognise_pages(file, [1, 2, 3])}


@pytest.fixture
def known(cast, paper, recognised):
    """A draft of the paper of which some pages are recognised already."""

    def make(*numbers: int) -> Draft:
        draft = waiting_draft(cast, paper, "ban-quet.pdf")
        note_pages(draft=draft, numbers=[1, 2, 3])
        for number in numbers:
            page, image = recognised[number]
            keep_page(draft=draft, found=page, image=image, now=NOW)
        return draft

    return make


def by(cast):
    return {"by": cast.standing_officer, "now": NOW}


def test_a_scan_is_read_page_by_page_stopped_and_gone_on_with(cast, paper):
    draft, told = waiting_draft(cast, paper, "ban-quet.pdf"), []

    def stop_after_one(done, total):
        told.append((done, total))
        services.stop_reading(draft=draft, **by(cast))

    draft = services.read_draft(draft=draft, now=NOW, tell=stop_after_one)
    assert draft.state == DraftState.STOPPED
    assert told[0] == (1, 3)
    first = draft.pages.get(state=PageState.DONE)
    assert path_of(first.image.sha256).read_bytes().startswith(b"\xff\xd8")
    assert draft.pages.filter(state=PageState.WAITING).count() == 2
    assert services.start_reading(draft=draft, now=later()) is None  # it stays stopped

    services.continue_reading(draft=draft, **by(cast))
    draft = services.read_draft(draft=draft, now=later())
    assert draft.state == DraftState.READY
    assert draft.pages.filter(state=PageState.DONE).count() == 3
    assert draft.pages.get(pk=first.pk).done_at == first.done_at  # it was not recognised once more
    assert draft.reading["text_source"] == "ocr"
    assert draft.header["number"] == "45/KH-UBND"
    assert item(draft, "Rà soát").data["due"]["to"] == "2026-06-30"


def test_a_word_of_an_item_lies_where_the_page_shows_it(cast, known):
    draft = services.read_draft(draft=known(1, 2, 3), now=NOW)
    task = item(draft, "Rà soát")
    marks = dict(shown.marks_on(draft.text, task.page, draft.items.all()))
    left, top, right, bottom = marks[task][0]
    assert 0 < left < right < 1
    assert 0.1 < top < bottom < 0.3  # the third line of the second page
    page = draft.pages.get(number=task.page)
    words = [word for line in page.recognised["lines"] for word in line["words"]]
    inside = [
        word[0] for word in words if word[2] >= left - 0.01 and word[4] <= right + 0.01 and top <= word[3] < bottom
    ]
    assert "soát," in inside


def test_a_page_that_was_not_read_is_named_and_comes_in_later_between_the_others(cast, known, recognised):
    draft = known(1, 3)
    services.stop_reading(draft=draft, **by(cast))
    services.continue_reading(draft=draft, without_rest=True, **by(cast))
    draft = services.read_draft(draft=draft, now=NOW)
    assert draft.state == DraftState.READY
    assert {entry.page for entry in draft.items.all()} == {1, 3}
    assert 2 in {warning["page"] for warning in shown.warnings_of(draft.reading)}
    duty = item(draft, "đôn đốc")
    services.accept_items(draft=draft, versions={duty.pk: duty.version}, **by(cast))

    assert services.read_pages_again(draft=draft, **by(cast)) == 1
    assert services.read_missing_pages(draft=draft) > 0
    draft.refresh_from_db()
    after = item(draft, "đôn đốc")
    assert (after.state, after.pk) == (ItemState.ACCEPTED, duty.pk)
    assert after.line > duty.line  # the lines of the page ahead came in
    assert shown.sheet_of_line(shown.sheets(draft.text), after.line).page == 3
    pages = [entry.page for entry in draft.items.all()]
    assert pages == sorted(pages)
    assert item(draft, "Rà soát").state == ItemState.UNSEEN
    assert services.read_missing_pages(draft=draft) == 0  # nothing waits any more


def test_nothing_is_made_of_no_pages(cast, known):
    draft = services.stop_reading(draft=known(), **by(cast))
    with pytest.raises(services.NotYet) as refusal:
        services.continue_reading(draft=draft, without_rest=True, **by(cast))
    assert refusal.value.obstacles == [Obstacle.NO_PAGE_READ]


def test_a_scan_of_which_no_page_can_be_read_is_refused_and_can_be_tried_again(cast, known, recognised):
    draft = known()
    for number in (1, 2, 3):
        page = replace(recognised[number][0], lines=(), problem="damaged")
        keep_page(draft=draft, found=page, image=b"", now=NOW)
    draft = services.read_draft(draft=draft, now=NOW)
    assert (draft.state, draft.refusal_code) == (DraftState.REFUSED, "no_page_read")
    assert "hỏng" in draft.refusal
    draft = services.continue_reading(draft=draft, **by(cast))
    assert draft.state == DraftState.WAITING
    assert draft.pages.filter(state=PageState.WAITING).count() == 3


# --- its pages ---


@pytest.fixture
def client(client, cast):
    client.force_login(cast.standing_officer)
    return client


def at(name, draft, *more):
    return reverse(f"intake:{name}", args=[draft.pk, *more])


def test_a_scan_goes_to_the_queue_and_its_page_counts(client, cast, paper, recognised):
    from django_tasks_db.models import DBTaskResult

    form = {"token": uuid.uuid4(), "body": cast.city.pk, "file": SimpleUploadedFile("ban-quet.pdf", paper)}
    answer = client.post(reverse("intake:upload"), form)
    draft = Draft.objects.get()
    assert draft.state == DraftState.WAITING
    assert DBTaskResult.objects.count() == 1
    assert "Đã nhận dạng 0 trên 3 trang." in client.get(answer.headers["Location"]).content.decode()
    keep_page(draft=draft, found=recognised[1][0], image=recognised[1][1], now=NOW)
    state = client.get(at("state", draft)).content.decode()
    assert 'max="3" value="1"' in state
    assert client.post(at("stop", draft)).status_code == 302
    stopped = client.get(at("draft", draft)).content.decode()
    assert "Xem 1 trang đã đọc" in stopped
    assert "every 1s" not in stopped
    client.post(at("go_on", draft))
    draft.refresh_from_db()
    assert draft.state == DraftState.WAITING
    assert DBTaskResult.objects.count() == 2


def test_the_picture_stands_beside_the_items_with_their_words_outlined(client, cast, known):
    draft = services.read_draft(draft=known(1, 2, 3), now=NOW)
    page = client.get(at("draft", draft)).content.decode()
    assert at("page_image", draft, 1) in page  # of a scan the picture is what one sees first
    assert f'hx-get="{at("draft", draft)}to/2/"' in page
    second = client.get(at("sheet", draft, 2)).content.decode()
    assert f'<g class="mark" data-item="{item(draft, "Rà soát").pk}"' in second
    assert "<rect " in second
    assert "style=" not in second
    text = client.get(at("draft", draft) + "?xem=chu&to=2").content.decode()
    assert "Rà soát, đơn giản hóa" in text
    assert client.get(at("sheet", draft, 4)).status_code == 404


def test_a_picture_leaves_as_a_picture_and_only_to_those_who_may(client, cast, known):
    draft = services.read_draft(draft=known(1, 2, 3), now=NOW)
    answer = client.get(at("page_image", draft, 1))
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")
    assert client.get(at("page_image", draft, 9)).status_code == 422
    client.force_login(cast.stranger)
    assert client.get(at("page_image", draft, 1)).status_code == 404
    client.force_login(cast.finance_officer)
    assert client.get(at("page_image", draft, 1)).status_code == 403


def test_the_picture_of_a_page_that_has_text_is_made_when_it_is_first_asked_for(client, cast, paper):
    draft = ready_draft(cast, content=paper, name="ke-hoach.pdf")
    assert not draft.pages.exists()
    for _ in range(2):
        answer = client.get(at("page_image", draft, 1))
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert [(page.number, page.state) for page in draft.pages.all()] == [(1, PageState.SHOWN)]
    assert client.get(at("page_image", draft, 2)).status_code == 422  # the reading says it has one page


@pytest.mark.parametrize("name", ["stop", "go_on", "read_pages_again", "claim", "add"])
def test_acts_are_closed_to_strangers_and_to_get(client, cast, name):
    draft = waiting_draft(cast)
    assert client.get(at(name, draft)).status_code == 405
    client.force_login(cast.stranger)
    assert client.post(at(name, draft)).status_code == 404


def test_words_that_were_hard_to_read_are_marked_in_picture_and_text(client, cast, paper, recognised):
    page, image = recognised[1]
    lines = list(page.lines)
    at_line = next(index for index, line in enumerate(lines) if "trực tuyến" in line.text)
    words = tuple(replace(word, confidence=0.2) if word.text == "trực" else word for word in lines[at_line].words)
    lines[at_line] = replace(lines[at_line], words=words)
    draft = waiting_draft(cast, paper, "ban-quet.pdf")
    note_pages(draft=draft, numbers=[1])
    keep_page(draft=draft, found=replace(page, lines=tuple(lines)), image=image, now=NOW)
    draft = services.read_draft(draft=draft, now=NOW)
    assert len(hard_words(DraftPage.objects.get(draft=draft))) == 1
    assert '<span class="hard"' in client.get(at("draft", draft) + "?xem=chu").content.decode()

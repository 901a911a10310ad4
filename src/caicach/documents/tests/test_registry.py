"""The registry: what is entered is found again, by those who may see it, and leaves as inert bytes."""

import io
from datetime import UTC, date, datetime

import pytest

from caicach.bodies.access import standing_of
from caicach.core.evidence import store_file
from caicach.core.models import Event
from caicach.documents import selectors
from caicach.documents.models import Citation, Direction, Document
from caicach.documents.selectors import Asked
from caicach.documents.services import Header, number_key, register_document

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db


def register(cast, number="310/KH-UBND", title="Cải cách hành chính năm 2026", holder=None, **more) -> Document:
    return register_document(
        header=Header(kind="plan", title=title, number=number, issued_on=date(2026, 1, 15), issuer="UBND thành phố"),
        holder=holder or cast.city,
        issuing_body=cast.city,
        direction=Direction.IN,
        by=cast.standing_officer,
        now=NOW,
        **more,
    )


@pytest.mark.parametrize("one, other", [("282/QĐ-TTg", "282 / qd-ttg"), ("01-CTr/TU", "01-CTR/TU")])
def test_spellings_of_a_number_meet(one, other):
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(
    "question",
    [
        "cai cach",
        "CẢI CÁCH",
        "310",
        "KH-UBND 310",
        "kh ubnd",
        "hành ch",
        "nam 2026 cai",
        'cải "cách" (năm) -*',
        "tuyên truyền",
    ],
)
def test_a_document_is_found(cast, question):
    wanted = register(cast, text="Tổ chức tuyên truyền tại xã, phường")
    register(cast, number="5/QĐ-UBND", title="Điều động cán bộ")
    standing = standing_of(cast.standing_officer, today=TODAY)
    assert selectors.registry(standing, Asked(question=question)).documents == [wanted]


def test_what_no_document_holds_is_not_found(cast):
    register(cast)
    standing = standing_of(cast.standing_officer, today=TODAY)
    assert selectors.registry(standing, Asked(question="cải cách đất đai")).documents == []


def test_a_changed_text_is_found_by_its_new_words(cast):
    document = register(cast)
    document.search_text = "noi dung moi"
    document.save(update_fields=["search_text"])
    standing = standing_of(cast.standing_officer, today=TODAY)
    assert selectors.registry(standing, Asked(question="nội dung mới")).documents == [document]
    assert selectors.registry(standing, Asked(question="cải cách")).documents == []


def test_pages_by_key_hold_every_document_once(cast):
    entered = [register(cast, number=f"{n}/KH-UBND") for n in range(1, 8)]
    standing = standing_of(cast.standing_officer, today=TODAY)
    seen, after = [], ""
    while after is not None:
        page = selectors.registry(standing, Asked(), after=after, size=3)
        seen += page.documents
        after = page.after
    assert seen == entered[::-1]


def test_who_sees_what(cast):
    of_city = register(cast)
    of_finance = register(cast, number="9/KH-STC", holder=cast.finance)
    seen = {
        name: set(selectors.visible_documents(standing_of(person, today=TODAY)))
        for name, person in cast.people().items()
    }
    assert seen["ward_officer"] == {of_city}
    assert seen["finance_officer"] == seen["standing_officer"] == seen["leader"] == {of_city, of_finance}
    assert seen["stranger"] == set()


def test_citations_are_tied_forwards_and_backwards(cast):
    decree = register(cast, number="282/QĐ-TTg", title="Kế hoạch trọng tâm")
    plan = register(
        cast,
        citations=[
            {"number": "282/QĐ-TTg", "kind": "Quyết định", "issued_on": "2026-02-12", "relation": "basis", "count": 3},
            {"number": "77/KH-UBND", "kind": "Kế hoạch", "issued_on": None, "relation": "mention", "count": 1},
        ],
    )
    late = register(cast, number="77/KH-UBND", title="Kế hoạch kiểm tra")
    assert dict(Citation.objects.filter(document=plan).values_list("number", "cited")) == {
        "282/QĐ-TTg": decree.pk,
        "77/KH-UBND": late.pk,
    }


def test_an_unknown_kind_is_refused_whole(cast):
    with pytest.raises(ValueError, match="poem"):
        register_document(
            header=Header(kind="poem", title="x"), holder=cast.city, issuing_body=None, direction="in", by=None, now=NOW
        )
    assert not Document.objects.exists()


def test_pages_and_file(cast, client, settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path
    file = store_file(io.BytesIO(b"<html><script>alert(1)</script>"), now=NOW)
    document = register(
        cast, file=file, file_name="kế hoạch.html", pages=3,
        sections=[{"path": "I", "label": "I.", "title": "MỤC TIÊU", "page": 1, "line": 4}],
    )  # fmt: skip
    client.force_login(cast.ward_officer)
    page = client.get(f"/van-ban/{document.pk}/")
    assert page.status_code == 200 and "MỤC TIÊU" in page.content.decode()
    listed = client.get("/van-ban/?q=cai+cach")
    assert "310/KH-UBND" in listed.content.decode()

    sent = client.get(f"/van-ban/{document.pk}/tep/")
    assert sent["Content-Type"] == "application/octet-stream"
    assert sent["Content-Disposition"].startswith("attachment")
    assert sent["X-Content-Type-Options"] == "nosniff" and "sandbox" in sent["Content-Security-Policy"]
    assert b"".join(sent.streaming_content) == b"<html><script>alert(1)</script>"
    assert Event.objects.filter(name="document_file_read", about_id=str(document.pk), by=cast.ward_officer).exists()

    client.force_login(cast.stranger)
    assert client.get(f"/van-ban/{document.pk}/").status_code == 404
    assert client.get(f"/van-ban/{document.pk}/tep/").status_code == 404


def test_the_registry_asks_a_bounded_number_of_questions(cast, client, django_assert_max_num_queries):
    client.force_login(cast.standing_officer)
    for n in range(1, 30):
        register(cast, number=f"{n}/KH-UBND")
    with django_assert_max_num_queries(12):
        client.get("/van-ban/")

"""Documents that leave: numbers without gaps, all or nothing, signed where a certificate is set up."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pypdfium2
import pytest
from django.db import connection
from pyhanko.pdf_utils.reader import PdfFileReader

from caicach.bodies.access import standing_of
from caicach.core.evidence import path_of
from caicach.core.models import Event
from caicach.documents import issuing
from caicach.documents.layout import kinds
from caicach.documents.layout.typesetting import CannotSet
from caicach.documents.models import Document, FileSignature, NumberBook, TakenNumber
from caicach.documents.selectors import Asked, registry, verify_books
from caicach.documents.tests.certificates import PASSWORD, office
from caicach.documents.tests.layout_samples import LETTER, PLAN, REPORT
from caicach.documents.tests.test_signing import drawn_seal

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SHORT = replace(LETTER, body=(), annexes=())


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path / "evidence"


def issue(cast, document=SHORT, now=NOW, **more):
    given = {"document": document, "body": cast.city, "by": cast.standing_officer, "now": now}
    return issuing.issue_document(**(given | more))


@pytest.mark.django_db
def test_an_issued_document_bears_its_number_in_registry_and_files(cast):
    issued = issue(cast, PLAN)
    entry = issued.document
    assert issued.number == entry.number == "01/KH-UBND"
    assert (entry.direction, entry.kind, str(entry.issued_on)) == ("out", "plan", "2026-03-02")
    pdf = path_of(entry.file.sha256)
    with pypdfium2.PdfDocument(pdf) as opened:
        assert "Số: 01/KH-UBND" in opened[0].get_textpage().get_text_bounded()
    (other,) = entry.file.renditions.all()
    cells = docx.Document(str(path_of(other.file.sha256))).tables[0].rows[1].cells
    assert cells[0].text.strip() == "Số: 01/KH-UBND"
    assert "ngày 02 tháng 3 năm 2026" in cells[1].text
    assert entry.taken_number.sha256 == hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert Event.objects.filter(name="document_issued", about_id=str(entry.pk)).exists()


@pytest.mark.django_db
def test_the_registry_knows_the_pages_headings_and_words_of_what_left(cast):
    entry = issue(cast, REPORT).document
    clauses = [(clause.path, clause.label, clause.text) for clause in entry.clauses.all()]
    assert clauses[:3] == [
        ("I", "I.", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"),
        ("I.1", "1.", "Về xây dựng kế hoạch"),
        ("I.1.a", "a)", "Ban hành văn bản"),
    ]
    assert clauses[3][2] == "Phụ lục I" and entry.clauses.all()[3].page == 4
    assert entry.pages > 5
    standing = standing_of(cast.standing_officer, today=NOW.date())
    assert registry(standing, Asked(question="từng bước nâng cao chất lượng phục vụ")).documents == [entry]


@pytest.mark.django_db
def test_numbers_follow_each_other_and_begin_anew_with_the_year(cast):
    first, second = issue(cast), issue(cast, PLAN)
    next_year = issue(cast, now=datetime(2026, 12, 31, 18, 0, tzinfo=UTC))  # already 2027 in Việt Nam
    numbers = [issued.number for issued in (first, second, next_year)]
    assert numbers == ["01/SNV-CCHC", "02/KH-UBND", "01/SNV-CCHC"]


@pytest.mark.django_db
def test_a_kind_may_have_a_book_of_its_own(cast):
    issue(cast)
    for _ in range(2):
        issuing.open_book(body=cast.city, year=2026, kind=kinds.PLAN, by=cast.standing_officer, now=NOW)
    assert [issue(cast, PLAN).number, issue(cast).number] == ["01/KH-UBND", "02/SNV-CCHC"]
    assert NumberBook.objects.count() == 2
    with pytest.raises(issuing.BookInUse):
        issuing.open_book(body=cast.city, year=2026, kind=kinds.LETTER, by=cast.standing_officer, now=NOW)


@pytest.mark.django_db
def test_a_document_that_cannot_be_written_gives_its_number_back(cast, monkeypatch):
    def no_font(*args, **options):
        raise CannotSet("Máy chưa có phông chữ.")

    issue(cast)
    with monkeypatch.context() as without:
        without.setattr(issuing, "set_pdf", no_font)
        with pytest.raises(CannotSet):
            issue(cast)
    assert issue(cast).number == "02/SNV-CCHC"
    assert Document.objects.count() == TakenNumber.objects.count() == 2


@pytest.mark.django_db
def test_a_stranger_takes_no_number(cast):
    with pytest.raises(issuing.NotAllowed):
        issue(cast, by=cast.ward_officer)
    with pytest.raises(issuing.NotAllowed):
        issuing.open_book(body=cast.city, year=2026, kind=kinds.PLAN, by=cast.stranger, now=NOW)
    assert not NumberBook.objects.exists()


@pytest.mark.django_db
def test_what_leaves_is_signed_where_a_certificate_is_set_up(cast, client, settings, tmp_path):
    (tmp_path / "so.p12").write_bytes(office().p12)
    (tmp_path / "issuers").mkdir()
    (tmp_path / "issuers" / "ca.pem").write_bytes(office().issuer)
    settings.SIGNING_CERTIFICATE, settings.SIGNING_PASSWORD = str(tmp_path / "so.p12"), PASSWORD.decode()
    settings.TRUSTED_ISSUERS = str(tmp_path / "issuers")
    (tmp_path / "dau.png").write_bytes(drawn_seal())
    settings.SEAL_IMAGE = str(tmp_path / "dau.png")
    entry = issue(cast).document
    (found,) = FileSignature.objects.filter(file=entry.file)
    with path_of(entry.file.sha256).open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_regular_signatures
        left, low, right, high = signature.sig_field["/Rect"]
    assert right - left == high - low == round(36 * 72 / 25.4), "the seal is seen, as large as it is"
    assert (found.signer, found.verdict) == ("Lê Thị Hạnh", "valid")

    client.force_login(cast.ward_officer)
    page = client.get(f"/van-ban/{entry.pk}/").content.decode()
    assert "Chữ ký số" in page and "Lê Thị Hạnh" in page and "Hợp lệ" in page
    other = client.get(f"/van-ban/{entry.pk}/tep/?dang=docx")
    assert b"".join(other.streaming_content).startswith(b"PK")
    assert other["Content-Disposition"].endswith('.docx"')


@pytest.mark.django_db
def test_a_missing_certificate_file_is_said(cast, settings, tmp_path):
    settings.SIGNING_CERTIFICATE = str(tmp_path / "none.p12")
    with pytest.raises(issuing.signing.CannotSign, match="Không đọc được tệp chứng thư số"):
        issue(cast)
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_missing_number_or_an_exchanged_file_is_found(cast):
    entries = [issue(cast).document for _ in range(3)]
    assert list(verify_books()) == []
    TakenNumber.objects.filter(document=entries[1]).delete()
    Document.objects.filter(pk=entries[2].pk).update(file=entries[0].file)
    faults = [(fault.code, fault.place.rpartition(": ")[2]) for fault in verify_books()]
    assert faults == [("number_gap", "2"), ("file_exchanged", "03/SNV-CCHC")]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_every_number_once(cast):
    wrong = []

    def take():
        try:
            for _ in range(3):
                issue(cast)
        except Exception as error:  # noqa: BLE001 - a thread's failure is the test's
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sorted(TakenNumber.objects.values_list("ordinal", flat=True)) == list(range(1, 19))
    assert NumberBook.objects.get().last == 18
    assert len(set(Document.objects.values_list("number", flat=True))) == 18

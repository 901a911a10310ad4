"""A cycle's report as an official document: what it says, its number and signature, its figures made public."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest
from django.utils import timezone

from caicach.bodies.access import standing_of
from caicach.core.evidence import path_of
from caicach.core.models import Event
from caicach.documents import issuing
from caicach.documents.layout.model import Bullet, Heading, Number, Paragraph, RowKind
from caicach.documents.layout.typesetting import CannotSet
from caicach.documents.models import Document
from caicach.documents.tests.certificates import PASSWORD, office
from caicach.measures.models import Figure
from caicach.measures.tests.making import give, indicator, number, send
from caicach.reports import services
from caicach.reports.composing.answers import Value
from caicach.reports.models import IssuedReport, Report
from caicach.reports.printing import document_of
from caicach.reports.selectors import reports_for

from .regime import NOW, QUARTER, TODAY, explained, fill, of, open_quarter, write
from .test_statistics_table import with_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path / "evidence"


@pytest.fixture
def report(cast):
    """The ward's, with two figures; nothing else stands in it that a test does not write."""
    with_table()
    files, share = indicator("T.1", name="Hồ sơ tiếp nhận"), indicator("T.2", name="Tỷ lệ đúng hạn", unit="%", places=1)
    send(cast.administrator, cast.ward, files, 80, period=QUARTER.previous())
    report = of(open_quarter(cast, cast.ward), cast.ward)
    give(cast.ward_officer, cast.ward, files, 100)
    give(cast.ward_officer, cast.ward, share, number("98.53"))
    return report


def signed(cast, report):
    fill(report, by=cast.ward_officer)
    return services.sign_and_send(submission=report, by=cast.ward_head, now=NOW)


def later(minutes=1):
    return NOW + timedelta(minutes=minutes)


def issue(cast, report, by=None, now=None):
    return services.issue_report(submission=report, by=by or cast.ward_head, now=now or later())


def test_a_draft_reads_as_its_paragraphs_with_their_numbers_alive(cast, report):
    write(
        report,
        "tasks",
        "Tiếp nhận [[T.1]] trong kỳ:\n- đúng hạn [[T.2]];\n+ trong đó ở bộ phận một cửa.",
        by=cast.ward_officer,
    )
    document = document_of(of(report.cycle, cast.ward), today=TODAY)
    assert (document.title, document.circulation) == (
        "Kết quả thực hiện công tác cải cách hành chính quý I năm 2026", "Dự thảo",
    )  # fmt: skip
    assert document.addressees == ("Ủy ban nhân dân thành phố Thanh Lam (qua Sở Nội vụ)",)
    at = document.body.index(Heading("2. Tình hình thực hiện nhiệm vụ", 2, key="tasks"))
    assert document.body[at + 1 : at + 4] == (
        Paragraph(("Tiếp nhận ", Number("100 hồ sơ", "T.1"), " trong kỳ:")),
        Bullet(("đúng hạn ", Number("98,5%", "T.2"), ";")),
        Bullet(("trong đó ở bộ phận một cửa.",), level=2),
    )
    headings = [block.text for block in document.body if isinstance(block, Heading)]
    assert headings == [one["title"] for one in report.cycle.outline]


def test_the_table_of_figures_is_an_annex_lying_down(cast, report):
    annex = document_of(of(report.cycle, cast.ward), today=TODAY).annexes[-1]
    (table,) = annex.body
    assert (annex.title, annex.landscape) == ("Biểu số liệu thống kê", True)
    groups = [row.cells for row in table.rows if row.kind is RowKind.GROUP]
    assert groups == [("I", "Hồ sơ"), ("II", "Tỷ lệ")]
    assert table.rows[1].cells == (
        "1", "Hồ sơ tiếp nhận", "hồ sơ", Number("100", "T.1"), Number("80", "T.1~last"), "+20", "–", "",
    )  # fmt: skip


def test_what_is_no_number_is_said_in_words():
    shown = [Value(kind=kind).text for kind in (None, "none_arisen", "not_applicable", "value")]
    assert shown == ["Chưa có số liệu", "Không phát sinh", "Không áp dụng", "Chưa tính được"]
    assert Value(Decimal("1862.5"), "value", 1).text == "1.862,5"


def test_a_merged_report_lists_who_did_not_report_and_counts_nobody_as_zero(cast, report):
    mine = services.begin_merging(cycle=report.cycle, by=cast.standing_officer, now=NOW)
    document = document_of(mine, today=TODAY)
    statistics, missing = document.annexes[-2:]
    assert statistics.body[0].columns[-1].title == "Số cơ quan có số liệu"
    assert statistics.body[0].rows[1].cells[3] == "Chưa có số liệu" and statistics.body[0].rows[1].cells[-1] == "0/1"
    assert missing.body[0].rows[0].cells == ("1", "UBND phường Cầu Mây", "Chưa gửi báo cáo")
    assert document.issuer == "Ủy ban nhân dân thành phố Thanh Lam" and document.addressees == ("Bộ Nội vụ",)
    fill(mine, by=cast.standing_officer)
    explained(mine, by=cast.standing_officer)
    mine = services.sign_and_send(submission=mine, by=cast.home_affairs_head, now=NOW)
    signature = document_of(mine, today=TODAY).signature
    assert (signature.authority, signature.position) == ("TL. CHỦ TỊCH", "GIÁM ĐỐC Sở Nội vụ")
    assert signature.name == cast.home_affairs_head.full_name


def test_a_signed_report_leaves_with_its_number_once(cast, report, settings, tmp_path):
    (tmp_path / "so.p12").write_bytes(office().p12)
    (tmp_path / "issuers").mkdir()
    (tmp_path / "issuers" / "ca.pem").write_bytes(office().issuer)
    settings.SIGNING_CERTIFICATE, settings.SIGNING_PASSWORD = str(tmp_path / "so.p12"), PASSWORD.decode()
    settings.TRUSTED_ISSUERS = str(tmp_path / "issuers")
    with pytest.raises(services.Refused, match="not_signed"):
        issue(cast, report)
    report = signed(cast, report)
    with pytest.raises(services.Refused, match="not_yours"):
        issue(cast, report, by=cast.finance_head)
    first = issue(cast, report)
    assert issue(cast, report, now=later(2)) == first
    entry = first.document
    assert (entry.number, entry.signer) == ("01/BC-UBND", cast.ward_head.full_name)
    assert [one.verdict for one in entry.file.signatures.all()] == ["valid"]
    with pypdfium2.PdfDocument(path_of(entry.file.sha256)) as paper:
        text = paper[0].get_textpage().get_text_bounded()
    assert "Số: 01/BC-UBND" in text and "DỰ THẢO" not in text
    listed = Report.objects.get()
    assert listed.facts["statistics"] == {"T.1": "100.000000", "T.2": "98.530000"}
    assert listed.facts["total"] == listed.facts["overdue"] == 0
    assert reports_for_ward(cast).get().has_pdf
    assert Event.objects.filter(name="report_issued").count() == 1


def reports_for_ward(cast):
    return reports_for(standing_of(cast.ward_head, today=TODAY))


def test_what_was_opened_again_is_issued_anew(cast, report):
    mine = fill(services.begin_merging(cycle=report.cycle, by=cast.standing_officer, now=NOW), by=cast.standing_officer)
    head, officer = cast.home_affairs_head, cast.standing_officer
    mine = services.sign_and_send(submission=explained(mine, by=officer), by=head, now=NOW)
    first = issue(cast, mine, by=officer)
    mine = services.take_back(submission=mine, reason="Sót một đoạn", by=head, now=later(2))
    with pytest.raises(services.Refused, match="not_signed"):
        issue(cast, mine, by=officer, now=later(3))
    mine = services.sign_and_send(submission=mine, by=head, now=later(4))
    second = issue(cast, mine, by=officer, now=later(5))
    assert [one.document.number for one in (first, second)] == ["01/BC-UBND", "02/BC-UBND"]
    assert services.issued_since_signing(mine, second) and not services.issued_since_signing(mine, first)


def test_what_was_issued_stays_to_be_seen_when_the_report_comes_back(cast, report, client):
    first = issue(cast, signed(cast, report))
    services.return_report(submission=report, reason="Sót một mục", by=cast.standing_officer, now=later(2))
    client.force_login(cast.ward_head)
    here = f"/bao-cao/cua-co-quan/{report.pk}/"
    shown = page(client, here).content.decode()
    assert "01/BC-UBND" in shown and "đã ban hành trước khi trả lại" in shown
    left = page(client, f"{here}van-ban/?dang=pdf&ban-hanh={first.pk}")
    assert left["Content-Disposition"].endswith('01-BC-UBND.pdf"') and b"".join(left.streaming_content)[:5] == b"%PDF-"
    page(client, f"{here}van-ban/?dang=pdf&ban-hanh=0", status=404)
    client.force_login(cast.stranger)
    page(client, f"{here}van-ban/?dang=pdf&ban-hanh={first.pk}", status=404)


def test_a_report_that_cannot_be_written_takes_no_number(cast, report, monkeypatch):
    report = signed(cast, report)

    def no_font(*args, **options):
        raise CannotSet("Máy chưa có phông chữ.")

    with monkeypatch.context() as without:
        without.setattr(issuing, "set_pdf", no_font)
        with pytest.raises(services.Refused, match="cannot_be_set"):
            issue(cast, report)
    assert not (Document.objects.exists() or IssuedReport.objects.exists() or Report.objects.exists())
    assert issue(cast, report).document.number == "01/BC-UBND"


def test_published_are_the_figures_that_were_accepted(cast, report):
    report = signed(cast, report)
    publish = lambda by: services.publish_report(submission=report, by=by, now=later(5))  # noqa: E731
    for by, why in ((cast.ward_officer, "not_yours"), (cast.ward_head, "not_issued")):
        with pytest.raises(services.Refused, match=why):
            publish(by)
    issue(cast, report)
    services.accept_report(submission=report, by=cast.standing_officer, now=later(3))
    assert [publish(cast.ward_head), publish(cast.ward_head)] == [2, 0]
    assert set(Figure.objects.filter(year=2026).values_list("state", flat=True)) == {"published"}
    assert IssuedReport.objects.get().published_by == cast.ward_head
    assert Event.objects.filter(name="report_published").count() == 1


# --- pages ------------------------------------------------------------------------------------------------------------


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer


def test_the_pages_from_the_check_to_the_publication(cast, report, client):
    fill(report, by=cast.ward_officer)
    write(report, "tasks", "Giải quyết 87/382 hồ sơ (25,7 %).", by=cast.ward_officer)
    services.reopen(submission=report, reason="Bổ sung số liệu", by=cast.standing_officer, now=timezone.now())
    here = f"/bao-cao/cua-co-quan/{report.pk}/"
    client.force_login(cast.ward_officer)
    assert "87 trên 382 là 22,8 %" in page(client, here).content.decode()
    shown = page(client, f"{here}kiem-tra/")
    (one,) = shown.context["must"]
    empty = client.post(f"{here}kiem-tra/giai-trinh/", {"code": one.finding.code, "reason": " "})
    assert empty.status_code == 422 and "Chưa ghi lý do" in empty.content.decode()
    assert client.post(f"{here}kiem-tra/giai-trinh/", {"code": one.finding.code, "reason": "Đúng"}).status_code == 302
    assert "Đã giải trình" in page(client, f"{here}kiem-tra/").content.decode()
    draft = b"".join(page(client, f"{here}van-ban/").streaming_content)
    assert any("DỰ THẢO" in cell.text for cell in docx.Document(BytesIO(draft)).tables[0]._cells)
    with pypdfium2.PdfDocument(b"".join(page(client, f"{here}van-ban/?dang=pdf").streaming_content)) as paper:
        assert "BÁO CÁO" in paper[0].get_textpage().get_text_bounded()
    assert client.post(f"{here}ban-hanh/").status_code in (403, 422)
    services.sign_and_send(submission=report, by=cast.ward_head, now=timezone.now())
    client.force_login(cast.ward_head)
    assert "Cấp số, ban hành" in page(client, here).content.decode()
    assert client.post(f"{here}cong-bo/").status_code == 422
    assert client.post(f"{here}ban-hanh/").status_code == 302
    assert "01/BC-UBND" in page(client, here).content.decode()
    assert "quý I năm 2026" in page(client, "/bao-cao/").content.decode().lower().replace("quý i ", "quý I ")
    left = page(client, f"{here}van-ban/?dang=pdf")
    assert left["Content-Disposition"].endswith('01-BC-UBND.pdf"') and b"".join(left.streaming_content)[:5] == b"%PDF-"
    assert client.post(f"{here}cong-bo/").status_code == 302
    for who in (cast.stranger, cast.finance_officer):
        client.force_login(who)
        for path in (f"{here}kiem-tra/", f"{here}van-ban/"):
            page(client, path, status=404)

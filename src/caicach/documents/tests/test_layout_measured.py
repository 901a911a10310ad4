"""Both files of every kind, measured on the page against the decree's own numbers (decree_table)."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from caicach.documents.tests import decree_table as decree
from caicach.documents.tests.conftest import ALPHABET, SOURCES
from caicach.documents.tests.printed_page import MM, Printed

CLOSE = 0.35  # millimetres; half a letter's stem and the rounding of twips


@pytest.fixture(scope="session", params=["pdf", pytest.param("docx", marks=pytest.mark.office)])
def printed(request):
    """The samples as our PDF, and as LibreOffice prints our DOCX."""
    folder = request.getfixturevalue("printed_by_us" if request.param == "pdf" else "printed_by_office")
    opened = {name: Printed(folder / f"{name}.pdf") for name in SOURCES}
    yield opened
    for document in opened.values():
        document.close()


KINDS = ("report", "letter", "plan", "submission", "notice", "decision", "minutes")


@pytest.mark.parametrize("kind", KINDS)
def test_paper_and_margins(printed, kind):
    for page in printed[kind].pages:
        standing = page.width < page.height
        assert (page.width, page.height) == pytest.approx(decree.PAPER if standing else decree.PAPER[::-1], abs=CLOSE)
        text = [letter for letter in page.letters if letter.text.strip()]
        below_number = [letter for letter in text if letter.baseline > 20]
        assert min(letter.left for letter in text) >= decree.MARGIN_LEFT[0] - CLOSE
        assert page.width - max(letter.right for letter in text) >= decree.MARGIN_RIGHT[0] - 2 * CLOSE
        assert page.height - max(letter.baseline for letter in text) >= decree.MARGIN_BOTTOM[0]
        first = min(letter.baseline - 0.9 * letter.size / MM for letter in below_number)
        assert decree.MARGIN_TOP[0] - CLOSE <= first <= decree.MARGIN_TOP[1]


@pytest.mark.parametrize("kind", ["report", "decision"])
def test_full_lines_reach_from_margin_to_margin(printed, kind):
    page = printed[kind].page_of("Thực hiện Kế hoạch")
    lines = [line for line in page.lines() if line.text.startswith("đơnvịđãtriểnkhai")]
    assert lines
    for line in lines:
        assert decree.MARGIN_LEFT[0] - CLOSE <= line.left <= decree.MARGIN_LEFT[1]
        assert decree.MARGIN_RIGHT[0] - CLOSE <= page.width - line.right <= decree.MARGIN_RIGHT[1]


ON_PAPER = [
    *((kind, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", decree.NATION) for kind in KINDS),
    *((kind, "Độc lập - Tự do - Hạnh phúc", decree.MOTTO) for kind in KINDS),
    *((kind, "Nơi nhận:", decree.RECIPIENTS) for kind in KINDS),
    *((kind, "- Lưu: VT", decree.RECIPIENT) for kind in KINDS),
    *((kind, "Số: ", decree.NUMBER) for kind in KINDS),
    ("letter", "UBND THÀNH PHỐ AN BÌNH", decree.SUPERIOR),
    ("letter", "SỞ NỘI VỤ", decree.ISSUER),
    ("report", "THÀNH PHỐ AN BÌNH", decree.ISSUER),
    ("report", "An Bình, ngày 05 tháng 02 năm 2026", decree.PLACE_AND_DATE),
    ("plan", "Hòa Bình, ngày 15 tháng 01 năm 2026", decree.PLACE_AND_DATE),
    ("report", "BÁO CÁO", decree.KIND),
    ("plan", "KẾ HOẠCH", decree.KIND),
    ("submission", "TỜ TRÌNH", decree.KIND),
    ("notice", "THÔNG BÁO", decree.KIND),
    ("decision", "QUYẾT ĐỊNH", decree.KIND),
    ("minutes", "BIÊN BẢN", decree.KIND),
    ("report", "Kết quả thực hiện công tác cải cách hành chính", decree.ABSTRACT),
    ("letter", "V/v đôn đốc báo cáo", decree.LETTER_SUBJECT),
    ("report", "Căn cứ Luật", decree.BASIS),
    ("decision", "Căn cứ Luật", decree.BASIS),
    ("report", "Kính gửi:", decree.ADDRESSEE),
    ("submission", "Kính gửi: Ủy ban nhân dân", decree.ADDRESSEE),
    ("letter", "Kính gửi: Các sở", decree.ADDRESSEE),
    ("report", "Thực hiện Kế hoạch", decree.BODY),
    ("report", "I. CÔNG TÁC CHỈ ĐẠO", decree.SECTION_HEAD),
    ("report", "1. Về xây dựng kế hoạch", decree.CLAUSE_HEAD),
    ("report", "a) Ban hành văn bản", decree.POINT),
    ("decision", "Điều 1. Ban hành", decree.ARTICLE),
    ("report", "TM. ỦY BAN NHÂN DÂN", decree.POWER),
    ("report", "PHÓ CHỦ TỊCH", decree.POWER),
    ("report", "Trần Minh Khôi", decree.SIGNER),
    ("minutes", "THƯ KÝ", decree.POWER),
    ("minutes", "Phạm Thu Trang", decree.SIGNER),
    ("report", "Phụ lục I", decree.ANNEX),
    ("report", "DANH MỤC NHIỆM VỤ", decree.ANNEX_TITLE),
    ("report", "(Kèm theo Báo cáo số", decree.ANNEX_REFERENCE),
    ("decision", "(Kèm theo Quyết định số", decree.ANNEX_REFERENCE),
    ("notice", "HỎA TỐC", decree.URGENCY),
    ("submission", "THƯỢNG KHẨN", decree.URGENCY),
    ("notice", "LƯU HÀNH NỘI BỘ", decree.CIRCULATION),
    ("plan", "LTH.(25)", decree.DRAFTER),
]


def test_every_element_has_the_size_and_face_of_the_decree(printed):
    wrong = []
    for kind, text, element in ON_PAPER:
        found = printed[kind].page_of(text).find(text)
        least, most = element.sizes
        if not (least - 0.1 <= found.size <= most + 0.1) or (found.bold, found.italic) != (
            element.bold,
            element.italic,
        ):
            wrong.append((kind, element.name, text, round(found.size, 1), found.bold, found.italic))
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_head_in_two_columns(printed, kind):
    page = printed[kind].pages[0]
    nation = page.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = page.find("Độc lập - Tự do - Hạnh phúc")
    number = page.find("Số:")
    assert nation.middle == pytest.approx(motto.middle, abs=CLOSE)
    assert nation.middle > page.width / 2
    assert nation.baseline * MM + decree.SINGLE_LINE * 13 == pytest.approx(motto.baseline * MM, abs=1.2), "single line"
    rule = page.rule_below(motto)
    assert rule.right - rule.left == pytest.approx(motto.right - motto.left, abs=1)
    line = next(line for line in page.lines() if abs(line.baseline - number.baseline) < 0.1)
    issued = line.text.find("ngày")
    if kind == "minutes":
        assert issued < 0, "minutes say in their text when and where"
    elif SOURCES[kind].issued_on is not None:
        place = [letter for letter in line.letters if letter.left > 100]
        assert (place[0].left + place[-1].right) / 2 == pytest.approx(nation.middle, abs=1.2)


@pytest.mark.parametrize(
    ("kind", "issuer", "number"),
    [
        ("report", "THÀNH PHỐ AN BÌNH", "Số: 05/BC-UBND"),
        ("submission", "SỞ NỘI VỤ", "Số: 34/TTr-SNV"),
        ("decision", "THÀNH PHỐ AN BÌNH", "Số: 07/QĐ-UBND"),
    ],
)
def test_the_number_is_centred_below_the_issuer_and_its_rule(printed, kind, issuer, number):
    page = printed[kind].pages[0]
    name, numbered = page.find(issuer), page.find(number)
    rule = page.rule_below(name)
    share = (rule.right - rule.left) / (name.right - name.left)
    assert decree.RULE_SHARE[0] <= share <= decree.RULE_SHARE[1] + 0.01
    assert (rule.left + rule.right) / 2 == pytest.approx(name.middle, abs=CLOSE)
    assert numbered.middle == pytest.approx(name.middle, abs=CLOSE)
    assert numbered.baseline > rule.bottom


@pytest.mark.parametrize(
    ("kind", "title", "abstract"),
    [
        ("report", "BÁO CÁO", "Kết quả thực hiện công tác cải cách hành chính quý I năm 2026"),
        ("plan", "KẾ HOẠCH", "Cải cách hành chính nhà nước năm 2026 trên địa bàn phường"),
        ("decision", "QUYẾT ĐỊNH", "Ban hành Kế hoạch cải cách hành chính nhà nước giai đoạn 2026 - 2030"),
    ],
)
def test_kind_and_abstract_are_centred_between_the_margins(printed, kind, title, abstract):
    page = printed[kind].pages[0]
    middle = (30 + page.width - 15) / 2
    named, about = page.find(title), page.find(abstract)
    assert (named.middle, about.middle) == pytest.approx((middle, middle), abs=CLOSE)
    rule = page.rule_below(about)
    share = (rule.right - rule.left) / (about.right - about.left)
    assert decree.RULE_SHARE[0] <= share <= decree.RULE_SHARE[1] + 0.01
    assert (rule.left + rule.right) / 2 == pytest.approx(middle, abs=CLOSE)


def test_a_letters_subject_stands_six_points_below_its_number(printed):
    page = printed["letter"].pages[0]
    number, subject = page.find("Số:"), page.find("V/v đôn đốc báo cáo")
    between = (subject.baseline - number.baseline) * MM
    assert between - decree.SINGLE_LINE * subject.size == pytest.approx(decree.LETTER_SUBJECT_GAP, abs=1.5)
    lines = [line for line in page.lines() if line.baseline > number.baseline]
    left = [letter for letter in lines[0].letters if letter.right < 105]
    assert (left[0].left + left[-1].right) / 2 == pytest.approx(30 + 35, abs=1)


def test_first_lines_are_indented_and_paragraphs_stand_apart(printed):
    page = printed["report"].pages[1]
    lines = [line for line in page.lines() if line.baseline > 20]
    starts = [line for line in lines if line.text.startswith("ThựchiệnKếhoạch")]
    assert len(starts) > 2
    for start in starts:
        assert decree.FIRST_LINE[0] <= start.left - decree.MARGIN_LEFT[0] + CLOSE
        assert start.left - decree.MARGIN_LEFT[0] <= decree.FIRST_LINE[1] + CLOSE
        place = lines.index(start)
        pitch = (lines[place + 1].baseline - start.baseline) * MM
        single = decree.SINGLE_LINE * start.size
        assert decree.LINES[0] * single - 0.3 <= pitch <= decree.LINES[1] * single
        if place:
            gap = (start.baseline - lines[place - 1].baseline) * MM - pitch
            assert gap >= decree.PARAGRAPH_GAP - 0.3


def test_pages_are_numbered_in_the_top_margin_and_the_first_is_not(printed):
    first, second = printed["report"].pages[:2]
    assert not [letter for letter in first.letters if letter.baseline < 20]
    (number,) = [letter for letter in second.letters if letter.baseline < 20]
    assert number.text == "2"
    assert (number.left + number.right) / 2 == pytest.approx((30 + second.width - 15) / 2, abs=CLOSE)
    assert decree.PAGE_NUMBER.sizes[0] <= number.size <= decree.PAGE_NUMBER.sizes[1] + 0.1
    assert not re.search("Bold|Italic", number.font)


def numbers_in_the_margin(document):
    return ["".join(letter.text for letter in page.letters if letter.baseline < 20).strip() for page in document.pages]


def test_every_annex_counts_its_own_pages(printed):
    document = printed["report"]
    found = numbers_in_the_margin(document)
    starts = [index for index, page in enumerate(document.pages) if page.find_all("(Kèm theo")]
    assert found[0] == "" and [found[start] for start in starts] == ["", ""]
    for start, end in zip([0, *starts], [*starts, len(found)], strict=True):
        assert found[start:end] == ["", *map(str, range(2, end - start + 1))]


def test_a_plan_that_a_decision_puts_in_force_opens_with_its_own_head(printed):
    document = printed["decision"]
    page = document.pages[1]
    assert page.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").baseline < 30
    assert page.find("KẾ HOẠCH").bold
    assert page.find("(Kèm theo Quyết định số 07/QĐ-UBND").italic
    assert not page.find_all("Số: "), "its number is the decision's"
    assert numbers_in_the_margin(document)[:3] == ["", "", "2"]
    annex = document.pages[-1]
    assert annex.find("Phụ lục").baseline < 30 and annex.width > annex.height


@pytest.mark.parametrize("kind", ["report", "letter", "plan", "submission", "notice", "decision"])
def test_recipients_and_signature_stand_on_one_line(printed, kind):
    page = printed[kind].page_of("Nơi nhận:")
    label = page.find("Nơi nhận:")
    assert label.left == pytest.approx(decree.MARGIN_LEFT[0], abs=CLOSE)
    lines = [line for line in page.lines() if line.right > 120 and line.baseline > label.baseline - 2]
    power = [letter for letter in lines[0].letters if letter.left > 100]
    assert abs(power[0].baseline - label.baseline) < 1.5
    signer = SOURCES[kind].signature.name
    name = page.find(signer)
    assert name.middle == pytest.approx((power[0].left + power[-1].right) / 2, abs=0.6)
    assert name.baseline - power[0].baseline > 25, "there is room for the signature"


def test_minutes_are_signed_side_by_side(printed):
    (page,) = printed["minutes"].pages
    clerk, chair = page.find("THƯ KÝ"), page.find("CHỦ TỌA")
    assert clerk.baseline == pytest.approx(chair.baseline, abs=0.1) and clerk.right < chair.left
    assert page.find("Phạm Thu Trang").middle == pytest.approx(clerk.middle, abs=0.6)
    assert page.find("Lê Thị Hạnh").middle == pytest.approx(chair.middle, abs=0.6)
    assert page.find("Nơi nhận:").baseline > page.find("Phạm Thu Trang").baseline


@pytest.mark.parametrize(("kind", "word"), [("submission", "THƯỢNG KHẨN"), ("notice", "HỎA TỐC"), ("notice", "MẬT")])
def test_stamps_have_the_decrees_frame(printed, kind, word):
    page = printed[kind].pages[0]
    found = page.find(word)
    frame = page.frame_around(found)
    width, height = decree.STAMPS[word]
    assert frame.right - frame.left == pytest.approx(width, abs=0.8)
    assert frame.bottom - frame.top == pytest.approx(height, abs=0.8)
    assert (frame.left + frame.right) / 2 == pytest.approx(found.middle, abs=0.6)
    assert found.baseline > page.find("Số:").baseline, "below the number"


def test_footnotes_stand_at_the_foot_of_their_page(printed):
    (page,) = printed["plan"].pages
    note = page.find("Số liệu tính đến hết ngày 31/12/2025.")
    assert note.baseline > 255
    assert note.size < 14
    mark = next(letter for letter in page.find("doanh nghiệp.1").letters[-1:])
    assert mark.size < 14


def test_every_letter_is_printed_in_one_embedded_family(printed):
    letters = [letter for page in printed["alphabet"].pages for letter in page.letters if letter.text.strip()]
    assert set(ALPHABET.replace(" ", "")) <= {letter.text for letter in letters}
    families = {re.split("[-+,]", letter.font.partition("+")[2] or letter.font)[0] for letter in letters}
    assert families <= {"TimesNewRoman", "TimesNewRomanPSMT", "Tinos", "LiberationSerif"} and len(families) == 1
    assert [page.fonts_not_embedded() for page in printed["alphabet"].pages] == [[]]


@pytest.mark.office
def test_both_files_put_the_same_things_in_the_same_place(printed_by_us, printed_by_office):
    apart = []
    for kind in KINDS:
        ours, theirs = (Printed(folder / f"{kind}.pdf") for folder in (printed_by_us, printed_by_office))
        for text in ("CỘNG HÒA XÃ HỘI", "Độc lập - Tự do", "Số:", "KINH GUI", SOURCES[kind].kind.name.upper()):
            if ours.pages[0].find_all(text):
                one, other = ours.pages[0].find(text), theirs.pages[0].find(text)
                near = 2.5 if kind == "notice" else 1.2  # three frames above: Word's rows round up
                if abs(one.left - other.left) > 0.6 or abs(one.baseline - other.baseline) > near:
                    apart.append((kind, text, one.left - other.left, one.baseline - other.baseline))
        assert len(ours.pages) == len(theirs.pages), kind
        ours.close()
        theirs.close()
    assert apart == []


def test_our_pdf_says_that_it_is_pdf_a_2b_in_vietnamese(printed_by_us):
    data = (printed_by_us / "report.pdf").read_bytes()
    assert b"<pdfaid:part>2</pdfaid:part>" in data and b"<pdfaid:conformance>B</pdfaid:conformance>" in data
    with pypdfium2.PdfDocument(data) as document:
        assert document.get_metadata_value("Title").startswith("Báo cáo: Kết quả thực hiện")
        headings = [entry.get_title() for entry in document.get_toc()]
    assert "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH" in headings


def test_a_row_taller_than_a_page_loses_nothing(printed):
    words = "".join(letter.text for page in printed["tall"].pages for letter in page.letters)
    assert words.count("từ") == 4000


def test_the_signature_never_stands_alone_on_a_page(printed):
    last = printed["ending"].page_of("Nơi nhận:")
    assert last.find_all("Dòng 20./.")

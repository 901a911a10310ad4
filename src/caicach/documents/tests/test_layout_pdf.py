"""The document as a printer sets it: converted by LibreOffice, then measured on the page in points."""

from __future__ import annotations

import re

import pdfplumber
import pytest

from caicach.documents.layout.wording import measured
from caicach.documents.tests.conftest import ALPHABET, SOURCES
from caicach.documents.tests.layout_samples import LONG

pytestmark = pytest.mark.office

MM = 72 / 25.4


@pytest.fixture(scope="session")
def printed(printed_by_office):
    opened = {name: pdfplumber.open(printed_by_office / f"{name}.pdf") for name in SOURCES}
    yield opened
    for document in opened.values():
        document.close()


def lines(page):
    return page.extract_text_lines()


def find(page, start):
    """The letters of the text that begins with `start`, in whatever column it stands."""
    words = page.search(start, regex=False, return_chars=True)
    assert words, f"{start!r} is not on the page"
    return words[0]


def text_before(page, top):
    return page.crop((0, 0, page.width, top)).extract_text().strip()


def test_the_first_page_has_no_number(printed):
    assert text_before(printed["report"].pages[0], 19 * MM) == ""


def test_the_second_page_has_its_number_centred_in_the_top_margin(printed):
    page = printed["report"].pages[1]
    assert text_before(page, 19 * MM) == "2"
    (number,) = [line for line in lines(page) if line["bottom"] < 20 * MM]
    middle_of_text = (30 * MM + page.width - 15 * MM) / 2
    assert (number["x0"] + number["x1"]) / 2 == pytest.approx(middle_of_text, abs=1)
    assert 13 <= number["chars"][0]["size"] <= 14
    assert "Bold" not in number["chars"][0]["fontname"]
    assert "Italic" not in number["chars"][0]["fontname"]


def annex_pages(printed, start):
    pages = printed["report"].pages
    first = next(index for index, page in enumerate(pages) if text_before(page, 30 * MM).startswith(start))
    return pages[first:]


def test_annex_pages_are_numbered_from_one_again(printed):
    first, second, *_ = annex_pages(printed, "Phụ lục I")
    assert text_before(first, 19 * MM) == ""
    assert text_before(second, 19 * MM) == "2"
    (last,) = annex_pages(printed, "Phụ lục II")
    assert text_before(last, 19 * MM) == ""


def test_annexes_lie_or_stand_as_asked(printed):
    wide, upright = annex_pages(printed, "Phụ lục I")[0], annex_pages(printed, "Phụ lục II")[0]
    assert (wide.width / MM, wide.height / MM) == pytest.approx((297, 210), abs=0.3)
    assert (upright.width / MM, upright.height / MM) == pytest.approx((210, 297), abs=0.3)


def test_text_stays_between_the_margins(printed):
    for page in printed["report"].pages:
        left = min(letter["x0"] for letter in page.chars)
        right = max(letter["x1"] for letter in page.chars if letter["text"].strip())
        bottom = max(letter["bottom"] for letter in page.chars)
        assert left >= 30 * MM - 0.5
        assert right <= page.width - 15 * MM + 0.8
        assert bottom <= page.height - 20 * MM + 0.5


def test_body_lines_begin_at_the_left_margin_and_first_lines_are_indented(printed):
    page = printed["report"].pages[0]
    start = find(page, "Thực hiện Kế hoạch cải cách")
    assert start["x0"] == pytest.approx((30 + 12.7) * MM, abs=0.7)
    following = next(line for line in lines(page) if line["top"] > start["top"] + 5)
    assert following["x0"] == pytest.approx(30 * MM, abs=0.7)
    assert following["x1"] == pytest.approx(page.width - 15 * MM, abs=1.2), "the text is justified"


@pytest.mark.parametrize(
    ("text", "size", "face"),
    [
        pytest.param("CỘNG HÒA XÃ HỘI", 12, "Bold", id="quốc hiệu"),
        pytest.param("Độc lập - Tự do", 13, "Bold", id="tiêu ngữ"),
        pytest.param("THÀNH PHỐ AN BÌNH", 12, "Bold", id="issuer"),
        pytest.param("Số: 05/BC-UBND", 13, "", id="number"),
        pytest.param("An Bình, ngày 05 tháng 02", 13, "Italic", id="place and date"),
        pytest.param("BÁO CÁO", 14, "Bold", id="kind"),
        pytest.param("Căn cứ Luật", 14, "Italic", id="legal basis"),
        pytest.param("Thực hiện Kế hoạch", 14, "", id="body"),
    ],
)
def test_sizes_and_faces_on_the_first_page(printed, text, size, face):
    letter = find(printed["report"].pages[0], text)["chars"][0]
    assert letter["size"] == pytest.approx(size, abs=0.1)
    style = letter["fontname"].partition("-")[2].replace("Regular", "")
    assert style == face


def test_number_and_date_stand_on_one_line(printed):
    page = printed["report"].pages[0]
    assert find(page, "Số: 05/BC-UBND")["top"] == pytest.approx(find(page, "An Bình, ngày")["top"], abs=0.5)


def test_the_nation_is_on_one_line_in_the_right_half(printed):
    page = printed["report"].pages[0]
    nation = find(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = find(page, "Độc lập - Tự do - Hạnh phúc")
    assert nation["x0"] > find(page, "ỦY BAN NHÂN DÂN")["x1"] + 10
    assert (nation["x0"] + nation["x1"]) / 2 > page.width / 2
    assert (nation["x0"] + nation["x1"]) / 2 == pytest.approx((motto["x0"] + motto["x1"]) / 2, abs=0.8)


def rule_below(page, found):
    candidates = [line for line in page.lines if 0 <= line["top"] - found["bottom"] < 8 and line["x0"] < found["x1"]]
    matching = [line for line in candidates if line["x1"] > found["x0"]]
    assert matching, f"no rule below {found['text']!r}"
    return matching[0]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        pytest.param("Độc lập - Tự do - Hạnh phúc", 0.98, 1.02, id="the motto's is as long as the words"),
        pytest.param("THÀNH PHỐ AN BÌNH", 1 / 3, 1 / 2, id="the issuer's is a third to a half"),
        pytest.param(
            "Kết quả thực hiện công tác cải cách hành chính quý I năm 2026", 1 / 3, 1 / 2, id="the abstract's"
        ),
    ],
)
def test_rules_are_drawn_centred_below_the_words(printed, text, least, most):
    page = printed["report"].pages[0]
    found = find(page, text)
    rule = rule_below(page, found)
    assert least <= (rule["x1"] - rule["x0"]) / (found["x1"] - found["x0"]) <= most
    assert (rule["x0"] + rule["x1"]) / 2 == pytest.approx((found["x0"] + found["x1"]) / 2, abs=1)


def test_measured_widths_agree_with_the_printed_ones(printed):
    page = printed["report"].pages[0]
    for text, size, bold in (
        ("Độc lập - Tự do - Hạnh phúc", 13, True),
        ("Hội đồng nhân dân thành phố An Bình", 14, False),
    ):
        found = find(page, text)
        assert measured(text, size, bold=bold) == pytest.approx(found["x1"] - found["x0"], abs=1)


def test_every_vietnamese_letter_is_printed_in_one_embedded_family(printed):
    document = printed["alphabet"]
    printed_letters = {letter["text"] for page in document.pages for letter in page.chars}
    assert set(ALPHABET.replace(" ", "")) <= printed_letters
    families = {
        letter["fontname"].partition("+")[2].partition("-")[0] for page in document.pages for letter in page.chars
    }
    assert families <= {"TimesNewRoman", "TimesNewRomanPSMT", "Tinos", "LiberationSerif"}
    assert len(families) == 1
    assert all("+" in letter["fontname"] for page in document.pages for letter in page.chars), "a font is not embedded"


def test_the_table_head_is_repeated_on_every_page_of_the_annex(printed):
    pages = [page for page in printed["report"].pages if page.width > page.height]
    assert len(pages) > 2
    assert all("STT Nhiệm vụ Kinh phí" in page.extract_text() for page in pages)


def test_no_row_is_split_over_two_pages(printed):
    pages = [page for page in printed["report"].pages if page.width > page.height]
    starts = [len(re.findall(r"Nhiệm vụ \d+\.", page.extract_text())) for page in pages]
    ends = [page.extract_text().count(LONG.split()[-1]) for page in pages]
    assert sum(starts) == 40
    assert starts == ends


def test_a_row_taller_than_a_page_loses_nothing(printed):
    text = " ".join(page.extract_text() for page in printed["tall"].pages)
    assert text.split().count("từ") == 4000


def test_numbers_in_tables_end_at_the_right(printed):
    page = next(page for page in printed["report"].pages if page.width > page.height)
    ends = [word["x1"] for word in page.extract_words() if word["text"].endswith(".000") and word["x0"] > 700]
    assert len(ends) > 3
    assert max(ends) - min(ends) < 0.5


def test_nơi_nhận_stands_beside_the_signature(printed):
    page = next(page for page in printed["report"].pages if "Nơi nhận:" in page.extract_text())
    label, power = find(page, "Nơi nhận:"), find(page, "TM. ỦY BAN NHÂN DÂN")
    name = find(page, "Trần Minh Khôi")
    assert label["x0"] == pytest.approx(30 * MM, abs=0.7)
    assert label["chars"][0]["size"] == pytest.approx(12, abs=0.1)
    assert label["chars"][0]["fontname"].endswith("BoldItalic")
    assert find(page, "- Như trên;")["chars"][0]["size"] == pytest.approx(11, abs=0.1)
    assert abs(label["top"] - power["top"]) < 4
    assert (name["x0"] + name["x1"]) / 2 == pytest.approx((power["x0"] + power["x1"]) / 2, abs=1)
    assert name["top"] - find(page, "PHÓ CHỦ TỊCH")["bottom"] > 50, "there is room for the signature"


def test_the_signature_never_stands_alone_on_a_page(printed):
    last = printed["ending"].pages[-1]
    assert len(printed["ending"].pages) == 2
    assert "Dòng 20./." in last.extract_text()
    assert "Nơi nhận:" in last.extract_text()


def test_a_letter_is_one_page_with_its_subject_below_the_number(printed):
    (page,) = printed["letter"].pages
    subject = find(page, "V/v đôn đốc báo cáo")
    number = find(page, "Số:")
    assert subject["top"] - number["bottom"] == pytest.approx(6, abs=4)
    assert subject["chars"][0]["size"] == pytest.approx(12, abs=0.1)
    assert subject["x1"] < page.width / 2

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from caicach.documents.layout import wording
from caicach.documents.layout.model import Annex, Bullet, Column, DataTable, Heading, Number, Paragraph, Recipients, Row
from caicach.documents.tests.layout_samples import BARE, REPORT


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param(5, "Số: 05/BC-UBND", id="padded"),
        pytest.param(310, "Số: 310/BC-UBND", id="as it is"),
        pytest.param(None, "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC-UBND", id="room to write"),
        pytest.param("", "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC-UBND", id="an empty number is none"),
    ],
)
def test_number_line(number, expected):
    assert wording.number_line(replace(REPORT, number=number)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 1, 5), "An Bình, ngày 05 tháng 01 năm 2026", id="day and January padded"),
        pytest.param(date(2026, 2, 28), "An Bình, ngày 28 tháng 02 năm 2026", id="February padded"),
        pytest.param(date(2019, 6, 29), "An Bình, ngày 29 tháng 6 năm 2019", id="June is not"),
        pytest.param(date(2026, 12, 9), "An Bình, ngày 09 tháng 12 năm 2026", id="December"),
    ],
)
def test_place_and_date(day, expected):
    assert wording.place_and_date(replace(REPORT, issued_on=day)) == expected


def test_a_date_that_is_not_known_leaves_room():
    line = wording.place_and_date(replace(REPORT, issued_on=None))
    assert line.split() == ["An", "Bình,", "ngày", "tháng", "năm"]
    assert "ngày\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0tháng" in line


def test_an_annex_names_its_document():
    assert wording.annex_reference(REPORT) == (
        "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân thành phố An Bình)"
    )


def test_annexes_are_numbered_when_there_are_several():
    assert [wording.annex_label(REPORT, annex) for annex in REPORT.annexes] == ["Phụ lục I", "Phụ lục II"]
    single = replace(REPORT, annexes=REPORT.annexes[:1])
    assert wording.annex_label(single, single.annexes[0]) == "Phụ lục"
    assert wording.annex_label(REPORT, Annex("", label="Biểu số 1")) == "Biểu số 1"


def test_twin_annexes_have_numbers_of_their_own():
    twins = replace(REPORT, annexes=(Annex("Bảng"), Annex("Bảng")))
    assert [wording.annex_label(twins, annex) for annex in twins.annexes] == ["Phụ lục I", "Phụ lục II"]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param(("a", "b"), ["a;", "b."], id="marks set"),
        pytest.param(("a;", "b."), ["a;", "b."], id="marks not doubled"),
        pytest.param((" a ,", "", "b"), ["a;", "b."], id="empty ones left out"),
        pytest.param((), [], id="none"),
    ],
)
def test_listed(items, expected):
    assert wording.listed(items) == expected


def test_the_records_office_is_always_kept_a_copy():
    assert wording.recipient_lines(Recipients()) == ["- Lưu: VT."]
    assert wording.recipient_lines(Recipients(("Như trên", "Sở Tài chính;"), ("SNV", "03 bản"))) == [
        "- Như trên;",
        "- Sở Tài chính;",
        "- Lưu: VT, SNV, 03 bản.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Hết.", "Hết./.", id="in place of the full stop"),
        pytest.param("Hết", "Hết./.", id="without a mark"),
        pytest.param("Hết./.", "Hết./.", id="once only"),
        pytest.param(("Đạt ", Number("5%", "k")), "Đạt 5%./.", id="after a number"),
    ],
)
def test_the_last_paragraph_is_closed(text, expected):
    (last,) = wording.with_full_stop((Paragraph(text),))
    assert wording.plain(last.text) == expected


def test_the_closing_mark_follows_a_table_on_its_own_line():
    table = DataTable((Column("a"),), [Row(("1",))])
    assert wording.with_full_stop((table,)) == (table, Paragraph("./."))
    assert wording.with_full_stop((Heading("I. A"),))[-1] == Paragraph("./.")
    assert wording.with_full_stop((Bullet("a;", 2),)) == (Bullet(("a", "./."), 2),)
    assert wording.with_full_stop(()) == ()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(1525653, "1.525.653", id="thousands"),
        pytest.param(Decimal("1234.5"), "1.234,5", id="comma before decimals"),
        pytest.param(0, "0", id="zero is a figure"),
        pytest.param(None, "", id="missing is empty"),
        pytest.param("như cũ", "như cũ", id="words"),
    ],
)
def test_cells(cell, expected):
    assert wording.cell_text(cell) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Sở Nội vụ", ["SỞ NỘI VỤ"], id="short"),
        pytest.param("Ủy ban nhân dân xã Vân Sơn", ["ỦY BAN NHÂN DÂN", "XÃ VÂN SƠN"], id="committee and place"),
        pytest.param("Hội đồng nhân dân thành phố An Bình", ["HỘI ĐỒNG NHÂN DÂN", "THÀNH PHỐ AN BÌNH"], id="council"),
        pytest.param(
            "Ban Quản lý các khu công nghiệp và chế xuất", ["BAN QUẢN LÝ CÁC KHU", "CÔNG NGHIỆP VÀ CHẾ XUẤT"], id="even"
        ),
        pytest.param("", [], id="none"),
    ],
)
def test_issuer_lines(name, expected):
    assert wording.issuer_lines(name, 12, 193) == expected


def test_a_word_wider_than_the_line_stands_alone():
    assert wording.balanced_lines("a " + "W" * 60 + " b", 12, 100) == ["a", "W" * 60, "b"]


def test_decomposed_letters_are_as_wide_as_composed_ones():
    composed = "Ủy ban nơi ở"
    decomposed = unicodedata.normalize("NFD", composed)
    assert decomposed != composed
    assert wording.measured(composed, 12) == wording.measured(decomposed, 12)
    assert wording.upper(decomposed) == "ỦY BAN NƠI Ở"


def test_a_document_with_nothing_in_it_still_has_its_lines():
    assert wording.number_line(BARE).startswith("Số:")
    assert wording.place_and_date(BARE).startswith("……………, ngày")

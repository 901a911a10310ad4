"""The produced file, opened again and held to a table written from the decree (Phụ lục I, Mục I, II and V)."""

import io
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from caicach.documents.layout.model import (
    Align,
    Article,
    Column,
    DataTable,
    Division,
    Enacting,
    Heading,
    Paragraph,
    Row,
    RowKind,
)
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.wording import measured
from caicach.documents.tests.layout_samples import BARE, LETTER, LONG, REPORT, TABLE, written

CENTER, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT

# element (a text it starts with), smallest and largest size, bold, italic, alignment
DECREE = [
    pytest.param("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 13, True, False, CENTER, id="quốc hiệu"),
    pytest.param("Độc lập - Tự do - Hạnh phúc", 13, 14, True, False, CENTER, id="tiêu ngữ"),
    pytest.param("ỦY BAN NHÂN DÂN", 12, 13, True, False, CENTER, id="tên cơ quan ban hành"),
    pytest.param("Số: 05/BC-UBND", 13, 13, False, False, CENTER, id="số, ký hiệu"),
    pytest.param("An Bình, ngày 05 tháng 02 năm 2026", 13, 14, False, True, CENTER, id="địa danh, thời gian"),
    pytest.param("BÁO CÁO", 13, 14, True, False, CENTER, id="tên loại"),
    pytest.param("Kết quả thực hiện", 13, 14, True, False, CENTER, id="trích yếu"),
    pytest.param("Kính gửi:", 13, 14, False, False, LEFT, id="kính gửi"),
    pytest.param("Căn cứ Luật", 13, 14, False, True, JUSTIFY, id="căn cứ"),
    pytest.param("Thực hiện Kế hoạch", 13, 14, False, False, JUSTIFY, id="nội dung"),
    pytest.param("I. CÔNG TÁC CHỈ ĐẠO", 13, 14, True, False, JUSTIFY, id="mục"),
    pytest.param("1. Về xây dựng", 13, 14, True, False, JUSTIFY, id="khoản có tiêu đề"),
    pytest.param("a) Ban hành", 13, 14, False, False, JUSTIFY, id="điểm"),
    pytest.param("TM. ỦY BAN NHÂN DÂN", 13, 14, True, False, CENTER, id="quyền hạn"),
    pytest.param("PHÓ CHỦ TỊCH", 13, 14, True, False, CENTER, id="chức vụ"),
    pytest.param("Trần Minh Khôi", 13, 14, True, False, CENTER, id="họ tên"),
    pytest.param("Nơi nhận:", 12, 12, True, True, LEFT, id="nơi nhận"),
    pytest.param("- Như trên;", 11, 11, False, False, LEFT, id="danh sách nơi nhận"),
    pytest.param("Phụ lục I", 14, 14, True, False, CENTER, id="phụ lục"),
    pytest.param("DANH MỤC NHIỆM VỤ", 13, 14, True, False, CENTER, id="tên phụ lục"),
    pytest.param("(Kèm theo Báo cáo", 13, 14, False, True, CENTER, id="chỉ dẫn phụ lục"),
]


@pytest.fixture(scope="module")
def report():
    return written(REPORT)


def paragraphs(paper):
    """Every paragraph, those in tables too, in the order of the file."""
    return [WordParagraph(element, paper) for element in paper.element.body.iter(qn("w:p"))]


def first(paper, start):
    return next(paragraph for paragraph in paragraphs(paper) if paragraph.text.startswith(start))


def alignment(paragraph):
    return paragraph.alignment if paragraph.alignment is not None else paragraph.style.paragraph_format.alignment


@pytest.mark.parametrize(("start", "smallest", "largest", "bold", "italic", "aligned"), DECREE)
def test_each_element_looks_as_the_decree_says(report, start, smallest, largest, bold, italic, aligned):
    paragraph = first(report, start)
    font = report.styles[paragraph.style.name].font
    assert smallest <= font.size.pt <= largest
    assert (bool(font.bold), bool(font.italic)) == (bold, italic)
    assert alignment(paragraph) in ({aligned, None} if aligned is LEFT else {aligned})
    assert all(run.font.size is None and run.font.name is None for run in paragraph.runs)


def test_the_page_is_a4_with_the_decrees_margins(report):
    page = report.sections[0]
    assert (page.page_width.mm, page.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert 20 <= round(page.top_margin.mm, 1) <= 25
    assert 20 <= round(page.bottom_margin.mm, 1) <= 25
    assert 30 <= round(page.left_margin.mm, 1) <= 35
    assert 15 <= round(page.right_margin.mm, 1) <= 20


def test_times_new_roman_is_the_only_font(report):
    with zipfile.ZipFile(stream_of(REPORT)) as package:
        styles, body = package.read("word/styles.xml").decode(), package.read("word/document.xml").decode()
    fonts = report.styles.element.find(qn("w:docDefaults")).find(".//" + qn("w:rFonts")).attrib
    assert set(fonts.values()) == {"Times New Roman"}
    assert styles.count("<w:rFonts") == 1
    assert "<w:rFonts" not in body
    assert "asciiTheme" not in styles


def stream_of(document):
    stream = io.BytesIO()
    write_docx(document, stream)
    stream.seek(0)
    return stream


def test_body_paragraphs_are_indented_and_spaced(report):
    look = report.styles[first(report, "Thực hiện Kế hoạch").style.name].paragraph_format
    assert look.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert look.space_before >= Pt(6)
    assert 1 <= look.line_spacing <= 1.5


def test_the_file_says_its_language_title_and_author():
    paper = written(REPORT)
    language = paper.styles.element.find(qn("w:docDefaults")).find(".//" + qn("w:lang"))
    assert language.get(qn("w:val")) == "vi-VN"
    properties = paper.core_properties
    assert properties.author == "Ủy ban nhân dân thành phố An Bình"
    assert properties.title == "Báo cáo: Kết quả thực hiện công tác cải cách hành chính quý I năm 2026"
    assert properties.subject == "05/BC-UBND"
    assert properties.language == "vi-VN"
    assert properties.created is None


def test_the_moment_of_writing_is_an_argument():
    stream = io.BytesIO()
    write_docx(REPORT, stream, written_at=datetime(2026, 2, 5, 8, 30, tzinfo=UTC))
    stream.seek(0)
    assert docx.Document(stream).core_properties.created == datetime(2026, 2, 5, 8, 30, tzinfo=UTC)


def test_it_is_written_to_a_path_too(tmp_path):
    write_docx(REPORT, tmp_path / "báo cáo.docx")
    assert zipfile.is_zipfile(tmp_path / "báo cáo.docx")


def test_headings_are_words_own_so_that_navigation_works(report):
    found = [(p.style.name, p.text) for p in report.paragraphs if p.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"),
        ("Heading 2", "1. Về xây dựng kế hoạch"),
        ("Heading 3", "a) Ban hành văn bản"),
    ]
    assert report.styles["Heading 1"].paragraph_format.keep_with_next is True


# --- rules ------------------------------------------------------------------------------------------------------


def rule_after(paper, start):
    """Length in twips of the rule that follows the paragraph."""
    element = first(paper, start)._p.getnext()
    assert element.find(".//" + qn("w:pBdr")) is not None, f"no rule below {start!r}"
    indent = element.find(".//" + qn("w:ind"))
    cell = next((a for a in element.iterancestors(qn("w:tc"))), None)
    page = paper.sections[0]
    text_width = (page.page_width - page.left_margin - page.right_margin) // 635
    width = int(cell.find(".//" + qn("w:tcW")).get(qn("w:w"))) if cell is not None else text_width
    left, right = int(indent.get(qn("w:left"))), int(indent.get(qn("w:right")))
    assert left == right
    return width - left - right


def test_the_rules_have_the_lengths_of_the_decree(report):
    motto = measured("Độc lập - Tự do - Hạnh phúc", 13, bold=True) * 20
    assert rule_after(report, "Độc lập") == pytest.approx(motto, abs=3)
    issuer = measured("THÀNH PHỐ AN BÌNH", 12, bold=True) * 20
    assert issuer / 3 <= rule_after(report, "THÀNH PHỐ AN BÌNH") <= issuer / 2
    subject = measured(REPORT.title, 14, bold=True) * 20
    assert subject / 3 <= rule_after(report, "Kết quả thực hiện") <= subject / 2


# --- page numbers -----------------------------------------------------------------------------------------------


def test_page_numbers_stand_in_the_top_margin_but_not_on_the_first_page(report):
    section = report.sections[0]
    assert section.different_first_page_header_footer is True
    assert "".join(p.text for p in section.first_page_header.paragraphs) == ""
    (paragraph,) = section.header.paragraphs
    assert "PAGE" in paragraph._p.xml
    style = report.styles[paragraph.style.name]
    assert style.paragraph_format.alignment is CENTER
    assert 13 <= style.font.size.pt <= 14
    assert section.header_distance + Pt(16) < section.top_margin


def test_each_annex_starts_its_own_numbering_and_turns_where_asked(report):
    body, wide, upright = report.sections
    assert body._sectPr.find(qn("w:pgNumType")) is None
    for annex in (wide, upright):
        assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert annex.different_first_page_header_footer is True
        assert annex.header.is_linked_to_previous is True
    assert (wide.page_width.mm, wide.page_height.mm) == pytest.approx((297, 210), abs=0.1)
    assert (upright.page_width.mm, upright.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert wide.left_margin == pytest.approx(Mm(30), abs=700)


# --- tables -----------------------------------------------------------------------------------------------------


def data_tables(paper):
    return [t for t in paper.tables if t._tbl.find(".//" + qn("w:tblHeader")) is not None]


def test_column_widths_are_set_and_fill_the_text_width(report):
    table = data_tables(report)[0]
    widths = [int(col.get(qn("w:w"))) for col in table._tbl.tblGrid]
    section = report.sections[0]
    text_width = (section.page_width - section.left_margin - section.right_margin) / 635
    assert sum(widths) == pytest.approx(text_width, abs=2)
    plain = table.rows[3]._tr
    assert [int(c.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for c in plain.findall(qn("w:tc"))] == widths
    assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"


def test_head_rows_are_repeated_and_rows_are_not_split(report):
    rows = data_tables(report)[0]._tbl.findall(qn("w:tr"))
    heads = [row.find(".//" + qn("w:tblHeader")) is not None for row in rows]
    assert heads == [True, True, False, False, False, False]
    assert all(row.find(".//" + qn("w:cantSplit")) is not None for row in rows)


def test_numbers_are_vietnamese_and_to_the_right(report):
    table = data_tables(report)[0]
    assert [cell.text for cell in table.rows[3].cells] == ["1", "Cải cách thể chế", "1.525.653", "27", "0"]
    assert [cell.text for cell in table.rows[4].cells] == ["2", "Cải cách tài chính công", "12", "", "3"]
    assert table.rows[3].cells[2].paragraphs[0].alignment is WD_ALIGN_PARAGRAPH.RIGHT
    assert table.rows[3].cells[0].paragraphs[0].alignment is CENTER


def test_a_common_head_spans_its_columns(report):
    table = data_tables(report)[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "STT", "Lĩnh vực", "Tổng số", "Đã hoàn thành", "Đã hoàn thành",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[1].cells] == ["STT", "Lĩnh vực", "Tổng số", "Đúng hạn", "Chậm hạn"]


def test_group_rows_span_and_total_rows_are_bold(report):
    table = data_tables(report)[0]
    assert {cell.text for cell in table.rows[2].cells[1:]} == {"Cấp thành phố"}
    assert all(run.bold for cell in table.rows[-1].cells for run in cell.paragraphs[0].runs)
    assert not any(run.bold for run in table.rows[3].cells[1].paragraphs[0].runs)


def test_a_table_of_one_column_takes_groups():
    table = DataTable((Column("Tên"),), [Row(("I", "Nhóm"), RowKind.GROUP), Row(("a",))])
    (found,) = data_tables(written(replace(REPORT, body=(table,), annexes=())))
    assert [row.cells[0].text for row in found.rows] == ["Tên", "I Nhóm", "a"]


def test_a_table_without_rows_keeps_its_head():
    (found,) = data_tables(written(replace(REPORT, body=(DataTable(TABLE.columns, []),), annexes=())))
    assert len(found.rows) == 2


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        pytest.param((), [], id="no columns"),
        pytest.param((Column("a"),), [Row(("1", "2"))], id="a cell too many"),
        pytest.param((Column("a"), Column("b"), Column("c")), [Row(("I", "x", ""), RowKind.GROUP)], id="a wide group"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(columns, rows):
    with pytest.raises(ValueError, match=r"column|cells"):
        DataTable(columns, rows)


def test_two_thousand_rows_are_written_in_under_three_seconds():
    columns = tuple(Column(f"Cột {number}", align=Align.LEFT) for number in range(7))
    rows = [Row((str(number), LONG, "Sở Nội vụ", "Sở Tài chính", "Quý IV", "Quá hạn", "")) for number in range(2000)]
    document = replace(REPORT, annexes=(replace(REPORT.annexes[0], body=(DataTable(columns, rows),)),))
    started = time.perf_counter()
    write_docx(document, io.BytesIO())
    assert time.perf_counter() - started < 3


# --- the rest of the document -----------------------------------------------------------------------------------


def test_the_list_of_recipients_ends_with_the_records_office(report):
    lines = [p.text for p in paragraphs(report) if p.style.name == "Danh sách nơi nhận"]
    assert lines == ["- Như trên;", "- Thường trực Thành ủy;", "- Các sở, ban, ngành;", "- Lưu: VT, SNV."]


def test_the_signature_goes_with_the_end_of_the_text(report):
    last = first(report, "Trên đây là báo cáo")
    assert last.text.endswith("An Bình./.")
    assert last._p.pPr.find(qn("w:keepNext")) is not None
    signature = next(t for t in report.tables if "Nơi nhận:" in t.rows[0].cells[0].text)
    assert signature.rows[0].cells[1].text.split("\n") == [
        "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Minh Khôi",
    ]  # fmt: skip
    assert signature._tbl.find(".//" + qn("w:cantSplit")) is not None


def test_several_addressees_stand_below_the_colon(report):
    lines = [p for p in paragraphs(report) if p.style.name == "Kính gửi"]
    assert [p.text for p in lines] == ["Kính gửi:", "- Bộ Nội vụ;", "- Hội đồng nhân dân thành phố An Bình."]
    assert lines[1].paragraph_format.left_indent == lines[2].paragraph_format.left_indent
    assert lines[1].paragraph_format.left_indent > lines[0].paragraph_format.left_indent


def test_bases_end_with_semicolons_and_a_full_stop(report):
    ends = [p.text[-1] for p in paragraphs(report) if p.style.name == "Căn cứ ban hành"]
    assert ends == [";", "."]


def test_a_letter_says_its_subject_below_its_number():
    paper = written(LETTER)
    number, *subject = paper.tables[0].rows[1].cells[0].paragraphs
    assert number.text == "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/SNV-CCHC"
    assert " ".join(p.text for p in subject) == f"V/v {LETTER.title}"
    style = paper.styles[subject[0].style.name]
    assert (style.font.size.pt, style.font.bold, style.paragraph_format.space_before) == (12, False, Pt(6))
    texts = [p.text for p in paragraphs(paper)]
    assert "CÔNG VĂN" not in texts
    assert "Kính gửi: Các sở, ban, ngành thành phố" in texts
    assert [p.text for p in paper.tables[0].rows[0].cells[0].paragraphs][:2] == ["UBND THÀNH PHỐ AN BÌNH", "SỞ NỘI VỤ"]


def test_decisions_have_articles_chapters_and_their_opening_words():
    body = (Enacting("Quyết định:"), Division("Chương I", "Quy định chung"), Article("1", "Phạm vi"), Paragraph("A"))
    paper = written(replace(REPORT, authority_line="Chủ tịch UBND", body=body, annexes=()))
    texts = [p.text for p in paper.paragraphs if p.text]
    assert texts[-5:] == [
        "QUYẾT ĐỊNH:", "Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi", "A./.",
    ]  # fmt: skip
    assert "CHỦ TỊCH UBND" in texts


def test_an_empty_document_is_still_one():
    paper = written(BARE)
    texts = [p.text for p in paragraphs(paper)]
    assert "BÁO CÁO" in texts
    assert any(text.startswith("Số:") for text in texts)
    assert "- Lưu: VT." in texts


def test_letters_that_xml_forbids_do_not_break_the_file():
    paper = written(replace(REPORT, body=(Paragraph("a\x00\x0b<&>\ud800b\nc\td"),), annexes=()))
    assert first(paper, "a<").text == "a<&>b\nc\td./."


@pytest.mark.parametrize("level", [0, 4])
def test_a_heading_of_another_level_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        Heading("x", level)


def test_every_style_that_is_used_is_defined(report):
    defined = {style.style_id for style in report.styles}
    used = {element.get(qn("w:val")) for element in report.element.body.iter(qn("w:pStyle"))}
    assert used <= defined
    assert used


# ECMA-376 Part 1, 17: Word refuses a file whose properties stand in another order.
SCHEMA_ORDER = {
    "pPr": ("pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind jc outlineLvl rPr"
            " sectPr"),
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs lang",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat rsid pPr rPr tblPr",
}  # fmt: skip


@pytest.mark.parametrize("document", [pytest.param(REPORT, id="report"), pytest.param(LETTER, id="letter")])
@pytest.mark.parametrize("name", SCHEMA_ORDER)
def test_properties_stand_in_the_order_of_the_schema(document, name):
    paper = written(document)
    order = SCHEMA_ORDER[name].split()
    found = [element for root in (paper.element, paper.styles.element) for element in root.iter(qn(f"w:{name}"))]
    assert found
    for element in found:
        names = [child.tag.rpartition("}")[2] for child in element]
        assert names == sorted(names, key=order.index), names


def test_every_cell_ends_with_a_paragraph_and_so_does_the_document():
    body = written(REPORT).element.body
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))
    assert [child.tag for child in body][-2:] == [qn("w:p"), qn("w:sectPr")]

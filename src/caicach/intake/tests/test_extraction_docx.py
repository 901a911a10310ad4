"""DOCX: the text a person sees in Word, in order, with the numbering that Word draws."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from caicach.intake.extraction import extract
from caicach.intake.extraction.docx_numbering import formatted
from caicach.intake.source import Line, Table
from caicach.intake.tests.issued_plan import BODY, GROUP_ROW, HEAD_ROW, TASKS, write_issued_plan
from caicach.intake.tests.rendering import to_docx

W = nsdecls("w")


def blocks(document: Document, tmp_path: Path) -> list[Line | Table]:
    path = tmp_path / "van-ban.docx"
    document.save(str(path))
    return list(extract(path).blocks)


def texts(document: Document, tmp_path: Path) -> list[str]:
    return [block.text for block in blocks(document, tmp_path) if isinstance(block, Line)]


def append_xml(document: Document, xml: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def numbered(document: Document, levels: list[tuple[str, str]], uses: list[tuple[int, str]]) -> None:
    """A list of these levels (form, text), and one paragraph for each use (level, words)."""
    root = document.part.numbering_part.element
    drawn = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for index, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="900">{drawn}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="900"><w:abstractNumId w:val="900"/></w:num>'))
    for level, words in uses:
        paragraph = document.add_paragraph(words)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="900"/></w:numPr>')
        )


def test_numbering_of_several_levels_is_drawn(tmp_path):
    document = docx.Document()
    levels = [
        ("upperRoman", "%1."),
        ("decimal", "%2."),
        ("decimal", "%2.%3."),
        ("lowerLetter", "%4)"),
        ("bullet", "\uf0b7"),
    ]
    uses = [(0, "A"), (1, "B"), (2, "C"), (2, "D"), (3, "E"), (4, "F"), (1, "G"), (2, "H"), (0, "I"), (1, "J")]
    numbered(document, levels, uses)
    assert texts(document, tmp_path) == [
        "I. A", "1. B", "1.1. C", "1.2. D", "a) E", "• F", "2. G", "2.1. H", "II. I", "1. J",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (27, "lowerLetter", "aa"),
        (7, "decimalZero", "07"),
        (15, "vietnameseCounting", "mười lăm"),
        (21, "vietnameseCounting", "hai mươi mốt"),
        (3, "chineseCounting", "3"),
    ],
)
def test_forms_of_numbers(number, form, shown):
    assert formatted(number, form) == shown


def test_a_new_list_may_start_again(tmp_path):
    document = docx.Document()
    numbered(document, [("decimal", "%1.")], [(0, "Một"), (0, "Hai")])
    root = document.part.numbering_part.element
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    root.append(parse_xml(f'<w:num {W} w:numId="901"><w:abstractNumId w:val="900"/>{override}</w:num>'))
    for words in ("Lại một", "Lại hai"):
        paragraph = document.add_paragraph(words)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="901"/></w:numPr>')
        )
    assert texts(document, tmp_path) == ["1. Một", "2. Hai", "1. Lại một", "2. Lại hai"]


def test_numbering_of_a_style(tmp_path):
    document = docx.Document()
    document.add_paragraph("Việc một", style="List Number")
    document.add_paragraph("Việc hai", style="List Number")
    assert texts(document, tmp_path) == ["1. Việc một", "2. Việc hai"]


def test_tracked_changes_show_the_text_as_accepted(tmp_path):
    document = docx.Document()
    append_xml(
        document,
        f'<w:p {W}><w:r><w:t xml:space="preserve">Đạt </w:t></w:r><w:del w:id="1"><w:r><w:delText>80%</w:delText></w:r>'
        '</w:del><w:ins w:id="2"><w:r><w:t>90%</w:t></w:r></w:ins><w:moveFrom w:id="3"><w:r><w:t>bỏ</w:t></w:r>'
        "</w:moveFrom></w:p>",
    )
    assert texts(document, tmp_path) == ["Đạt 90%"]


def test_what_is_not_seen_is_not_read(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.sections[0].footer.paragraphs[0].text = "Chân trang"
    append_xml(
        document,
        f"<w:p {W}><w:r><w:t>Lời văn</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    )
    assert texts(document, tmp_path) == ["Lời văn"]


def test_a_text_box_is_read_once(tmp_path):
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    space = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    append_xml(
        document,
        f'<w:p {W} {space}><w:r><w:t>Ngoài</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert texts(document, tmp_path) == ["Ngoài", "Trong khung"]


def test_soft_breaks_join_a_sentence_and_part_two_names(tmp_path):
    document = docx.Document()
    run = document.add_paragraph().add_run("Về việc ban hành Kế hoạch")
    run.add_break()
    run.add_text("cải cách hành chính năm 2026")
    run = document.add_paragraph().add_run("ỦY BAN NHÂN DÂN")
    run.add_break()
    run.add_text("Độc lập")
    run.add_tab()
    run.add_text("Tự do")
    assert texts(document, tmp_path) == [
        "Về việc ban hành Kế hoạch cải cách hành chính năm 2026",
        "ỦY BAN NHÂN DÂN",
        "Độc lập Tự do",
    ]


def test_pages_follow_breaks_and_are_counted_once(tmp_path):
    document = docx.Document()
    document.add_paragraph("Một")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    append_xml(document, f"<w:p {W}><w:r><w:lastRenderedPageBreak/><w:t>Hai</w:t></w:r></w:p>")
    append_xml(
        document,
        f'<w:p {W}><w:r><w:t xml:space="preserve">vẫn hai, </w:t></w:r>'
        "<w:r><w:lastRenderedPageBreak/><w:t>rồi ba</w:t></w:r></w:p>",
    )
    document.add_paragraph("Ba")
    found = blocks(document, tmp_path)
    assert [(block.text, block.page) for block in found if isinstance(block, Line)] == [
        ("Một", 1), ("Hai", 2), ("vẫn hai, rồi ba", 2), ("Ba", 3),
    ]  # fmt: skip


def test_bold_italic_and_centred_are_told_also_from_styles(tmp_path):
    document = docx.Document()
    document.styles["Title"].font.bold = True
    document.add_paragraph("Tên", style="Title").alignment = 1
    paragraph = document.add_paragraph()
    paragraph.add_run("Điều 1.").bold = True
    paragraph.add_run(" Ban hành")
    document.add_paragraph().add_run("nghiêng").italic = True
    found = blocks(document, tmp_path)
    assert [(line.bold, line.italic, line.centered) for line in found if isinstance(line, Line)] == [
        (True, False, True), (False, False, False), (False, True, False),
    ]  # fmt: skip


def test_merged_and_nested_cells(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts_of_row in zip(table.rows, (("A", "", "B"), ("1", "x", "chung"), ("2", "y", "")), strict=True):
        for cell, text in zip(row.cells, texts_of_row, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "trong một", "trong hai"
    (found,) = blocks(document, tmp_path)
    assert isinstance(found, Table)
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["A", "A", "B"], ["1", "x\ntrong một\ntrong hai", "chung"], ["2", "y", "chung"],
    ]  # fmt: skip
    assert found.rows[1][2] is found.rows[2][2]


def test_a_frame_of_one_cell_is_no_table(tmp_path):
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Kết luận"
    cell.add_paragraph("- Ý một")
    assert texts(document, tmp_path) == ["Kết luận", "- Ý một"]


def test_the_issued_plan(tmp_path):
    source = extract(write_issued_plan(tmp_path / "ke-hoach.docx"))
    head, *rest = source.blocks
    assert isinstance(head, Table)
    assert [[cell.text for cell in row] for row in head.rows] == [
        ["ỦY BAN NHÂN DÂN\nPHƯỜNG AN HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"],
        ["Số: 15/KH-UBND", "An Hòa, ngày 12 tháng 01 năm 2026"],
    ]
    assert [block.text for block in rest if isinstance(block, Line)][2:5] == list(BODY)
    annex = rest[-1]
    assert isinstance(annex, Table) and annex.page == 2
    expected = [list(task) for task in TASKS]
    assert [[cell.text for cell in row] for row in annex.rows] == [list(HEAD_ROW), [GROUP_ROW] * 5, *expected]


def test_strict_open_xml_reads_the_same(tmp_path):
    path = write_issued_plan(tmp_path / "thuong.docx")
    strict = tmp_path / "strict.docx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(strict, "w") as after:
        for entry in before.namelist():
            names = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships)\b")
            after.writestr(entry, names.sub(rb"http://purl.oclc.org/ooxml/\1/\2", before.read(entry)))
    assert extract(strict).blocks == extract(path).blocks


@pytest.mark.parametrize("nonsense", ["", "²", "--1", "x"])
def test_a_number_that_is_none_is_passed_over(tmp_path, nonsense):
    document = docx.Document()
    numbered(document, [("decimal", "%1.")], [(0, "Một")])
    for element in document.part.numbering_part.element.iter(qn("w:start"), qn("w:ilvl")):
        element.set(qn("w:val"), nonsense)
    assert texts(document, tmp_path) in (["1. Một"], ["0. Một"])


def test_real_plans_survive_automatic_numbering(shared, tmp_path):
    for original in [*sorted((shared / "examples").glob("*.txt")), *(shared / "seeds").glob("001*")]:
        before = extract(original)
        path = to_docx(before, tmp_path / f"{original.stem}.docx")
        after = extract(path)
        assert _contents(after.blocks) == _contents(before.blocks)


def _contents(found: tuple[Line | Table, ...]) -> list[object]:
    return [
        block.text if isinstance(block, Line) else [[cell.text for cell in row] for row in block.rows]
        for block in found
    ]

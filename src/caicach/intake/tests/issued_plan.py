"""A fictional plan laid out by hand, for what `to_docx` does not show: indents, merged cells, a landscape annex."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

BODY = (
    "Thực hiện Chương trình cải cách hành chính giai đoạn 2026-2030 của tỉnh Hoa Lam, Ủy ban nhân dân phường An Hòa "
    "ban hành Kế hoạch cải cách hành chính năm 2026 với các nội dung sau đây để các cơ quan, đơn vị và các tổ dân phố "
    "trên địa bàn thống nhất triển khai thực hiện.",
    "Việc thực hiện phải bám sát chỉ đạo của cấp trên, phù hợp với điều kiện của phường và nhu cầu của người dân.",
    "Các bộ phận chủ động phối hợp, không đùn đẩy trách nhiệm, không để hồ sơ quá hạn mà không có thư xin lỗi; kết quả "
    "thực hiện là căn cứ để xếp loại thi đua cuối năm của tập thể và cá nhân phụ trách.",
)
HEAD_ROW = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời hạn")
GROUP_ROW = "I. CẢI CÁCH THỦ TỤC HÀNH CHÍNH"
TASKS = tuple(
    (
        str(number),
        f"Rà soát nhóm thủ tục hành chính số {number} thuộc thẩm quyền giải quyết của phường, đề xuất phương án cắt "
        "giảm thời gian, thành phần hồ sơ và lấy ý kiến của người dân tại các tổ dân phố trước khi trình phê duyệt",
        f"Báo cáo kết quả rà soát nhóm {number}",
        "Văn phòng HĐND và UBND phường",
        f"Tháng {number % 12 + 1}/2026",
    )
    for number in range(1, 17)
)


def write_issued_plan(path: Path) -> Path:
    """Head, title over two lines, indented justified text, signature, and a landscape annex with a table."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Tinos", Pt(14)
    style.paragraph_format.space_after = Pt(0)
    _page_number(section)
    _head(document)
    document.add_paragraph()
    _centered(document, "KẾ HOẠCH", bold=True)
    _centered(document, "Cải cách hành chính năm 2026 trên địa bàn phường An Hòa và phát động phong trào", bold=True)
    document.add_paragraph()
    for text in BODY:
        _body(document, text)
    _body(document, "I. MỤC TIÊU", bold=True)
    _body(document, "1. Mục tiêu chung", bold=True)
    _body(document, "- Nâng cao mức độ hài lòng của người dân đạt từ 90% trở lên;")
    _body(document, "- Giải quyết đúng hạn 98% hồ sơ.")
    _signature(document)
    _annex(document)
    document.save(str(path))
    return path


def _page_number(section: docx.section.Section) -> None:
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def _head(document: Document) -> None:
    table = document.add_table(rows=2, cols=2)
    table.autofit = False
    contents = (
        (("ỦY BAN NHÂN DÂN", "PHƯỜNG AN HÒA"), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")),
        (("Số: 15/KH-UBND",), ("An Hòa, ngày 12 tháng 01 năm 2026",)),
    )
    for row, texts in zip(table.rows, contents, strict=True):
        for cell, lines, width in zip(row.cells, texts, (Cm(6), Cm(10)), strict=True):
            cell.width = width
            for order, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if order == 0 else cell.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                run = paragraph.add_run(line)
                run.bold, run.font.size = len(lines) == 2, Pt(13)


def _centered(document: Document, text: str, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _body(document: Document, text: str, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.add_run(text).bold = bold


def _signature(document: Document) -> None:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width = right.width = Cm(8)
    lines = ("Nơi nhận:", "- Như trên;", "- Thường trực Đảng ủy, HĐND phường, Ủy ban Mặt trận Tổ quốc;", "- Lưu: VT.")
    for order, line in enumerate(lines):
        paragraph = left.paragraphs[0] if order == 0 else left.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size, run.bold, run.italic = Pt(12 if order == 0 else 11), order == 0, order == 0
    for order, line in enumerate(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "", "", "Đỗ Minh Mẫu")):
        paragraph = right.paragraphs[0] if order == 0 else right.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).bold = True


def _annex(document: Document) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    _centered(document, "PHỤ LỤC", bold=True)
    _centered(document, "NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026", bold=True)
    table = document.add_table(rows=len(TASKS) + 2, cols=5)
    table.style = "Table Grid"
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    widths = (Cm(1.2), Cm(10), Cm(5), Cm(5), Cm(3))
    for row, texts in zip(table.rows, (HEAD_ROW, (GROUP_ROW, "", "", "", ""), *TASKS), strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].add_run(text)
    title = table.rows[1]
    title.cells[0].merge(title.cells[4])
    for extra in title.cells[0].paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    # One office leads the first three tasks: a cell merged downwards.
    leader = table.cell(2, 3).merge(table.cell(4, 3))
    for extra in leader.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)

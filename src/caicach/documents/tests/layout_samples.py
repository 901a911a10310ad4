"""Fictional documents that use every element of the layout, and the tools to look at what was written."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
from docx.document import Document

from caicach.documents.layout import kinds, wording
from caicach.documents.layout.model import (
    Align,
    Annex,
    Bullet,
    Column,
    DataTable,
    Heading,
    Note,
    Number,
    OfficialDocument,
    Paragraph,
    Recipients,
    Row,
    RowKind,
    Signature,
)
from caicach.documents.layout.paper import write_docx

LONG = (
    "Thực hiện Kế hoạch cải cách hành chính nhà nước năm 2026, các cơ quan, đơn vị đã triển khai đồng bộ nhiệm vụ, giải"
    " pháp trên cả sáu lĩnh vực, từng bước nâng cao chất lượng phục vụ người dân, doanh nghiệp."
)

TABLE = DataTable(
    columns=(
        Column("STT", 0.7, Align.CENTER),
        Column("Lĩnh vực", 3),
        Column("Tổng số", 1.2, Align.RIGHT),
        Column("Đúng hạn", 1, Align.RIGHT, "Đã hoàn thành"),
        Column("Chậm hạn", 1, Align.RIGHT, "Đã hoàn thành"),
    ),
    rows=[
        Row(("I", "Cấp thành phố"), RowKind.GROUP),
        Row(("1", "Cải cách thể chế", 1525653, 27, 0)),
        Row(("2", "Cải cách tài chính công", 12, None, 3)),
        Row(("", "Tổng cộng", 1525665, 27, 3), RowKind.TOTAL),
    ],
)

REPORT = OfficialDocument(
    kind=kinds.REPORT,
    issuer="Ủy ban nhân dân thành phố An Bình",
    title="Kết quả thực hiện công tác cải cách hành chính quý I năm 2026",
    number=5,
    symbol="BC-UBND",
    place="An Bình",
    issued_on=date(2026, 2, 5),
    addressees=("Bộ Nội vụ", "Hội đồng nhân dân thành phố An Bình"),
    legal_bases=(
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
        "Căn cứ Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ;",
    ),
    body=(
        Paragraph(("Đã hoàn thành ", Number("8.511/9.574", "tasks.done"), " nhiệm vụ.")),
        Heading("I. Công tác chỉ đạo, điều hành", key="steering"),
        Heading("1. Về xây dựng kế hoạch", 2),
        Heading("a) Ban hành văn bản", 3),
        *(Paragraph(LONG) for _ in range(12)),
        Bullet(LONG),
        Bullet(LONG, 2),
        Note("Đơn vị tính: hồ sơ"),
        TABLE,
        Paragraph("Trên đây là báo cáo của UBND thành phố An Bình."),
    ),
    signature=Signature("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch", "Trần Minh Khôi"),
    recipients=Recipients(("Như trên", "Thường trực Thành ủy;", "Các sở, ban, ngành"), ("SNV",)),
)

_LONG_TABLE = DataTable(
    columns=(Column("STT", 0.5, Align.CENTER), Column("Nhiệm vụ", 4), Column("Kinh phí", 1, Align.RIGHT)),
    rows=[Row((str(number), f"Nhiệm vụ {number}. {LONG}", number * 1000)) for number in range(1, 41)],
)

REPORT = replace(
    REPORT,
    annexes=(
        Annex("Danh mục nhiệm vụ", (_LONG_TABLE,), reference=wording.annex_reference(REPORT), landscape=True),
        Annex("Thuyết minh số liệu", (Paragraph(LONG),), reference=wording.annex_reference(REPORT)),
    ),
)

LETTER = OfficialDocument(
    kind=kinds.LETTER,
    superior="UBND thành phố An Bình",
    issuer="Sở Nội vụ",
    title="đôn đốc báo cáo công tác cải cách hành chính quý III năm 2026",
    symbol="SNV-CCHC",
    place="An Bình",
    addressees=("Các sở, ban, ngành thành phố",),
    body=(Paragraph("Sở Nội vụ đề nghị các cơ quan, đơn vị gửi báo cáo đúng hạn."),),
    signature=Signature("", "Giám đốc", "Lê Thị Hạnh"),
    recipients=Recipients(("Như trên",), ("CCHC",)),
)

BARE = OfficialDocument(kind=kinds.REPORT, issuer="", title="")


def written(document: OfficialDocument) -> Document:
    """The document written and opened again."""
    stream = io.BytesIO()
    write_docx(document, stream)
    stream.seek(0)
    return docx.Document(stream)

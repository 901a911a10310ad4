"""Fictional documents that use every element of the layout, and the tools to look at what was written."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
from docx.document import Document

from caicach.documents.layout import kinds, wording
from caicach.documents.layout.model import (
    FLASH,
    SECRET,
    VERY_URGENT,
    Align,
    Annex,
    Article,
    Bullet,
    Column,
    DataTable,
    Enacting,
    Footnote,
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

PLAN = OfficialDocument(
    kind=kinds.PLAN,
    issuer="Ủy ban nhân dân phường Hòa Bình",
    superior="",
    title="Cải cách hành chính nhà nước năm 2026 trên địa bàn phường",
    number=12,
    symbol="KH-UBND",
    place="Hòa Bình",
    issued_on=date(2026, 1, 15),
    body=(
        Heading("I. Mục đích, yêu cầu"),
        Paragraph((LONG, Footnote("Số liệu tính đến hết ngày 31/12/2025."), " Tiếp tục thực hiện.")),
        Bullet(("Chỉ tiêu hài lòng đạt từ 90% trở lên", Footnote("Theo phương pháp đo lường của Bộ Nội vụ."))),
    ),
    signature=Signature("TM. Ủy ban nhân dân", "Chủ tịch", "Vũ Thị Lan"),
    recipients=Recipients(("Các phòng, ban", "Các tổ dân phố"), ("VHXH",), "LTH.(25)"),
)
SUBMISSION = OfficialDocument(
    kind=kinds.SUBMISSION,
    superior="UBND thành phố An Bình",
    issuer="Sở Nội vụ",
    title="Ban hành Kế hoạch kiểm tra cải cách hành chính năm 2026",
    number=34,
    symbol="TTr-SNV",
    place="An Bình",
    issued_on=date(2026, 1, 9),
    addressees=("Ủy ban nhân dân thành phố An Bình",),
    body=(Paragraph(LONG), Paragraph("Kính trình Ủy ban nhân dân thành phố xem xét, quyết định.")),
    signature=Signature("", "Giám đốc", "Lê Thị Hạnh"),
    recipients=Recipients(("Như trên",), ("CCHC",)),
    urgency=VERY_URGENT,
)
NOTICE = OfficialDocument(
    kind=kinds.NOTICE,
    superior="UBND thành phố An Bình",
    issuer="Văn phòng Ủy ban nhân dân",
    title="Kết luận của Chủ tịch Ủy ban nhân dân thành phố tại phiên họp Ban Chỉ đạo cải cách hành chính",
    number=101,
    symbol="TB-VP",
    place="An Bình",
    issued_on=date(2026, 3, 20),
    body=(Paragraph(LONG), Heading("1. Về tiến độ", 2), Paragraph(LONG)),
    signature=Signature("KT. Chánh Văn phòng", "Phó Chánh Văn phòng", "Đặng Quốc Huy"),
    recipients=Recipients(("Thành viên Ban Chỉ đạo",), ("NC",)),
    secrecy=SECRET,
    urgency=FLASH,
    circulation="Lưu hành nội bộ",
)
DECISION = OfficialDocument(
    kind=kinds.DECISION,
    issuer="Ủy ban nhân dân thành phố An Bình",
    title="Ban hành Kế hoạch cải cách hành chính nhà nước giai đoạn 2026 - 2030",
    number=7,
    symbol="QĐ-UBND",
    place="An Bình",
    issued_on=date(2026, 1, 6),
    authority_line="Ủy ban nhân dân thành phố An Bình",
    legal_bases=("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",),
    body=(
        Enacting("Quyết định:"),
        Article("1", "Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính giai đoạn 2026 - 2030."),
        Article("2", "Hiệu lực thi hành"),
        Paragraph("Quyết định này có hiệu lực từ ngày ký."),
    ),
    signature=Signature("TM. Ủy ban nhân dân", "Chủ tịch", "Trần Minh Khôi"),
    recipients=Recipients(("Như Điều 2",), ("SNV",)),
)
DECISION = replace(
    DECISION,
    annexes=(
        Annex(
            "Cải cách hành chính nhà nước giai đoạn 2026 - 2030",
            (Heading("I. Mục tiêu"), *(Paragraph(LONG) for _ in range(14)), Bullet("Đạt 95% hài lòng")),
            reference=wording.annex_reference(DECISION),
            kind=kinds.PLAN,
        ),
        Annex("Danh mục nhiệm vụ", (TABLE,), reference=wording.annex_reference(DECISION), landscape=True),
    ),
)
MINUTES = OfficialDocument(
    kind=kinds.MINUTES,
    superior="UBND thành phố An Bình",
    issuer="Sở Nội vụ",
    title="Họp thẩm định kết quả tự chấm điểm cải cách hành chính",
    number=3,
    symbol="BB-SNV",
    body=(Paragraph("Thời gian bắt đầu: 8 giờ 00 ngày 20 tháng 3 năm 2026."), Paragraph(LONG)),
    secretary=Signature("", "Thư ký", "Phạm Thu Trang"),
    signature=Signature("", "Chủ tọa", "Lê Thị Hạnh"),
    recipients=Recipients(("Thành viên Hội đồng",), ("Hồ sơ",)),
)

BARE = OfficialDocument(kind=kinds.REPORT, issuer="", title="")


def written(document: OfficialDocument) -> Document:
    """The document written and opened again."""
    stream = io.BytesIO()
    write_docx(document, stream)
    stream.seek(0)
    return docx.Document(stream)

"""What the cast's city issues in the journeys: a plan, later changes to it. Deadlines lie near the day of the test."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from caicach.core.dates import format_date
from caicach.documents.layout import kinds
from caicach.documents.layout.model import (
    Annex,
    Block,
    Bullet,
    Column,
    DataTable,
    Heading,
    OfficialDocument,
    Paragraph,
    Recipients,
    Row,
    RowKind,
    Signature,
)
from caicach.documents.layout.paper import write_docx

NUMBER, AMENDING_NUMBER = "61/KH-UBND", "97/KH-UBND"
_CITY = "Ủy ban nhân dân thành phố Thanh Lam"
_HEAD = ("TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành")
_WIDTHS = (0.5, 3.4, 1.8, 1.9, 1.9, 1.5)

OWN_PLANS = "Ban hành kế hoạch cải cách hành chính của cơ quan, địa phương"
REVIEW = "Rà soát, đơn giản hóa thủ tục hành chính lĩnh vực tài chính"
BUDGET = "Hướng dẫn lập dự toán kinh phí cải cách hành chính"
NOTICES = "Niêm yết công khai thủ tục hành chính tại bộ phận một cửa"
LAWS = "Rà soát văn bản quy phạm pháp luật hết hiệu lực của thành phố"
MEETING = "Tổ chức hội nghị tổng kết công tác cải cách hành chính"
FUNDS = "Tham mưu bố trí kinh phí thực hiện Kế hoạch"
SPENDING = "Tổng hợp tình hình sử dụng kinh phí thực hiện Kế hoạch"
COUNTER = "Bố trí quầy hỗ trợ người cao tuổi nộp hồ sơ trực tuyến"


def today() -> date:
    """The day it is where the product runs."""
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def in_days(days: int) -> str:
    return f"Trước ngày {format_date(today() + timedelta(days=days))}"


def plan() -> bytes:
    """The plan as issued, a DOCX: targets, tasks in an annex, responsibilities at the end."""
    year = today().year
    body: tuple[Block, ...] = (
        Paragraph(f"{_CITY} ban hành Kế hoạch cải cách hành chính nhà nước năm {year} như sau:"),
        Heading("I. MỤC TIÊU"),
        Bullet("Nâng cao chất lượng phục vụ người dân, doanh nghiệp."),
        Heading(f"II. CHỈ TIÊU NĂM {year}"),
        Bullet("Mức độ hài lòng của người dân, tổ chức đạt tối thiểu 90%"),
        Bullet("Tối thiểu 95% hồ sơ thủ tục hành chính được giải quyết đúng hạn"),
        Bullet("Số hóa 80% kết quả giải quyết thủ tục hành chính còn hiệu lực"),
        Heading("III. NHIỆM VỤ"),
        Paragraph("Nhiệm vụ, cơ quan chủ trì, cơ quan phối hợp và thời hạn nêu tại Phụ lục kèm theo Kế hoạch này."),
        Heading("IV. TỔ CHỨC THỰC HIỆN"),
        Heading("1. Sở Tài chính", level=2),
        Bullet(f"{FUNDS}; {SPENDING}"),
    )
    rows = [
        ("I", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"),
        ("1", OWN_PLANS, "Kế hoạch", "Các sở, ban, ngành; UBND các xã, phường", "", in_days(30)),
        ("2", MEETING, "Báo cáo tổng kết", "Sở Nội vụ", "", in_days(90)),
        ("II", "CẢI CÁCH THỂ CHẾ"),
        ("3", LAWS, "Quyết định công bố", "Sở Tư pháp", "Văn phòng UBND thành phố", in_days(45)),
        ("III", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"),
        ("4", REVIEW, "Quyết định phê duyệt phương án", "Sở Tài chính", "Sở Tư pháp", in_days(20)),
        (
            *("5", NOTICES, "Bảng niêm yết", "UBND các xã, phường"),
            *("Trung tâm Phục vụ hành chính công thành phố", in_days(25)),
        ),
        ("IV", "CẢI CÁCH TÀI CHÍNH CÔNG"),
        ("6", BUDGET, "Văn bản hướng dẫn", "Sở Tài chính", "Các sở, ban, ngành", in_days(15)),
    ]
    title = f"Cải cách hành chính nhà nước năm {year} của thành phố Thanh Lam"
    return _docx(NUMBER, title, body, rows, annex=f"DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM {year}", issued=10)


def amendment() -> bytes:
    """Changes to the plan: one target higher, one task later, one task new; the others stay."""
    year = today().year
    body: tuple[Block, ...] = (
        Paragraph(f"{_CITY} sửa đổi, bổ sung một số nội dung của Kế hoạch số {NUMBER} như sau:"),
        Heading(f"I. CHỈ TIÊU NĂM {year}"),
        Bullet("Số hóa 90% kết quả giải quyết thủ tục hành chính còn hiệu lực"),
        Heading("II. NHIỆM VỤ"),
        Paragraph("Các nhiệm vụ sửa đổi, bổ sung nêu tại Phụ lục kèm theo."),
    )
    rows = [
        ("II", "CẢI CÁCH THỂ CHẾ"),
        ("3", LAWS, "Quyết định công bố", "Sở Tư pháp", "Văn phòng UBND thành phố", in_days(60)),
        ("III", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"),
        ("7", COUNTER, "Quầy hỗ trợ", "UBND các xã, phường", "", in_days(50)),
    ]
    title = f"Sửa đổi, bổ sung Kế hoạch số {NUMBER} về cải cách hành chính nhà nước năm {year} của thành phố Thanh Lam"
    return _docx(AMENDING_NUMBER, title, body, rows, annex=f"NHIỆM VỤ SỬA ĐỔI, BỔ SUNG NĂM {year}", issued=1)


def _docx(
    number: str, title: str, body: tuple[Block, ...], rows: list[tuple[str, ...]], *, annex: str, issued: int
) -> bytes:
    first, _, symbol = number.partition("/")
    table = DataTable(
        columns=tuple(Column(head, width) for head, width in zip(_HEAD, _WIDTHS, strict=True)),
        rows=[Row(row, RowKind.GROUP if len(row) == 2 else RowKind.PLAIN) for row in rows],
    )
    out = BytesIO()
    write_docx(
        OfficialDocument(
            kind=kinds.kind_of_code("plan"), issuer=_CITY, title=title, number=first, symbol=symbol, place="Thanh Lam",
            issued_on=today() - timedelta(days=issued), body=body,
            signature=Signature("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Võ Khắc Niên"),
            recipients=Recipients(("Các sở, ban, ngành thành phố", "UBND các xã, phường"), ("SNV",)),
            annexes=(Annex(annex, (table,), label="Phụ lục", reference=f"Kèm theo Kế hoạch số {number}"),),
        ),
        out,
    )  # fmt: skip
    return out.getvalue()

"""The decree's measures: the page, and the look of each element (Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục I, II, V).

Where the decree leaves a range, the size of its own printed sample (Mục V) is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Times New Roman"

TWIPS_PER_MM = 1440 / 25.4
TWIPS_PER_POINT = 20


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)


@dataclass(frozen=True)
class Sheet:
    """A page in millimetres."""

    width: float
    height: float
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    header: float = 10

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def text_twips(self) -> int:
        return twips(self.text_width)


PORTRAIT = Sheet(width=210, height=297)
LANDSCAPE = Sheet(width=297, height=210)

# The right-hand column must hold the quốc hiệu on one line.
HEAD_LEFT_MM = 70.0
HEAD_RIGHT_MM = PORTRAIT.text_width - HEAD_LEFT_MM
ENDING_LEFT_MM = 75.0
ENDING_RIGHT_MM = PORTRAIT.text_width - ENDING_LEFT_MM

FIRST_LINE_MM = 12.7
BODY_SIZE = 14.0
TABLE_SIZE = 12.0
TABLE_CELL_MARGIN_MM = 1.2
RULE_SHARE = 0.42
"""Length of the rules under the issuer and the abstract, as a share of the line above (the decree: 1/3 to 1/2)."""

ANNEX_RULE_MM = 40.0
STAMP_HEIGHT_MM = 8.0
STAMP_RED = "E60012"


@dataclass(frozen=True)
class Look:
    """How one element looks: a Word paragraph style. Spacing in points, indents in millimetres, `line` in lines."""

    id: str
    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: str = "center"
    before: float = 0
    after: float = 0
    first_line: float = 0
    line: float = 1.0
    keep_next: bool = False
    outline: int | None = None


LOOKS: tuple[Look, ...] = (
    Look("QuocHieu", "Quốc hiệu", 12, bold=True),
    Look("TieuNgu", "Tiêu ngữ", 13, bold=True),
    Look("CoQuanChuQuan", "Cơ quan chủ quản", 12),
    Look("CoQuanBanHanh", "Cơ quan ban hành", 12, bold=True),
    Look("SoKyHieu", "Số, ký hiệu", 13, before=6),
    Look("DiaDanhNgay", "Địa danh, ngày tháng", 13, italic=True, before=6),
    Look("TrichYeuCongVan", "Trích yếu công văn", 12, before=6),
    Look("TenLoai", "Tên loại văn bản", 14, bold=True, before=18, keep_next=True),
    Look("TrichYeu", "Trích yếu", 14, bold=True, keep_next=True),
    Look("DuongKe", "Đường kẻ", 2),
    Look("KinhGui", "Kính gửi", 14, before=6),
    Look("KinhGuiNhieuNoi", "Kính gửi nhiều nơi", 14, align="left", before=6),
    Look("ThamQuyen", "Thẩm quyền ban hành", 14, bold=True, before=12, after=6, keep_next=True),
    Look("CanCu", "Căn cứ ban hành", 14, italic=True, align="both", before=6, first_line=FIRST_LINE_MM),
    Look("Heading1", "heading 1", 14, bold=True, align="both", before=12, first_line=FIRST_LINE_MM, line=1.1,
         keep_next=True, outline=0),
    Look("Heading2", "heading 2", 14, bold=True, align="both", before=6, first_line=FIRST_LINE_MM, line=1.1,
         keep_next=True, outline=1),
    Look("Heading3", "heading 3", 14, align="both", before=6, first_line=FIRST_LINE_MM, line=1.1, keep_next=True,
         outline=2),
    Look("PhanChuong", "Phần, chương, mục", 14, bold=True, before=12, keep_next=True),
    Look("TieuDeChuong", "Tiêu đề phần, chương, mục", 14, bold=True, after=6, keep_next=True, outline=0),
    Look("Dieu", "Điều", 14, bold=True, align="both", before=6, first_line=FIRST_LINE_MM, line=1.1, keep_next=True,
         outline=1),
    Look("NoiDung", "Nội dung", BODY_SIZE, align="both", before=6, first_line=FIRST_LINE_MM, line=1.1),
    Look("GhiChuBang", "Ghi chú bảng", 13, italic=True, align="right", before=6, after=3, keep_next=True),
    Look("TenBang", "Tên bảng", 13, bold=True, before=6, after=6, keep_next=True),
    Look("DauBang", "Đầu bảng", TABLE_SIZE, bold=True, before=2, after=2),
    Look("OBang", "Ô bảng", TABLE_SIZE, align="left", before=2, after=2),
    Look("NoiNhan", "Nơi nhận", 12, bold=True, italic=True, align="left"),
    Look("DanhSachNoiNhan", "Danh sách nơi nhận", 11, align="left"),
    Look("QuyenHanChucVu", "Quyền hạn, chức vụ", 14, bold=True, keep_next=True),
    Look("HoTen", "Họ tên người ký", 14, bold=True, before=72),
    Look("PhuLuc", "Phụ lục", 14, bold=True, keep_next=True, outline=0),
    Look("TenPhuLuc", "Tên phụ lục", 14, bold=True, keep_next=True),
    Look("ChiDanPhuLuc", "Chỉ dẫn phụ lục", 14, italic=True, keep_next=True),
    Look("Dau", "Dấu khẩn, dấu mật", 13, bold=True),
    Look("ChuThich", "Chú thích cuối trang", 11, align="both"),
    Look("SoTrang", "Số trang", 14),
)  # fmt: skip


_REGULAR = (
    "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 "
    "564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 "
    "722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 "
    "278 500 500 722 500 500 444 480 200 480 541 722 500 722 529 776 542"
)
_BOLD = (
    "250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 "
    "570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 722 1000 "
    "722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 556 444 389 "
    "333 556 500 722 500 500 444 394 220 394 520 722 556 778 554 796 600"
)
_LETTERS = [chr(code) for code in range(32, 127)] + list("ĐđƠơƯư")
WIDTHS = {
    False: dict(zip(_LETTERS, map(int, _REGULAR.split()), strict=True)),
    True: dict(zip(_LETTERS, map(int, _BOLD.split()), strict=True)),
}
"""Advance widths of Times in thousandths of the size. A letter with a mark is as wide as the letter without it,
only ơ and ư are wider; so this short table measures any Vietnamese line without the font at hand."""

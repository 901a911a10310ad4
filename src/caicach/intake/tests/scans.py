"""A short plan of three pages as a scanned PDF, for the tests of what becomes of a scan (`scanning.py` draws the pages
for those of recognition itself)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from caicach.intake.tests.scanning import font_file

DPI = 150
FIRST = """ỦY BAN NHÂN DÂN
THÀNH PHỐ THANH LAM
Số: 45/KH-UBND
Thanh Lam, ngày 15 tháng 01 năm 2026

KẾ HOẠCH
Cải cách hành chính nhà nước năm 2026 của thành phố Thanh Lam

I. MỤC TIÊU
1. Chỉ tiêu cụ thể
- Tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn đạt tối thiểu 95%.
- Tỷ lệ hồ sơ trực tuyến toàn trình đạt tối thiểu 80%.
- Mức độ hài lòng của người dân đạt tối thiểu 90%."""
SECOND = """II. NHIỆM VỤ
1. Cải cách thủ tục hành chính
a) Rà soát, đơn giản hóa thủ tục hành chính thuộc phạm vi quản lý.
- Đơn vị chủ trì: Sở Tài chính.
- Thời gian hoàn thành: trước ngày 30/6/2026.
b) Công bố danh mục thủ tục hành chính được sửa đổi, bổ sung.
- Đơn vị chủ trì: Sở Tư pháp.
- Thời gian hoàn thành: trước ngày 30/9/2026."""
THIRD = """III. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ theo dõi, đôn đốc các cơ quan, đơn vị thực hiện Kế hoạch này.
2. Sở Tài chính bố trí kinh phí thực hiện Kế hoạch theo quy định.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Võ Khắc Niên"""
PAGES = (FIRST, SECOND, THIRD)


def scanned(*pages: str, dpi: int = DPI) -> bytes:
    """A PDF without a text layer: each text drawn on a page of A4."""
    pictures = [_drawn(text.splitlines(), dpi) for text in pages]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return out.getvalue()


def _drawn(lines: Sequence[str], dpi: int) -> Image.Image:
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    page = Image.new("L", (width, height), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(font_file()), round(14 / 72 * dpi))
    x, y, step = round(1.1 * dpi), dpi, round(21 / 72 * dpi)
    for line in lines:
        row = ""
        for word in line.split(" "):
            if row and pen.textlength(f"{row} {word}", font) > width - x - round(0.7 * dpi):
                pen.text((x, y), row, 20, font)
                row, y = word, y + step
            else:
                row = f"{row} {word}".strip()
        pen.text((x, y), row, 20, font)
        y += step + step // 3
    return page

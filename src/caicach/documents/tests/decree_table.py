"""Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục I, II, III and V, as numbers: what a printed document is measured against.

Written from the decree, not from the writers: lengths in millimetres, sizes and gaps in points. A pair is the least and
the most that the decree allows.
"""

from __future__ import annotations

from dataclasses import dataclass

PAPER = (210, 297)
MARGIN_TOP = MARGIN_BOTTOM = (20, 25)
MARGIN_LEFT = (30, 35)
MARGIN_RIGHT = (15, 20)
FIRST_LINE = (10, 12.7)
PARAGRAPH_GAP = 6
LINES = (1.0, 1.5)
SINGLE_LINE = 1.149  # Times New Roman's own line, in sizes
RULE_SHARE = (1 / 3, 1 / 2)
STAMPS = {"KHẨN": (20, 8), "THƯỢNG KHẨN": (40, 8), "HỎA TỐC": (30, 8), "MẬT": (20, 8)}
LETTER_SUBJECT_GAP = 6


@dataclass(frozen=True)
class Element:
    """One row of Mục V: the size it may have, its face."""

    name: str
    sizes: tuple[float, float]
    bold: bool = False
    italic: bool = False


NATION = Element("Quốc hiệu", (12, 13), bold=True)
MOTTO = Element("Tiêu ngữ", (13, 14), bold=True)
SUPERIOR = Element("Tên cơ quan chủ quản", (12, 13))
ISSUER = Element("Tên cơ quan ban hành", (12, 13), bold=True)
NUMBER = Element("Số, ký hiệu", (13, 13))
PLACE_AND_DATE = Element("Địa danh và thời gian", (13, 14), italic=True)
KIND = Element("Tên loại", (13, 14), bold=True)
ABSTRACT = Element("Trích yếu", (13, 14), bold=True)
LETTER_SUBJECT = Element("Trích yếu công văn", (12, 13))
BASIS = Element("Căn cứ", (13, 14), italic=True)
BODY = Element("Nội dung", (13, 14))
SECTION_HEAD = Element("Tiêu đề của mục", (13, 14), bold=True)
CLAUSE_HEAD = Element("Tiêu đề của khoản", (13, 14), bold=True)
POINT = Element("Điểm", (13, 14))
ARTICLE = Element("Điều", (13, 14), bold=True)
POWER = Element("Quyền hạn, chức vụ", (13, 14), bold=True)
SIGNER = Element("Họ tên người ký", (13, 14), bold=True)
ADDRESSEE = Element("Kính gửi", (13, 14))
RECIPIENTS = Element("Từ “Nơi nhận”", (12, 12), bold=True, italic=True)
RECIPIENT = Element("Danh sách nơi nhận", (11, 11))
ANNEX = Element("Từ “Phụ lục”", (14, 14), bold=True)
ANNEX_TITLE = Element("Tiêu đề phụ lục", (13, 14), bold=True)
ANNEX_REFERENCE = Element("Chỉ dẫn kèm theo", (13, 14), italic=True)
URGENCY = Element("Dấu chỉ mức độ khẩn", (13, 14), bold=True)
CIRCULATION = Element("Chỉ dẫn phạm vi lưu hành", (13, 14), bold=True)
DRAFTER = Element("Ký hiệu người soạn thảo", (11, 11))
PAGE_NUMBER = Element("Số trang", (13, 14))

"""Pages drawn as pictures, for the tests of recognition: text with labels, headings and ruled tables, at 200 dpi.

Drawn here and not printed by an office program, so that every letter's place is known and a page takes no time.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image, ImageDraw, ImageFont

from caicach.intake.extraction.ocr.engine import data_folder

DPI = 200
LEFT, RIGHT, TOP = 236, 1496, 190  # margins of 3 and 2 cm on A4


def font_file(style: str = "Regular") -> str | None:
    """A font with the measures of Times and every Vietnamese letter."""
    if not shutil.which("fc-match"):
        return None
    asked = ["fc-match", "-f", "%{family}\t%{file}", f"Tinos:style={style}"]
    family, _, file = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.partition("\t")
    return file if "Tinos" in family or "Times" in family else None


needs_recogniser = pytest.mark.skipif(
    data_folder() is None or font_file() is None, reason="tesseract-ocr-vie or fonts-croscore is not installed"
)


@dataclass
class Sheet:
    """A page being drawn, from the top down."""

    height: int = 1100
    image: Image.Image = field(init=False)
    y: int = TOP

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (1654, self.height), "white")
        self._draw = ImageDraw.Draw(self.image)

    def font(self, size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(font_file("Bold" if bold else "Regular")), round(size * DPI / 72))

    def paragraph(self, text: str, *, label: str = "", size: float = 14, bold: bool = False) -> Sheet:
        """Set in from the margin; a label stands apart from its text as a word processor sets it."""
        font = self.font(size, bold)
        x = LEFT + 79
        if label:
            self._draw.text((x, self.y), label, font=font, fill="black")
            x += 99
        words, line = text.split(), ""
        for word in words:
            longer = f"{line} {word}".strip()
            if line and x + font.getlength(longer) > RIGHT:
                self._line(x, line, font)
                x, line = LEFT, word
            else:
                line = longer
        self._line(x, line, font)
        self.y += 16
        return self

    def centered(self, text: str, *, size: float = 14, bold: bool = True) -> Sheet:
        font = self.font(size, bold)
        self._line(round((LEFT + RIGHT - font.getlength(text)) / 2), text, font)
        self.y += 16
        return self

    def _line(self, x: float, text: str, font: ImageFont.FreeTypeFont) -> None:
        self._draw.text((x, self.y), text, font=font, fill="black")
        self.y += round(font.size * 1.3)

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int], *, size: float = 12) -> Sheet:
        """Ruled, with the widths of its columns in points of the picture."""
        font, edges = self.font(size), [LEFT]
        for width in widths:
            edges.append(edges[-1] + width)
        for row in rows:
            top, deepest = self.y, self.y
            for text, left, right in zip(row, edges, edges[1:], strict=False):
                y, line = top + 8, ""
                for word in text.split():
                    longer = f"{line} {word}".strip()
                    if line and left + 14 + font.getlength(longer) > right - 14:
                        self._draw.text((left + 14, y), line, font=font, fill="black")
                        y, line = y + 42, word
                    else:
                        line = longer
                self._draw.text((left + 14, y), line, font=font, fill="black")
                deepest = max(deepest, y + 50)
            for left, right in pairwise(edges):
                self._draw.rectangle((left, top, right, deepest), outline="black", width=2)
            self.y = deepest
        self.y += 30
        return self

    def saved(self, path: Path) -> Path:
        self.image.save(path, dpi=(DPI, DPI), quality=90)
        return path


def plan_page() -> Sheet:
    return (
        Sheet()
        .centered("KẾ HOẠCH")
        .centered("Cải cách hành chính năm 2027 của phường Suối Mơ")
        .paragraph("MỤC ĐÍCH, YÊU CẦU", label="I.", bold=True)
        .paragraph("Mục đích", label="1.", bold=True)
        .paragraph(
            "Nâng cao chất lượng phục vụ người dân, tổ chức trong giải quyết thủ tục hành chính; tỷ lệ hồ sơ giải "
            "quyết đúng hạn đạt từ 98,5% trở lên, mức độ hài lòng đạt tối thiểu 95% vào ngày 31/12/2027."
        )
        .paragraph("Yêu cầu", label="2.", bold=True)
        .paragraph(
            "Xác định rõ trách nhiệm của từng công chức, bảo đảm tiến độ theo Kế hoạch số 12/KH-UBND.", label="a)"
        )
        .paragraph("CÁC NHIỆM VỤ", label="II.", bold=True)
        .paragraph(
            "Văn phòng UBND phường chủ trì rà soát, công khai toàn bộ quy trình nội bộ trong quý III.", label="-"
        )
    )


SHORT = (
    "THÔNG BÁO Về việc niêm yết thủ tục hành chính 1. Bộ phận Một cửa niêm yết công khai các thủ tục đã được sửa đổi, "
    "bổ sung trước ngày 15/4/2027. 2. Công chức tiếp nhận hướng dẫn người dân nộp hồ sơ qua mạng."
)


def short_page() -> Sheet:
    """A page of few lines, for what needs no more."""
    return (
        Sheet(760)
        .centered("THÔNG BÁO")
        .centered("Về việc niêm yết thủ tục hành chính")
        .paragraph(
            "Bộ phận Một cửa niêm yết công khai các thủ tục đã được sửa đổi, bổ sung trước ngày 15/4/2027.", label="1."
        )
        .paragraph("Công chức tiếp nhận hướng dẫn người dân nộp hồ sơ qua mạng.", label="2.")
    )


def printed_page(*lines: str) -> pdfium.PdfDocument:
    """A PDF of one page whose letters are letters, not a picture of them."""
    document = pdfium.PdfDocument.new()
    page = document.new_page(595, 842)
    data = Path(str(font_file())).read_bytes()
    letters = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    font = pdfium_c.FPDFText_LoadFont(document, letters, len(data), pdfium_c.FPDF_FONT_TRUETYPE, True)
    for number, line in enumerate(lines):
        item = pdfium_c.FPDFPageObj_CreateTextObj(document, font, 14.0)
        signs = f"{line}\0".encode("utf-16-le")
        pdfium_c.FPDFText_SetText(item, (ctypes.c_ushort * (len(signs) // 2)).from_buffer_copy(signs))
        pdfium_c.FPDFPageObj_Transform(item, 1, 0, 0, 1, 85, 760 - 21 * number)
        pdfium_c.FPDFPage_InsertObject(page, item)
    pdfium_c.FPDFPage_GenerateContent(page)
    page.close()
    return document


HEAD = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
WIDTHS = [100, 620, 330, 210]

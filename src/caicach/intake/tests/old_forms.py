"""Old forms of a document, made for tests: by LibreOffice from a DOCX or XLSX, or byte by byte where it makes none."""

from __future__ import annotations

import struct
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from caicach.intake.tests.rendering import SOFFICE


def converted_by_office(files: Iterable[Path], form: str) -> list[Path]:
    """The files in another form beside themselves, all by one start of LibreOffice."""
    assert SOFFICE, "LibreOffice is needed to make old forms"
    paths = list(files)
    folder = paths[0].parent
    profile = (folder / "soffice-profile").resolve().as_uri()
    command = [SOFFICE, "--headless", f"-env:UserInstallation={profile}", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=240)
    return [path.with_suffix(f".{form}") for path in paths]


def office_sample(path: Path) -> Path:
    """A DOCX with what old forms store in their own ways: styles, numbers, old fonts, merged and nested tables."""
    document = docx.Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("KẾ HOẠCH MẪU").bold = True
    document.add_paragraph("Cải cách hành chính", style="Heading 1")
    for text in ("Rà soát thủ tục", "Công khai kết quả"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Gạch đầu dòng", style="List Bullet")
    old = document.add_paragraph()
    _in_font(old, "Uû ban nh©n d©n tØnh quyÕt ®Þnh, t­ ph¸p", ".VnTime")
    _in_font(old, " céng hoµ", ".VnTimeH")
    _in_font(document.add_paragraph(), "Uyû ban nhaân daân quyeát ñònh, tö phaùp", "VNI-Times")
    _in_font(document.add_paragraph(), "Đã là Unicode: “Ủy ban nhân dân”", "Times New Roman")
    hidden = document.add_paragraph("Hiện ").add_run("ẩn")
    hidden.font.hidden = True
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    table.autofit = False
    for row_index, row in enumerate((("TT", "Nhiệm vụ", "Đơn vị"), ("1", "Rà soát", "Sở A"), ("2", "Báo cáo", "Sở A"))):
        for column, text in enumerate(row):
            cell = table.cell(row_index, column)
            cell.width = Cm(5)
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2)).text = "Sở A"
    wide = table.add_row().cells
    for cell in wide:
        cell.width = Cm(5)
    wide[0].merge(wide[1]).text = "Cộng"
    inner = table.cell(1, 1).add_table(1, 2)
    for cell, text in zip(inner.rows[0].cells, ("lồng một", "lồng hai"), strict=True):
        cell.width = Cm(2)
        cell.text = text
    link = '<w:fldSimple {} w:instr="DATE"><w:r><w:t>ngày in</w:t></w:r></w:fldSimple>'.format(nsdecls("w"))
    last = document.add_paragraph("Trường: ")
    last._p.append(parse_xml(link))
    document.save(str(path))
    return path


def _in_font(paragraph, text: str, font: str) -> None:
    run = paragraph.add_run(text)
    run.font.name = font
    for kind in ("w:hAnsi", "w:cs", "w:eastAsia"):
        run._r.rPr.rFonts.set(qn(kind), font)


def sheet_sample(path: Path) -> Path:
    """A workbook with a title, a percentage, a date, merged cells, an old font and a hidden sheet."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Nhiệm vụ")
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "dd/mm/yyyy"})
    old = book.add_format({"font_name": ".VnTime"})
    sheet.merge_range("A1:E1", "DANH MỤC NHIỆM VỤ")
    sheet.write_row(2, 0, ["TT", "Việc", "Tỷ lệ", "Hạn", "Cơ quan"])
    sheet.write_row(3, 0, [1, "Rà soát"])
    sheet.write(3, 2, 0.905, percent)
    sheet.write_datetime(3, 3, date(2026, 3, 25), day)
    sheet.write(3, 4, "Së T­ ph¸p", old)
    sheet.merge_range("B5:B6", "Gộp")
    sheet.write("A5", 3.5)
    sheet.write("A6", 1525653)
    hidden = book.add_worksheet("Ẩn")
    hidden.write(0, 0, "x")
    hidden.hide()
    book.close()
    return path


# ── compound files ───────────────────────────────────────────────────────────────────────────────────────────────

_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file with these streams; "a/b" is the stream b in the storage a.

    There are no short sectors: what is short is filled up with zeros.
    """
    tree: dict = {}
    for name, content in streams.items():
        *folders, last = name.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = content
    entries: list[list] = [["Root Entry", 5, _FREE, _FREE, _FREE, _END, 0]]
    body = bytearray()
    chains: list[list[int]] = []

    def place_all(children: dict, parent: int) -> None:
        previous = None
        for name in sorted(children, key=lambda one: (len(one), one.upper())):
            content = children[name]
            number = len(entries)
            entries.append([name, 1 if isinstance(content, dict) else 2, _FREE, _FREE, _FREE, _END, 0])
            if previous is None:
                entries[parent][4] = number
            else:
                entries[previous][3] = number
            previous = number
            if isinstance(content, dict):
                entries[number][5] = 0
                place_all(content, number)
                continue
            padded = content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\x00")
            entries[number][5], entries[number][6] = len(body) // _SECTOR, max(4096, len(content))
            chains.append(list(range(len(body) // _SECTOR, (len(body) + len(padded)) // _SECTOR)))
            body.extend(padded)

    place_all(tree, 0)
    directory = bytearray()
    for name, kind, left, right, child, start, size in entries:
        raw = name.encode("utf-16-le")[:62]
        directory += raw.ljust(64, b"\x00") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, left, right, child)
        directory += b"\x00" * 36 + struct.pack("<IQ", start, size)
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\x00")
    first = len(body) // _SECTOR
    chains.append(list(range(first, first + len(directory) // _SECTOR)))
    body += directory
    used = len(body) // _SECTOR
    count = 1
    while (used + count) * 4 > count * _SECTOR:
        count += 1
    assert count <= 109
    table = [_FREE] * (count * _SECTOR // 4)
    for chain in chains:
        for here, after in zip(chain, [*chain[1:], _END], strict=True):
            table[here] = after
    for number in range(used, used + count):
        table[number] = _FAT
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    )
    head += struct.pack("<IIIIIIIII", 0, count, first, 0, 4096, _END, 0, _END, 0)
    places = [*range(used, used + count), *[_FREE] * (109 - count)]
    return head + struct.pack("<109I", *places) + bytes(body) + struct.pack(f"<{len(table)}I", *table)


def in_windows_1258(text: str) -> bytes:
    """The text in the code page that keeps its tones as signs after the letters."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        written.append(bare + "".join(part for part in parts if part in tones))
    return "".join(written).encode("cp1258")


def outlook_message(subject: str, text: str, attachments: Mapping[str, bytes], *, unicode: bool = True) -> bytes:
    """A .msg with its letter and attachments."""

    def field(number: str, said: str) -> tuple[str, bytes]:
        return (f"{number}001F", said.encode("utf-16-le")) if unicode else (f"{number}001E", in_windows_1258(said))

    streams = {"__properties_version1.0": b"\x00" * 32}
    for number, said in (("0037", subject), ("1000", text)):
        name, content = field(number, said)
        streams[f"__substg1.0_{name}"] = content
    for index, (file_name, content) in enumerate(attachments.items()):
        folder = f"__attach_version1.0_#{index:08X}"
        name, said = field("3707", file_name)
        streams[f"{folder}/__substg1.0_{name}"] = said
        streams[f"{folder}/__substg1.0_37010102"] = content
    return compound_file(streams)

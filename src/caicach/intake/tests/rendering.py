"""The same content in every form: text into DOCX with real numbering, DOCX and HTML into PDF, rows into XLSX.

For tests; LibreOffice and Chromium do the drawing, so a PDF made here is laid out as an office would lay it out.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from caicach.intake.extraction import extract
from caicach.intake.extraction.docx_numbering import formatted
from caicach.intake.source import Cell, Line, Source, Table

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

_BODY_WIDTH = Cm(16)
_LABEL = re.compile(r"^(?P<label>[IVX]+\.|\d+(?:\.\d+){0,2}\.|[a-z]\)|[-+])\s+(?P<rest>\S.*)$", re.DOTALL)
# name: (multi-level type, levels as (form, text))
_LISTS = {
    "roman": [("upperRoman", "%1.")],
    "decimal": [("decimal", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3.")],
    "letter": [("lowerLetter", "%1)")],
    "dash": [("bullet", "-")],
    "plus": [("bullet", "+")],
}


def as_source(content: Source | str, folder: Path) -> Source:
    """Text as the program reads it; a Source stays itself."""
    if isinstance(content, Source):
        return content
    path = folder / "noi-dung.txt"
    path.write_text(content, encoding="utf-8")
    return extract(path)


def to_docx(content: Source | str, path: Path, *, numbering: bool = True, breaks: bool = True) -> Path:
    """A DOCX laid out as Nghị định 30/2020 asks: A4, 14 pt, page number on top, head and signature in plain tables.

    `numbering`: labels at the start of paragraphs become Word's automatic numbering. `breaks`: a new page of the
    source starts a new page here.
    """
    source = as_source(content, path.parent)
    document = docx.Document()
    _lay_out(document)
    numbers = _AutomaticNumbers(document) if numbering else None
    page = 1
    for block in source.blocks:
        if breaks and block.page > page:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            page = block.page
        if isinstance(block, Line):
            _add_line(document, block, numbers)
        else:
            _add_table(document, block)
    document.save(str(path))
    return path


def _lay_out(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "Tinos", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Tinos")
    style.paragraph_format.space_after = Pt(6)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    header._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def _add_line(document: Document, line: Line, numbers: _AutomaticNumbers | None) -> None:
    paragraph = document.add_paragraph()
    text = numbers.applied(paragraph, line.text) if numbers else line.text
    run = paragraph.add_run(text)
    run.bold, run.italic = line.bold or None, line.italic or None
    letters = [letter for letter in line.text if letter.isalpha()]
    if line.centered or (letters and all(letter.isupper() for letter in letters) and not _LABEL.match(line.text)):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif text == line.text and len(text) > 60:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1)
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


class _AutomaticNumbers:
    """Word's own numbering for the labels it can draw; a label it cannot (đ, a gap) stays text."""

    def __init__(self, document: Document) -> None:
        self._root = document.part.numbering_part.element
        self._next_num = 1 + max((int(num.get(qn("w:numId"))) for num in self._root.findall(qn("w:num"))), default=0)
        self._open: dict[str, tuple[int, list[int]]] = {}  # list name: w:numId, numbers reached per level
        self._abstract: dict[str, int] = {}
        first = 1 + max(
            (int(item.get(qn("w:abstractNumId"))) for item in self._root.findall(qn("w:abstractNum"))), default=0
        )
        for offset, (name, levels) in enumerate(_LISTS.items()):
            self._abstract[name] = first + offset
            drawn = "".join(
                f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
                f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="567"/></w:pPr></w:lvl>'
                for index, (form, text) in enumerate(levels)
            )
            element = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{first + offset}">'
                f'<w:multiLevelType w:val="multilevel"/>{drawn}</w:abstractNum>'
            )
            self._root.insert(len(self._root.findall(qn("w:abstractNum"))), element)

    def applied(self, paragraph: Paragraph, text: str) -> str:
        """Number the paragraph and answer with the text that is left to write."""
        found = _LABEL.match(text)
        place = self._place(found["label"]) if found else None
        if found is None or place is None:
            return text
        name, level = place
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{self._open[name][0]}"/></w:numPr>'
            )
        )
        return found["rest"]

    def _place(self, label: str) -> tuple[str, int] | None:
        if label in ("-", "+"):
            name = "dash" if label == "-" else "plus"
            if name not in self._open:
                self._start(name, [])
            return name, 0
        if label[0].isdigit():
            return self._counted("decimal", [int(part) for part in label.rstrip(".").split(".")])
        if label.endswith(")"):
            return self._counted("letter", [ord(label[0]) - ord("a") + 1])
        number = next((count for count in range(1, 40) if formatted(count, "upperRoman") == label[:-1]), None)
        return self._counted("roman", [number]) if number else None

    def _counted(self, name: str, numbers: list[int]) -> tuple[str, int] | None:
        level = len(numbers) - 1
        reached = self._open[name][1] if name in self._open else []
        expected = reached[level] + 1 if level < len(reached) else 1
        if level and (len(reached) < level or reached[:level] != numbers[:level] or numbers[level] != expected):
            return None
        if level == 0 and (name not in self._open or numbers[0] != expected):
            self._start(name, numbers)
        self._open[name] = (self._open[name][0], numbers)
        return name, level

    def _start(self, name: str, numbers: list[int]) -> None:
        start = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{numbers[0]}"/></w:lvlOverride>' if numbers else ""
        self._root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self._next_num}">'
                f'<w:abstractNumId w:val="{self._abstract[name]}"/>{start}</w:num>'
            )
        )
        self._open[name] = (self._next_num, numbers)
        self._next_num += 1


def _add_table(document: Document, table: Table) -> None:
    """Two columns are a head or a signature and carry no rules; more are a ruled table whose head repeats."""
    width = len(table.rows[0])
    drawn = document.add_table(rows=len(table.rows), cols=width)
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    ruled = width > 2
    if ruled:
        drawn.style = "Table Grid"
        drawn.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    drawn.autofit = False
    shares = _shares(table)
    for row, cells in zip(drawn.rows, table.rows, strict=True):
        for cell, content, share in zip(row.cells, cells, shares, strict=True):
            cell.width = int(_BODY_WIDTH * share)
            for order, text in enumerate(content.text.split("\n")):
                paragraph = cell.paragraphs[0] if order == 0 else cell.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(2)
                paragraph.add_run(text).font.size = Pt(12)
                if not ruled and "\n" not in content.text:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _shares(table: Table) -> list[float]:
    """Column widths by what the columns hold, none under a twelfth; a head or signature in halves."""
    if len(table.rows[0]) == 2:
        return [0.5, 0.5]
    longest = [max(len(row[index].text) for row in table.rows) for index in range(len(table.rows[0]))]
    weights = [min(60.0, max(8.0, length)) for length in longest]
    return [weight / sum(weights) for weight in weights]


def to_pdf(docx_path: Path) -> Path:
    """The PDF that LibreOffice prints, beside the DOCX."""
    assert SOFFICE, "LibreOffice is needed to print a PDF"
    folder = docx_path.parent
    profile = (folder / "soffice-profile").resolve().as_uri()
    command = [SOFFICE, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", folder]
    subprocess.run([*command, docx_path], check=True, capture_output=True, timeout=240)
    return docx_path.with_suffix(".pdf")


def to_html(content: Source | str, path: Path) -> Path:
    """A page for printing, tables ruled from three columns on."""
    source = as_source(content, path.parent)
    parts = [_html_block(block) for block in source.blocks]
    path.write_text(
        '<!doctype html><html lang="vi"><meta charset="utf-8"><style>'
        "@page{size:A4;margin:2cm 2cm 2cm 3cm} body{font:14pt/1.4 Tinos,'Liberation Serif',serif;margin:0}"
        "p{margin:0 0 6pt;text-align:justify;text-indent:1cm} p.c{text-align:center;text-indent:0}"
        "table{border-collapse:collapse;width:100%;font-size:12pt} td{vertical-align:top;padding:2pt 4pt}"
        "td p{text-align:left;text-indent:0;margin:0} .ruled td{border:1px solid #000} tr{break-inside:auto}"
        f"</style><body>{''.join(parts)}</body></html>",
        encoding="utf-8",
    )
    return path


def _html_block(block: Line | Table) -> str:
    if isinstance(block, Table):
        ruled = len(block.rows[0]) > 2
        rows = ["<tr>" + "".join(_html_cell(cell) for cell in row) + "</tr>" for row in block.rows]
        if ruled:
            return f'<table class="ruled"><thead>{rows[0]}</thead><tbody>{"".join(rows[1:])}</tbody></table>'
        return f"<table>{''.join(rows)}</table>"
    text = html.escape(block.text)
    text = f"<b>{text}</b>" if block.bold else text
    text = f"<i>{text}</i>" if block.italic else text
    letters = [letter for letter in block.text if letter.isalpha()]
    centered = letters and all(letter.isupper() for letter in letters) and not _LABEL.match(block.text)
    return f'<p class="c">{text}</p>' if centered else f"<p>{text}</p>"


def _html_cell(cell: Cell) -> str:
    return "<td>" + "".join(f"<p>{html.escape(text)}</p>" for text in cell.text.split("\n")) + "</td>"


def html_to_pdf(html_path: Path) -> Path:
    """The PDF that Chromium prints, beside the page."""
    assert CHROMIUM, "Chromium is needed to print a page"
    target = html_path.with_suffix(".chromium.pdf")
    command = [CHROMIUM, "--headless=new", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
    command.append(f"--user-data-dir={html_path.parent / 'chromium-profile'}")
    if os.geteuid() == 0:
        command.append("--no-sandbox")
    subprocess.run([*command, html_path.resolve().as_uri()], check=True, capture_output=True, timeout=240)
    return target


def to_xlsx(rows: Iterable[Sequence[Any]], path: Path, *, sheet: str = "Nhiệm vụ", merged: Iterable[str] = ()) -> Path:
    """A workbook of one sheet. Dates are written as dates; `merged` names ranges ("A1:E1") to merge."""
    workbook = xlsxwriter.Workbook(str(path))
    worksheet = workbook.add_worksheet(sheet)
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for row_index, row in enumerate(rows):
        for column, content in enumerate(row):
            if isinstance(content, (date, datetime)):
                worksheet.write_datetime(row_index, column, content, day)
            elif content is not None:
                worksheet.write(row_index, column, content)
    for area in merged:
        worksheet.merge_range(area, "")
    workbook.close()
    if merged:
        _restore_merged_texts(path, rows, merged)
    return path


def _restore_merged_texts(path: Path, rows: Iterable[Sequence[Any]], merged: Iterable[str]) -> None:
    import openpyxl

    workbook = openpyxl.load_workbook(path)
    worksheet = workbook.active
    content = list(rows)
    for area in merged:
        first = worksheet[area.split(":")[0]]
        first.value = content[first.row - 1][first.column - 1]
    workbook.save(path)

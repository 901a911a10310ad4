"""A `Source` laid out on paper again: text into DOCX with real numbering, DOCX into PDF.

For measuring and for tests. LibreOffice does the drawing, so a PDF made here looks as an office would have it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from caicach.intake.extraction import extract
from caicach.intake.extraction.docx_numbering import formatted
from caicach.intake.source import Line, Source, Table

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

_BODY_WIDTH = Cm(16)
LABEL = re.compile(r"^(?P<label>[IVX]+\.|\d+(?:\.\d+){0,2}\.|[a-z]\)|[-+])\s+(?P<rest>\S.*)$", re.DOTALL)
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
    if line.centered or (letters and all(letter.isupper() for letter in letters) and not LABEL.match(line.text)):
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
        found = LABEL.match(text)
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
    if SOFFICE is None:
        raise FileNotFoundError("LibreOffice is needed to print a PDF")
    folder = docx_path.parent
    profile = (folder / "soffice-profile").resolve().as_uri()
    command = [SOFFICE, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(docx_path)], check=True, capture_output=True, timeout=240)
    return docx_path.with_suffix(".pdf")

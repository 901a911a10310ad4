"""DOCX: paragraphs and tables in document order, with the numbering that Word would draw."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from caicach.intake.extraction import refusals
from caicach.intake.extraction.archive import OfficeArchive
from caicach.intake.extraction.docx_numbering import Numbering, read_numbering
from caicach.intake.extraction.docx_styles import Style, Styles, W, font_of, read_styles, toggle, value
from caicach.intake.extraction.legacy_fonts import marked
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.paragraphs import clean, goes_on, joined
from caicach.intake.source import Cell, Line, Source, Table

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

# What a person does not see in the text: deleted or moved away, notes, comments, fields' codes, embedded objects.
_DELETED = ("del", "moveFrom", "delText", "delInstrText")
_NOTES = ("footnoteReference", "endnoteReference", "commentReference", "annotationRef")
_PROPERTIES = ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr")
_UNSEEN = {f"{W}{tag}" for tag in (*_DELETED, *_NOTES, *_PROPERTIES, "instrText", "fldData", "object", "ruby")}
_PAGE, _SOFT, _RENDERED = "page", "soft", "rendered"


@dataclass(slots=True)
class _Piece:
    """A stretch of text in one paragraph, or a break (`mark`)."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    mark: str = ""


@dataclass(slots=True)
class _Walk:
    """Where we are in the document."""

    styles: Styles
    numbering: Numbering
    limit: int
    name: str
    page: int = 1
    number: int = 0
    just_broken: bool = True  # nothing stands on this page yet, so a rendered break here is the one just counted
    blank: bool = False
    boxes: list[etree._Element] = field(default_factory=list)

    def next_number(self) -> int:
        self.number += 1
        if self.number > self.limit:
            raise refusals.too_many_lines(self.name, self.limit)
        return self.number

    def break_page(self, mark: str) -> None:
        if mark == _RENDERED and self.just_broken:
            return
        self.page += 1
        self.just_broken = True


def extract_docx(path: Path, *, name: str, limits: Limits) -> Source:
    """A DOCX as lines and tables; page numbers follow the page breaks that Word stored in the file."""
    with OfficeArchive(path, name=name, kind="docx", limits=limits) as archive:
        main = _main_part(archive)
        root = archive.xml(main)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise refusals.damaged(name, "docx")
        folder = posixpath.dirname(main)
        styles = read_styles(archive.xml(f"{folder}/styles.xml"))
        numbering = read_numbering(archive.xml(f"{folder}/numbering.xml"))
    return read_body(body, styles=styles, numbering=numbering, name=name, limits=limits)


def read_body(body: etree._Element, *, styles: Styles, numbering: Numbering, name: str, limits: Limits) -> Source:
    """The w:body of a DOCX, or of an older form retold as one (`wordml`)."""
    walk = _Walk(styles=styles, numbering=numbering, limit=limits.lines, name=name)
    blocks = tuple(_blocks(body, walk))
    if not blocks:
        raise refusals.empty(name)
    if walk.page > limits.pages:
        raise refusals.too_many_pages(name, walk.page, limits.pages)
    return Source(name=name, pages=walk.page, text_source="digital", blocks=blocks)


def _main_part(archive: OfficeArchive) -> str:
    relations = archive.xml("_rels/.rels")
    for relation in relations.iterfind(f"{_RELATIONS}Relationship") if relations is not None else ():
        if relation.get("Type", "").endswith("/officeDocument") and relation.get("TargetMode") != "External":
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _blocks(parent: etree._Element, walk: _Walk) -> Iterator[Line | Table]:
    for element in parent:
        tag = element.tag
        if tag == f"{W}p":
            yield from _paragraph(element, walk)
            while walk.boxes:
                yield from _blocks(walk.boxes.pop(0), walk)
        elif tag == f"{W}tbl":
            yield from _table_blocks(element, walk)
        elif tag == f"{_MC}AlternateContent":
            chosen = _alternative(element)
            if chosen is not None:
                yield from _blocks(chosen, walk)
        elif tag not in _UNSEEN and isinstance(tag, str):
            yield from _blocks(element, walk)  # w:sdt, w:sdtContent, w:customXml, w:ins


def _alternative(element: etree._Element) -> etree._Element | None:
    choice = element.find(f"{_MC}Choice")
    return choice if choice is not None else element.find(f"{_MC}Fallback")


def _paragraph(element: etree._Element, walk: _Walk) -> Iterator[Line]:
    """One paragraph as one line, or as several where soft breaks divide what does not belong together."""
    properties = element.find(f"{W}pPr")
    style_id = value(properties, "pStyle") or walk.styles.default_paragraph
    style = walk.styles.get(style_id)
    breaks_before = toggle(properties, "pageBreakBefore")
    if (style.page_break_before if breaks_before is None else breaks_before) and not walk.just_broken:
        walk.break_page(_PAGE)
    justification = value(properties, "jc")
    centered = justification == "center" if justification else style.centered
    pieces = list(_pieces(element, style, walk))
    label = ""
    if any(piece.text.strip() for piece in pieces):
        label = _label(properties, style, style_id, walk)
    yielded = False
    for line in _lines(pieces, label, centered, walk):
        yielded = True
        yield line
    walk.blank = not yielded
    section = properties.find(f"{W}sectPr") if properties is not None else None
    if section is not None and value(section, "type") in (None, "nextPage", "oddPage", "evenPage"):
        walk.break_page(_PAGE)


def _label(properties: etree._Element | None, style: Style, style_id: str | None, walk: _Walk) -> str:
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    num_id = value(numbering, "numId") or style.num_id
    if not num_id or num_id == "0":
        return ""
    level = value(numbering, "ilvl")
    if level is not None and level.isdecimal():
        return walk.numbering.label(num_id, int(level))
    chosen = style.level if style.level is not None else walk.numbering.level_of_style(num_id, style_id)
    return walk.numbering.label(num_id, chosen)


def _pieces(parent: etree._Element, style: Style, walk: _Walk) -> Iterator[_Piece]:
    for element in parent:
        tag = element.tag
        if tag in _UNSEEN or not isinstance(tag, str):
            continue
        if tag == f"{W}r":
            yield from _run(element, style, walk)
        elif tag == f"{_MC}AlternateContent":
            chosen = _alternative(element)
            if chosen is not None:
                yield from _pieces(chosen, style, walk)
        elif tag == _MATH_TEXT:
            yield _Piece(element.text or "")
        else:
            yield from _pieces(element, style, walk)  # w:hyperlink, w:ins, w:moveTo, w:smartTag, w:sdt, w:fldSimple


def _run(element: etree._Element, style: Style, walk: _Walk) -> Iterator[_Piece]:
    properties = element.find(f"{W}rPr")
    own = walk.styles.get(value(properties, "rStyle"))
    if _first(toggle(properties, "vanish"), own.hidden, style.hidden):
        return
    bold = bool(_first(toggle(properties, "b"), own.bold, style.bold))
    italic = bool(_first(toggle(properties, "i"), own.italic, style.italic))
    font = font_of(properties) or own.font or style.font or walk.styles.default_font
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield _Piece(marked(child.text or "", font), bold, italic)
        elif tag in (f"{W}tab", f"{W}ptab"):
            yield _Piece(" ", bold, italic)
        elif tag == f"{W}noBreakHyphen":
            yield _Piece("-", bold, italic)
        elif tag == f"{W}softHyphen":
            yield _Piece(marked("\u00ad", font), bold, italic)  # in an old font, the place of "ư"
        elif tag == f"{W}br":
            kind = child.get(f"{W}type")
            yield _Piece(mark=_PAGE if kind == "page" else _SOFT)
        elif tag == f"{W}cr":
            yield _Piece(mark=_SOFT)
        elif tag == f"{W}lastRenderedPageBreak":
            yield _Piece(mark=_RENDERED)
        elif tag == f"{W}sym":
            yield _Piece(_symbol(child.get(f"{W}char", "")), bold, italic)
        elif tag in (f"{W}drawing", f"{W}pict", f"{_MC}AlternateContent"):
            chosen = _alternative(child) if tag == f"{_MC}AlternateContent" else child
            if chosen is not None:
                walk.boxes.extend(_outermost_boxes(chosen))


def _symbol(code: str) -> str:
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "-" if "\ue000" <= letter <= "\uf8ff" else letter


def _outermost_boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            chosen = _alternative(child)
            if chosen is not None:
                yield from _outermost_boxes(chosen)
        else:
            yield from _outermost_boxes(child)


def _first(*answers: bool | None) -> bool | None:
    return next((answer for answer in answers if answer is not None), None)


def _lines(pieces: list[_Piece], label: str, centered: bool, walk: _Walk) -> Iterator[Line]:
    """The paragraph's text cut at soft breaks, the parts that go on joined again."""
    done: Line | None = None
    text, bold, italic, page = label, True, True, walk.page
    for piece in [*pieces, _Piece(mark=_SOFT)]:
        if not piece.mark:
            if not text.strip() or text == label:
                page = walk.page
            text += piece.text
            if piece.text.strip():
                walk.just_broken = False
                bold, italic = bold and piece.bold, italic and piece.italic
            continue
        if piece.mark == _RENDERED:
            walk.break_page(_RENDERED)
            continue
        cleaned = clean(text)
        if cleaned and done is not None and goes_on(done.text, cleaned, full=False):
            both_bold, both_italic = done.bold and bold, done.italic and italic
            done = replace(done, text=joined(done.text, cleaned), bold=both_bold, italic=both_italic)
        elif cleaned:
            if done is not None:
                yield done
            done = Line(cleaned, page, walk.next_number(), bold, italic, centered, walk.blank)
            walk.blank = False
        if piece.mark == _PAGE:
            walk.break_page(_PAGE)
        text, bold, italic, page = "", True, True, walk.page
    if done is not None:
        yield done


def _table_blocks(element: etree._Element, walk: _Walk) -> Iterator[Line | Table]:
    rows = [row for row in _rows(element) if not _is_deleted(row)]
    single = all(len(list(_cells(row))) <= 1 for row in rows)
    if single:  # a frame around text, not a table
        for row in rows:
            for cell in _cells(row):
                yield from _blocks(cell, walk)
        return
    table = _table(rows, walk)
    walk.blank = False
    if table is not None:
        yield table


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag not in _UNSEEN and isinstance(child.tag, str):
            yield from _cells(child)


def _is_deleted(row: etree._Element) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and properties.find(f"{W}del") is not None


def _table(rows: list[etree._Element], walk: _Walk) -> Table | None:
    grid: list[list[Cell]] = []
    for row in rows:
        line: list[Cell] = []
        start, furthest = walk.page, walk.page
        skipped = value(row.find(f"{W}trPr"), "gridBefore")
        number = walk.next_number()
        line += [Cell("", start, number)] * _span(skipped, default=0)
        for order, cell in enumerate(_cells(row)):
            # Cells stand side by side: each of a row that runs over the page end stores the same page break.
            walk.page = start
            properties = cell.find(f"{W}tcPr")
            content = _cell(cell, walk, number if order == 0 else None)
            furthest = max(furthest, walk.page)
            merged = properties.find(f"{W}vMerge") if properties is not None else None
            if merged is not None and merged.get(f"{W}val") != "restart" and grid and len(line) < len(grid[-1]):
                content = grid[-1][len(line)]
            line += [content] * _span(value(properties, "gridSpan"), default=1)
        walk.page = furthest
        if line:
            grid.append(line)
    if not any(cell.text for row_cells in grid for cell in row_cells):
        return None
    width = max(len(line) for line in grid)
    padded = (line + [Cell("", line[-1].page, line[-1].number)] * (width - len(line)) for line in grid)
    return Table(tuple(tuple(line) for line in padded))


def _span(text: str | None, *, default: int) -> int:
    return min(int(text), 64) if text is not None and text.isdecimal() else default


def _cell(element: etree._Element, walk: _Walk, number: int | None) -> Cell:
    """All that stands in the cell, nested tables cell by cell, one paragraph a line."""
    texts: list[str] = []
    page: int | None = None
    for block in _blocks(element, walk):
        page = page or block.page
        number = number or block.number
        if isinstance(block, Line):
            texts.append(block.text)
        else:
            texts += [cell.text for row in block.rows for cell in dict.fromkeys(row) if cell.text]
    return Cell("\n".join(texts), page or walk.page, number or walk.number)

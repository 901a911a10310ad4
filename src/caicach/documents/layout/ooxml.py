"""Pieces of WordprocessingML as text. A table of two thousand rows is parsed once, not built cell by cell:
python-docx walks the whole table for every row it adds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr, unescape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from caicach.documents.layout.measures import (
    STAMP_HEIGHT_MM,
    STAMP_RED,
    TABLE_CELL_MARGIN_MM,
    TWIPS_PER_POINT,
    Look,
    twips,
)
from caicach.documents.layout.model import (
    Align,
    Column,
    DataTable,
    Emphasis,
    Footnote,
    RichText,
    Row,
    RowKind,
    Stamp,
    Strong,
)
from caicach.documents.layout.wording import cell_text, inlines

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_OFF = ' w:val="0"'
_NO_BORDERS = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))


def parsed(fragment: str):  # type: ignore[no-untyped-def]  # lxml has no types of its own
    """One element out of its text."""
    tag = re.match(r"<w:\w+", fragment)[0]  # type: ignore[index]
    return parse_xml(fragment.replace(tag, f"{tag} {nsdecls('w')}", 1))


def clean(text: str) -> str:
    """Composed letters only, and none that XML forbids."""
    return _FORBIDDEN.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\r", "\n")


def run(text: str, properties: str = "") -> str:
    """A run of words; a line break in the text is a line break on paper."""
    pieces = []
    for index, line in enumerate(clean(text).split("\n")):
        if index:
            pieces.append("<w:br/>")
        for position, words in enumerate(line.split("\t")):
            if position:
                pieces.append("<w:tab/>")
            if words:
                pieces.append(f'<w:t xml:space="preserve">{escape(words)}</w:t>')
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{look}{''.join(pieces)}</w:r>"


def runs(text: RichText) -> str:
    written = []
    for part in inlines(text):
        if isinstance(part, str):
            written.append(run(part))
        elif isinstance(part, Strong):
            written.append(run(part.text, "<w:b/>"))
        elif isinstance(part, Emphasis):
            written.append(run(part.text, "<w:i/>"))
        elif isinstance(part, Footnote):
            written.append(footnote_reference(part.text))
        else:
            written.append(run(part.text))
    return "".join(written)


_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def footnote_reference(text: str) -> str:
    """The mark of a footnote. Its words stand where the number will be, until `Footnotes` has counted it."""
    return f"<w:r>{_RAISED}<w:footnoteReference w:id={quoteattr(clean(text))}/></w:r>"


class Footnotes:
    """Numbers the footnotes of a file in the order in which they are met, and writes their part of the file."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def numbered(self, piece: str) -> str:
        return re.sub(r"<w:footnoteReference w:id=(\"[^\"]*\"|'[^']*')/>", self._counted, piece)

    def _counted(self, found: re.Match[str]) -> str:
        self.texts.append(unescape(found[1][1:-1], {"&quot;": '"', "&#10;": "\n", "&#9;": "\t", "&#13;": "\n"}))
        return f'<w:footnoteReference w:id="{len(self.texts)}"/>'

    def part(self) -> bytes:
        """word/footnotes.xml: the two rules that Word wants, then the notes."""
        rules = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240"'
            f' w:lineRule="auto"/></w:pPr><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for kind, number, mark in (
                ("separator", -1, "separator"),
                ("continuationSeparator", 0, "continuationSeparator"),
            )
        )
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="ChuThich"/></w:pPr>'
            f"<w:r>{_RAISED}<w:footnoteRef/></w:r>{run(f' {text}')}</w:p></w:footnote>"
            for number, text in enumerate(self.texts, start=1)
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        return f"{head}<w:footnotes {nsdecls('w')}>{rules}{notes}</w:footnotes>".encode()


def stamp(given: Stamp) -> str:
    """A red frame of the decree's size, centred in its cell, with a gap above it."""
    width = twips(given.width)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="{STAMP_RED}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    word = f'<w:r><w:rPr><w:color w:val="{STAMP_RED}"/></w:rPr><w:t>{escape(clean(given.text))}</w:t></w:r>'
    gap = paragraph("DuongKe", properties='<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>')
    return (
        f'{gap}<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(STAMP_HEIGHT_MM)}" w:hRule="exact"/></w:trPr>'
        + _cell(f'<w:p><w:pPr><w:pStyle w:val="Dau"/></w:pPr>{word}</w:p>', width, middle=True)
        + f"</w:tr></w:tbl>{tiny_paragraph()}"
    )


def paragraph(style: str, text: RichText = "", properties: str = "") -> str:
    """`properties` are further children of w:pPr, in the order the schema wants."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs(text) if text else ""}</w:p>'


def kept(piece: str) -> str:
    """The paragraph held on one page with what follows it; anything but a paragraph stays as it is."""
    return re.sub(r'^(<w:p><w:pPr><w:pStyle w:val="\w+"/>)(?!<w:keepNext/>)', r"\1<w:keepNext/>", piece)


def rule(length: int, width: int, *, gap: int = 3) -> str:
    """A drawn line `length` twips long, centred in `width` twips, clear of the marks below the words above it."""
    side = max((width - length) // 2, 0)
    return paragraph(
        "DuongKe",
        properties=(
            '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:pBdr>'
            f'<w:spacing w:before="{gap * TWIPS_PER_POINT}" w:after="0" w:line="40" w:lineRule="exact"/>'
            f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/>'
        ),
    )


def tiny_paragraph() -> str:
    """What Word wants after a table, as small as it can be."""
    return paragraph("DuongKe", properties='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>')


def layout_table(widths: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    """A table without lines that sets things side by side; cells hold finished paragraphs."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for width, cell in zip(widths, cells, strict=True)
        )
        + "</w:tr>"
        for cells in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{_NO_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def column_twips(table: DataTable, total: int) -> list[int]:
    """The shares as twips that add up to `total` exactly."""
    shares = sum(column.width for column in table.columns)
    edges, reached = [0], 0.0
    for column in table.columns:
        reached += column.width
        edges.append(round(total * reached / shares))
    return [end - start for start, end in pairwise(edges)]


def data_table(table: DataTable, total: int) -> str:
    """A ruled table, `total` twips wide; its head is repeated on each page, no row is split over two."""
    widths = column_twips(table, total)
    margin = twips(TABLE_CELL_MARGIN_MM)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = _head_rows(table, widths) + [_row(row, table, widths) for row in table.rows]
    caption = f"<w:tblCaption w:val={quoteattr(clean(table.caption))}/>" if table.caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        f' w:noVBand="1"/>{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _cell(content: str, width: int, properties: str = "", *, middle: bool = False) -> str:
    middle_mark = '<w:vAlign w:val="center"/>' if middle else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}{middle_mark}</w:tcPr>{content}</w:tc>'


def _head_rows(table: DataTable, widths: list[int]) -> list[str]:
    start = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    if not any(column.group for column in table.columns):
        cells = [
            _cell(paragraph("DauBang", column.title), width, middle=True)
            for column, width in zip(table.columns, widths, strict=True)
        ]
        return [f"{start}{''.join(cells)}</w:tr>"]
    upper_cells, lower_cells = [], []
    position = 0
    for span, column in group_spans(table):
        covered = widths[position : position + span]
        if column.group:
            upper_cells.append(
                _cell(paragraph("DauBang", column.group), sum(covered), f'<w:gridSpan w:val="{span}"/>', middle=True)
            )
            lower_cells += [
                _cell(paragraph("DauBang", below.title), width, middle=True)
                for below, width in zip(table.columns[position : position + span], covered, strict=True)
            ]
        else:
            joined = '<w:vMerge w:val="restart"/>'
            upper_cells.append(_cell(paragraph("DauBang", column.title), covered[0], joined, middle=True))
            lower_cells.append(_cell(paragraph("DauBang"), covered[0], "<w:vMerge/>", middle=True))
        position += span
    return [f"{start}{''.join(upper_cells)}</w:tr>", f"{start}{''.join(lower_cells)}</w:tr>"]


def group_spans(table: DataTable) -> list[tuple[int, Column]]:
    """The upper head line: how many columns each of its cells covers, and the first of them."""
    spans: list[tuple[int, Column]] = []
    for column in table.columns:
        if spans and column.group and spans[-1][1].group == column.group:
            spans[-1] = (spans[-1][0] + 1, spans[-1][1])
        else:
            spans.append((1, column))
    return spans


_ALIGNED = {
    Align.LEFT: "",
    Align.CENTER: '<w:jc w:val="center"/>',
    Align.RIGHT: '<w:jc w:val="right"/>',
}


def _row(row: Row, table: DataTable, widths: list[int]) -> str:
    start = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
    if row.kind is RowKind.GROUP:
        ordinal, title = (_strong(cell_text(cell)) for cell in row.cells)
        cells = _group_cells(ordinal, title, widths)
        return f"{start}{cells}</w:tr>"
    bold = row.kind is RowKind.TOTAL
    cells = "".join(
        _cell(paragraph("OBang", _strong(cell_text(cell)) if bold else cell_text(cell), _ALIGNED[column.align]), width)
        for cell, column, width in zip(row.cells, table.columns, widths, strict=True)
    )
    return f"{start}{cells}</w:tr>"


def _group_cells(ordinal: RichText, title: RichText, widths: list[int]) -> str:
    together = "<w:keepNext/>"
    if len(widths) == 1:
        return _cell(paragraph("OBang", (*inlines(ordinal), " ", *inlines(title)), together), widths[0])
    span = f'<w:gridSpan w:val="{len(widths) - 1}"/>' if len(widths) > 2 else ""
    first = _cell(paragraph("OBang", ordinal, together + _ALIGNED[Align.CENTER]), widths[0])
    return first + _cell(paragraph("OBang", title, together), sum(widths[1:]), span)


def _strong(text: RichText) -> RichText:
    return tuple(part if isinstance(part, Strong | Footnote) else Strong(_words(part)) for part in inlines(text))


def _words(part: object) -> str:
    return part if isinstance(part, str) else part.text  # type: ignore[attr-defined]


def style(look: Look) -> str:
    """A Word paragraph style with the decree's look."""
    switches = "".join(
        f"<w:{tag}{'' if on else _OFF}/><w:{tag}Cs{'' if on else _OFF}/>"
        for tag, on in (("b", look.bold), ("i", look.italic))
    )
    size = round(look.size * 2)
    keep = "<w:keepNext/>" if look.keep_next else ""
    outline = "" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>'
    heading = look.name.startswith("heading ")
    own = "" if heading else ' w:customStyle="1"'
    following = '<w:next w:val="NoiDung"/>' if heading else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{look.id}"><w:name w:val="{look.name}"/>'
        f'<w:basedOn w:val="Normal"/>{following}<w:qFormat/>'
        f"<w:pPr>{keep}"
        f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}"'
        f' w:line="{round(look.line * 240)}" w:lineRule="auto"/>'
        f'<w:ind w:firstLine="{twips(look.first_line)}"/><w:jc w:val="{look.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{switches}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )

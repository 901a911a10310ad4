"""Old word-processor files retold as the body of a DOCX, so that one reader reads them all and they read the same.

DOC, RTF and ODT say the same things in three grammars: paragraphs with a style and a number, runs with a font, tables
with merged cells. Their readers write those here; `docx.read_body` reads the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from caicach.intake.extraction.docx_styles import W

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SAME_EDGE = 40  # twips within which two rows mean the same edge of a column
_MOST_COLUMNS = 63


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a run is set; None leaves it to the style."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool = False
    font: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph is set; `level` counts from 0."""

    style: str | None = None
    num_id: str | None = None
    level: int | None = None
    centered: bool | None = None
    page_break_before: bool = False


@dataclass(slots=True)
class CellShape:
    """The right edge of a cell in twips (None where the form has no edges), and how it merges."""

    edge: int | None = None
    span: int = 1
    joins_above: bool = False
    starts_below: bool = False
    joins_left: bool = False


PLAIN_RUN = RunLook()


def element(parent: etree._Element, tag: str, **attributes: object) -> etree._Element:
    """A new w:tag at the end of `parent`."""
    made = etree.SubElement(parent, f"{W}{tag}")
    for name, content in attributes.items():
        made.set(f"{W}{name}", _NO_XML.sub("", str(content)))
    return made


def new_root(tag: str) -> etree._Element:
    return etree.Element(f"{W}{tag}", nsmap={"w": W[1:-1]})


@dataclass(slots=True)
class Paragraph:
    """A paragraph being written."""

    node: etree._Element = field(default_factory=lambda: new_root("p"))
    empty: bool = True
    _look: RunLook | None = None  # of the run that may go on
    _text: etree._Element | None = None

    def shape(self, look: ParagraphLook) -> None:
        """Say how the paragraph is set, before or after its runs."""
        properties = etree.Element(f"{W}pPr")
        if look.style is not None:
            element(properties, "pStyle", val=look.style)
        if look.num_id is not None:
            numbering = element(properties, "numPr")
            if look.level is not None:
                element(numbering, "ilvl", val=look.level)
            element(numbering, "numId", val=look.num_id)
        if look.centered is not None:
            element(properties, "jc", val="center" if look.centered else "both")
        if look.page_break_before:
            element(properties, "pageBreakBefore")
        if len(properties):
            self.node.insert(0, properties)

    def text(self, text: str, look: RunLook = PLAIN_RUN) -> None:
        text = _NO_XML.sub("", text)
        if not text:
            return
        self.empty = False
        for order, part in enumerate(text.split("\n")):
            if order:
                self.line_break()
            if self._text is not None and self._look == look:
                self._text.text += part
            elif part:
                self._text = element(self._run(look), "t")
                self._text.text, self._look = part, look

    def line_break(self) -> None:
        element(self._run(PLAIN_RUN), "br")
        self._text = None

    def page_break(self) -> None:
        element(self._run(PLAIN_RUN), "br", type="page")
        self._text, self.empty = None, False

    def _run(self, look: RunLook) -> etree._Element:
        run = element(self.node, "r")
        if look == PLAIN_RUN:
            return run
        properties = element(run, "rPr")
        if look.font:
            element(properties, "rFonts", ascii=look.font, hAnsi=look.font)
        for tag, switch in (("b", look.bold), ("i", look.italic), ("vanish", look.hidden or None)):
            if switch is not None:
                element(properties, tag, val=int(switch))
        return run


@dataclass(slots=True)
class TableRow:
    """A row: the content of its cells and their shapes."""

    cells: list[list[etree._Element]]
    shapes: Sequence[CellShape] = ()
    left: int = 0


def table(rows: Sequence[TableRow]) -> etree._Element:
    """The rows as a w:tbl; where cells have edges, columns are what all rows' edges make together."""
    node = new_root("tbl")
    edges = _edges(rows)
    for row in rows:
        drawn = element(node, "tr")
        if edges and (before := _column(edges, row.left)):
            element(element(drawn, "trPr"), "gridBefore", val=min(before, _MOST_COLUMNS))
        start = row.left
        last: etree._Element | None = None
        for order, content in enumerate(row.cells):
            shape = row.shapes[order] if order < len(row.shapes) else CellShape()
            span = shape.span
            if edges and shape.edge is not None:
                span = max(1, _column(edges, shape.edge) - _column(edges, start))
                start = shape.edge
            if shape.joins_left and last is not None:
                _widen(last, span)
                last.extend(content)
                continue
            last = element(drawn, "tc")
            properties = element(last, "tcPr")
            if span > 1:
                element(properties, "gridSpan", val=min(span, _MOST_COLUMNS))
            if shape.joins_above or shape.starts_below:
                element(properties, "vMerge", val="restart" if shape.starts_below else "continue")
            last.extend(content)
    return node


def _widen(cell: etree._Element, by: int) -> None:
    properties = cell[0]
    found = properties.find(f"{W}gridSpan")
    if found is None:
        found = element(properties, "gridSpan", val=1)
    found.set(f"{W}val", str(min(int(found.get(f"{W}val", "1")) + by, _MOST_COLUMNS)))


def _edges(rows: Sequence[TableRow]) -> list[int]:
    found = {row.left for row in rows if any(shape.edge is not None for shape in row.shapes)}
    found |= {shape.edge for row in rows for shape in row.shapes if shape.edge is not None}
    edges: list[int] = []
    for edge in sorted(found):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _column(edges: Sequence[int], edge: int) -> int:
    """The place of an edge among the table's."""
    return min(range(len(edges)), key=lambda index: abs(edges[index] - edge))


def _says_something(content: Sequence[etree._Element]) -> bool:
    return any(node.findtext(f".//{W}t") for node in content)


@dataclass(slots=True)
class _OpenTable:
    rows: list[TableRow] = field(default_factory=list)
    cells: list[list[etree._Element]] = field(default_factory=list)
    content: list[etree._Element] = field(default_factory=list)


_DEEPEST_TABLE = 6


class BodyWriter:
    """The body while it is written by a form that marks ends of cells and rows instead of nesting them (DOC, RTF)."""

    def __init__(self) -> None:
        self.body = new_root("body")
        self._open: list[_OpenTable] = []

    def add(self, node: etree._Element, *, depth: int) -> None:
        """A paragraph that stands in `depth` tables."""
        self._reach(depth)
        if self._open:
            self._open[-1].content.append(node)
        else:
            self.body.append(node)

    def end_cell(self) -> None:
        if self._open:
            self._open[-1].cells.append(self._open[-1].content)
            self._open[-1].content = []

    def end_row(self, shapes: Sequence[CellShape], *, left: int, depth: int) -> None:
        self._reach(depth)
        if not self._open:
            return
        current = self._open[-1]
        if _says_something(current.content):
            self.end_cell()
        current.content = []
        while shapes and len(current.cells) > len(shapes) and not _says_something(current.cells[-1]):
            current.cells.pop()  # an empty cell beyond those that the row says it has
        if current.cells:
            current.rows.append(TableRow(current.cells, shapes, left))
            current.cells = []

    def finish(self) -> etree._Element:
        self._reach(0)
        return self.body

    def _reach(self, depth: int) -> None:
        depth = min(depth, _DEEPEST_TABLE)
        while len(self._open) > depth:
            closed = self._open.pop()
            if closed.content:
                closed.cells.append(closed.content)
            if closed.cells:
                closed.rows.append(TableRow(closed.cells))
            if closed.rows:
                (self._open[-1].content if self._open else self.body).append(table(closed.rows))
        while len(self._open) < depth:
            self._open.append(_OpenTable())

"""ODT and the package behind ODT and ODS: styles, lists and tables of OpenDocument, retold as the body of a DOCX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from caicach.intake.extraction import refusals
from caicach.intake.extraction.archive import OfficeArchive
from caicach.intake.extraction.docx import read_body
from caicach.intake.extraction.docx_numbering import read_numbering
from caicach.intake.extraction.docx_styles import Style, Styles
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.wordml import (
    PLAIN_RUN,
    CellShape,
    Paragraph,
    ParagraphLook,
    RunLook,
    TableRow,
    element,
    new_root,
    table,
)
from caicach.intake.source import Source

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, OFFICE = (f"{{{_NAMESPACE}{name}:1.0}}" for name in ("text", "table", "office"))
STYLE, DRAW = f"{{{_NAMESPACE}style:1.0}}", f"{{{_NAMESPACE}drawing:1.0}}"
FO, SVG = f"{{{_NAMESPACE}xsl-fo-compatible:1.0}}", f"{{{_NAMESPACE}svg-compatible:1.0}}"
_MANIFEST = f"{{{_NAMESPACE}manifest:1.0}}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

_UNSEEN = {
    f"{TEXT}{tag}" for tag in ("tracked-changes", "note", "sequence-decls", "variable-decls", "user-field-decls")
}
_UNSEEN |= {f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{OFFICE}forms", f"{TEXT}index-title-template"}
_UNSEEN |= {f"{TEXT}table-of-content-source", f"{TEXT}alphabetical-index-source", f"{OFFICE}event-listeners"}
_UNSEEN |= {f"{DRAW}object", f"{DRAW}object-ole", f"{DRAW}image", f"{SVG}title", f"{SVG}desc"}
_FORMS = {"1": "decimal", "I": "upperRoman", "i": "lowerRoman", "A": "upperLetter", "a": "lowerLetter", "": "none"}
_MOST_CELLS, _MOST_LISTS = 2_000_000, 20_000
_FAMILIES = {"paragraph": "p", "text": "t", "table-cell": "c", "table": "b"}


def open_package(path: Path, *, name: str, kind: str, limits: Limits) -> OfficeArchive:
    """The checked package; one with a password or with macros is refused."""
    archive = OfficeArchive(path, name=name, kind=kind, limits=limits)
    try:
        manifest = archive.xml("META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None:
            raise refusals.encrypted(name)
        if any(entry.startswith(("Basic/", "Scripts/")) for entry in archive.names()):
            raise refusals.macros(name)
    except BaseException:
        archive.__exit__()
        raise
    return archive


def extract_odt(path: Path, *, name: str, limits: Limits) -> Source:
    """An ODT as lines and tables; pages follow the breaks stored in the file."""
    with open_package(path, name=name, kind="odt", limits=limits) as archive:
        content, common = archive.xml("content.xml"), archive.xml("styles.xml")
    text = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if content is None or text is None:
        raise refusals.damaged(name, "odt")
    try:
        retelling = _Retelling(name, limits, read_styles([common, content]), _lists_of([common, content]))
        retelling.blocks(text, retelling.body)
    except RecursionError:
        raise refusals.damaged(name, "odt") from None
    numbering = read_numbering(retelling.numbering)
    return read_body(retelling.body, styles=retelling.styles, numbering=numbering, name=name, limits=limits)


def read_styles(roots: list[etree._Element | None]) -> Styles:
    """The styles of paragraphs ("p:name"), texts ("t:"), cells ("c:") and tables ("b:"), parents folded in."""
    known = [root for root in roots if root is not None]
    fonts = {
        face.get(f"{STYLE}name", ""): face.get(f"{SVG}font-family", "").strip("'\"")
        for root in known
        for face in root.iter(f"{STYLE}font-face")
    }
    elements: dict[str, etree._Element] = {}
    styles = Styles()
    for root in known:
        for item in root.iter(f"{STYLE}style"):
            if prefix := _FAMILIES.get(item.get(f"{STYLE}family", "")):
                elements[f"{prefix}:{item.get(f'{STYLE}name', '')}"] = item
        for item in root.iter(f"{STYLE}default-style"):
            if item.get(f"{STYLE}family") == "paragraph":
                styles.default_font = _font(item.find(f"{STYLE}text-properties"), fonts)
    for style_id in elements:
        styles.by_id[style_id] = _folded(style_id, elements, fonts)
    return styles


def _folded(style_id: str, elements: dict[str, etree._Element], fonts: dict[str, str]) -> Style:
    chain: list[etree._Element] = []
    seen: set[str] = set()
    prefix, current = style_id[:2], style_id
    while current in elements and current not in seen:
        seen.add(current)
        chain.append(elements[current])
        current = f"{prefix}{elements[current].get(f'{STYLE}parent-style-name', '')}"
    style = Style()
    for item in reversed(chain):
        run, paragraph = item.find(f"{STYLE}text-properties"), item.find(f"{STYLE}paragraph-properties")
        if run is not None:
            if weight := run.get(f"{FO}font-weight"):
                style.bold = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
            if slant := run.get(f"{FO}font-style"):
                style.italic = slant in ("italic", "oblique")
            if shown := run.get(f"{TEXT}display"):
                style.hidden = shown == "none"
            style.font = _font(run, fonts) or style.font
        placed = item.find(f"{STYLE}table-properties")
        if placed is not None and placed.get(f"{FO}break-before"):
            style.page_break_before = placed.get(f"{FO}break-before") == "page"
        if paragraph is not None:
            if alignment := paragraph.get(f"{FO}text-align"):
                style.centered = alignment == "center"
            if broken := paragraph.get(f"{FO}break-before"):
                style.page_break_before = broken == "page"
        if item.get(f"{STYLE}master-page-name"):
            style.page_break_before = True
        if (listed := item.get(f"{STYLE}list-style-name")) is not None:
            style.num_id = listed or "0"
    return style


def _font(run: etree._Element | None, fonts: dict[str, str]) -> str | None:
    if run is None:
        return None
    named = run.get(f"{STYLE}font-name")
    return (fonts.get(named) or named) if named else run.get(f"{FO}font-family")


def _lists_of(roots: list[etree._Element | None]) -> dict[str, list[etree._Element]]:
    """The w:lvl elements of each list style."""
    return {
        item.get(f"{STYLE}name", ""): [_level(level) for level in item if isinstance(level.tag, str)]
        for root in roots
        if root is not None
        for item in root.iter(f"{TEXT}list-style")
    }


def _level(item: etree._Element) -> etree._Element:
    node = new_root("lvl")
    index = _count(item, f"{TEXT}level", 1, 10)
    node.set(f"{{{node.nsmap['w']}}}ilvl", str(index - 1))
    element(node, "start", val=_count(item, f"{TEXT}start-value", 1, 1_000_000))
    prefix, suffix = item.get(f"{STYLE}num-prefix", ""), item.get(f"{STYLE}num-suffix", "")
    if item.tag == f"{TEXT}list-level-style-number":
        form = _FORMS.get(item.get(f"{STYLE}num-format", ""), "decimal")
        depth = min(_count(item, f"{TEXT}display-levels", 1, 10), index)
        places = ".".join(f"%{place}" for place in range(index - depth + 1, index + 1))
        drawn = item.get(f"{_LOEXT}num-list-format")
        element(node, "numFmt", val=form)
        element(node, "lvlText", val=re.sub(r"%(\d+)%", r"%\1", drawn) if drawn else f"{prefix}{places}{suffix}")
    else:
        element(node, "numFmt", val="bullet")
        element(node, "lvlText", val=item.get(f"{TEXT}bullet-char", "-"))
    return node


def _count(item: etree._Element, attribute: str, default: int, most: int) -> int:
    text = item.get(attribute, "")
    return max(0, min(int(text), most)) if text.isdecimal() and len(text) < 10 else default


@dataclass(slots=True)
class _Retelling:
    name: str
    limits: Limits
    styles: Styles
    lists: dict[str, list[etree._Element]]
    body: etree._Element = field(default_factory=lambda: new_root("body"))
    numbering: etree._Element = field(default_factory=lambda: new_root("numbering"))
    by_id: dict[str, str] = field(default_factory=dict)  # number of a list by its xml:id
    last_of_style: dict[str, str] = field(default_factory=dict)
    drawn_by: dict[str, str] = field(default_factory=dict)  # number of a list: whose levels and counters it has
    numbers: int = 0
    cells: int = 0
    soft_break: bool = False

    def blocks(self, parent: etree._Element, target: etree._Element) -> None:
        for item in parent:
            tag = item.tag
            if tag in _UNSEEN or not isinstance(tag, str):
                continue
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                self.paragraph(item, target, ParagraphLook())
            elif tag == f"{TEXT}list":
                self.list_items(item, target, None, None, 0)
            elif tag == f"{TABLE}table":
                self.table(item, target)
            elif tag == f"{TEXT}soft-page-break":
                self.soft_break = True
            else:
                self.blocks(item, target)  # sections, indexes, frames that stand for themselves

    def paragraph(self, item: etree._Element, target: etree._Element, look: ParagraphLook) -> None:
        style_id = f"p:{item.get(f'{TEXT}style-name', '')}"
        # A style's own list is drawn only where the paragraph stands in a list.
        listed = look.num_id or "0"
        written = Paragraph()
        if self.soft_break:
            element(element(written.node, "r"), "lastRenderedPageBreak")
            self.soft_break = False
        boxes: list[etree._Element] = []
        self._inline(item, written, PLAIN_RUN, boxes)
        written.shape(replace(look, style=style_id, num_id=listed))
        target.append(written.node)
        for box in boxes:
            self.blocks(box, target)

    def _inline(self, item: etree._Element, written: Paragraph, look: RunLook, boxes: list[etree._Element]) -> None:
        written.text(_plain(item.text), look)
        for child in item:
            tag = child.tag
            if not isinstance(tag, str) or tag in _UNSEEN:
                pass
            elif tag in (f"{TEXT}s", f"{TEXT}tab"):
                written.text(" ", look)
            elif tag == f"{TEXT}line-break":
                written.line_break()
            elif tag == f"{TEXT}soft-page-break":
                element(element(written.node, "r"), "lastRenderedPageBreak")
            elif tag == f"{DRAW}text-box":
                boxes.append(child)
            elif tag == f"{TEXT}span":
                own = self.styles.get(f"t:{child.get(f'{TEXT}style-name', '')}")
                inner = RunLook(
                    look.bold if own.bold is None else own.bold,
                    look.italic if own.italic is None else own.italic,
                    look.hidden or bool(own.hidden),
                    own.font or look.font,
                )
                self._inline(child, written, inner, boxes)
            else:
                self._inline(child, written, look, boxes)
            written.text(_plain(child.tail), look)

    def list_items(
        self, item: etree._Element, target: etree._Element, number: str | None, style: str | None, level: int
    ) -> None:
        own = item.get(f"{TEXT}style-name")
        if number is None or (own and own != style):
            style = own or style or ""
            number = self._number(item, style)
        for entry in item:
            if entry.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            labelled = entry.tag == f"{TEXT}list-item"
            start = entry.get(f"{TEXT}start-value", "")
            if start.isdecimal() and len(start) < 7:
                number = self._restarted(number, level, int(start))
            for child in entry:
                if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    look = ParagraphLook(num_id=number, level=level) if labelled else ParagraphLook()
                    self.paragraph(child, target, look)
                    labelled = False
                elif child.tag == f"{TEXT}list":
                    self.list_items(child, target, number, style, level + 1)
                    labelled = False
                elif child.tag == f"{TABLE}table":
                    self.table(child, target)

    def _number(self, item: etree._Element, style: str) -> str:
        """The number of the list: a new one, or that of the list it goes on with."""
        before = self.by_id.get(item.get(f"{TEXT}continue-list", ""))
        if before is None and item.get(f"{TEXT}continue-numbering") == "true":
            before = self.last_of_style.get(style)
        if before is None:
            self.numbers += 1
            if self.numbers > _MOST_LISTS:
                raise refusals.too_many_lines(self.name, self.limits.lines)
            before = str(self.numbers)
            abstract = element(self.numbering, "abstractNum", abstractNumId=before)
            abstract.extend([_copied(level) for level in self.lists.get(style, [])])
            element(element(self.numbering, "num", numId=before), "abstractNumId", val=before)
            self.drawn_by[before] = before
        if identity := item.get(_XML_ID):
            self.by_id[identity] = before
        self.last_of_style[style] = before
        return before

    def _restarted(self, number: str, level: int, start: int) -> str:
        self.numbers += 1
        self.drawn_by[str(self.numbers)] = abstract = self.drawn_by[number]
        node = element(self.numbering, "num", numId=self.numbers)
        element(node, "abstractNumId", val=abstract)
        element(element(node, "lvlOverride", ilvl=level), "startOverride", val=start)
        return str(self.numbers)

    def table(self, item: etree._Element, target: etree._Element) -> None:
        if self.styles.get(f"b:{item.get(f'{TABLE}style-name', '')}").page_break_before:
            broken = Paragraph()
            broken.page_break()
            target.append(broken.node)
        rows: list[TableRow] = []
        from_above: dict[int, tuple[int, int]] = {}  # column: rows left, width
        for row in table_rows(item):
            contents: list[list[etree._Element]] = []
            shapes: list[CellShape] = []
            column = skip = 0
            for cell in row:
                if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                    continue
                for _ in range(max(1, _count(cell, f"{TABLE}number-columns-repeated", 1, 1024))):
                    self.cells += 1
                    if self.cells > _MOST_CELLS:
                        raise refusals.too_many_lines(self.name, self.limits.lines)
                    if skip:
                        skip -= 1
                    elif cell.tag == f"{TABLE}covered-table-cell":
                        left, width = from_above.get(column, (0, 1))
                        if left > 0:
                            from_above[column] = (left - 1, width)
                            contents.append([])
                            shapes.append(CellShape(span=width, joins_above=True))
                            skip = width - 1
                    else:
                        width = max(1, _count(cell, f"{TABLE}number-columns-spanned", 1, 63))
                        height = max(1, _count(cell, f"{TABLE}number-rows-spanned", 1, 100_000))
                        from_above[column] = (height - 1, width)
                        holder = new_root("tc")
                        self.blocks(cell, holder)
                        contents.append(list(holder))
                        shapes.append(CellShape(span=width, starts_below=height > 1))
                        skip = width - 1
                    column += 1
            rows.append(TableRow(contents, shapes))
        if rows:
            target.append(table(rows))


def _copied(node: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(node))


def _plain(text: str | None) -> str:
    """White space as ODF counts it: any run of it is one space."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def table_rows(item: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, also those in groups and heads."""
    for child in item:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif (
            isinstance(child.tag, str)
            and child.tag.startswith(f"{TABLE}table-")
            and child.tag != f"{TABLE}table-column"
        ):
            yield from table_rows(child)

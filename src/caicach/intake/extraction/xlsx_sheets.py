"""What must be known of a workbook's sheets before they are loaded: how far they reach, what is a percentage.

The loader lays a sheet out as one full rectangle, so a single cell in the far corner would ask for all memory; and
it answers with 0.95 for what a person reads as 95%.
"""

from __future__ import annotations

import io
import posixpath
import re

from lxml import etree

from caicach.intake.extraction import refusals
from caicach.intake.extraction.archive import OfficeArchive
from caicach.intake.extraction.legacy_fonts import font_encoding
from caicach.intake.extraction.workbooks import SheetFacts

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_BUILT_IN = {"9", "10"}  # 0% and 0.00%
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})$")


def sheets_of(archive: OfficeArchive) -> dict[str, SheetFacts]:
    """The facts of each worksheet by its name."""
    styles = archive.xml("xl/styles.xml")
    formats, fonts = _percentage_formats(styles), _old_fonts(styles)
    workbook, relations = archive.xml("xl/workbook.xml"), archive.xml("xl/_rels/workbook.xml.rels")
    if workbook is None or relations is None:
        raise refusals.damaged(archive.name, "xlsx")
    targets = {item.get("Id"): item.get("Target", "") for item in relations.iterfind(f"{_PACKAGE}Relationship")}
    found = {}
    for sheet in workbook.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        content = archive.read(part) if target else None
        if content is not None:
            found[sheet.get("name", "")] = _facts(content, formats, fonts, archive.name)
    return found


def _facts(content: bytes, formats: set[str], fonts: dict[str, str], name: str) -> SheetFacts:
    rows = columns = 0
    percentages: set[str] = set()
    old: dict[tuple[int, int], str] = {}
    cells = etree.iterparse(io.BytesIO(content), tag=f"{_MAIN}c", resolve_entities=False, no_network=True)
    try:
        for _, cell in cells:
            address = cell.get("r", "")
            place = _ADDRESS.match(address)
            row, column = (int(place[2]), _column(place[1])) if place else (0, 0)
            if len(cell):
                rows, columns = max(rows, row), max(columns, column)
            if cell.get("s") in formats:
                percentages.add(address)
            if place and (font := fonts.get(cell.get("s", "0"))):
                old[row - 1, column - 1] = font
            cell.clear()
    except etree.XMLSyntaxError:
        raise refusals.damaged(name, "xlsx") from None
    return SheetFacts(percentages, old, (rows, columns))


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _percentage_formats(styles: etree._Element | None) -> set[str]:
    """The indexes of cell formats whose number format is a percentage."""
    if styles is None:
        return set()
    own = {
        item.get("numFmtId", "")
        for item in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
        if "%" in item.get("formatCode", "")
    }
    formats = styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    return {str(index) for index, item in enumerate(formats) if item.get("numFmtId") in own | _BUILT_IN}


def _old_fonts(styles: etree._Element | None) -> dict[str, str]:
    """The indexes of cell formats set in a font of before Unicode, with its name."""
    if styles is None:
        return {}
    names = []
    for font in styles.iterfind(f"{_MAIN}fonts/{_MAIN}font"):
        name = font.find(f"{_MAIN}name")
        names.append(name.get("val", "") if name is not None else "")
    old = {str(index): name for index, name in enumerate(names) if font_encoding(name)}
    formats = styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    return {str(index): old[font] for index, item in enumerate(formats) if (font := item.get("fontId", "")) in old}

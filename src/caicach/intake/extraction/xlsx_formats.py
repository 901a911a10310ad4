"""Which cells of a workbook are shown as percentages; they store 0.95 for what a person reads as 95%."""

from __future__ import annotations

import posixpath

from lxml import etree

from caicach.intake.extraction.archive import OfficeArchive

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_BUILT_IN = {"9", "10"}  # 0% and 0.00%


def percentages_of(archive: OfficeArchive) -> dict[str, frozenset[str]]:
    """Sheet name: addresses of its cells with a percentage format."""
    formats = _percentage_formats(archive.xml("xl/styles.xml"))
    workbook, relations = archive.xml("xl/workbook.xml"), archive.xml("xl/_rels/workbook.xml.rels")
    if not formats or workbook is None or relations is None:
        return {}
    targets = {item.get("Id"): item.get("Target", "") for item in relations.iterfind(f"{_PACKAGE}Relationship")}
    found = {}
    for sheet in workbook.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        root = archive.xml(part) if target else None
        if root is not None:
            cells = root.iter(f"{_MAIN}c")
            found[sheet.get("name", "")] = frozenset(cell.get("r", "") for cell in cells if cell.get("s") in formats)
    return found


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

"""ODS: each sheet a table with cell addresses, laid out as an XLSX is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from caicach.intake.extraction import refusals
from caicach.intake.extraction.docx_styles import Styles
from caicach.intake.extraction.legacy_fonts import marked
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.odf import OFFICE, STYLE, TABLE, TEXT, open_package, read_styles, table_rows
from caicach.intake.extraction.sheets import MOST_CELLS, WIDEST, Area, Sheets, letters_of
from caicach.intake.source import Source

_NOTES = {f"{OFFICE}annotation"}


def extract_ods(path: Path, *, name: str, limits: Limits) -> Source:
    """Visible sheets in order; a sheet is a page. Values as stored, never recomputed."""
    with open_package(path, name=name, kind="ods", limits=limits) as archive:
        content, common = archive.xml("content.xml"), archive.xml("styles.xml")
    book = content.find(f"{OFFICE}body/{OFFICE}spreadsheet") if content is not None else None
    if content is None or book is None:
        raise refusals.damaged(name, "ods")
    fonts, hidden = _Fonts(read_styles([common, content])), _hidden_styles(content)
    sheets = Sheets(name, limits)
    for sheet in book.iterfind(f"{TABLE}table"):
        title = sheet.get(f"{TABLE}name", "")
        if sheet.get(f"{TABLE}style-name") in hidden:
            sheets.hide(title)
            continue
        try:
            rows, merged, percentages = _values(sheet, fonts, limit=limits.lines - sheets.lines)
        except _TooMany:
            raise refusals.too_many_lines(name, limits.lines) from None
        sheets.add(title, rows, merged, percentages)
    return sheets.source()


class _TooMany(Exception):
    """More rows or cells than are read."""


class _Fonts:
    """The font of a cell by the name of its style."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def of(self, cell: etree._Element) -> str | None:
        return self._styles.get(f"c:{cell.get(f'{TABLE}style-name', '')}").font


def _hidden_styles(content: etree._Element) -> set[str]:
    return {
        style.get(f"{STYLE}name", "")
        for style in content.iter(f"{STYLE}style")
        for said in style.iterfind(f"{STYLE}table-properties")
        if said.get(f"{TABLE}display") == "false"
    }


def _values(sheet: etree._Element, fonts: _Fonts, *, limit: int) -> tuple[list[list[Any]], list[Area], set[str]]:
    rows: list[list[Any]] = []
    merged: list[Area] = []
    percentages: set[str] = set()
    waiting = cells = 0  # rows that count only if something comes after them
    for row in table_rows(sheet):
        values = _row(row, fonts, len(rows) + waiting, merged, percentages)
        times = _times(row.get(f"{TABLE}number-rows-repeated"))
        if not any(value not in (None, "") for value in values):
            waiting += times
            continue
        cells += (waiting + times) * len(values)
        if len(rows) + waiting + times > limit or cells > MOST_CELLS:
            raise _TooMany
        rows += [[""] for _ in range(waiting)] + [list(values) for _ in range(times)]
        waiting = 0
    width = max((len(values) for values in rows), default=0)
    return [values + [""] * (width - len(values)) for values in rows], merged, percentages


def _row(row: etree._Element, fonts: _Fonts, index: int, merged: list[Area], percentages: set[str]) -> list[Any]:
    values: list[Any] = []
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell") or len(values) >= WIDEST:
            continue
        value = _value(cell, fonts) if cell.tag == f"{TABLE}table-cell" else ""
        wide, high = (_times(cell.get(f"{TABLE}number-{side}-spanned")) for side in ("columns", "rows"))
        if wide > 1 or high > 1:
            merged.append(((index, len(values)), (index + high - 1, len(values) + wide - 1)))
        if cell.get(f"{OFFICE}value-type") == "percentage":
            percentages.add(f"{letters_of(len(values))}{index + 1}")
        values += [value] * min(_times(cell.get(f"{TABLE}number-columns-repeated")), WIDEST - len(values))
    while values and values[-1] in (None, ""):
        values.pop()
    return values


def _times(text: str | None) -> int:
    return max(1, int(text)) if text is not None and text.isdecimal() and len(text) < 10 else 1


def _value(cell: etree._Element, fonts: _Fonts) -> Any:
    kind = cell.get(f"{OFFICE}value-type")
    try:
        if kind in ("float", "percentage", "currency"):
            return float(cell.get(f"{OFFICE}value", ""))
        if kind == "date":
            said = cell.get(f"{OFFICE}date-value", "")
            return datetime.fromisoformat(said[:19]) if "T" in said else date.fromisoformat(said)
    except ValueError:
        pass  # then as it is shown
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    texts = (_shown(paragraph) for paragraph in cell.iterfind(f"{TEXT}p"))
    return marked("\n".join(texts), fonts.of(cell))


def _shown(item: etree._Element) -> str:
    parts = [item.text or ""]
    for child in item:
        if child.tag in (f"{TEXT}s", f"{TEXT}tab"):
            parts.append(" ")
        elif child.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _NOTES:
            parts.append(_shown(child))
        parts.append(child.tail or "")
    return "".join(parts)

"""Workbooks whose values calamine reads (XLSX, XLS): which sheets, how much of them, which letters are of old fonts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from caicach.intake.extraction import refusals
from caicach.intake.extraction.legacy_fonts import marked
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.sheets import Sheets
from caicach.intake.source import Source

_BROKEN = (python_calamine.CalamineError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What calamine does not say of a sheet. `percentages`: addresses of cells shown so; `fonts`: of cells set in a
    font of before Unicode, by (row, column) from 0; `reach`: rows and columns up to the last value, where it can be
    known before the sheet is loaded."""

    percentages: Set[str]
    fonts: Mapping[tuple[int, int], str]
    reach: tuple[int, int] | None = None


def extract_workbook(
    path: Path, *, name: str, kind: str, limits: Limits, facts_of: Callable[[str], SheetFacts]
) -> Source:
    """Visible sheets in order. Values as stored, never recomputed. `facts_of` answers for a sheet by its name."""
    try:
        workbook = python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError:
        raise refusals.encrypted(name) from None
    except _BROKEN:
        raise refusals.damaged(name, kind) from None
    sheets = Sheets(name, limits)
    for meta in workbook.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != python_calamine.SheetVisibleEnum.Visible:
            sheets.hide(meta.name)
            continue
        facts = facts_of(meta.name)
        if facts.reach is not None:
            sheets.make_room(*facts.reach)
        try:
            sheet = workbook.get_sheet_by_name(meta.name)
            if facts.reach is None:
                sheets.make_room(sheet.total_height, sheet.total_width)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or []
        except _BROKEN:
            raise refusals.damaged(name, kind) from None
        for (row, column), font in facts.fonts.items():
            value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
            if isinstance(value, str):
                rows[row][column] = marked(value, font)
        sheets.add(meta.name, rows, merged, facts.percentages)
    return sheets.source()

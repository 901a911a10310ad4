"""XLSX: what its parts say of each sheet, beside the values that the workbook's reader gives."""

from __future__ import annotations

from pathlib import Path

from caicach.intake.extraction import refusals
from caicach.intake.extraction.archive import OfficeArchive
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.workbooks import SheetFacts, extract_workbook
from caicach.intake.extraction.xlsx_sheets import sheets_of
from caicach.intake.source import Source


def extract_xlsx(path: Path, *, name: str, limits: Limits) -> Source:
    """Visible sheets in order; a sheet is a page."""
    with OfficeArchive(path, name=name, kind="xlsx", limits=limits) as archive:
        facts = sheets_of(archive)

    def facts_of(title: str) -> SheetFacts:
        if title not in facts:
            raise refusals.damaged(name, "xlsx")
        return facts[title]

    return extract_workbook(path, name=name, kind="xlsx", limits=limits, facts_of=facts_of)

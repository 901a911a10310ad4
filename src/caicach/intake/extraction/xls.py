"""XLS (Excel 97-2003): values from the workbook's reader, laid out as an XLSX is."""

from __future__ import annotations

from pathlib import Path

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.ole import CompoundFile
from caicach.intake.extraction.sheets import letters_of
from caicach.intake.extraction.workbooks import SheetFacts, extract_workbook
from caicach.intake.extraction.xls_facts import xls_facts
from caicach.intake.source import Source


def extract_xls(path: Path, *, name: str, limits: Limits) -> Source:
    """Visible sheets in order; a sheet is a page."""
    with CompoundFile(path, name=name, kind="xls", limits=limits) as file:
        if any(entry.split("/")[0].lower() == "_vba_project_cur" for entry in file.entries):
            raise refusals.macros(name)
        book = file.read("Workbook") or file.read("Book")
        if not book:  # asked here, since the values' reader may look for it without end in a damaged file
            raise refusals.damaged(name, "xls")
        facts = xls_facts(book)
    if facts.encrypted:
        raise refusals.encrypted(name)

    def facts_of(title: str) -> SheetFacts:
        percentages = {f"{letters_of(column)}{row + 1}" for row, column in facts.percentages.get(title, ())}
        return SheetFacts(percentages, facts.fonts.get(title, {}))

    return extract_workbook(path, name=name, kind="xls", limits=limits, facts_of=facts_of)

"""The same content in every form: HTML into PDF, rows into XLSX; DOCX and its PDF come from `intake.printing`.

For tests; LibreOffice and Chromium do the drawing, so a PDF made here is laid out as an office would lay it out.
"""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from caicach.intake.printing import LABEL, SOFFICE, as_source, to_docx, to_pdf
from caicach.intake.source import Cell, Line, Source, Table

__all__ = ["CHROMIUM", "SOFFICE", "as_source", "html_to_pdf", "to_docx", "to_html", "to_pdf", "to_xlsx"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def to_html(content: Source | str, path: Path) -> Path:
    """A page for printing, tables ruled from three columns on."""
    source = as_source(content, path.parent)
    parts = [_html_block(block) for block in source.blocks]
    path.write_text(
        '<!doctype html><html lang="vi"><meta charset="utf-8"><style>'
        "@page{size:A4;margin:2cm 2cm 2cm 3cm} body{font:14pt/1.4 Tinos,'Liberation Serif',serif;margin:0}"
        "p{margin:0 0 6pt;text-align:justify;text-indent:1cm} p.c{text-align:center;text-indent:0}"
        "table{border-collapse:collapse;width:100%;font-size:12pt} td{vertical-align:top;padding:2pt 4pt}"
        "td p{text-align:left;text-indent:0;margin:0} .ruled td{border:1px solid #000} tr{break-inside:auto}"
        f"</style><body>{''.join(parts)}</body></html>",
        encoding="utf-8",
    )
    return path


def _html_block(block: Line | Table) -> str:
    if isinstance(block, Table):
        ruled = len(block.rows[0]) > 2
        rows = ["<tr>" + "".join(_html_cell(cell) for cell in row) + "</tr>" for row in block.rows]
        if ruled:
            return f'<table class="ruled"><thead>{rows[0]}</thead><tbody>{"".join(rows[1:])}</tbody></table>'
        return f"<table>{''.join(rows)}</table>"
    text = html.escape(block.text)
    text = f"<b>{text}</b>" if block.bold else text
    text = f"<i>{text}</i>" if block.italic else text
    letters = [letter for letter in block.text if letter.isalpha()]
    centered = letters and all(letter.isupper() for letter in letters) and not LABEL.match(block.text)
    return f'<p class="c">{text}</p>' if centered else f"<p>{text}</p>"


def _html_cell(cell: Cell) -> str:
    return "<td>" + "".join(f"<p>{html.escape(text)}</p>" for text in cell.text.split("\n")) + "</td>"


def html_to_pdf(html_path: Path) -> Path:
    """The PDF that Chromium prints, beside the page."""
    assert CHROMIUM, "Chromium is needed to print a page"
    target = html_path.with_suffix(".chromium.pdf")
    command = [CHROMIUM, "--headless=new", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
    command.append(f"--user-data-dir={html_path.parent / 'chromium-profile'}")
    if os.geteuid() == 0:
        command.append("--no-sandbox")
    subprocess.run([*command, html_path.resolve().as_uri()], check=True, capture_output=True, timeout=240)
    return target


def to_xlsx(rows: Iterable[Sequence[Any]], path: Path, *, sheet: str = "Nhiệm vụ", merged: Iterable[str] = ()) -> Path:
    """A workbook of one sheet. Dates are written as dates; `merged` names ranges ("A1:E1") to merge."""
    workbook = xlsxwriter.Workbook(str(path))
    worksheet = workbook.add_worksheet(sheet)
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for row_index, row in enumerate(rows):
        for column, content in enumerate(row):
            if isinstance(content, (date, datetime)):
                worksheet.write_datetime(row_index, column, content, day)
            elif content is not None:
                worksheet.write(row_index, column, content)
    for area in merged:
        worksheet.merge_range(area, "")
    workbook.close()
    if merged:
        _restore_merged_texts(path, rows, merged)
    return path


def _restore_merged_texts(path: Path, rows: Iterable[Sequence[Any]], merged: Iterable[str]) -> None:
    import openpyxl

    workbook = openpyxl.load_workbook(path)
    worksheet = workbook.active
    content = list(rows)
    for area in merged:
        first = worksheet[area.split(":")[0]]
        first.value = content[first.row - 1][first.column - 1]
    workbook.save(path)

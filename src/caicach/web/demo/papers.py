"""The demo city's documents: plain text written for the demo, laid out as the official files that get uploaded.

The text of a document is a head of "key: value" lines, a line "---", and a body: "#", "##", "###" open headings,
"-" a bullet, "|" a table row (a row whose cells after the second are empty is a group), "===" an annex
("=== label | title | reference | landscape"). "{Y}" is the programme's year, "{Y+1}" the next one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import xlsxwriter

from caicach.documents.layout import kinds
from caicach.documents.layout.model import (
    Annex,
    Block,
    Bullet,
    Column,
    DataTable,
    Heading,
    OfficialDocument,
    Paragraph,
    Recipients,
    Row,
    RowKind,
    Signature,
)

TEXTS = Path(__file__).parent / "documents"
_YEAR = re.compile(r"\{Y(?:\+(\d+))?\}")
_WIDTHS = (0.5, 3.4, 1.8, 1.9, 1.9, 1.5)


def text_of(name: str, *, year: int) -> str:
    """The text of one demo document with its years filled in."""
    raw = (TEXTS / name).read_text(encoding="utf-8")
    return _YEAR.sub(lambda found: str(year + int(found[1] or 0)), raw)


def official_document(text: str) -> OfficialDocument:
    """The document that a text describes."""
    head_text, _, body_text = text.partition("\n---\n")
    head = dict(line.split(": ", 1) for line in head_text.splitlines())
    body, *annexes = re.split(r"^=== ", body_text, flags=re.MULTILINE)
    return OfficialDocument(
        kind=kinds.kind_of_code(head["kind"]),
        issuer=head["issuer"],
        superior=head.get("superior", ""),
        title=head["title"],
        number=head["number"],
        symbol=head["symbol"],
        place=head["place"],
        issued_on=date.fromisoformat(head["date"]),
        body=tuple(_blocks(body)),
        signature=Signature(head["authority"], head["position"], head["name"]),
        recipients=Recipients(tuple(head["recipients"].split("; ")), (head["kept"],)),
        annexes=tuple(_annex(annex) for annex in annexes),
    )


def _annex(text: str) -> Annex:
    first, _, rest = text.partition("\n")
    label, title, reference, orientation = (part.strip() for part in first.split("|"))
    return Annex(
        label=label, title=title, reference=reference, landscape=orientation == "landscape", body=tuple(_blocks(rest))
    )


def _blocks(text: str) -> Iterator[Block]:
    rows: list[list[str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif line.startswith("#"):
            marks, title = line.split(" ", 1)
            yield Heading(title, level=len(marks))
        elif line.startswith("- "):
            yield Bullet(line[2:].rstrip(";."))
        else:
            yield Paragraph(line)
    if rows:
        yield _table(rows)


def _table(rows: list[list[str]]) -> DataTable:
    head, *body = rows
    return DataTable(
        columns=tuple(Column(title, width) for title, width in zip(head, _WIDTHS, strict=True)),
        rows=[
            Row(tuple(row), RowKind.PLAIN) if len(row) == len(head) else Row((row[0], row[1]), RowKind.GROUP)
            for row in body
        ],
    )


def workbook(name: str, *, year: int, title: str) -> bytes:
    """A department's task list as a spreadsheet: a title line, the head on the third row, a row per task."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Nhiệm vụ")
        bold = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        plain = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        sheet.write(0, 0, title, book.add_format({"bold": True}))
        for index, row in enumerate(csv.reader(text_of(name, year=year).splitlines(), delimiter=";")):
            for column, value in enumerate(row):
                sheet.write(index + 2, column, value, bold if index == 0 else plain)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 5, 26)
    return out.getvalue()

"""Long documents to be read, made from the demo's own: the same plan for one agency after another, as annexes.

Names of agencies and numbers change from annex to annex, so that no clause says what another one said already.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import xlsxwriter

from caicach.documents.layout.model import Annex, Block, Bullet, DataTable, Heading, OfficialDocument, Paragraph, Row
from caicach.documents.layout.paper import write_docx
from caicach.web.demo.city import COMMUNES, WARDS
from caicach.web.demo.papers import official_document, text_of

from .processes import Failed

YEAR = 2026
SOURCES = ("2-ke-hoach-nam.txt", "1-ke-hoach-giai-doan.txt", "6-ke-hoach-phuong.txt")
_PERCENT = re.compile(r"(\d{2})%")


def long_document(copies: int) -> OfficialDocument:
    """The demo city's plan of the year and `copies` annexes with a plan each; three annexes fill some eleven pages."""
    first = official_document(text_of(SOURCES[0], year=YEAR))
    annexes = list(first.annexes)
    for number in range(copies):
        source = official_document(text_of(SOURCES[number % len(SOURCES)], year=YEAR + number % 5))
        place = _place(number)
        blocks = [block for part in (source.body, *(annex.body for annex in source.annexes)) for block in part]
        title = f"KẾ HOẠCH THÀNH PHẦN SỐ {number + 1} CỦA {place.upper()}"
        annexes.append(
            Annex(
                label=f"Phụ lục {number + 2}",
                title=title,
                reference=source.annexes[0].reference if source.annexes else "Kèm theo Kế hoạch của UBND thành phố",
                body=tuple(_varied(block, place, number) for block in blocks),
            )
        )
    return replace(first, annexes=tuple(annexes))


def _place(number: int) -> str:
    names = [f"phường {name}" for name in WARDS] + [f"xã {name}" for name in COMMUNES]
    return f"{names[number % len(names)]} đợt {number // len(names) + 1}"


def _varied(block: Block, place: str, number: int) -> Block:
    if isinstance(block, Bullet | Paragraph) and isinstance(block.text, str):
        return replace(block, text=_words(block.text, place, number))
    if isinstance(block, DataTable):
        rows = [
            Row((row.cells[0], _words(str(row.cells[1]), place, number), *row.cells[2:]), row.kind)
            for row in block.rows
        ]
        return replace(block, rows=rows)
    return block


def _words(text: str, place: str, number: int) -> str:
    varied = _PERCENT.sub(lambda found: f"{10 + (int(found[1]) + 7 * number) % 90}%", text)
    return f"{varied.rstrip('.;')} tại {place}" if not varied.endswith(":") else varied


def as_docx(document: OfficialDocument) -> bytes:
    out = BytesIO()
    write_docx(document, out)
    return out.getvalue()


def as_text(document: OfficialDocument) -> str:
    """The document as plain text: its head, then a line a block, tables with bars."""
    head = [
        f"{document.issuer.upper()}\nSố: {document.number}/{document.symbol}",
        f"{document.place}, ngày {document.issued_on:%d} tháng {document.issued_on:%m} năm {document.issued_on:%Y}"
        if document.issued_on
        else "",
        f"KẾ HOẠCH\n{document.title}",
    ]
    lines = [line for block in document.body for line in _lines(block)]
    for annex in document.annexes:
        lines += ["", f"{annex.label}\n{annex.title}\n({annex.reference})"]
        lines += [line for block in annex.body for line in _lines(block)]
    return "\n".join([*head, *lines]) + "\n"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Bullet):
        yield f"- {block.text};"
    elif isinstance(block, Paragraph):
        yield str(block.text)
    elif isinstance(block, DataTable):
        yield _bars([column.title for column in block.columns])
        yield _bars(["---"] * len(block.columns))
        for row in block.rows:
            yield _bars([*map(str, row.cells), *[""] * (len(block.columns) - len(row.cells))])


def _bars(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def as_workbook(document: OfficialDocument) -> tuple[bytes, int]:
    """Every table of the document under one head on one sheet, and how many rows that gave."""
    out = BytesIO()
    tables = [block for annex in document.annexes for block in annex.body if isinstance(block, DataTable)]
    count = 0
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Nhiệm vụ")
        wrapped = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        sheet.write(0, 0, f"{document.kind.name} {document.title}".upper())
        for place, column in enumerate(tables[0].columns):
            sheet.write(2, place, column.title, wrapped)
        for row in (row for table in tables for row in table.rows):
            for place, cell in enumerate(row.cells):
                sheet.write(3 + count, place, str(cell), wrapped)
            count += 1
        for place, width in enumerate((5, 42, 18, 20, 20, 15)):
            sheet.set_column(place, place, width)
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue(), count


def as_pdf(file: Path, office: str) -> Path:
    """The file printed by LibreOffice, beside it."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir",
             str(file.parent), str(file)],
            capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    printed = file.with_suffix(".pdf")
    if done.returncode or not printed.exists():
        raise Failed(f"LibreOffice: {done.stdout.strip()} {done.stderr.strip()}"[-1000:])
    return printed

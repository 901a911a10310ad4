"""How many pages a second `caicach read` reads on one core, whole process, from the file to the JSON."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from caicach.web.machine import find_office

from .papers import as_docx, as_pdf, as_text, as_workbook, long_document
from .processes import one_core, own_environment, python, run, timed
from .tables import Table, Timing, ratio

PAGES_A_SECOND = 20
RUNS = 3
COPIES = 54  # annexes; about 200 pages

# What a program that only opens the same file needs: the baseline.
BARE = {
    "pdf": "import sys, pypdfium2; d = pypdfium2.PdfDocument(sys.argv[1]); "
    "print(sum(len(p.get_textpage().get_text_bounded()) for p in d))",
    "docx": "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(sum(len(z.read(n)) for n in z.namelist()))",
    "xlsx": "import sys, python_calamine as c; b = c.CalamineWorkbook.from_path(sys.argv[1]); "
    "print(sum(len(b.get_sheet_by_name(n).to_python()) for n in b.sheet_names))",
    "txt": "import sys; print(len(open(sys.argv[1], encoding='utf-8').read()))",
}


@dataclass(frozen=True)
class _Measured:
    form: str
    pages: int
    items: int
    reading: Timing
    bare: Timing

    @property
    def speed(self) -> float:
        return self.pages / self.reading.median


def measure(*, copies: int = COPIES, runs: int = RUNS) -> Table:
    """Read the same long document in every form that this machine can make."""
    notes = []
    core = one_core()
    with tempfile.TemporaryDirectory(prefix="caicach-bench-") as name:
        folder = Path(name)
        files, pages, made = _write(folder, copies)
        notes += made
        measured = [_measure(path, pages[path], folder=folder, core=core, runs=runs) for path in files]
    rows = [
        (
            one.form,
            str(one.pages),
            str(one.items),
            f"{one.reading.median:.2f} s",
            f"{one.reading.noise:.0%}",
            f"{one.speed:.1f}",
            f"{one.bare.median:.2f} s",
            ratio(one.reading.median, one.bare.median),
        )
        for one in measured
    ]
    where = f"Bound to core {core}." if core is not None else "Not bound to a core: the system cannot."
    notes.insert(0, f"Target: {PAGES_A_SECOND} pages a second on one core. {where} Median of {runs} runs after one.")
    notes.insert(1, "Bare: only the text through pypdfium2 (PDF), unpacked (DOCX), cells through calamine (XLSX).")
    head = ("form", "pages", "items", "read", "noise", "pages/s", "bare", "read/bare")
    return Table("reading", head, rows, all(one.speed >= PAGES_A_SECOND for one in measured), notes)


def _write(folder: Path, copies: int) -> tuple[list[Path], dict[Path, int], list[str]]:
    """The files, the printed pages of each, and what could not be made."""
    document = long_document(copies)
    docx, text, book = folder / "ke-hoach.docx", folder / "ke-hoach.txt", folder / "nhiem-vu.xlsx"
    docx.write_bytes(as_docx(document))
    text.write_text(as_text(document), encoding="utf-8")
    content, rows = as_workbook(document)
    book.write_bytes(content)
    office = find_office()
    if office is None:
        estimate = copies * 200 // COPIES
        note = "No LibreOffice here: no PDF; pages estimated, not counted on paper."
        return [docx, text, book], {docx: estimate, text: estimate, book: rows // 12}, [note]
    pdf, printed_book = as_pdf(docx, office), as_pdf(book, office)
    counted = {pdf: _pages(pdf), docx: _pages(pdf), text: _pages(pdf), book: _pages(printed_book)}
    printed_book.unlink()
    return [pdf, docx, text, book], counted, ["Pages are those of the same content printed by LibreOffice."]


def _pages(pdf: Path) -> int:
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return len(opened)
    finally:
        opened.close()


def _measure(path: Path, pages: int, *, folder: Path, core: int | None, runs: int) -> _Measured:
    environment = own_environment(folder / "var")
    form = path.suffix.removeprefix(".")
    answer = folder / "answer.json"
    command = python("-m", "caicach", "read", path)
    run(command, environment=environment, core=core, keep=answer)
    reading = Timing(tuple(run(command, environment=environment, core=core, keep=answer) for _ in range(runs)))
    documents = json.loads(answer.read_text(encoding="utf-8"))["documents"]
    items = sum(len(document["targets"]) + len(document["tasks"]) for document in documents)
    bare = timed(python("-c", BARE[form], path), environment=environment, runs=runs, core=core)
    return _Measured(form.upper(), pages, items, reading, bare)

"""How well a folder of documents is read in every form that an office may send: as it is, printed, scanned, damaged.

The gold beside a document serves every form of it. Besides, each form is held against the reading of the clean
document: that column says what the form costs, the one by hand what the reader is worth.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from caicach.core.text import unmarked
from caicach.intake.diacritics import Marks, marks_of
from caicach.intake.extraction.ocr import RecognisedPage
from caicach.intake.printing import SOFFICE, to_docx, to_pdf
from caicach.intake.recogniser import recognise_pages
from caicach.intake.sandbox import extract_file, needs_recognition, read_pages, read_with_text
from caicach.intake.source import CannotRead, Line, Source

from .degrading import scan_of
from .quality_gold import OWN, Measured, documents_in
from .scoring import FIELDS, ITEMS, Score, Words, compare_words, score
from .spoiling import as_lines, confused
from .tables import Table

_SCANNED: dict[str, dict[str, Any]] = {
    "scan150": {"dpi": 150, "skew": 0.4, "noise": 4, "jpeg": 80},
    "scan200": {"dpi": 200, "skew": 0.3, "noise": 3, "jpeg": 85},
    "scan300": {"dpi": 300, "skew": 0.3, "noise": 3, "jpeg": 85},
    "stamp200": {"dpi": 200, "skew": -0.8, "noise": 6, "jpeg": 60, "stamp": True, "contrast": 0.8},
}
FORMS = ("file", "docx", "pdf", "bare", "confused", *_SCANNED)
DIGITAL = ("file", "docx", "pdf")
# (form, list) → the least F1; (form) → the most words in a hundred that may be wrong. From the issue of the product.
LEAST_F1 = dict.fromkeys(DIGITAL, 0.98) | {"scan200": 0.95, "bare": 0.95}
MOST_WRONG = {"scan200": 0.015, "stamp200": 0.03}
SECONDS_A_PAGE = 1.0
PAGES = 20
_CONFUSED_SHARE = 0.03
BY_HAND, BY_CLEAN = "by hand", "clean reading"


@dataclass
class _Sum:
    """What one form came to, over all documents."""

    documents: int = 0
    pages: int = 0
    seconds: float = 0.0
    score: Score = field(default_factory=Score)
    words: Words = field(default_factory=Words)


Tell = Callable[[str], object]


def measure(
    folders: Sequence[Path], *, forms: Sequence[str] = FORMS, pages: int = PAGES, tell: Tell = lambda words: None
) -> Table:
    """Every document with gold in the folders and the product's own, in each form that this machine can make.

    A document of more than `pages` pages is not scanned. `tell` hears of each reading.
    """
    measured = documents_in([OWN, *folders])
    sums: dict[tuple[str, str], _Sum] = {}
    skipped: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="caicach-bench-") as name:
        for number, one in enumerate(measured):
            folder = Path(name) / str(number)
            folder.mkdir()
            _measure_document(one, folder, forms, pages, sums, skipped, tell)
    rows = [_row(form, gold, total) for (form, gold), total in _in_order(sums, forms)]
    head = ("form", "gold", "documents", "pages", *(f"{name} P/R/F1" for name in ITEMS), *FIELDS, "words wrong",
            "marks", "s/page")  # fmt: skip
    return Table("reading quality", head, rows, _met(sums), [*_notes(), *sorted(set(skipped.values()))])


def _measure_document(
    one: Measured,
    folder: Path,
    forms: Sequence[str],
    pages: int,
    sums: dict[tuple[str, str], _Sum],
    skipped: dict[str, str],
    tell: Tell,
) -> None:
    clean, source, seconds = read_timed(one.path)
    whole = marks_of(_text(source)) is Marks.WHOLE
    for form in forms:
        if form == "file":
            label = "file" if whole else "file, damaged"
            _add(sums, label, BY_HAND, one.gold, clean, source, source, seconds)
            tell(f"{one.path.name}: {label}, {seconds:.1f} s")
            continue
        if not whole:
            skipped[one.path.name] = f"{one.path.name} lost its marks before it came here: read as it is, not spoiled."
            continue
        try:
            made = make(form, source, folder, pages)
        except NotMade as reason:
            skipped[form] = str(reason)
            continue
        try:
            reading, found, seconds = read_timed(made)
        except CannotRead as refusal:
            reading, found, seconds = {"documents": [], "pages": 1}, replace(source, blocks=()), 0.0
            skipped[made.name] = f"{one.path.name} as {form} was refused: {refusal} [{refusal.code}]"
        tell(f"{one.path.name}: {form}, {seconds:.1f} s, {reading['pages']} pages")
        _add(sums, form, BY_HAND, one.gold, reading, source, found, seconds)
        _add(sums, form, BY_CLEAN, clean, reading, source, found, seconds)


class NotMade(Exception):
    """This machine cannot make the form, or it would take too long; a sentence."""


def make(form: str, source: Source, folder: Path, pages: int = PAGES) -> Path:
    """A clean source in another form, as a file."""
    if form in ("bare", "confused"):
        path = folder / f"{form}.txt"
        path.write_text(as_lines(source, unmarked if form == "bare" else confused(_CONFUSED_SHARE, 7)), "utf-8")
        return path
    printed = folder / "van-ban.docx"
    if not printed.exists():
        to_docx(source, printed, breaks=False)
    if form == "docx":
        return printed
    if SOFFICE is None:
        raise NotMade("No LibreOffice here: no PDF and no scans.")
    pdf = printed.with_suffix(".pdf")
    if not pdf.exists():
        to_pdf(printed)
    if form == "pdf":
        return pdf
    count = extract_file(pdf).pages
    if count > pages:
        raise NotMade(f"Documents of more than {pages} pages were not scanned.")
    return scan_of(pdf, folder / f"{form}.pdf", **_SCANNED[form])


def read_timed(path: Path) -> tuple[dict[str, Any], Source, float]:
    """The reading and the text of a file, recognised where it has to be, and the seconds that took."""
    started = time.perf_counter()
    needed = needs_recognition(path)
    if any(needed):
        wanted = [number for number, needs in enumerate(needed, 1) if needs]
        read = [RecognisedPage(number, origin="text") for number in range(1, len(needed) + 1) if number not in wanted]
        with closing(recognise_pages(path, wanted)) as recognised:
            read += [page for page, _ in recognised]
        reading, source = read_pages(path, read, pages=len(needed))
    else:
        reading, source = read_with_text(path)
    return reading, source, time.perf_counter() - started


def _add(
    sums: dict[tuple[str, str], _Sum], form: str, by: str, gold: Any, reading: Any, clean: Source, found: Source,
    seconds: float,
) -> None:  # fmt: skip
    total = sums.setdefault((form, by), _Sum())
    total.documents += 1
    total.pages += reading["pages"]
    total.seconds += seconds
    total.score.add(score(gold, reading))
    if form not in ("file", "file, damaged"):
        total.words.add(compare_words(_text(clean), _text(found)))


def _text(source: Source) -> str:
    return "\n".join(
        block.text if isinstance(block, Line) else "\n".join(cell.text for row in block.rows for cell in row)
        for block in source.blocks
    )


def _in_order(sums: dict[tuple[str, str], _Sum], forms: Sequence[str]) -> Iterable[tuple[tuple[str, str], _Sum]]:
    order = ["file", "file, damaged", *forms]
    return sorted(sums.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))


def _row(form: str, by: str, total: _Sum) -> tuple[str, ...]:
    counts = [total.score.items[name] for name in ITEMS]
    fields = [total.score.fields[name] for name in FIELDS]
    paper = form == "pdf" or form in _SCANNED
    return (
        form,
        by,
        str(total.documents),
        str(total.pages),
        *("/".join(map(_number, (count.precision, count.recall, count.f1))) for count in counts),
        *(_percent(count.recall) for count in fields),
        _percent(total.words.error, digits=1),
        _percent(total.words.marks, digits=1),
        f"{total.seconds / total.pages:.2f}" if paper and total.pages else "-",
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _percent(value: float | None, *, digits: int = 0) -> str:
    return "-" if value is None else f"{value:.{digits}%}"


def _met(sums: dict[tuple[str, str], _Sum]) -> bool:
    for (form, _), total in sums.items():
        for name in ("targets", "tasks"):
            value = total.score.items[name].f1
            if value is not None and value < LEAST_F1.get(form, 0):
                return False
        wrong = total.words.error
        if form in MOST_WRONG and wrong is not None and wrong > MOST_WRONG[form]:
            return False
        if form in _SCANNED and total.pages and total.seconds / total.pages > SECONDS_A_PAGE:
            return False
    return True


def _notes() -> list[str]:
    how = "; ".join(f"{form}: " + ", ".join(f"{key} {value}" for key, value in given.items())
                    for form, given in _SCANNED.items())  # fmt: skip
    return [
        "Targets: F1 of targets and tasks 0.98 digital, 0.95 as scan200 and bare; words wrong at most 1.5 % (scan200) "
        "and 3 % (stamp200); 1 s a scanned page.",
        'Gold "by hand": what a person wrote down; precision only from lists that are whole; where there is '
        'none, F1 is the recall. Gold "clean reading": all that the same reader found in the document as it came.',
        "Header, owner, deadline, phase: of the values that the gold states (of items that were found), how many are "
        "exactly so. Words: the whole text, word by word with its marks; marks: of the words whose letters came "
        "through.",
        f"bare: without any mark. confused: {_CONFUSED_SHARE:.0%} of the letters, on top of that, as recognition "
        f"confuses them. {how}.",
    ]

"""How long the report of a period takes for a body with two thousand tasks: gathered, composed, written."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2

from caicach.bodies.models import Body, BodyKind
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.documents.layout import kinds
from caicach.documents.layout.model import (
    Align,
    Annex,
    Column,
    DataTable,
    Heading,
    OfficialDocument,
    Paragraph,
    Row,
)
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.pdf import set_pdf
from caicach.duties.models import Duty
from caicach.programme.models import Part
from caicach.reports.composing import compose_report
from caicach.reports.composing.facts import ReportFacts
from caicach.reports.gathering import gather_facts
from caicach.reports.services import window_of

from .city import ROOT_CODE, Scale, generate
from .processes import own_environment, python, run
from .tables import Table, Timing, ratio

SECONDS = 3.0
PDF_SECONDS = 1.0
TASKS = 2_000
RUNS = 5
SCALE = Scale(bodies=60, people=200, plans=1, tasks=TASKS // 2, duties=16_000, documents=10, annexes_to_confirm=0)


def measure(*, runs: int = RUNS) -> Table:
    """In a database of its own, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="caicach-bench-") as name:
        folder = Path(name)
        environment = own_environment(folder / "var", f"sqlite:///{folder / 'report.sqlite3'}")
        answer = folder / "answer.json"
        run(python("-m", "django", "migrate", "--verbosity", "0"), environment=environment)
        run(python("-m", "django", "bench", "here", "--runs", str(runs)), environment=environment, keep=answer)
        measured = json.loads(answer.read_text(encoding="utf-8"))
    alone = Timing(tuple(measured["bare"]))
    rows = []
    for body in measured["bodies"]:
        steps = {step: Timing(tuple(seconds)) for step, seconds in body["steps"].items()}
        whole = steps["whole"]
        rows.append(
            (
                body["name"],
                str(body["tasks"]),
                *(f"{steps[step].median:.2f} s" for step in ("gather", "compose", "write", "whole")),
                f"{whole.noise:.0%}",
                ratio(whole.median, alone.median),
            )
        )
    paper = Timing(tuple(measured["pdf"]))
    met = all(Timing(tuple(body["steps"]["whole"])).median < SECONDS for body in measured["bodies"])
    met = met and paper.median < PDF_SECONDS
    notes = [
        f"Target: under {SECONDS:g} s for {TASKS} tasks. Median of {runs} runs after one, SQLite.",
        f"PDF of {measured['pages']} pages: {paper.median:.2f} s (target {PDF_SECONDS:g} s, noise {paper.noise:.0%})",
        f"Bare: the annex's rows through python-docx's own table, {alone.median:.2f} s (noise {alone.noise:.0%}).",
    ]
    head = ("whose report", "tasks", "gather", "compose", "write", "whole", "noise", "whole/bare")
    return Table("report", head, rows, met, notes)


def measure_here(*, runs: int, today: date) -> str:
    """The child's part, in an empty database: a city and a department with so many tasks each. JSON."""
    generate(SCALE, today=today)
    city = Body.objects.get(code=ROOT_CODE)
    department = Body.objects.filter(kind=BodyKind.DEPARTMENT, is_standing_agency=False).order_by("path")[0]
    period = period_of(today, PeriodKind.YEAR)
    window = window_of(period)
    running = Duty.objects.filter(part=Part.LEAD, series=None, due_on__gte=window.opens_on, assigned_at__lt=today)
    chosen = running.exclude(body=department).order_by("pk").values_list("pk", flat=True)[:TASKS]
    Duty.objects.filter(pk__in=list(chosen)).update(body=department)
    bodies = [_timed(body, period, runs=runs, today=today) for body in (department, city)]
    alone = _seconds(bare, runs)
    long = long_document()
    with pypdfium2.PdfDocument(set_pdf(long)) as opened:
        pages = len(opened)
    pdf = _seconds(lambda: set_pdf(long), runs)
    return json.dumps({"bodies": bodies, "bare": alone, "pdf": pdf, "pages": pages}, ensure_ascii=False)


def long_document() -> OfficialDocument:
    """A report of sixty pages: forty of text, and an annex of twenty."""
    text = "Các cơ quan, đơn vị triển khai đồng bộ nhiệm vụ, giải pháp trên các lĩnh vực cải cách hành chính. " * 3
    body = tuple(Paragraph(text) if number % 9 else Heading(f"{number}. Mục", 2) for number in range(1, 401))
    columns = (Column("STT", 0.5, Align.CENTER), Column("Nhiệm vụ", 4), Column("Kinh phí", 1, Align.RIGHT))
    rows = [Row((str(number), text, number * 1000)) for number in range(1, 191)]
    annex = Annex("Danh mục nhiệm vụ", (DataTable(columns, rows),))
    return OfficialDocument(
        kind=kinds.REPORT, issuer="UBND thành phố", title="Kết quả cải cách", body=body, annexes=(annex,)
    )


def _timed(body: Body, period: Period, *, runs: int, today: date) -> dict[str, object]:
    window = window_of(period)

    def gather() -> ReportFacts:
        return gather_facts(body=body, period=period, window=window, today=today)

    facts = gather()
    document = compose_report(facts)
    steps: dict[str, Callable[[], object]] = {
        "gather": gather,
        "compose": lambda: compose_report(facts),
        "write": lambda: write_docx(document, BytesIO()),
        "whole": lambda: write_docx(compose_report(gather()), BytesIO()),
    }
    measured = {step: _seconds(act, runs) for step, act in steps.items()}
    return {"name": body.name, "tasks": len(facts.tasks), "steps": measured}


def _seconds(act: Callable[[], object], runs: int) -> list[float]:
    act()
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        act()
        found.append(time.perf_counter() - started)
    return found


def bare() -> None:
    """The rows of the annex alone, through python-docx's own table."""
    paper = docx.Document()
    table = paper.add_table(rows=TASKS, cols=6)
    day = date(2026, 1, 1)
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.text = f"{number} {day + timedelta(days=number % 300)}"
    paper.save(BytesIO())

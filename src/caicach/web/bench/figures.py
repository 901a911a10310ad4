"""How long the figures of a merged report take over 3,321 bodies: the statistics table, one changed figure on its way
up, the explanation of a sum over all of them, and the papers that are made of it."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.db.models import Count, Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caicach.core.periods import Period
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.pdf import set_pdf
from caicach.measures import selectors, services
from caicach.measures.models import Figure, FigureState
from caicach.measures.rules import Answer, Kind
from caicach.measures.services import Entry
from caicach.reports.printing import document_of

from . import report
from .city_answers import BODIES, INDICATORS, Answered, forget_roll_ups, generate, periods_of_report
from .city_merging import merged_report
from .processes import own_environment, python, run
from .serving import database
from .tables import Table, percentile, ratio

RUNS = 5
STATISTICS, ROLL_UP, EXPLANATION, DOCX, PDF = 5.0, 0.1, 0.3, 5.0, 1.0  # seconds


@dataclass(frozen=True)
class Step:
    """Something that is timed. `act` is done again and again; where that is only possible so many times, `runs`."""

    name: str
    act: Callable[[], object]
    baseline: Callable[[], object]
    baseline_name: str
    target: float | None = None
    runs: int | None = None


Part = Callable[[Answered, date], Iterator[Step]]


@dataclass(frozen=True)
class Timed:
    """What a step took, in seconds."""

    name: str
    seconds: tuple[float, ...]
    baseline: float
    baseline_name: str
    target: float | None

    @property
    def judged(self) -> float:
        """What the target holds: of many runs the 95th percentile, of few the median."""
        return percentile(self.seconds, 0.95 if len(self.seconds) >= 20 else 0.5)

    @property
    def row(self) -> tuple[str, ...]:
        median = percentile(self.seconds, 0.5)
        return (
            self.name,
            *(_words(value) for value in (median, percentile(self.seconds, 0.95), max(self.seconds))),
            str(len(self.seconds)),
            "-" if self.target is None else _words(self.target),
            f"{self.baseline_name}, {_words(self.baseline)}",
            ratio(median, self.baseline),
        )


def _words(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def measure(*, on: str = "sqlite", runs: int = RUNS, bodies: int = BODIES, indicators: int = INDICATORS) -> Table:
    """In a database of its own, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="caicach-bench-") as name:
        folder = Path(name)
        with database(on, folder) as url:
            environment = own_environment(folder / "var", url)
            answer = folder / "answer.json"
            run(python("-m", "django", "migrate", "--verbosity", "0"), environment=environment)
            size = ("--bodies", str(bodies), "--indicators", str(indicators), "--runs", str(runs))
            run(python("-m", "django", "bench", "here", "figures", *size), environment=environment, keep=answer)
            measured = json.loads(answer.read_text(encoding="utf-8"))
    return table_of(measured)


def table_of(measured: dict[str, object]) -> Table:
    """The table of what a child measured."""
    rows = measured["steps"]
    assert isinstance(rows, list)
    timed = [Timed(**{**row, "seconds": tuple(row["seconds"])}) for row in rows]
    met = all(one.target is None or one.judged < one.target for one in timed)
    notes = [
        f"{measured['bodies']} bodies right below one, {measured['indicators']} indicators, {measured['figures']} "
        "figures in three periods (the running one, the one before, the same a year ago), 2 % of them missing.",
        "A target is held by the median, of 20 runs and more by the 95th percentile.",
        "Baselines, in the same run and database: one SQL SUM over the same rows; the rows read by one SELECT; "
        "the rows of a table through python-docx.",
    ]
    head = ("what", "median", "p95", "worst", "runs", "target", "baseline", "to baseline")
    return Table(f"figures, {measured['database']}", head, [one.row for one in timed], met, notes)


def measure_here(
    *,
    runs: int,
    bodies: int,
    indicators: int,
    today: date,
    database_words: str,
    parts: Sequence[Part] | None = None,
) -> str:
    """The child's part, in an empty database. JSON."""
    made = generate(bodies=bodies, indicators=indicators, today=today)
    steps = [_timed(step, runs=runs) for part in parts or PARTS for step in part(made, today)]
    told = {"bodies": bodies, "indicators": indicators, "figures": made.figures, "database": database_words}
    return json.dumps(told | {"steps": [asdict(step) for step in steps]}, ensure_ascii=False)


def _timed(step: Step, *, runs: int) -> Timed:
    """After one run that warms up, unless every run uses something up."""
    if step.runs is None:
        step.act()
    return Timed(
        step.name,
        tuple(_seconds(step.act) for _ in range(step.runs or runs)),
        min(_seconds(step.baseline) for _ in range(min(3, runs))),
        step.baseline_name,
        step.target,
    )


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _figures_in(period: Period) -> dict[str, object]:
    return {"year": period.year, "period_kind": period.kind, "ordinal": period.ordinal}


def _rolling(made: Answered, today: date) -> Iterator[Step]:
    """The sums from nothing; the two other periods are made without being timed."""
    period, *others = periods_of_report(made.period)

    def rebuild() -> None:
        forget_roll_ups(period)
        services.rebuild_roll_ups(period=period)

    for one in others:
        services.rebuild_roll_ups(period=one)
    rows = Figure.objects.filter(**_figures_in(period)).order_by()
    sums = rows.values("indicator").annotate(Sum("value"), Sum("numerator"), Sum("denominator"), Count("pk"))
    yield Step("sums of a period rebuilt from nothing", rebuild, lambda: list(sums.all()), "SQL SUM", runs=1)


def _statistics(made: Answered, today: date) -> Iterator[Step]:
    def table() -> list[selectors.Line]:
        return selectors.statistics(body=made.root, indicators=made.indicators, period=made.period, today=today)

    lines = table()
    if len(lines) != len(made.indicators) or any(line.change is None and not _starts(made, line) for line in lines):
        raise ValueError("the statistics table has no changes: not what was to be measured")
    yield Step(f"statistics of {len(lines)} indicators", table, lambda: list(_sums(made)), "SQL SUM of 3 periods",
               STATISTICS)  # fmt: skip


def _sums(made: Answered) -> Iterator[object]:
    """What a database says without any of our rules."""
    for period in periods_of_report(made.period):
        rows = Figure.objects.filter(**_figures_in(period)).order_by().values("indicator")
        yield from rows.annotate(Sum("value"), Sum("numerator"), Sum("denominator"), Count("pk"))


def _starts(made: Answered, line: selectors.Line) -> bool:
    return line.indicator.cumulative and made.period.ordinal == 1


def _changing(made: Answered, today: date) -> Iterator[Step]:
    """One figure corrected and one sent, each time another body's, the whole act with its revision, event and sums."""
    first = made.indicators[0]
    same = {"indicator": first, **_figures_in(made.period)}
    there = Figure.objects.filter(**same).select_related("body", "indicator").order_by("pk")
    published, drafts = iter(there.filter(state=FigureState.PUBLISHED)), iter(there.filter(state=FigureState.DRAFT))
    senders = iter(made.senders)

    def correct() -> None:
        figure = next(published)
        answer = Answer(Kind.VALUE, (figure.value or Decimal(0)) + 1)
        entry = Entry(figure.indicator, figure.body, answer, why="Đính chính")
        services.enter_figures(entries=[entry], period=made.period, by=made.head, now=timezone.now())

    def send() -> None:
        services.submit_figures(figures=[next(drafts)], by=next(senders), now=timezone.now())

    many = len(made.senders)
    alone = Figure.objects.filter(**same)
    yield Step("one figure corrected, up to the top", correct, lambda: alone.aggregate(Sum("value")), "SQL SUM of one",
               ROLL_UP, runs=many)  # fmt: skip
    yield Step("one figure sent, up to the top", send, lambda: alone.aggregate(Sum("value")), "SQL SUM of one",
               ROLL_UP, runs=many)  # fmt: skip


def _explaining(made: Answered, today: date) -> Iterator[Step]:
    """A ratio over all bodies: what it is made of, its page and its JSON, as its reader gets them."""
    asked = next((one for one in made.indicators if one.value_kind == "ratio"), made.indicators[0])
    place = [asked.code, made.root.pk, made.period.key]
    client = Client(headers={"host": "localhost"})
    client.force_login(made.head)

    def answer(name: str) -> None:
        got = client.get(reverse(name, args=place))
        if got.status_code != 200:
            raise ValueError(f"{name}: {got.status_code}")

    same = {"indicator": asked, **_figures_in(made.period)}
    rows = Figure.objects.filter(**same).values_list("body__name", "value", "numerator", "denominator", "state")
    base = (lambda: list(rows.all()), "SELECT of its rows")
    yield Step(f"explained, {made.root.numchild} inputs", lambda: selectors.explain(asked, made.root, made.period),
               *base, EXPLANATION)  # fmt: skip
    yield Step("its page", lambda: answer("measures:explained"), *base, EXPLANATION)
    yield Step("the same as JSON", lambda: answer("measures:explained_json"), *base, EXPLANATION)


def _merging(made: Answered, today: date) -> Iterator[Step]:
    """The report on top: its document with the table of all indicators, who has not reported and live numbers; its
    file."""
    merged = merged_report(made, today=today)
    document = document_of(merged, today=today)
    yield Step("merged report, assembled", lambda: document_of(merged, today=today), lambda: list(_sums(made)),
               "SQL SUM of 3 periods", STATISTICS)  # fmt: skip
    yield Step("its DOCX", lambda: write_docx(document, BytesIO()), report.bare, "python-docx, a table", DOCX)
    yield Step("its PDF", lambda: set_pdf(document), lambda: write_docx(document, BytesIO()), "its DOCX")


def _papers(made: Answered, today: date) -> Iterator[Step]:
    """A report of sixty pages: forty of text, an annex of twenty."""
    document = report.long_document()
    yield Step("DOCX of 60 pages", lambda: write_docx(document, BytesIO()), report.bare, "python-docx, a table", DOCX)
    yield Step("PDF of 60 pages", lambda: set_pdf(document), report.bare, "python-docx, a table", PDF)


# What is measured, in this order: the sums must be there before they are read.
OF_FIGURES: tuple[Part, ...] = (_rolling, _statistics, _changing, _explaining, _merging)
PARTS: tuple[Part, ...] = (*OF_FIGURES, _papers)

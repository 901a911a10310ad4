"""Every page at city size, under load: makes the city, serves it, asks for each page and says how long it took."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from ..management.commands.serve import workers_for
from .load import Answers, send
from .pages import Page
from .processes import own_environment, python, run
from .serving import database, server
from .tables import Table, percentile

P95_SECONDS = 0.2
RATE = 40.0
SECONDS = 120.0
WARM_UP_SECONDS = 10.0


def measure(
    *, on: str, rate: float = RATE, seconds: float = SECONDS, folder: Path | None = None, part: int = 1
) -> Table:
    """One table for one database. With a folder the SQLite city is kept there and used again; `part` makes it small."""
    with ExitStack() as stack:
        where = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="caicach-bench-")))
        url = stack.enter_context(database(on, where))
        environment = own_environment(where / "var", url)
        told = where / "city.txt"
        run(
            python("-m", "django", "bench", "city", "--migrate", "--part", str(part)),
            environment=environment,
            keep=told,
        )
        listed = where / "pages.json"
        run(python("-m", "django", "bench", "samples"), environment=environment, keep=listed)
        samples = json.loads(listed.read_text(encoding="utf-8"))
        pages = [Page(**page) for page in samples["pages"]]
        port = stack.enter_context(server(environment, log=where / "server.log"))
        cookies = {who: f"sessionid={key}" for who, key in samples["sessions"].items()}
        send(pages, port=port, cookies=cookies, rate=min(rate, 20.0), seconds=WARM_UP_SECONDS)
        answers = send(pages, port=port, cookies=cookies, rate=rate, seconds=seconds)
        baseline = send(
            [Page("account_login", "baseline", "nobody", "/tai-khoan/login/")],
            port=port, cookies={"nobody": ""}, rate=rate, seconds=min(seconds, 10.0),
        )  # fmt: skip
        size = f", one {part}th of the city" if part > 1 else ""
        name = f"{samples['database']}{size}"
        return _table(name, answers, next(iter(baseline.values())), rate, seconds, told.read_text())


def _table(
    database: str, answers: dict[Page, Answers], baseline: Answers, rate: float, seconds: float, told: str
) -> Table:
    rows = [
        _row(page.label, answers[page], baseline) for page in sorted(answers, key=lambda page: -answers[page].at(0.95))
    ]
    everything = Answers()
    for one in answers.values():
        everything.seconds += one.seconds
        everything.codes += one.codes
    rows = [
        _row("all pages", everything, baseline),
        _row("the log-in page, alone (baseline)", baseline, baseline),
        *rows,
    ]
    failed = everything.failed
    slow = [page for page, one in answers.items() if one.at(0.95) >= P95_SECONDS]
    generated = "; ".join(line for line in told.splitlines() if line)
    notes = [
        f"Target: p95 under {P95_SECONDS * 1000:.0f} ms on every page. {len(answers) - len(slow)} of {len(answers)} "
        f"pages meet it; {failed} answers of {len(everything.seconds)} were errors.",
        f"{rate:g} requests a second for {seconds:g} s, open loop (timed from when each was due), all pages in turn; "
        f"granian with {workers_for(os.cpu_count() or 1)} workers as `caicach serve` starts them, nothing pinned: "
        f"server, database and load share {os.cpu_count()} cores.",
        f"Generated: {generated}." if generated else "The city was there already.",
    ]
    head = ("page", "answers", "errors", "p50 ms", "p95 ms", "max ms", "p50 of baseline")
    return Table(f"pages, {database}", head, rows, not slow and not failed, notes)


def _row(label: str, one: Answers, baseline: Answers) -> tuple[str, ...]:
    errors = ", ".join(f"{count}×{code or 'none'}" for code, count in sorted(_errors(one.codes)))
    times = (one.at(0.5), one.at(0.95), max(one.seconds))
    return (
        label, str(len(one.seconds)), errors or "0", *(f"{value * 1000:.0f}" for value in times),
        f"{one.at(0.5) / percentile(baseline.seconds, 0.5):.1f} ×",
    )  # fmt: skip


def _errors(codes: Counter[int]) -> Iterable[tuple[int, int]]:
    return ((code, count) for code, count in codes.items() if code not in (200, 302))


def as_json(pages: Iterable[Page], sessions: dict[str, str], database: str) -> str:
    """What `bench samples` prints for the load: the pages, a session for each who opens them."""
    listed = [asdict(page) for page in pages]
    return json.dumps({"pages": listed, "sessions": sessions, "database": database}, ensure_ascii=False)

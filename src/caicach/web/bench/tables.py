"""What a measurement leaves: a small table on the terminal, the same one in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from pathlib import Path

import django

RECORDS = "## Records"


@dataclass(frozen=True)
class Table:
    """Rows of words. `met` says whether every target of the table was met; None where it has none."""

    name: str  # the benchmark and what it ran on: "pages, SQLite"
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    met: bool | None = None
    notes: Sequence[str] = field(default_factory=list)

    def as_text(self) -> str:
        """Columns padded with spaces; all but the first to the right."""
        widths = [max(len(row[place]) for row in (self.head, *self.rows)) for place in range(len(self.head))]
        lines = [self.name, ""]
        for row in (self.head, tuple("-" * width for width in widths), *self.rows):
            cells = [
                cell.ljust(width) if place == 0 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        return "\n".join([*lines, "", *self.notes])

    def as_markdown(self) -> str:
        rows = [self.head, ("---", *("---:" for _ in self.head[1:])), *self.rows]
        lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)])


@dataclass(frozen=True)
class Timing:
    """Seconds of several runs of the same thing."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def noise(self) -> float:
        """How far the runs lie apart, as a share of their median."""
        return (max(self.seconds) - min(self.seconds)) / self.median


def ratio(value: float, baseline: float) -> str:
    """How many times the baseline: "3.4 ×"."""
    return f"{value / baseline:.1f} ×" if baseline else "-"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank); the values need no order."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)]


def machine_words() -> str:
    """The machine in one line: processor, cores, memory, system, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {_system()}; Python {platform.python_version()}, "
        f"Django {django.get_version()}, SQLite {sqlite3.sqlite_version}"
    )


def load_words() -> str:
    """The load average, which says whether others used the machine at the time."""
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform()


def record(table: Table, *, into: Path, now: datetime, load_before: str) -> None:
    """Put the table first among the records of the file; the file's own words stay as they are."""
    text = into.read_text(encoding="utf-8")
    before, found, after = text.partition(RECORDS)
    if not found:
        raise ValueError(f"{into}: no line {RECORDS!r}, under which records are kept")
    entry = (
        f"### {table.name}, {now:%Y-%m-%d %H:%M}\n\n{machine_words()}. Load before: {load_before}; after: "
        f"{load_words()}.\n\n{table.as_markdown().rstrip()}\n"
    )
    into.write_text(f"{before}{RECORDS}\n\n{entry}{after}", encoding="utf-8")

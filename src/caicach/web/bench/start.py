"""How long `caicach read` on a small file takes from the shell and back."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from django.conf import settings

from caicach.web.demo.papers import official_document, text_of

from .papers import YEAR, as_text
from .processes import own_environment, python, timed
from .tables import Table, ratio

SECONDS = 0.5
RUNS = 7


def measure(*, runs: int = RUNS) -> Table:
    """Through the launcher of the checkout, through the installed command, and a Python that does nothing."""
    with tempfile.TemporaryDirectory(prefix="caicach-bench-") as name:
        folder = Path(name)
        small = folder / "chi-thi.txt"
        small.write_text(as_text(official_document(text_of("3-chi-thi.txt", year=YEAR))), encoding="utf-8")
        environment = own_environment(folder / "var")
        ways: dict[str, list[str | Path]] = {
            "./caicach read": [settings.ROOT / "caicach", "read", small],
            "caicach read": [Path(sys.executable).parent / "caicach", "read", small],
            "python -m caicach read": python("-m", "caicach", "read", small),
        }
        bare = timed(python("-c", "pass"), environment=environment, runs=runs)
        measured = {
            way: timed(command, environment=environment, runs=runs)
            for way, command in ways.items()
            if Path(command[0]).exists()
        }
    rows = [
        (way, f"{timing.median * 1000:.0f} ms", f"{timing.noise:.0%}", ratio(timing.median, bare.median))
        for way, timing in {"python -c pass": bare, **measured}.items()
    ]
    notes = [f"Target: under {SECONDS * 1000:.0f} ms. Whole process, median of {runs} runs after one."]
    met = bool(measured) and all(timing.median < SECONDS for timing in measured.values())
    return Table("start", ("command", "time", "noise", "of bare Python"), rows, met, notes)

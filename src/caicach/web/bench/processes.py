"""Child processes of a measurement: on one core, in an environment of their own, timed from start to end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from .tables import Timing


class Failed(Exception):
    """A measured program did not do its work; its last words."""


def one_core() -> int | None:
    """The core that a single-core measurement runs on, the last one that this process may use; None where the system
    cannot bind a process to a core."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def own_environment(var: Path, database_url: str = "") -> dict[str, str]:
    """This environment without any installation's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAICACH_")}
    kept |= {"CAICACH_VAR": str(var), "DJANGO_SETTINGS_MODULE": "caicach.web.settings"}
    return kept | ({"CAICACH_DATABASE_URL": database_url} if database_url else {})


def run(
    command: Sequence[str | Path], *, environment: dict[str, str], core: int | None = None, keep: Path | None = None
) -> float:
    """Run a program to its end and answer with its seconds; what it printed goes into `keep`."""
    pin = partial(os.sched_setaffinity, 0, {core}) if core is not None else None
    with (keep or Path(os.devnull)).open("wb") as out:
        started = time.perf_counter()
        done = subprocess.run(
            [str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.PIPE, preexec_fn=pin,
        )  # fmt: skip
        seconds = time.perf_counter() - started
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()[-2000:]
        raise Failed(f"{' '.join(map(str, command))}: exit code {done.returncode}: {words}")
    return seconds


def timed(command: Sequence[str | Path], *, environment: dict[str, str], runs: int, core: int | None = None) -> Timing:
    """The seconds of several runs after one that warms the disk cache."""
    run(command, environment=environment, core=core)
    return Timing(tuple(run(command, environment=environment, core=core) for _ in range(runs)))


def python(*words: str | Path) -> list[str | Path]:
    """A command of this environment's Python, which does not look into the current folder for modules."""
    return [sys.executable, "-P", *words]

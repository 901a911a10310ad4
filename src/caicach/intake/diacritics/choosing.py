"""Which restorer an installation uses: the product's own, grown by what was accepted, or one of the site's."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from .counts import Counts
from .restorer import MarksRestorer, Restorer
from .shipped import shipped_counts


def restorer_for(learnt: Path | None = None, *, own: str = "") -> MarksRestorer:
    """The restorer with what the installation learnt (`Counts.to_bytes` in a file; none yet is fine).

    `own`: "package.module.name" of what the site puts in its place, called with the same path.
    """
    if own:
        module, _, name = own.rpartition(".")
        make: Callable[[Path | None], MarksRestorer] = getattr(import_module(module), name)
        return make(learnt)
    if learnt is None or not learnt.exists():
        return Restorer(shipped_counts())
    counts = Counts.from_bytes(learnt.read_bytes())
    counts.add(shipped_counts())
    return Restorer(counts)

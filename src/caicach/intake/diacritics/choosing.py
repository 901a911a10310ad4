"""Which restorer an installation uses: the product's own, grown by what was accepted, or one of the site's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from caicach.intake.source import Source

from .counts import Counts
from .restorer import MarksRestorer, Restorer
from .shipped import shipped_counts
from .sources import restored_reading, restored_source

logger = logging.getLogger(__name__)


def restorer_for(learnt: Path | None = None, *, own: str = "") -> MarksRestorer:
    """The restorer with what the installation learnt (`Counts.to_bytes` in a file; none yet is fine).

    `own`: "package.module.name" of what the site puts in its place, called with the same path.
    """
    if own:
        module, _, name = own.rpartition(".")
        make: Callable[[Path | None], MarksRestorer] = getattr(import_module(module), name)
        return make(learnt)
    try:
        counts = Counts.from_bytes(learnt.read_bytes()) if learnt is not None else None
    except FileNotFoundError:
        counts = None
    except ValueError as problem:  # half of a file must not keep documents from being read
        logger.error("%s: %s", learnt, problem)
        counts = None
    if counts is None:
        return Restorer(shipped_counts())
    counts.add(shipped_counts())
    return Restorer(counts)


def with_marks(
    reading: dict[str, Any], source: Source, *, learnt: Path | None, own: str = ""
) -> tuple[dict[str, Any], Source]:
    """What was read of a file and its text, both with the marks that are sure; as they are where none were lost."""
    make = cache(lambda: restorer_for(learnt, own=own))
    marked, spans = restored_source(source, make)
    if spans:
        warning = marked.warnings[-1]
        said = {"code": warning.code, "text": warning.text, "page": warning.page, "line": warning.line}
        reading = {**restored_reading(reading, make), "warnings": [*reading["warnings"], said]}
    return reading, marked

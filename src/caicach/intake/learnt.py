"""Where an installation keeps what its reader learnt; also for programs that know no Django."""

from __future__ import annotations

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]


def learnt_marks() -> Path:
    """The file of counts that the restorer of marks adds to the shipped ones; there is none before the first
    confirmation."""
    return Path(os.environ.get("CAICACH_VAR") or _CHECKOUT / "var") / "learnt" / "marks"

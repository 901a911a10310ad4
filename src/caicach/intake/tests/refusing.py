"""What a refused file is told, held to the same for every form."""

from __future__ import annotations

from pathlib import Path

import pytest

from caicach.intake.extraction import Limits, extract
from caicach.intake.source import CannotRead


def refusal_of(path: Path, limits: Limits | None = None) -> str:
    """The code; the sentence names the file and says what to do, on one line."""
    with pytest.raises(CannotRead) as refusal:
        extract(path, limits=limits or Limits())
    sentence = str(refusal.value)
    assert path.name in sentence and sentence.endswith(".") and "\n" not in sentence and "đề nghị" in sentence
    return refusal.value.code

"""What a person confirmed, the machine knows next time: how its words are written.

The texts stay in the database, one row a document. What the reader needs of them, counts of words, is a file beside it,
made from the rows that it does not hold yet; where the file is lost, the next confirmation makes it from all of them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django_tasks import task

from caicach.intake.diacritics import SAID_IN_WORDS, Counts, Marks, marks_of

from ..models import Draft, DraftItem, ItemState, LearntText

CORRECTED_TIMES = 3
"""How often a text counts that a person had to correct: once more than what misled the machine is not enough."""
_AS_IT_STANDS = ("digital", "text")  # not recognised from a picture


@transaction.atomic
def learn_from_draft(*, draft: Draft, now: datetime) -> LearntText:
    """Keep the words of a draft that is being confirmed: its accepted items, and its whole text where the file had it
    with its marks. What the machine itself put marks on is only learnt where a person accepted it."""
    items = [item for item in draft.items.all() if item.state == ItemState.ACCEPTED]
    changed = [item for item in items if item.data != item.read]
    accepted = [text for item in items if item not in changed for text in _words_of(item)]
    text = "\n".join([*_of_document(draft), *filter(_has_marks, accepted)])
    corrected = "\n".join(filter(_has_marks, (text for item in changed for text in _words_of(item))))
    learnt, _ = LearntText.objects.update_or_create(
        draft=draft, defaults={"text": text, "corrected": corrected, "learnt_at": now}
    )
    transaction.on_commit(lambda: grow_counts_in_background.enqueue(), robust=True)
    return learnt


def counts_file() -> Path:
    return Path(settings.VAR) / "learnt" / "marks"


def grow_counts() -> None:
    """Add to the file of counts every text that it does not hold yet. Two at a time may both do it; the later one's
    file stands, and what it lacks the next one adds."""
    where = counts_file()
    try:
        counts = Counts.from_bytes(where.read_bytes())
    except (FileNotFoundError, ValueError):
        counts = Counts()
    held = counts.sources
    missing = [pk for pk in LearntText.objects.order_by("pk").values_list("pk", flat=True) if pk not in held]
    for pk in missing:
        learnt = LearntText.objects.get(pk=pk)
        counts.learn(learnt.text)
        counts.learn(learnt.corrected, times=CORRECTED_TIMES)
        held.add(pk)
    if missing:
        _write(where, counts.to_bytes())


@task()
def grow_counts_in_background() -> None:
    grow_counts()


def _write(where: Path, content: bytes) -> None:
    """Whole or not at all: a reader may open the file at any moment."""
    where.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=where.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(name, where)


def _of_document(draft: Draft) -> Iterable[str]:
    if (draft.reading or {}).get("text_source") not in _AS_IT_STANDS:
        return []
    pieces = [piece for line in draft.text for piece in _pieces(line) if not piece.get("restored")]
    text = "\n".join(str(piece["text"]) for piece in pieces)
    return [text] if marks_of(text) is Marks.WHOLE else []


def _pieces(line: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if "rows" in line:
        return [cell for row in line["rows"] for cell in row]
    return [line]


def _words_of(item: DraftItem) -> Iterable[str]:
    for key, value in item.data.items():
        if key in SAID_IN_WORDS:
            yield from (str(text) for text in (value if isinstance(value, list) else [value]) if text)


def _has_marks(text: str) -> bool:
    return marks_of(text) is not Marks.LOST and marks_of(text) is not Marks.SCRAMBLED

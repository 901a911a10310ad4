"""The machine reads a draft's file, in a child process, under a lease.

Whoever reads takes the draft by setting READING and the moment it began. A reader that died leaves that mark behind;
after the lease another may take the draft. Only the one whose mark still stands may write the result, so it is
written whole and once, whoever was killed when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from caicach.core.events import record_event
from caicach.core.evidence import path_of
from caicach.intake.extraction import Limits
from caicach.intake.sandbox import read_with_text
from caicach.intake.shown import shown_lines
from caicach.intake.source import CannotRead

from ..models import Draft, DraftItem, DraftState, ItemKind
from ..rules import header_of, is_said_by_a_task, main_document, may_read

GRACE_SECONDS = 30  # over the limit of one reading, before it is taken for dead
SAID_SURE = Decimal("0.9")  # of a duty, for which the contract states no confidence


def lease() -> timedelta:
    """How long a reading may go unheard of."""
    return timedelta(seconds=settings.READ_SECONDS + GRACE_SECONDS)


@transaction.atomic
def start_reading(*, draft: Draft, now: datetime, take_over: bool = False) -> Draft | None:
    """Take the draft for reading, or None where there is nothing to take: it is read, or somebody is reading it.

    `take_over` does not wait for the lease to run out; the one who was reading then loses the right to write.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not may_read(draft.state, draft.reading_started_at, now=now, lease=timedelta() if take_over else lease()):
        return None
    draft.state, draft.reading_started_at = DraftState.READING, now
    draft.save(update_fields=["state", "reading_started_at"])
    return draft


def _still_mine(draft: Draft) -> Draft | None:
    """The row, locked, if the reading that began at `draft.reading_started_at` still holds it."""
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    mine = current.state == DraftState.READING and current.reading_started_at == draft.reading_started_at
    return current if mine else None


@transaction.atomic
def finish_reading(
    *, draft: Draft, reading: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], now: datetime
) -> Draft | None:
    """Write what was read with all its items; None where another reading has taken over.

    `draft` is what `start_reading` gave. `reading` is the contract of `caicach read`, `lines` the text as shown.
    """
    current = _still_mine(draft)
    if current is None:
        return None
    current.reading, current.text = dict(reading), list(lines)
    current.document_index = main_document(reading)
    current.header = header_of(reading, current.document_index)
    current.state, current.read_at = DraftState.READY, now
    current.save(update_fields=["reading", "text", "document_index", "header", "state", "read_at"])
    _make_items(current, reading)
    record_event("draft_read", about=current, by=None, at=now, items=current.items.count())
    return current


@transaction.atomic
def refuse_reading(*, draft: Draft, code: str, sentence: str, now: datetime) -> Draft | None:
    """The file cannot be read: keep the sentence for the person; None where another reading has taken over."""
    current = _still_mine(draft)
    if current is None:
        return None
    current.state, current.read_at = DraftState.REFUSED, now
    current.refusal_code, current.refusal = code, sentence
    current.save(update_fields=["state", "read_at", "refusal_code", "refusal"])
    record_event("draft_refused", about=current, by=None, at=now, code=code)
    return current


@transaction.atomic
def _give_back(draft: Draft) -> None:
    """Let the draft wait again, for a reader with more time."""
    if (current := _still_mine(draft)) is not None:
        current.state, current.reading_started_at = DraftState.WAITING, None
        current.save(update_fields=["state", "reading_started_at"])


def read_draft(*, draft: Draft, now: datetime, seconds: int | None = None, take_over: bool = False) -> Draft:
    """Read the file here and now and write the result; returns the draft as it stands afterwards.

    With `seconds` shorter than the installation's limit, a file that takes longer is left waiting instead of refused.
    """
    taken = start_reading(draft=draft, now=now, take_over=take_over)
    if taken is not None:
        limits = replace(_limits(), seconds=seconds or settings.READ_SECONDS)
        try:
            where = path_of(taken.file.sha256)
            reading, source = read_with_text(where, name=taken.file_name, limits=limits)
        except CannotRead as refusal:
            if refusal.code == "time_exceeded" and limits.seconds < settings.READ_SECONDS:
                _give_back(taken)
            else:
                refuse_reading(draft=taken, code=refusal.code, sentence=str(refusal), now=timezone.now())
        else:
            finish_reading(draft=taken, reading=reading, lines=shown_lines(source), now=timezone.now())
    draft.refresh_from_db()
    return draft


def _limits() -> Limits:
    return Limits(
        size=settings.UPLOAD_LIMIT_BYTES,
        pages=settings.READ_PAGES,
        seconds=settings.READ_SECONDS,
        memory=settings.READ_MEMORY_BYTES,
    )


def _make_items(draft: Draft, reading: Mapping[str, Any]) -> None:
    """One row per target, task and duty of the file, in the order in which they stand in it."""
    rows: list[tuple[DraftItem, tuple[int, int] | None]] = []
    by_index: dict[tuple[int, int], DraftItem] = {}
    for number, document in enumerate(reading["documents"]):
        for kind, found in (
            (ItemKind.TARGET, document["targets"]),
            (ItemKind.TASK, document["tasks"]),
            (ItemKind.DUTY, [d for d in document["duties"] if not is_said_by_a_task(d, document["tasks"])]),
        ):
            for index, entry in enumerate(found):
                item = DraftItem(
                    draft=draft,
                    kind=kind,
                    data=dict(entry),
                    read=dict(entry),
                    confidence=Decimal(str(entry.get("confidence", SAID_SURE))).quantize(Decimal("0.001")),
                    page=entry.get("page") or 1,
                    line=entry.get("line") or 1,
                )
                whole = entry.get("part_of")
                rows.append((item, (number, whole) if whole is not None else None))
                if kind == ItemKind.TARGET:
                    by_index[(number, index)] = item
    rows.sort(key=lambda row: (row[0].page, row[0].line))
    for ordinal, (item, _) in enumerate(rows, start=1):
        item.ordinal = Decimal(ordinal)
    DraftItem.objects.bulk_create([item for item, _ in rows], batch_size=200)
    parts = []
    for item, whole in rows:
        if whole is not None and whole in by_index and by_index[whole] is not item:
            item.part_of = by_index[whole]
            parts.append(item)
    DraftItem.objects.bulk_update(parts, ["part_of"], batch_size=200)

"""The event log: append-only, hash-chained.

An event is written in the transaction of the act it tells of. Its place in the chain (`EventSeal`) is written right
after the commit, in a short transaction of its own, so that two acts never wait for each other's chain (ADR 0010).
A crash between the two leaves events without a seal; the next sealing takes them in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max

from .models import Event, EventSeal

FIRST_HASH = "0" * 64
_LOCK = 0x63616963  # one advisory lock for the chain on PostgreSQL
_LOOK_BACK = 20_000  # rows within which the clock finds what a crash left without a seal
_LOOK_BACK_AFTER_COMMIT = 200  # rows within which an act finds what others have just committed beside its own


def record_event(name: str, *, about: models.Model, by: Any, at: datetime, **data: Any) -> Event:
    """Write one event inside the current transaction and have it sealed after the commit."""
    event = Event.objects.create(
        name=name, at=at, by=by, about_kind=about._meta.label_lower, about_id=str(about.pk), data=data
    )
    transaction.on_commit(partial(_seal_from, event.pk))
    return event


def record_events(name: str, *, about: list[models.Model], by: Any, at: datetime, **data: Any) -> None:
    """The same event about many rows at once (bulk acts)."""
    events = Event.objects.bulk_create(
        [
            Event(name=name, at=at, by=by, about_kind=row._meta.label_lower, about_id=str(row.pk), data=data)
            for row in about
        ],
        batch_size=500,
    )
    if events:
        transaction.on_commit(partial(_seal_from, min(event.pk for event in events)))


def digest(event: Event, previous_hash: str) -> str:
    """The SHA-256 over the event's content and the hash before it."""
    at = event.at.astimezone(UTC).isoformat()
    about = (event.about_kind, event.about_id)
    content = [event.pk, event.name, at, event.by_id, *about, event.data, previous_hash]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _seal_from(first: int) -> None:
    """Seal an event and what came with it. A sealing takes everything after its first event, so that of the many that
    one commit may ask for, those that find their event sealed have nothing left to do."""
    if not EventSeal.objects.filter(event=first).exists():
        seal_events(since=first)


@transaction.atomic
def seal_events(*, since: int | None = None, everything: bool = False) -> int:
    """Chain the events that have no seal yet, oldest first; returns how many.

    An act seals what it wrote itself (`since` is its first event) and what it finds shortly before; the clock, which
    names none, looks further back; `everything` scans the whole log.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = EventSeal.objects.order_by("-sequence").first()
    floor = 0
    if last and not everything:
        floor = last.event_id - (_LOOK_BACK if since is None else _LOOK_BACK_AFTER_COMMIT)
    if since is not None:
        floor = min(floor, since - 1)
    waiting = list(Event.objects.filter(pk__gt=floor, seal=None).order_by("id"))
    if not waiting:
        return 0
    sequence, previous = (last.sequence, last.hash) if last else (0, FIRST_HASH)
    seals = []
    for event in waiting:
        sequence += 1
        seal = EventSeal(sequence=sequence, event=event, previous_hash=previous, hash=digest(event, previous))
        previous = seal.hash
        seals.append(seal)
    EventSeal.objects.bulk_create(seals, batch_size=500)
    return len(seals)


@dataclass(frozen=True)
class ChainBreak:
    """Where the chain does not hold."""

    sequence: int
    code: str  # "gap" | "changed" | "unlinked"


def verify_chain() -> Iterator[ChainBreak]:
    """Recompute the whole chain; yields every place where it does not hold."""
    seal_events(everything=True)
    expected, previous = 1, FIRST_HASH
    for seal in EventSeal.objects.select_related("event").order_by("sequence").iterator(chunk_size=2000):
        if seal.sequence != expected:
            yield ChainBreak(expected, "gap")
            expected = seal.sequence
        if seal.previous_hash != previous:
            yield ChainBreak(seal.sequence, "unlinked")
        if digest(seal.event, seal.previous_hash) != seal.hash:
            yield ChainBreak(seal.sequence, "changed")
        previous, expected = seal.hash, expected + 1
    latest = EventSeal.objects.aggregate(last=Max("sequence"))["last"] or 0
    if latest != expected - 1:
        yield ChainBreak(latest, "gap")

"""The machine reads a draft's file, in a child process, under a lease.

Whoever reads takes the draft by setting READING and the moment it began. A reader that died leaves that mark behind;
after the lease another may take the draft. Only the one whose mark still stands may write the result, so it is
written whole and once, whoever was killed when.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from caicach.core.events import record_event
from caicach.core.evidence import path_of
from caicach.documents import issuing
from caicach.documents.signing import FoundSignature, Verdict, is_signed
from caicach.intake import sandbox
from caicach.intake.extraction import Limits
from caicach.intake.extraction.ocr import RecognisedPage
from caicach.intake.shown import shown_lines, warnings_of
from caicach.intake.source import CannotRead

from ..doubts import reader_doubts
from ..models import Draft, DraftItem, DraftState, ItemKind, PageState
from ..rules import between, header_of, is_said_by_a_task, main_document, may_read
from .scanning import Told, heard, note_pages, recognise_missing, still_mine

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
    heard_at = draft.heard_at or draft.reading_started_at
    if not may_read(draft.state, heard_at, now=now, lease=timedelta() if take_over else lease()):
        return None
    draft.state, draft.reading_started_at, draft.heard_at = DraftState.READING, now, now
    draft.save(update_fields=["state", "reading_started_at", "heard_at"])
    return draft


@transaction.atomic
def finish_reading(
    *, draft: Draft, reading: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], now: datetime
) -> Draft | None:
    """Write what was read with all its items; None where another reading has taken over.

    `draft` is what `start_reading` gave. `reading` is the contract of `caicach read`, `lines` the text as shown.
    """
    current = still_mine(draft)
    if current is None:
        return None
    current.reading, current.text = dict(reading), list(lines)
    current.document_index = main_document(reading)
    current.header = header_of(reading, current.document_index)
    current.state, current.read_at = DraftState.READY, now
    current.save(update_fields=["reading", "text", "document_index", "header", "state", "read_at"])
    make_items(current, reading)
    record_event("draft_read", about=current, by=None, at=now, items=current.items.count())
    return current


@transaction.atomic
def refuse_reading(*, draft: Draft, code: str, sentence: str, now: datetime) -> Draft | None:
    """The file cannot be read: keep the sentence for the person; None where another reading has taken over."""
    current = still_mine(draft)
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
    if (current := still_mine(draft)) is not None:
        current.state, current.reading_started_at, current.heard_at = DraftState.WAITING, None, None
        current.save(update_fields=["state", "reading_started_at", "heard_at"])


@transaction.atomic
def give_back_if_dead(*, draft: Draft, now: datetime) -> bool:
    """Let the draft wait again whose reader was not heard of for a lease; whether it did."""
    draft = Draft.objects.select_for_update().only("state", "reading_started_at", "heard_at").get(pk=draft.pk)
    heard_at = draft.heard_at or draft.reading_started_at
    if draft.state != DraftState.READING or not may_read(draft.state, heard_at, now=now, lease=lease()):
        return False
    draft.state, draft.reading_started_at, draft.heard_at = DraftState.WAITING, None, None
    draft.save(update_fields=["state", "reading_started_at", "heard_at"])
    return True


def read_draft(
    *, draft: Draft, now: datetime, seconds: int | None = None, take_over: bool = False, tell: Told | None = None
) -> Draft:
    """Read the file here and now and write the result; returns the draft as it stands afterwards.

    With `seconds` shorter than the installation's limit, a file that takes longer, or pages that have to be recognised,
    are left waiting instead. `tell` hears of each page that was recognised.
    """
    taken = start_reading(draft=draft, now=now, take_over=take_over)
    if taken is not None:
        limits = replace(read_limits(), seconds=seconds or settings.READ_SECONDS)
        try:
            _read(taken, limits, tell)
        except CannotRead as refusal:
            if refusal.code == "time_exceeded" and limits.seconds < settings.READ_SECONDS:
                _give_back(taken)
            else:
                refuse_reading(draft=taken, code=refusal.code, sentence=str(refusal), now=timezone.now())
    draft.refresh_from_db()
    return draft


def _read(taken: Draft, limits: Limits, tell: Told | None) -> None:
    where = path_of(taken.file.sha256)
    look_for_signatures(draft=taken, limits=limits)
    if not taken.pages.exclude(state=PageState.SHOWN).exists():
        needed: list[bool] = []
        if taken.has_pictures:
            needed = sandbox.needs_recognition(where, name=taken.file_name, limits=limits)
        if not any(needed):
            reading, source = sandbox.read_with_text(where, name=taken.file_name, limits=limits)
            finish_reading(draft=taken, reading=reading, lines=shown_lines(source), now=timezone.now())
            return
        note_pages(draft=taken, numbers=range(1, len(needed) + 1))
    if limits.seconds < settings.READ_SECONDS:
        _give_back(taken)
        return
    if not recognise_missing(
        draft=taken, limits=limits, holds=lambda: heard(draft=taken, now=timezone.now()), tell=tell
    ):
        return  # stopped, or taken over
    reading, lines = read_recognised(taken, limits)
    finish_reading(draft=taken, reading=reading, lines=lines, now=timezone.now())


def look_for_signatures(*, draft: Draft, limits: Limits) -> None:
    """Keep who signed the file and whether it is still what they signed; looked at once, in a confined child."""
    where = path_of(draft.file.sha256)
    known = draft.file.media_type != "application/pdf" or draft.file.signatures.exists()
    if known or draft.file.size > limits.size or not is_signed(where.read_bytes()):
        return
    try:
        found = sandbox.signatures(where, name=draft.file_name, trusted=issuing.trusted_files(), limits=limits)
    except CannotRead:  # the text may still be readable: what is said of the signature is that it was not checked
        found = [FoundSignature("", "", "", None, Verdict.UNREADABLE)]
    issuing.note_signatures(file=draft.file, found=found, now=timezone.now())


def read_recognised(draft: Draft, limits: Limits) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the file says with the pages that were recognised, and its text as shown; the others are warned of."""
    pages = list(draft.pages.exclude(state=PageState.SHOWN).order_by("number"))
    if not any(page.state == PageState.DONE for page in pages):
        raise CannotRead("no_page_read", pages[0].problem if pages else "")
    recognised = [
        RecognisedPage.from_json(page.recognised)
        if page.recognised is not None
        else RecognisedPage(page.number, problem="stopped")
        for page in pages
    ]
    reading, source = sandbox.read_pages(
        path_of(draft.file.sha256), recognised, name=draft.file_name, pages=len(pages), limits=limits
    )
    return reading, shown_lines(source)


def read_limits() -> Limits:
    return Limits(
        size=settings.UPLOAD_LIMIT_BYTES,
        scan_size=settings.SCAN_LIMIT_BYTES,
        pages=settings.READ_PAGES,
        seconds=settings.READ_SECONDS,
        memory=settings.READ_MEMORY_BYTES,
    )


def make_items(draft: Draft, reading: Mapping[str, Any], *, of_pages: Collection[int] | None = None) -> list[DraftItem]:
    """One row per target, task, duty and statement of the file, in the order in which they stand in it.

    With `of_pages` only of what stands on those pages, each between its neighbours.
    """
    rows: list[tuple[DraftItem, tuple[int, int] | None]] = []
    by_index: dict[tuple[int, int], DraftItem] = {}
    unread = [warning for warning in warnings_of(reading) if warning["code"] == "due_unread"]
    warned = {(int(warning["page"]), int(warning["line"])) for warning in unread}
    for number, document in enumerate(reading["documents"]):
        for kind, found in (
            (ItemKind.TARGET, document["targets"]),
            (ItemKind.TASK, document["tasks"]),
            (ItemKind.DUTY, [d for d in document["duties"] if not is_said_by_a_task(d, document["tasks"])]),
            (ItemKind.STATEMENT, document["statements"]),
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
                    document_index=number,
                    doubts=None if kind == ItemKind.STATEMENT else reader_doubts(entry, warned=warned) or None,
                )
                whole = entry.get("part_of")
                rows.append((item, (number, whole) if whole is not None else None))
                if kind == ItemKind.TARGET:
                    by_index[(number, index)] = item
    rows = [row for row in rows if of_pages is None or row[0].page in of_pages]
    rows.sort(key=lambda row: (row[0].page, row[0].line))
    _give_places(draft, [item for item, _ in rows], anew=of_pages is None)
    DraftItem.objects.bulk_create([item for item, _ in rows], batch_size=200)
    parts = []
    for item, whole in rows:
        if whole is not None and whole in by_index and by_index[whole] is not item and by_index[whole].pk:
            item.part_of = by_index[whole]
            parts.append(item)
    DraftItem.objects.bulk_update(parts, ["part_of"], batch_size=200)
    return [item for item, _ in rows]


def _give_places(draft: Draft, items: Sequence[DraftItem], *, anew: bool) -> None:
    """Number the items, or put them between those that are there."""
    if anew:
        for ordinal, item in enumerate(items, start=1):
            item.ordinal = Decimal(ordinal)
        return
    there = list(draft.items.values_list("page", "ordinal"))
    for page in {item.page for item in items}:
        new = [item for item in items if item.page == page]
        before = max((ordinal for number, ordinal in there if number <= page), default=Decimal(0))
        after = min((ordinal for _, ordinal in there if ordinal > before), default=None)
        for item, place in zip(new, between(before, after, len(new)), strict=True):
            item.ordinal = place


def read_missing_pages(*, draft: Draft) -> int:
    """Recognise the pages that wait of a draft that is being confirmed, and add what stands on them; nothing that a
    person did is touched. Returns how many items came."""
    limits = read_limits()
    asked = list(draft.pages.filter(state=PageState.WAITING).values_list("number", flat=True))
    if not asked:
        return 0
    recognise_missing(draft=draft, limits=limits, holds=lambda: True)
    now_read = set(draft.pages.filter(number__in=asked, state=PageState.DONE).values_list("number", flat=True))
    if not now_read:
        return 0
    reading, lines = read_recognised(draft, limits)
    return len(take_in_pages(draft=draft, reading=reading, lines=lines, pages=now_read, now=timezone.now()))


@transaction.atomic
def take_in_pages(
    *, draft: Draft, reading: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], pages: Collection[int],
    now: datetime,
) -> list[DraftItem]:  # fmt: skip
    """Put the reading with some more pages in the place of the former one; the items of those pages are added."""
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.state != DraftState.READY:
        return []
    moved = _lines_moved(current.text, lines)
    for item in current.items.all():
        if (by := moved.get(item.page)) and item.page not in pages:
            item.line += by
            item.save(update_fields=["line"])
    current.reading, current.text = dict(reading), list(lines)
    current.save(update_fields=["reading", "text"])
    added = make_items(current, reading, of_pages=pages)
    record_event("draft_pages_read", about=current, by=None, at=now, pages=sorted(pages), items=len(added))
    return added


def _lines_moved(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """By page: how far its lines moved because pages ahead of it came in."""
    first_before = {block["page"]: block["line"] for block in reversed(before)}
    first_after = {block["page"]: block["line"] for block in reversed(after)}
    return {page: first_after[page] - line for page, line in first_before.items() if page in first_after}

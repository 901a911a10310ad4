"""Pages that are pictures are recognised one by one, each kept as soon as it is done.

A reading that was killed or stopped goes on with the pages that are missing. Several pages are worked on at a time, in
processes of their own; only this one writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.core.evidence import path_of, store_file
from caicach.core.models import StoredFile
from caicach.intake import sandbox
from caicach.intake.extraction import Limits
from caicach.intake.extraction.ocr import RecognisedPage
from caicach.intake.recogniser import recognise_pages
from caicach.intake.source import CannotRead

from ..models import Draft, DraftPage, DraftState, PageState
from ..rules import Obstacle
from ..words import PAGE_PROBLEMS, PAGE_STOPPED
from .errors import NotYet

Told = Callable[[int, int], None]
"""Called with how many pages are done, of how many."""

READABLE = ("", "blank", "no_text")  # problems with which a page counts as read: there is nothing on it to be read


def still_mine(draft: Draft) -> Draft | None:
    """The row, locked, if the reading that began at `draft.reading_started_at` still holds it."""
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    mine = current.state == DraftState.READING and current.reading_started_at == draft.reading_started_at
    return current if mine else None


@transaction.atomic
def note_pages(*, draft: Draft, numbers: Sequence[int]) -> None:
    """Write down which pages have to be recognised; those that are known already stay as they are."""
    DraftPage.objects.bulk_create(
        [DraftPage(draft=draft, number=number) for number in numbers], ignore_conflicts=True, batch_size=200
    )


def keep_page(*, draft: Draft, found: RecognisedPage, image: bytes, now: datetime) -> None:
    """Keep what was recognised on a page, or why nothing could be."""
    stored = store_file([image], now=now) if image else None
    draft.pages.filter(number=found.number).update(
        image=stored,
        recognised=found.as_json(),
        state=PageState.DONE if found.problem in READABLE else PageState.UNREAD,
        problem=str(PAGE_PROBLEMS[found.problem]) if found.problem else "",
        done_at=now,
    )


def recognise_missing(*, draft: Draft, limits: Limits, holds: Callable[[], bool], tell: Told | None = None) -> bool:
    """Recognise every page that waits; False where `holds` said in between that it is not to go on.

    `holds` is asked after each page, once that page is kept.
    """
    total = draft.pages.exclude(state=PageState.SHOWN).count()
    left = list(draft.pages.filter(state=PageState.WAITING).order_by("number").values_list("number", flat=True))
    if not left:
        return True
    where = path_of(draft.file.sha256)
    with closing(recognise_pages(where, left, name=draft.file_name, limits=limits)) as pages:
        for done, (found, image) in enumerate(pages, start=total - len(left) + 1):
            keep_page(draft=draft, found=found, image=image, now=timezone.now())
            if tell:
                tell(done, total)
            if not holds():
                return False
    return True


@transaction.atomic
def heard(*, draft: Draft, now: datetime) -> bool:
    """Whether the reading still holds the draft; if so, it was heard of now."""
    current = Draft.objects.select_for_update().only("state", "reading_started_at").get(pk=draft.pk)
    if current.state != DraftState.READING or current.reading_started_at != draft.reading_started_at:
        return False
    current.heard_at = now
    current.save(update_fields=["heard_at"])
    return True


@transaction.atomic
def stop_reading(*, draft: Draft, by: Person, now: datetime) -> Draft:
    """Stop; what was recognised so far is kept. A reading under way ends after the pages it is at."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state not in (DraftState.WAITING, DraftState.READING):
        return draft
    draft.state, draft.reading_started_at = DraftState.STOPPED, None
    draft.save(update_fields=["state", "reading_started_at"])
    record_event("draft_reading_stopped", about=draft, by=by, at=now)
    return draft


@transaction.atomic
def continue_reading(*, draft: Draft, by: Person, now: datetime, without_rest: bool = False) -> Draft:
    """Let a stopped or refused draft wait to be read again; with `without_rest`, from the pages that are done."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state not in (DraftState.STOPPED, DraftState.REFUSED):
        return draft
    if without_rest:
        if not draft.pages.filter(state=PageState.DONE).exists():
            raise NotYet([Obstacle.NO_PAGE_READ])
        draft.pages.filter(state=PageState.WAITING).update(state=PageState.UNREAD, problem=str(PAGE_STOPPED))
    else:
        draft.pages.filter(state=PageState.UNREAD).update(state=PageState.WAITING, problem="")
    draft.state, draft.refusal, draft.refusal_code = DraftState.WAITING, "", ""
    draft.reading_started_at = draft.heard_at = None
    draft.save(update_fields=["state", "refusal", "refusal_code", "reading_started_at", "heard_at"])
    record_event("draft_reading_continued", about=draft, by=by, at=now)
    return draft


@transaction.atomic
def read_pages_again(*, draft: Draft, by: Person, now: datetime) -> int:
    """Let the pages that could not be read wait once more, of a draft that is being confirmed; returns how many."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != DraftState.READY:
        raise NotYet([Obstacle.NOT_READY])
    count = draft.pages.filter(state=PageState.UNREAD).update(state=PageState.WAITING, problem="")
    if count:
        record_event("draft_pages_again", about=draft, by=by, at=now, pages=count)
    return count


def page_image(*, draft: Draft, number: int, now: datetime) -> StoredFile | None:
    """The picture of a page; made and kept the first time where the file is a PDF with text. None: there is none."""
    page = DraftPage.objects.filter(draft=draft, number=number).select_related("image").first()
    if page is not None and page.image is not None:
        return page.image
    if page is not None or not draft.has_pictures or not 1 <= number <= ((draft.reading or {}).get("pages") or 0):
        return None
    try:
        image = sandbox.picture_of_page(path_of(draft.file.sha256), number, name=draft.file_name)
    except CannotRead:
        return None
    stored = store_file([image], now=now)
    DraftPage.objects.get_or_create(
        draft=draft, number=number, defaults={"state": PageState.SHOWN, "image": stored, "done_at": now}
    )
    return stored

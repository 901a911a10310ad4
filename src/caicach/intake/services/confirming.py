"""The draft as a whole: its head, the agencies it names, confirming and discarding it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.documents.models import Direction, Document, DocumentKind
from caicach.documents.services import Header, register_document

from ..models import Draft, DraftState, ItemKind, ItemState
from ..rules import DraftFacts, Obstacle, obstacles_to_confirming
from .errors import NotYet
from .items import lock_ready
from .learning import learn_from_draft


def facts_of(draft: Draft) -> DraftFacts:
    """What confirming depends on, as it stands in the database."""
    rows = list(draft.items.values_list("kind", "state"))
    asked = [state for kind, state in rows if kind != ItemKind.STATEMENT]
    return DraftFacts(
        is_ready=draft.state == DraftState.READY,
        unseen=asked.count(ItemState.UNSEEN),
        accepted=[state for _, state in rows].count(ItemState.ACCEPTED),
        title=draft.header.get("title") or "",
        offered=len(rows),
    )


@transaction.atomic
def correct_header(
    *, draft: Draft, header: Mapping[str, Any], body: Body | None = None, by: Person, now: datetime
) -> Draft:
    """Correct what stands at the head and foot of the document; `body` is whose document it is."""
    draft = lock_ready(draft)
    changed = {**draft.header, **header}
    if changed == draft.header and body in (None, draft.body):
        return draft
    before = {key: draft.header.get(key) for key in header if draft.header.get(key) != header[key]}
    draft.header, draft.body = changed, body or draft.body
    draft.save(update_fields=["header", "body"])
    record_event("draft_header_corrected", about=draft, by=by, at=now, before=before)
    return draft


@transaction.atomic
def choose_owner(*, draft: Draft, as_written: str, choice: str, by: Person, now: datetime) -> Draft:
    """State which body or group a written name means, for the whole draft; `choice` is "body:12", "group:3" or ""."""
    draft = lock_ready(draft)
    owners = dict(draft.header.get("owners") or {})
    if owners.get(as_written, "") == choice:
        return draft
    owners[as_written] = choice
    if not choice:
        del owners[as_written]
    draft.header = {**draft.header, "owners": owners}
    draft.save(update_fields=["header"])
    record_event("draft_owner_chosen", about=draft, by=by, at=now, as_written=as_written, choice=choice)
    return draft


@transaction.atomic
def discard_draft(*, draft: Draft, by: Person, now: datetime) -> Draft:
    """Put the draft away. The file stays in the store, the draft in the list of what was discarded."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state == DraftState.DISCARDED:
        return draft
    if draft.state == DraftState.CONFIRMED:
        raise NotYet([Obstacle.NOT_READY])
    draft.state = DraftState.DISCARDED
    draft.save(update_fields=["state"])
    record_event("draft_discarded", about=draft, by=by, at=now)
    return draft


@transaction.atomic
def restore_draft(*, draft: Draft, by: Person, now: datetime) -> Draft:
    """Take a draft back that was put away, as it was then: refused, read, or still to be read."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != DraftState.DISCARDED:
        return draft
    if draft.refusal_code:
        draft.state = DraftState.REFUSED
    else:
        draft.state = DraftState.WAITING if draft.reading is None else DraftState.READY
    draft.save(update_fields=["state"])
    record_event("draft_restored", about=draft, by=by, at=now, state=draft.state)
    return draft


@transaction.atomic
def confirm_draft(*, draft: Draft, by: Person, now: datetime, amends: Document | None = None) -> Document:
    """Close the draft and enter the document into the registry with its clauses and citations.

    Confirming again gives the same document. Raises `NotYet` while items are unseen.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state == DraftState.CONFIRMED and draft.document is not None:
        return draft.document
    if obstacles := obstacles_to_confirming(facts_of(draft)):
        raise NotYet(obstacles)
    head, reading = draft.header, draft.reading or {"documents": [], "pages": 0}
    documents = reading["documents"]
    kind = head.get("kind") if head.get("kind") in DocumentKind.values else DocumentKind.OTHER
    draft.document = register_document(
        header=Header(
            kind=kind,
            title=head["title"],
            number=head.get("number") or "",
            issued_on=date.fromisoformat(head["issued_on"]) if head.get("issued_on") else None,
            place=head.get("place") or "",
            issuer=head.get("issuer") or "",
            signer=head.get("signer") or "",
            recipients=tuple(head.get("recipients") or ()),
        ),
        holder=draft.body,
        issuing_body=draft.body,
        direction=Direction.IN,
        by=by,
        now=now,
        file=draft.file,
        file_name=draft.file_name,
        pages=reading.get("pages") or 0,
        sections=[section for document in documents for section in document["sections"]],
        citations=[citation for document in documents for citation in document["citations"]],
        text="\n".join(_words(line) for line in draft.text),
        amends=amends,
    )
    draft.state, draft.confirmed_by, draft.confirmed_at = DraftState.CONFIRMED, by, now
    draft.save(update_fields=["document", "state", "confirmed_by", "confirmed_at"])
    learn_from_draft(draft=draft, now=now)
    record_event("draft_confirmed", about=draft, by=by, at=now, document=draft.document.pk)
    return draft.document


def _words(line: Mapping[str, Any]) -> str:
    """The words of a shown line or table."""
    if "rows" in line:
        return "\n".join(" ".join(cell["text"] for cell in row) for row in line["rows"])
    return str(line["text"])

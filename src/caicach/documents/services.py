"""Writing to the registry of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.core.models import StoredFile
from caicach.core.text import fold, search_key

from .models import Citation, Clause, Direction, Document, DocumentKind

SEARCHED_CHARACTERS = 400_000  # of a document's text; beyond it only the head is found


@dataclass(frozen=True)
class Header:
    """What stands at the head and foot of a document, as confirmed by a person."""

    kind: str
    title: str
    number: str = ""
    issued_on: date | None = None
    place: str = ""
    issuer: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()


def number_key(number: str) -> str:
    """A document number as it is compared: "282/QĐ-TTg" and "282 / QD-TTG" meet."""
    return fold(number).replace(" ", "")


@transaction.atomic
def register_document(
    *,
    header: Header,
    holder: Body,
    issuing_body: Body | None,
    direction: str,
    by: Person | None,
    now: datetime,
    file: StoredFile | None = None,
    file_name: str = "",
    pages: int = 0,
    sections: Sequence[Mapping[str, Any]] = (),
    citations: Sequence[Mapping[str, Any]] = (),
    text: str = "",
    amends: Document | None = None,
) -> Document:
    """Enter a document with its clauses and citations.

    `sections` and `citations` have the keys of the contract of `caicach read`. Citations are tied to documents of
    the same registry where the number is known, also backwards: an earlier citation of this number finds it.
    """
    if header.kind not in DocumentKind.values or direction not in Direction.values:
        raise ValueError(f"unknown kind {header.kind!r} or direction {direction!r}")
    document = Document.objects.create(
        kind=header.kind,
        direction=direction,
        number=header.number[:60],
        number_key=number_key(header.number)[:60],
        issued_on=header.issued_on,
        place=header.place[:80],
        issuer=header.issuer[:200],
        issuing_body=issuing_body,
        holder=holder,
        title=header.title,
        signer=header.signer[:120],
        recipients=list(header.recipients),
        file=file,
        file_name=file_name[:255],
        pages=pages,
        amends=amends,
        registered_at=now,
        registered_by=by,
        search_text=search_key(f"{header.number} {header.issuer} {header.title} {text[:SEARCHED_CHARACTERS]}"),
    )
    Clause.objects.bulk_create(
        [
            Clause(
                document=document,
                ordinal=ordinal,
                path=str(section["path"])[:120],
                label=str(section.get("label") or "")[:40],
                text=str(section.get("title") or ""),
                page=section.get("page") or 1,
                line=section.get("line") or 1,
            )
            for ordinal, section in enumerate(sections, start=1)
        ],
        batch_size=500,
    )
    _register_citations(document, citations)
    record_event("document_registered", about=document, by=by, at=now, number=document.number, title=document.title)
    return document


@transaction.atomic
def note_amendment(*, document: Document, amends: Document, by: Person | None, now: datetime) -> Document:
    """State that a registered document changes an earlier one; said once, it stays."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.amends_id is None and document.pk != amends.pk:
        document.amends = amends
        document.save(update_fields=["amends"])
        record_event("document_amends_noted", about=document, by=by, at=now, amends=amends.pk)
    return document


def _register_citations(document: Document, citations: Sequence[Mapping[str, Any]]) -> None:
    by_number = {str(citation["number"])[:60]: citation for citation in citations if citation.get("number")}
    keys = {number: number_key(number) for number in by_number}
    known = dict(
        Document.objects.filter(holder=document.holder, number_key__in=keys.values())
        .exclude(pk=document.pk)
        .order_by("registered_at")
        .values_list("number_key", "pk")
    )
    Citation.objects.bulk_create(
        [
            Citation(
                document=document,
                number=number,
                number_key=keys[number],
                kind=str(citation.get("kind") or "")[:60],
                issued_on=date.fromisoformat(citation["issued_on"]) if citation.get("issued_on") else None,
                relation=citation.get("relation") or "mention",
                count=citation.get("count") or 1,
                cited_id=known.get(keys[number]),
            )
            for number, citation in by_number.items()
        ],
        batch_size=500,
    )
    if document.number_key:
        Citation.objects.filter(number_key=document.number_key, cited=None, document__holder=document.holder).update(
            cited=document
        )

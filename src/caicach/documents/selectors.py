"""Reading the registry, starting from who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.core.models import StoredFile

from .models import Document, NumberBook, TakenNumber
from .search import matching

PAGE = 40


def visible_documents(standing: Standing) -> QuerySet[Document]:
    """Documents held by one's own bodies, those below, and those above: what a superior issued binds those below."""
    condition = standing.within(Permission.SEE_DOCUMENTS, "holder__path")
    above = {
        hat.path[: Body.steplen * level]
        for hat in standing.hats
        for level in range(1, len(hat.path) // Body.steplen + 1)
    }
    return Document.objects.filter(condition | Q(holder__path__in=above))


def in_form(file: StoredFile, name: str, form: str) -> tuple[StoredFile, str]:
    """The file in the form that is asked for ("pdf", "docx"), with its name; as it is where it has no such form."""
    other = file.renditions.filter(form=form).select_related("file").first() if form else None
    return (other.file, f"{name.rpartition('.')[0] or name}.{form}") if other else (file, name)


@dataclass(frozen=True)
class RegistryPage:
    """One page of the registry; `after` is the key of the next page, None on the last."""

    documents: list[Document]
    after: str | None


@dataclass(frozen=True)
class Asked:
    """What the address of the registry asks for; empty values ask for nothing."""

    question: str = ""
    kind: str = ""
    direction: str = ""
    year: int | None = None


def registry(standing: Standing, asked: Asked, *, after: str = "", size: int = PAGE) -> RegistryPage:
    """The registry, newest entry first, paged by key (the id of the last row shown)."""
    documents = visible_documents(standing).select_related("holder", "issuing_body")
    if asked.kind:
        documents = documents.filter(kind=asked.kind)
    if asked.direction:
        documents = documents.filter(direction=asked.direction)
    if asked.year and date.min.year <= asked.year <= date.max.year:
        documents = documents.filter(issued_on__gte=date(asked.year, 1, 1), issued_on__lte=date(asked.year, 12, 31))
    documents = matching(documents, asked.question).defer("search_text")
    if after.isdecimal():
        documents = documents.filter(pk__lt=int(after))
    rows = list(documents.order_by("-pk")[: size + 1])
    return RegistryPage(rows[:size], str(rows[size - 1].pk) if len(rows) > size else None)


@dataclass(frozen=True)
class BookFault:
    """Something wrong in a number book: "number_gap" or "file_exchanged", and where."""

    code: str
    place: str


def verify_books() -> Iterator[BookFault]:
    """Every number book counted anew, and the digest kept with each number held against its document's file."""
    for book in NumberBook.objects.select_related("body").order_by("pk").iterator():
        taken = list(book.taken.order_by("ordinal").values_list("ordinal", flat=True))
        for missing in sorted(set(range(1, book.last + 1)) - set(taken)):
            yield BookFault("number_gap", f"{book}: {missing}")
    exchanged = TakenNumber.objects.exclude(sha256=F("document__file__sha256"))
    for number in exchanged.values_list("document__number", flat=True).order_by("pk").iterator():
        yield BookFault("file_exchanged", number)

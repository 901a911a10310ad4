"""The registry's pages, and the one way in which a registered file leaves."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.events import record_event
from caicach.core.serving import inert_file

from . import selectors
from .models import Direction, DocumentKind


@requires(Permission.SEE_DOCUMENTS)
def registry(request: SignedInRequest) -> HttpResponse:
    """Văn bản: the registry with its search."""
    asked = selectors.Asked(
        question=request.GET.get("q", "").strip()[:200],
        kind=request.GET.get("kind", ""),
        direction=request.GET.get("direction", ""),
        year=int(request.GET["year"]) if request.GET.get("year", "").isdecimal() else None,
    )
    page = selectors.registry(request.standing, asked, after=request.GET.get("after", ""))
    this_year = timezone.localdate().year
    return render(
        request,
        "documents/registry.html",
        {
            "page": page,
            "asked": asked,
            "filtered": asked != selectors.Asked(),
            "kinds": DocumentKind.choices,
            "directions": Direction.choices,
            "years": range(this_year, this_year - 8, -1),
        },
    )


@requires(Permission.SEE_DOCUMENTS)
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    """One document: its head, clauses, what it cites and what cites it."""
    found = get_object_or_404(
        selectors.visible_documents(request.standing)
        .select_related("holder", "issuing_body", "amends", "file")
        .defer("search_text", "amends__search_text"),
        pk=pk,
    )
    return render(
        request,
        "documents/document.html",
        {
            "document": found,
            "clauses": found.clauses.all()[:500],
            "citations": found.citations.select_related("cited").defer("cited__search_text").order_by("relation", "id"),
            "cited_in": found.cited_in.select_related("document")
            .defer("document__search_text")
            .order_by("-document_id")[:50],
            "amended_by": found.amended_by.defer("search_text"),
            "signatures": found.file.signatures.all() if found.file else [],
            "renditions": found.file.renditions.all() if found.file else [],
        },
    )


@requires(Permission.SEE_DOCUMENTS)
def file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file as it was registered, or with "dang" its other form; the reading is logged."""
    found = get_object_or_404(
        selectors.visible_documents(request.standing).select_related("file").defer("search_text"), pk=pk
    )
    if found.file is None:
        raise Http404
    file, name = selectors.in_form(found.file, found.file_name, request.GET.get("dang", ""))
    record_event("document_file_read", about=found, by=request.user, at=timezone.now())
    return inert_file(file, name=name)

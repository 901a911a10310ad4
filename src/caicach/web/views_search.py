"""Search over everything a person may see."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caicach.bodies.access import Permission, SignedInRequest, requires

from .search import search


@require_GET
@requires(Permission.SEE_DOCUMENTS)
def search_page(request: SignedInRequest) -> HttpResponse:
    """The answer to one question, in groups."""
    question = request.GET.get("q", "").strip()[:200]
    return render(
        request,
        "web/search.html",
        {"question": question, "search_words": question, "found": search(request.standing, question)},
    )

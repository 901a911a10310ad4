"""Every component with sample content on one page, for those who build pages and those who look at them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from caicach.bodies.access import SignedInRequest, signed_in


@signed_in
def components(request: SignedInRequest) -> HttpResponse:
    """All parts that pages are made of."""
    return render(request, "web/components.html")

"""Pages that show several rooms at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from caicach.bodies.access import Permission, SignedInRequest, requires


@requires(Permission.SEE_DUTIES)
def home(request: SignedInRequest) -> HttpResponse:
    """Việc của tôi."""
    return render(request, "web/home.html")

"""Light, dark, or as the person's machine has it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from caicach.bodies.access import SignedInRequest, signed_in

from .context import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600


@require_POST
@signed_in
def set_theme(request: SignedInRequest) -> HttpResponse:
    """Keep the choice in a cookie and go back to the page it was made on."""
    chosen = request.POST.get("theme", "auto")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        THEME_COOKIE, chosen if chosen in THEMES else "auto", max_age=YEAR, samesite="Lax", secure=settings.HTTPS
    )
    return response

"""Error pages: what happened, what to do, in one sentence. They need no database and no context of the frame."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .context import chosen_theme


def _page(request: HttpRequest, code: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"errors/{code}.html", {"theme": chosen_theme(request)}), status=code)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django refuses a form whose token is missing or old; `reason` is for developers."""
    context = {"theme": chosen_theme(request), "back": _page_before(request)}
    return HttpResponse(render_to_string("errors/form_expired.html", context), status=403)


def _page_before(request: HttpRequest) -> str:
    """The page of this server that the form stood on, marked so that it gives back what was typed (drafts.js)."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or not before.path.startswith("/") or before.path.startswith("//"):
        return ""
    return urlunsplit(("", "", before.path, before.query, "nhap-lai"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)

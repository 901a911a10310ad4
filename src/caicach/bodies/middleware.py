"""The door: every URL is closed unless its view says to whom it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .access import attach_standing

# Views of other packages, which cannot carry our decorators: by name, with who may enter. The same list stands in
# docs/reference/permissions.md; a test fails when a URL of theirs is in neither.
PUBLIC_VIEWS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_signup",  # answers that sign-up is closed
        "mfa_authenticate",
        "set_language",
    }
)
SIGNED_IN_PREFIXES = ("account_", "mfa_")
ADMINISTRATOR_PREFIXES = ("admin:",)
# What whoever logged in with a temporary password may open before they set their own; the same list stands there too.
WITH_TEMPORARY_PASSWORD = frozenset(
    {"account_change_password", "account_reauthenticate", "mfa_reauthenticate", "theme"}
)


def _to_log_in(request: HttpRequest) -> HttpResponse:
    """To the log-in page and back. A part of a page cannot follow: the whole page goes, back to where it was."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    asked = page._replace(scheme="", netloc="").geturl() or "/"
    response = HttpResponse(status=401)
    response["HX-Redirect"] = redirect_to_login(asked, settings.LOGIN_URL).url
    return response


def _to_change_password(request: HttpRequest) -> HttpResponse:
    """To the page on which people set their own password, and back to what they asked for."""
    is_part = bool(request.headers.get("HX-Request"))
    back = "/" if is_part or request.method != "GET" else request.get_full_path()
    address = f"{reverse('account_change_password')}?{urlencode({'next': back})}"
    if not is_part:
        return redirect(address)
    response = HttpResponse(status=403)
    response["HX-Redirect"] = address
    return response


class ClosedByDefault:
    """Refuses what no rule opens; sends who is not logged in to the log-in page and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name or ""
        if name in PUBLIC_VIEWS or getattr(view, "permission", "") is None:
            attach_standing(request)
            return None
        if not request.user.is_authenticated:
            return _to_log_in(request)
        if request.user.temporary_password_at and name not in WITH_TEMPORARY_PASSWORD:
            return _to_change_password(request)
        attach_standing(request)
        if name.startswith(ADMINISTRATOR_PREFIXES):
            if not request.user.is_superuser:
                raise PermissionDenied
            return None
        if getattr(view, "permission", "") or name.startswith(SIGNED_IN_PREFIXES):
            return None
        raise PermissionDenied

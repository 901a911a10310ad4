"""How a stored file leaves: as bytes to be saved, never as something the browser runs."""

from __future__ import annotations

from django.http import FileResponse

from .evidence import path_of
from .models import StoredFile

# What a browser shows without running anything of it. Everything else leaves as plain bytes.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})


def inert_file(stored: StoredFile, *, name: str, inline: bool = False) -> FileResponse:
    """The file for download; `inline` shows PDF and pictures in the browser, still without any right to run."""
    show = inline and stored.media_type in SHOWN
    response = FileResponse(
        path_of(stored.sha256).open("rb"),
        as_attachment=not show,
        filename=name,
        content_type=stored.media_type if show else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response

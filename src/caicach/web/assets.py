"""Addresses of static files carry a mark of their content, so that browsers may keep them and still see a new build."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def _mark(name: str, modified_at: float) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if found else ""


class MarkedStaticFiles(StaticFilesStorage):
    """Serves from the packages' own static folders (no collectstatic); `url` appends the content's mark."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        found = finders.find(name) if name else None
        if not name or not found:
            return address
        return f"{address}?v={_mark(name, Path(found).stat().st_mtime)}"

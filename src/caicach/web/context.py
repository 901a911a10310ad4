"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The rail's entries a person may use, their body, their unread notifications (at most two queries)."""
    return {"standing": getattr(request, "standing", None)}

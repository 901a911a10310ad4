"""What this room adds to a body's page: how its duties stand, and the most urgent ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body

from .models import Duty
from .selectors import Scope, day_of, tally, with_line

_SHOWN = 8


def body_section(body: Body, standing: Standing, today: date) -> tuple[str, dict[str, Any]] | None:
    """The body's duties, with those of the bodies below it counted in. At most six queries."""
    if not standing.may(Permission.SEE_DUTIES, body):
        return None
    counted = tally(Scope((body.path,)), today=today, now=timezone.now())
    urgent = with_line(Duty.objects.filter(body=body, is_open=True)).order_by("due_key", "id")[:_SHOWN]
    lines = day_of(today).lines(urgent)
    return "duties/_body_section.html", {"tally": counted.value, "as_of": counted.as_of, "lines": lines}

"""What the reading's plain JSON needs to be shown."""

from __future__ import annotations

from datetime import date

from django import template

from caicach.core.dates import format_date

register = template.Library()


@register.filter
def iso_day(value: str | None) -> str:
    """ "2025-03-25" → 25/03/2025; what is no day is shown as it stands."""
    try:
        return format_date(date.fromisoformat(value or ""))
    except ValueError:
        return value or "–"

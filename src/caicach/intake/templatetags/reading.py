"""What the reading's plain JSON needs to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from caicach.core.dates import format_date
from caicach.core.numbers import format_number

register = template.Library()


@register.filter
def iso_day(value: str | None) -> str:
    """ "2025-03-25" → 25/03/2025; what is no day is shown as it stands."""
    try:
        return format_date(date.fromisoformat(value or ""))
    except ValueError:
        return value or "–"


_SIGNS = {">=": "≥ ", "<=": "≤ ", "=": ""}


@register.filter
def target_value(data: Mapping[str, Any]) -> str:
    """What a target is to reach: "≥ 89 %", "80–90 %", "hoàn thành"."""
    comparator, unit = data.get("comparator") or "=", data.get("unit") or ""
    if comparator == "done":
        return _("hoàn thành")
    if comparator == "between":
        return f"{_number(data.get('value'))}–{_number(data.get('value_to'))} {unit}".strip()
    return f"{_SIGNS.get(comparator, f'{comparator} ')}{_number(data.get('value'))} {unit}".strip()


@register.filter
def years(data: Mapping[str, Any]) -> str:
    """The years of a target: "2026–2030", "2027"."""
    first, last = data.get("from"), data.get("to")
    return f"{first}–{last}" if first and last and first != last else str(last or first or "")


@register.filter
def stated(data: Mapping[str, Any]) -> str:
    """What a statement of fact says: "87 trong 382 hồ sơ · 22,7 % · 31/12/2025"."""
    said = []
    if data.get("value") is not None:
        of = " " + _("trong %(whole)s") % {"whole": _number(data["of"])} if data.get("of") is not None else ""
        said.append(f"{_number(data['value'])}{of} {data.get('unit') or ''}".strip())
    if data.get("ratio") is not None:
        said.append(f"{_number(data['ratio'])} %")
    if data.get("as_of"):
        said.append(iso_day(data["as_of"]))
    return " · ".join(said)


def _number(value: Any) -> str:
    return format_number(Decimal(str(value))) if isinstance(value, (int, float)) else str(value or "–")

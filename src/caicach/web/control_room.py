"""What the control room says: sentences with numbers, and the rows behind each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from caicach.duties import selectors
from caicach.duties.selectors import BodyTally, HeatMap, Scope, Tally

HEAT_ROWS = 24
WORST_BODIES = 12
LATEST = 10
AXIS_LETTERS = 30


@dataclass(frozen=True)
class ControlRoom:
    """Everything on the page; `as_of` is when the numbers were worked out (at most a minute ago)."""

    as_of: datetime
    year: int
    of_year: Tally
    this_month: Tally
    month: date
    bodies: list[BodyTally]  # the worst of those with something overdue
    late_bodies: int
    fields: list[selectors.FieldTally]
    heat: HeatMap
    changes: selectors.Changes
    since: datetime
    latest: list[selectors.Happening]


def control_room(scope: Scope, *, year: int, now: datetime) -> ControlRoom:
    """The duties of the scope that fall due in the year, counted; each count is asked once a minute at most."""
    today = timezone.localdate(now)
    due = (date(year, 1, 1), date(year, 12, 31))
    first = today.replace(day=1)
    month_end = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    since = timezone.make_aware(datetime.combine(today - timedelta(days=1), time.min))
    of_year = selectors.tally(scope, today=today, now=now, due=due)
    worst = selectors.tallies_by_body(scope, today=today, now=now, due=due, most=WORST_BODIES).value
    return ControlRoom(
        as_of=of_year.as_of,
        year=year,
        of_year=of_year.value,
        this_month=selectors.tally(scope, today=today, now=now, due=(first, month_end)).value,
        month=first,
        bodies=[entry for entry in worst if entry.tally.overdue],
        late_bodies=selectors.late_bodies(scope, year=year, today=today, now=now),
        fields=selectors.tallies_by_field(scope, today=today, now=now, due=due).value,
        heat=selectors.heat_map(scope, year=year, today=today, now=now, most=HEAT_ROWS).value,
        changes=selectors.changes_since(scope, since=since, today=today, now=now).value,
        since=since,
        latest=selectors.latest(scope, today=today, now=now, most=LATEST).value,
    )


def rows_behind(**query: Any) -> str:
    """The address of the list that a number counts."""
    return f"{reverse('duties:list')}?{urlencode({name: value for name, value in query.items() if value})}"


def month_span(year: int, month: int) -> tuple[str, str]:
    """First and last day of a month as addresses write them."""
    first = date(year, month, 1)
    return first.isoformat(), ((first + timedelta(days=32)).replace(day=1) - timedelta(days=1)).isoformat()


def heat_table(heat: HeatMap) -> list[dict[str, Any]]:
    """The heat map as rows: each body with its twelve months, every cell with its count, its words and its address."""
    table = []
    for body in heat.bodies:
        cells = []
        for month in range(1, 13):
            tally = heat.cells.get((body.pk, month))
            first, last = month_span(heat.year, month)
            cells.append(
                {
                    "month": month,
                    "late": tally.late if tally else None,
                    "total": tally.total if tally else 0,
                    "url": rows_behind(body=body.pk, tu=first, den=last) if tally else "",
                    "words": _("%(late)d muộn trong %(total)d việc") % {"late": tally.late, "total": tally.total}
                    if tally
                    else _("không có việc đến hạn"),
                }
            )
        table.append({"body": body, "cells": cells, "late": sum(_late(cell) for cell in cells)})
    return table


def _late(cell: dict[str, Any]) -> int:
    return int(cell["late"] or 0)


def _axis_name(name: str, short_name: str) -> str:
    """What stands beside a row: the name as people say it, unless there is no room for it."""
    return short_name if short_name and len(name) > AXIS_LETTERS else name


def heat_chart(heat: HeatMap, table: list[dict[str, Any]]) -> dict[str, Any]:
    """The same for the chart (frontend/src/chart_kinds.js)."""
    return {
        "columns": [_("T%(month)d") % {"month": month} for month in range(1, 13)],
        "rows": [_axis_name(row["body"].name, row["body"].short_name) for row in table],
        "cells": [
            {"x": cell["month"] - 1, "y": place, "value": cell["late"], "words": cell["words"], "url": cell["url"]}
            for place, row in enumerate(table)
            for cell in row["cells"]
            if cell["late"] is not None
        ],
        "unit": _("việc muộn"),
    }


def field_name(entry: selectors.FieldTally) -> str:
    """What stands beside the bar of a field."""
    return entry.field.called if entry.field else _("Chỉ đạo khác")


def worst_field(fields: list[selectors.FieldTally]) -> selectors.FieldTally | None:
    """The field with most that is late: what the chart of fields says."""
    return max(fields, key=lambda entry: entry.tally.overdue, default=None)


def field_chart(fields: list[selectors.FieldTally]) -> dict[str, Any]:
    """Done, running and overdue by field, stacked; only what is late is red."""
    return {
        "labels": [field_name(entry) for entry in fields],
        "series": [
            {"name": _("Hoàn thành"), "values": [entry.tally.done for entry in fields], "colour": "good"},
            {
                "name": _("Đang thực hiện"),
                "values": [entry.tally.running - entry.tally.overdue for entry in fields],
                "colour": "unknown",
            },
            {"name": _("Quá hạn"), "values": [entry.tally.overdue for entry in fields], "colour": "late"},
        ],
        "horizontal": True,
        "stacked": True,
        "unit": _("việc"),
    }

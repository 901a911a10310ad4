"""Phòng điều hành."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.duties.selectors import scope_of
from caicach.duties.words import event_words

from . import control_room as room

YEARS_BACK = 4


@require_GET
@requires(Permission.SEE_CONTROL_ROOM)
def control_room(request: SignedInRequest) -> HttpResponse:
    """Sentences with numbers, the heat map that leads to the rows, what changed; `wall` for the wall."""
    now = timezone.now()
    this_year = timezone.localdate(now).year
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= this_year + 1 else this_year
    scope = scope_of(request.standing, Permission.SEE_CONTROL_ROOM)
    shown = room.control_room(scope, year=year, now=now)

    # What is drawn of figures that are a minute old is drawn once in that minute.
    @cache
    def heat() -> list[dict[str, Any]]:
        return room.heat_table(shown.heat)

    worst = room.worst_field(shown.fields)
    days = {"tu": f"{year}-01-01", "den": f"{year}-12-31"}
    first, last = room.month_span(shown.month.year, shown.month.month)
    return render(
        request,
        "web/control_room.html",
        {
            "room": shown,
            "year": year,
            "years": range(this_year, this_year - YEARS_BACK, -1),
            "heat": heat,
            "heat_chart": lambda: room.heat_chart(shown.heat, heat()),
            "field_chart": lambda: room.field_chart(shown.fields),
            "worst_field": worst,
            "worst_field_name": room.field_name(worst) if worst else "",
            "scope": scope.key,
            "months": range(1, 13),
            "latest": lambda: [(event_words(one.name), one) for one in shown.latest],
            "wall": request.GET.get("wall") == "1",
            "all_url": room.rows_behind(**days),
            "overdue_url": room.rows_behind(timeliness="overdue", **days),
            "done_url": room.rows_behind(timeliness="done_in_time", **days),
            "month_url": room.rows_behind(state="open", tu=first, den=last),
            "review_url": room.rows_behind(state="awaiting_review"),
            "days": days,
        },
    )

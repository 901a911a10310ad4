"""The first source of computed figures: duties, counted over the data window of a period."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caicach.core.models import Regime
from caicach.core.periods import Period, Window, window
from caicach.duties.models import Duty, DutyState
from caicach.programme.models import Part

from .models import Indicator, ValueKind
from .rules import Answer, Kind, completed
from .sources import register_source


def window_of(period: Period) -> Window:
    """The data window of the period under the regime in force on its last day; its own days where there is none."""
    regime = (
        Regime.objects.filter(kind=period.kind, valid_from__lte=period.last_day)
        .exclude(valid_to__lt=period.last_day)
        .order_by("-valid_from")
        .first()
    )
    return Window(period.first_day, period.last_day) if regime is None else window(period, regime)


def _counts(as_on: date) -> dict[str, Count]:
    """What is counted of the duties that fall due in a window, as it stood on the day. A duty is done on the day its
    accepted result was sent up; one that was sent in time and is still being read is not late."""
    done = Q(state=DutyState.DONE, done_on__lte=as_on)
    sent_late = Q(sent_on=None) | Q(sent_on__gt=F("due_key"))
    return {
        "total": Count("pk"),
        "done_in_time": Count("pk", filter=done & Q(done_on__lte=F("due_key"))),
        "done_late": Count("pk", filter=done & Q(done_on__gt=F("due_key"))),
        "overdue": Count(
            "pk",
            filter=Q(due_key__lt=as_on) & (Q(is_open=True) & sent_late | Q(state=DutyState.DONE, done_on__gt=as_on)),
        ),
    }


@dataclass(frozen=True)
class DutyCount:
    """One of the counts over the duties that a body leads and that fall due in the period's data window; an indicator
    of a field counts only its duties. Asked for a ratio it gives the count over all of them."""

    counted: str
    label: Promise

    def values(
        self, indicator: Indicator, bodies: Collection[int], period: Period, today: date
    ) -> Mapping[int, Answer]:
        days = window_of(period)
        duties = Duty.objects.filter(part=Part.LEAD, due_key__gte=days.opens_on, due_key__lte=days.closes_on).exclude(
            state=DutyState.CANCELLED
        )
        if indicator.field is not None:
            duties = duties.filter(field__number=indicator.field.number)
        as_on = min(today, days.closes_on)
        rows: Iterable[Any] = duties.order_by().values("body").annotate(**_counts(as_on))
        wanted = frozenset(bodies)
        return {row["body"]: self._answer(row, indicator) for row in rows if row["body"] in wanted}

    def _answer(self, row: dict[str, int], indicator: Indicator) -> Answer:
        count = Decimal(row[self.counted])
        if indicator.value_kind == ValueKind.NUMBER:
            return Answer(Kind.VALUE, count)
        return completed(Answer(Kind.VALUE, None, count, Decimal(row["total"])), unit=indicator.unit)


def register_duty_sources() -> None:
    for counted, label in (
        ("total", _("Nhiệm vụ chủ trì đến hạn trong kỳ")),
        ("done_in_time", _("Nhiệm vụ chủ trì hoàn thành đúng hạn trong kỳ")),
        ("done_late", _("Nhiệm vụ chủ trì hoàn thành quá hạn trong kỳ")),
        ("overdue", _("Nhiệm vụ chủ trì quá hạn chưa hoàn thành")),
    ):
        register_source(f"duties.{counted}", DutyCount(counted, label))

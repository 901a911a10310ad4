"""Figures that the system works out by itself, from the sources that rooms have registered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from caicach.bodies.models import Body
from caicach.core.events import record_events
from caicach.core.periods import Period

from ..models import Figure, FigureState, Indicator, SourceKind
from ..rules import Answer, Kind
from ..sources import source_of
from .entering import Entry, as_answer, locked_figures, write_answers
from .rights import is_asked


@transaction.atomic
def compute_figures(*, period: Period, now: datetime, indicators: list[Indicator] | None = None) -> list[Figure]:
    """Work the computed figures of the period out as of now; returns those that came out differently. What was
    published stays as it is until somebody corrects it. A figure whose rows are gone has nothing arisen."""
    if indicators is None:
        computed = Indicator.objects.filter(source=SourceKind.COMPUTED).select_related("asked_by", "field")
        indicators = [one for one in computed.order_by("pk") if period.kind in one.period_kinds]
    open_then = Q(opened_on__lte=period.last_day) & (Q(closed_on=None) | Q(closed_on__gt=period.first_day))
    bodies = list(Body.objects.filter(open_then))
    changed: list[Figure] = []
    for indicator in indicators:
        asked = {body.pk: body for body in bodies if is_asked(indicator, body, period)}
        answers = dict(source_of(indicator.computed_by).values(indicator, asked, period, timezone.localdate(now)))
        there = locked_figures(asked, [indicator.pk], period)
        for _indicator, body, _breakdown in there:
            answers.setdefault(body, Answer(Kind.NONE_ARISEN))
        wanted = {
            (indicator.pk, body, ""): (Entry(indicator, asked[body], answer), answer)
            for body, answer in answers.items()
            if body in asked and _differs(there.get((indicator.pk, body, "")), answer)
        }
        changed += write_answers(
            wanted,
            there,
            period=period,
            source=SourceKind.COMPUTED,
            by=None,
            now=now,
            new_state=FigureState.ACCEPTED,
        )
    record_events("figure_computed", about=list(changed), by=None, at=now, period=period.key)
    return changed


def _differs(figure: Figure | None, answer: Answer) -> bool:
    if figure is None:
        return True
    return figure.state not in (FigureState.PUBLISHED, FigureState.CORRECTED) and as_answer(figure) != answer

"""The lines of one body and period that are filled in by hand: what the grid shows and the template sheet holds."""

from __future__ import annotations

from dataclasses import dataclass

from caicach.bodies.access import Standing
from caicach.bodies.models import Body
from caicach.core.periods import Period

from .models import Figure, FigureState, Indicator
from .selectors import asked_of, shown_for


@dataclass(frozen=True)
class GridLine:
    """One indicator, or one part of it, with what was given for it."""

    indicator: Indicator
    breakdown: str
    figure: Figure | None

    @property
    def key(self) -> str:
        """Its name in forms and sheets: the indicator and the place of the part among its parts."""
        place = ["", *self.indicator.breakdowns].index(self.breakdown)
        return f"{self.indicator.pk}-{place}"

    @property
    def is_open(self) -> bool:
        """Whether another value may be given without more ado."""
        return self.figure is None or self.figure.state == FigureState.DRAFT


def grid_of(standing: Standing, body: Body, period: Period) -> list[GridLine]:
    """What is asked of the body in the period, in the order of the codes. Three queries."""
    asked = asked_of(body, period, shown_for(standing, period))
    rows = Figure.objects.filter(
        body=body, year=period.year, period_kind=period.kind, ordinal=period.ordinal, indicator__in=asked
    ).select_related("indicator", "body")
    there = {(figure.indicator_id, figure.breakdown): figure for figure in rows}
    return [
        GridLine(indicator, breakdown, there.get((indicator.pk, breakdown)))
        for indicator in asked
        for breakdown in ("", *indicator.breakdowns)
    ]

"""The bench city's figures: one quarter of the indicators that come with the program, given by every body that owes
them. Rows are laid down at once; what the services would have kept beside them is worked out at the end."""

from __future__ import annotations

import json
import random
from datetime import date, datetime
from decimal import Decimal

from caicach.bodies.models import Body
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.measures import selectors, services
from caicach.measures.management.commands.load_indicators import OURS
from caicach.measures.models import Figure, FigureRevision, FigureState, Indicator, ValueKind
from caicach.measures.rules import ratio

MOST_BODIES = 400


def give_figures(root: Body, *, chance: random.Random, today: date, now: datetime) -> None:
    """Figures of the quarter that is running, all sent up."""
    given = json.loads(OURS.read_text(encoding="utf-8"))
    services.load_indicators(indicators=given["indicators"], rules=given["rules"], by=None, now=now)
    indicators = list(Indicator.objects.select_related("asked_by"))
    period = period_of(today, PeriodKind.QUARTER)
    bodies = Body.objects.filter(path__startswith=root.path, depth=root.depth + 1).order_by("path")[:MOST_BODIES]
    figures = [
        _figure(indicator, body, period, chance=chance, now=now)
        for body in bodies
        for indicator in selectors.asked_of(body, period, indicators)
    ]
    Figure.objects.bulk_create(figures, batch_size=500)
    FigureRevision.objects.bulk_create(
        [
            FigureRevision(
                figure=figure,
                number=1,
                answer=figure.answer,
                value=figure.value,
                numerator=figure.numerator,
                denominator=figure.denominator,
                source=figure.source,
                at=now,
            )
            for figure in figures
        ],
        batch_size=500,
    )
    services.rebuild_roll_ups(period=period)
    services.check_figures(period=period, now=now)


def _figure(indicator: Indicator, body: Body, period: Period, *, chance: random.Random, now: datetime) -> Figure:
    figure = Figure(
        indicator=indicator,
        body=body,
        period_kind=period.kind,
        year=period.year,
        ordinal=period.ordinal,
        answer="value",
        value=Decimal(chance.randrange(1, 3000)),
        state=FigureState.SUBMITTED,
        entered_at=now,
        submitted_at=now,
    )
    if indicator.value_kind == ValueKind.RATIO:
        below = chance.randrange(10, 500)
        figure.denominator, figure.numerator = Decimal(below), Decimal(chance.randrange(0, below))
        figure.value = ratio(figure.numerator, figure.denominator, indicator.unit)
    return figure

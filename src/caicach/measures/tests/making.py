"""Indicators and figures for tests, made through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from caicach.bodies.models import Body, Person
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.measures import services
from caicach.measures.models import Figure, Indicator
from caicach.measures.rules import Answer, Kind
from caicach.measures.services import Entry

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Q1 = Period(PeriodKind.QUARTER, 2026, 1)
Q2 = Period(PeriodKind.QUARTER, 2026, 2)
YEAR = Period(PeriodKind.YEAR, 2026)
START = datetime(2026, 3, 16, 9, 0, tzinfo=VIETNAM)
_ticks = count()


def later() -> datetime:
    """A moment after the one before."""
    return START + timedelta(seconds=next(_ticks))


def indicator(code: str = "T.1", **given: Any) -> Indicator:
    return services.define_indicator(
        code=code,
        by=None,
        now=START,
        **{
            "name": f"Chỉ tiêu {code}",
            "unit": "hồ sơ",
            "period_kinds": [PeriodKind.QUARTER],
            "asked_of": ["department", "ward", "commune", "unit"],
            "valid_from": date(2025, 1, 1),
            **given,
        },
    )


def number(value: int | str, note: str = "") -> Answer:
    return Answer(Kind.VALUE, Decimal(value), note=note)


def parts(numerator: int, denominator: int) -> Answer:
    return Answer(Kind.VALUE, None, Decimal(numerator), Decimal(denominator))


def give(
    by: Person, body: Body, measured: Indicator, answer: Answer | int, *, period: Period = Q1, **more: Any
) -> Figure:
    """One figure as a draft."""
    answer = answer if isinstance(answer, Answer) else number(answer)
    services.enter_figures(entries=[Entry(measured, body, answer, **more)], period=period, by=by, now=later())
    return Figure.objects.select_related("indicator", "body").get(
        indicator=measured,
        body=body,
        breakdown=more.get("breakdown", ""),
        year=period.year,
        period_kind=period.kind,
        ordinal=period.ordinal,
    )


def send(by: Person, body: Body, measured: Indicator, answer: Answer | int, **more: Any) -> Figure:
    """One figure given and sent up by the same person, who must be allowed to do both."""
    figure = give(by, body, measured, answer, **more)
    services.submit_figures(figures=[figure], by=by, now=later())
    figure.refresh_from_db()
    return figure

"""Targets and what measures them, for tests; figures come through the services of measures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from caicach.bodies.models import Body, Person
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.measures.models import Indicator
from caicach.measures.tests.making import send
from caicach.programme.models import Milestone, Plan, Target

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def plan(body: Body, **given: Any) -> Plan:
    return Plan.objects.create(
        **{
            "body": body,
            "title": "Kế hoạch cải cách hành chính năm 2026",
            "number": "12/KH-UBND",
            "from_year": 2026,
            "to_year": 2026,
            "state": "issued",
            "created_at": NOW,
            **given,
        }
    )


def target(
    of: Plan,
    value: int | str | None = 90,
    *,
    text: str = "Tỷ lệ hồ sơ giải quyết đúng hạn đạt tối thiểu 90%",
    comparator: str = ">=",
    unit: str = "hồ sơ",
    phase: tuple[int | None, int | None] = (2026, 2026),
    lineage: UUID | None = None,
    **given: Any,
) -> Target:
    made = Target.objects.create(
        plan=of,
        ordinal=of.targets.count() + 1,
        text=text,
        comparator=comparator,
        unit=unit,
        lineage=lineage or uuid4(),
        **given,
    )
    Milestone.objects.create(
        target=made, from_year=phase[0], to_year=phase[1], value=None if value is None else Decimal(value)
    )
    return made


def quarters(by: Person, body: Body, measured: Indicator, *values: int, year: int = 2026, first: int = 1) -> None:
    """The figures of the quarters of a year from the first one on, sent up."""
    for ordinal, value in enumerate(values, first):
        send(by, body, measured, value, period=Period(PeriodKind.QUARTER, year, ordinal))

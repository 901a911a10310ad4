"""A country that answers: communes right below one body, every indicator asked of all of them, for three periods.

Made to measure what a merged report asks of `measures`; invented, the same for the same seed and day. The figures have
their revisions in the period that is measured only: nothing that is measured reads those of the others.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal

from django.utils import timezone

from caicach.bodies.models import Body, BodyKind, BodyName, Membership, Person, Role
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.measures import services
from caicach.measures.models import (
    Figure,
    FigureRevision,
    FigureState,
    Indicator,
    OverBodies,
    OverTime,
    RolledUp,
    ValueKind,
)
from caicach.measures.rules import ratio

from .bulk import in_bulk
from .city import SEED, _body, gather_statistics

ROOT_CODE = "F00"  # no office has it
BODIES, INDICATORS = 3_321, 60
RATIOS, CUMULATIVE = 4, 5  # every fourth indicator is a ratio, every fifth counts since January
MISSING = 0.02  # of the answers that are owed
CHANGES = 40  # figures that wait to be sent, and as many that were published
_KINDS = ((BodyKind.WARD, "phường"), (BodyKind.COMMUNE, "xã"))


@dataclass(frozen=True)
class Answered:
    """What was made: the body on top, its head, who sends the figures of the first communes, and the periods."""

    root: Body
    head: Person
    senders: tuple[Person, ...]
    indicators: tuple[Indicator, ...]
    period: Period
    figures: int


def periods_of_report(period: Period) -> tuple[Period, Period, Period]:
    """The period, the one before it, and the same a year ago."""
    return period, period.previous(), Period(PeriodKind(period.kind), period.year - 1, period.ordinal)


def generate(*, bodies: int, indicators: int, today: date) -> Answered:
    """In an empty database. The rolled-up figures are left to be made."""
    now = timezone.make_aware(datetime.combine(today, clock_time(7)))
    chance, period = random.Random(SEED), period_of(today, PeriodKind.QUARTER)
    opened = today - timedelta(days=1200)
    root, communes = _open_bodies(bodies, opened=opened)
    head, *senders = _people(root, communes[: min(CHANGES, bodies // 4)], since=opened)
    asked = [_indicator(number, since=opened, now=now) for number in range(1, indicators + 1)]
    made = 0
    gc.freeze()
    for one in periods_of_report(period):
        there = in_bulk(Figure, _figures(communes, asked, one, running=one == period, chance=chance, now=now))
        made += len(there)
        if one == period:
            in_bulk(FigureRevision, (_first_word(figure) for figure in there))
    gc.unfreeze()
    gather_statistics()
    return Answered(root, head, tuple(senders), tuple(asked), period, made)


def _open_bodies(many: int, *, opened: date) -> tuple[Body, list[Body]]:
    root = _body("", 1, ROOT_CODE, BodyKind.CITY, "UBND thành phố Trường Giang", opened, symbol="UBND")
    root.numchild = many
    root.save(force_insert=True)
    communes = in_bulk(
        Body,
        [
            _body(
                root.path,
                number,
                f"{ROOT_CODE}.{number}",
                _KINDS[number % 2][0],
                f"UBND {_KINDS[number % 2][1]} Trường Giang {number}",
                opened,
            )
            for number in range(1, many + 1)
        ],
    )
    in_bulk(BodyName, (BodyName(body=body, name=body.name, valid_from=opened) for body in (root, *communes)))
    return root, communes


def _people(root: Body, communes: list[Body], *, since: date) -> list[Person]:
    """The head of the body on top, and a focal point in each of these communes."""
    posts = [(root, Role.HEAD), *((body, Role.FOCAL_POINT) for body in communes)]
    people = in_bulk(
        Person,
        [
            Person(username=f"f{number}", full_name=f"Nguyễn Văn {number}", email=f"f{number}@truonggiang.example")
            for number, _post in enumerate(posts)
        ],
    )
    in_bulk(
        Membership,
        [
            Membership(person=person, body=body, role=role, valid_from=since)
            for person, (body, role) in zip(people, posts, strict=True)
        ],
    )
    return people


def _indicator(number: int, *, since: date, now: datetime) -> Indicator:
    is_ratio, cumulative = number % RATIOS == 0, number % CUMULATIVE == 0
    return services.define_indicator(
        code=f"F.{number:02}",
        valid_from=since,
        name=f"Số hồ sơ, nhiệm vụ đã giải quyết theo nội dung {number}",
        unit="%" if is_ratio else "hồ sơ",
        places=1 if is_ratio else 0,
        value_kind=ValueKind.RATIO if is_ratio else ValueKind.NUMBER,
        over_bodies=OverBodies.RATIO if is_ratio else OverBodies.SUM,
        over_time=OverTime.LAST if cumulative else OverTime.RATIO if is_ratio else OverTime.SUM,
        cumulative=cumulative,
        asked_of=[kind for kind, _word in _KINDS],
        period_kinds=[PeriodKind.QUARTER],
        by=None,
        now=now,
    )


def _figures(
    communes: list[Body], asked: list[Indicator], period: Period, *, running: bool, chance: random.Random, now: datetime
) -> Iterator[Figure]:
    """One for each body and indicator, but for some that are missing. In the running period the first indicator's of
    the first bodies are drafts, and those of the bodies after them are published."""
    drafts = min(CHANGES, len(communes) // 4)
    for place, body in enumerate(communes):
        for number, indicator in enumerate(asked):
            state, is_first = FigureState.ACCEPTED, running and number == 0
            if is_first and place < 2 * drafts:
                state = FigureState.DRAFT if place < drafts else FigureState.PUBLISHED
            elif chance.random() < MISSING:
                continue
            figure = Figure(
                indicator=indicator,
                body=body,
                period_kind=period.kind,
                year=period.year,
                ordinal=period.ordinal,
                answer="value",
                value=Decimal(chance.randrange(1, 3000)),
                state=state,
                published_revision=1 if state == FigureState.PUBLISHED else None,
                entered_at=now,
            )
            if indicator.value_kind == ValueKind.RATIO:
                below = chance.randrange(10, 500)
                figure.denominator, figure.numerator = Decimal(below), Decimal(chance.randrange(0, below))
                figure.value = ratio(figure.numerator, figure.denominator, indicator.unit)
            yield figure


def _first_word(figure: Figure) -> FigureRevision:
    return FigureRevision(
        figure=figure,
        number=1,
        answer=figure.answer,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        source=figure.source,
        at=figure.entered_at,
    )


def forget_roll_ups(period: Period) -> None:
    """So that they are made anew from nothing."""
    RolledUp.objects.filter(year=period.year, period_kind=period.kind, ordinal=period.ordinal).delete()

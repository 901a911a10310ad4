"""The invented city's figures: what its bodies answered, quarter by quarter, with the flaws that real answers have."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from caicach.bodies.models import Body, BodyKind, Role
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.measures import selectors, services
from caicach.measures.from_duties import window_of
from caicach.measures.management.commands.load_indicators import OURS
from caicach.measures.models import Figure, FigureState, Indicator
from caicach.measures.rules import Answer, Kind
from caicach.measures.services import Entry

from .city import City

QUARTERS = 5  # so that the same quarter a year ago is there
_COMMUNES = (BodyKind.WARD, BodyKind.COMMUNE)


def answer_quarters(
    city: City, *, opened: date, today: date, chance: random.Random, tell: Callable[[str], None]
) -> None:
    """Load the indicators; then every quarter whose data window has closed is answered, sent, accepted, published."""
    given = json.loads(OURS.read_text(encoding="utf-8"))
    services.load_indicators(indicators=given["indicators"], rules=given["rules"], by=None, now=_at(opened, 8))
    indicators = list(Indicator.objects.select_related("asked_by"))
    quarter = period_of(today, PeriodKind.QUARTER)
    quarters = [quarter]
    while len(quarters) < QUARTERS + 2 and quarters[-1].previous().first_day >= opened:
        quarters.append(quarters[-1].previous())
    closed = [one for one in reversed(quarters) if window_of(one).closes_on < today]
    for place, period in enumerate(closed):
        _answer(city, period, indicators, chance=chance, today=today, is_last=place == len(closed) - 1)
        tell(f"số liệu {period.label.lower()}")
    for period in quarters[:2]:
        services.compute_figures(period=period, now=_at(today, 5))
        services.check_figures(period=period, now=_at(today, 5))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _answer(
    city: City, period: Period, indicators: list[Indicator], *, chance: random.Random, today: date, is_last: bool
) -> None:
    """One quarter: officers enter, heads send, the standing agency accepts and publishes. In the last one a few have
    not sent yet, one was returned, and the rest waits to be accepted."""
    closes = window_of(period).closes_on
    day = min(closes + timedelta(days=2), today)
    standing = city.person(city.bodies["02"], Role.STANDING_AGENCY)
    sent: list[Figure] = []
    for body in city.bodies.values():
        officer, head = city.people.get((body.pk, Role.OFFICER)), city.people.get((body.pk, Role.HEAD))
        asked = selectors.asked_of(body, period, indicators)
        if officer is None or head is None or not asked or body.depth != city.root.depth + 1:
            continue
        if is_last and body.pk % 11 == 3 and not body.is_standing_agency:
            continue  # has given nothing yet
        entries = _entries(body, asked, chance=chance)
        figures = services.enter_figures(entries=entries, period=period, by=officer, now=_at(day, 9))
        if not (is_last and body.pk % 11 == 5):  # these are still drafts
            sent += services.submit_figures(figures=figures, by=head, now=_at(day, 15))
    if is_last:
        returned = [figure for figure in sent if figure.body_id == sent[0].body_id]
        services.return_figures(
            figures=returned, reason="Số hồ sơ chưa gồm lĩnh vực đất đai.", by=standing, now=_at(day, 16)
        )
        sent = [figure for figure in sent if figure.body.kind not in _COMMUNES and figure not in returned]
    accepted = services.accept_figures(
        figures=[figure for figure in sent if figure.submitted_by_id != standing.pk], by=standing, now=_at(day, 17)
    )
    services.compute_figures(period=period, now=_at(day, 18))
    if not is_last:
        services.publish_figures(
            figures=[figure for figure in accepted if figure.state == FigureState.ACCEPTED],
            by=standing,
            now=_at(day, 19),
        )


def _entries(body: Body, asked: list[Indicator], *, chance: random.Random) -> list[Entry]:
    """What one body answers: numbers that hang together, now and then a quarter unlike the one before."""
    size = 2_400 if body.kind in _COMMUNES else 900
    received = int(size * chance.uniform(0.7, 1.3) * (3 if chance.random() < 0.03 else 1))
    online = int(received * chance.uniform(0.62, 0.95))
    post = int((received - online) * chance.uniform(0, 0.2))
    settled = int(received * chance.uniform(0.88, 0.99))
    in_time = int(settled * chance.uniform(0.9, 1))
    cases = chance.randrange(0, 40)
    numbers = {
        "CCHC.1.05": chance.randrange(1, 9),
        "CCHC.1.06": chance.choice([0, 0, 1, 2, 3]),
        "CCHC.2.01": chance.randrange(0, 12),
        "CCHC.3.01": received,
        "CCHC.3.02": int(received * chance.uniform(0.02, 0.08)),
        "CCHC.3.03": settled,
        "CCHC.3.04": in_time,
        "CCHC.3.06": received - settled,
        "CCHC.5.01": chance.choice([0, 15, 30, 45, 80]),
    }
    ratios = {
        "CCHC.3.07": (max(cases - chance.randrange(0, 3), 0), cases),
        "CCHC.7.01": (online, received),
        "CCHC.7.02": (chance.randrange(60, 110), 120),
        "CCHC.7.03": (int(settled * chance.uniform(0.5, 0.98)), settled),
    }
    parts = {"trực tuyến": online, "trực tiếp": received - online - post, "bưu chính": post}
    entries = []
    for indicator in asked:
        if indicator.code in ratios:
            above, below = ratios[indicator.code]
            entries.append(Entry(indicator, body, Answer(Kind.VALUE, None, Decimal(above), Decimal(below))))
        elif indicator.code in numbers:
            number = numbers[indicator.code]
            kind = Kind.VALUE if number else chance.choice([Kind.VALUE, Kind.NONE_ARISEN])
            value = Decimal(number) if kind == Kind.VALUE else None
            entries.append(Entry(indicator, body, Answer(kind, value)))
        for name in indicator.breakdowns:
            entries.append(Entry(indicator, body, Answer(Kind.VALUE, Decimal(parts[name])), name))
    return entries

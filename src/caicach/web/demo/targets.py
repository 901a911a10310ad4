"""What the invented city's targets are measured by, and the figures of three that no agency reports by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from caicach.bodies.models import Body, Person, Role
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.measures import services as measures
from caicach.measures.models import Indicator
from caicach.measures.rules import Answer, Kind
from caicach.measures.services import Entry
from caicach.monitoring import services
from caicach.monitoring.models import Meaning
from caicach.programme.models import Plan, PlanState, Target

from .city import City

_LEVEL: dict[str, Any] = {
    "direction": "up", "unit": "%", "places": 1, "over_bodies": "none", "over_time": "last",
    "asked_of": [], "period_kinds": [PeriodKind.QUARTER], "valid_from": date(2020, 1, 1),
}  # fmt: skip
MEASURED = (
    ("CCHC.1.07", "Chỉ số hài lòng của người dân (SIPAS), khảo sát nhanh hằng quý", "84.6 85.3 86.4 86.9 87.8"),
    ("CCHC.1.08", "SIPAS lĩnh vực y tế công lập, khảo sát nhanh hằng quý", "82.9 82.4 82.6 81.9 81.7"),
    ("CCHC.7.04", "Tỷ lệ xã, phường kết nối nền tảng quản trị công việc dùng chung", "36.4 50.0 59.1 72.7 81.8"),
)
RANK = ("CCHC.1.09", "Thứ hạng Chỉ số CCHC (PAR INDEX) của thành phố")
HOME_AFFAIRS = "02"

# How a target begins, the indicator that measures it, and whose figure counts: "" for the body that issued the plan.
LINKS = (
    ("08/KH-UBND", "Chỉ số hài lòng của người dân", "CCHC.1.07", HOME_AFFAIRS),
    ("08/KH-UBND", "lĩnh vực y tế công lập", "CCHC.1.08", HOME_AFFAIRS),
    ("08/KH-UBND", "Tỷ lệ hồ sơ thủ tục hành chính", "CCHC.3.05", ""),
    ("08/KH-UBND", "85% hồ sơ TTHC được tiếp nhận trực tuyến", "CCHC.7.01", ""),
    ("08/KH-UBND", "100% xã, phường kết nối", "CCHC.7.04", HOME_AFFAIRS),
    ("08/KH-UBND", "Chỉ số CCHC (PAR INDEX)", RANK[0], HOME_AFFAIRS),
    ("96/KH-UBND", "tối thiểu 90% hoàn thành đúng hạn", "CCHC.1.04", ""),
    ("96/KH-UBND", "Chỉ số hài lòng của người dân", "CCHC.1.07", HOME_AFFAIRS),
    ("96/KH-UBND", "Tỷ lệ hồ sơ thủ tục hành chính", "CCHC.3.05", ""),
    ("96/KH-UBND", "65% hồ sơ TTHC được tiếp nhận trực tuyến", "CCHC.7.01", ""),
    ("96/KH-UBND", "Số hóa 80% kết quả", "CCHC.7.03", ""),
    ("96/KH-UBND", "100% phản ánh, kiến nghị", "CCHC.3.07", ""),
    ("12/KH-UBND", "Tỷ lệ hồ sơ TTHC giải quyết", "CCHC.3.05", ""),
    ("12/KH-UBND", "55% hồ sơ TTHC được tiếp nhận trực tuyến", "CCHC.7.01", ""),
)


def measure_targets(city: City, *, opened: date, today: date, tell: Callable[[str], None]) -> None:
    """Give the figures that Sở Nội vụ gathers, then say of each target what measures it."""
    home_affairs = city.bodies[HOME_AFFAIRS]
    officer, head = city.person(home_affairs, Role.OFFICER), city.person(home_affairs, Role.HEAD)
    asked: dict[str, Any] = {**_LEVEL, "by": None, "now": _at(opened, 8)}
    for code, name, values in MEASURED:
        indicator = measures.define_indicator(code=code, name=name, **asked)
        quarters = reversed(_quarters_before(today, since=opened))
        for quarter, value in zip(quarters, reversed(values.split()), strict=False):  # the last value for the last one
            _give(indicator, home_affairs, quarter, value, officer=officer, head=head, today=today)
    rank: dict[str, Any] = {"unit": "hạng", "direction": "down", "places": 0, "period_kinds": [PeriodKind.YEAR]}
    indicator = measures.define_indicator(code=RANK[0], name=RANK[1], **{**asked, **rank})
    _give(indicator, home_affairs, Period(PeriodKind.YEAR, opened.year), "14", officer=officer, head=head, today=today)
    _link(city, today=today)
    tell("chỉ tiêu của kế hoạch")


def _link(city: City, *, today: date) -> None:
    bodies = {"12/KH-UBND": city.bodies["Bến Lau"]}
    makers = {
        city.root.pk: city.person(city.bodies[HOME_AFFAIRS], Role.STANDING_AGENCY),
        city.bodies["Bến Lau"].pk: city.person(city.bodies["Bến Lau"], Role.HEAD),
    }
    plans = {plan.number: plan for plan in Plan.objects.filter(state=PlanState.ISSUED)}
    for number, beginning, code, whose in LINKS:
        plan = plans.get(number)
        target = Target.objects.filter(plan=plan, text__startswith=beginning).first() if plan else None
        if target is None:  # the amendment that says it has not been issued yet
            continue
        issuer = bodies.get(number, city.root)
        services.link_target(
            target=target, indicator=Indicator.objects.get(code=code), body=city.bodies[whose] if whose else issuer,
            meaning=Meaning.VALUE, by=makers[issuer.pk], now=_at(today - timedelta(days=1), 9),
        )  # fmt: skip


def _quarters_before(today: date, *, since: date) -> list[Period]:
    """The quarters that are over, from the day on, the oldest first."""
    found, quarter = [], period_of(since, PeriodKind.QUARTER)
    while quarter.last_day < today:
        found.append(quarter)
        quarter = quarter.next()
    return found


def _give(
    indicator: Indicator, body: Body, period: Period, value: str, *, officer: Person, head: Person, today: date
) -> None:
    day = min(period.last_day, today)
    entry = Entry(indicator, body, Answer(Kind.VALUE, Decimal(value)))
    figures = measures.enter_figures(entries=[entry], period=period, by=officer, now=_at(day, 9))
    measures.submit_figures(figures=figures, by=head, now=_at(day, 15))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))

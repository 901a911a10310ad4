"""The working-day calendar: weekends, Vietnam's public holidays and the days an order swaps.

Public holidays follow Điều 112 of the Labour Code and the yearly decisions on swapped days, as the `holidays` package
keeps them; what it does not know yet is a row of `WorkingDayException`. The arithmetic is pure: it works on a
`WorkingCalendar`, whose days off arrive as a function of the year.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from .models import WorkingDayException

_DAY = timedelta(days=1)
_LOOK_BACK = timedelta(days=5 * 366)  # no page counts working days further back


@dataclass(frozen=True, slots=True)
class YearDays:
    """What is not ordinary about one year: `off` are weekdays without work, `worked` are worked weekend days."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked. `exceptions` (day → is it worked?) go before what the year says."""

    year_days: Callable[[int], YearDays]
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    _counted: dict[int, list[date]] = field(default_factory=dict, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.exceptions:
            return self.exceptions[day]
        special = self.year_days(day.year)
        if day in special.off:
            return False
        return day.weekday() < 5 or day in special.worked

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that lies `count` working days after the day (before it, when negative); 0 is the day."""
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is the earlier one."""
        if end < start:
            return -self.working_days_between(end, start)
        if start.year == end.year:
            return self._worked_through(end) - self._worked_through(start)
        whole_years = sum(len(self._worked_in(year)) for year in range(start.year, end.year))
        return whole_years - self._worked_through(start) + self._worked_through(end)

    def _worked_through(self, day: date) -> int:
        return bisect_right(self._worked_in(day.year), day)

    def _worked_in(self, year: int) -> list[date]:
        """The year's working days in order, worked out once per calendar."""
        if year not in self._counted:
            first, days = date(year, 1, 1), (date(year, 12, 31) - date(year, 1, 1)).days + 1
            self._counted[year] = [d for d in (first + n * _DAY for n in range(days)) if self.is_working_day(d)]
        return self._counted[year]


@cache
def vietnamese_year(year: int) -> YearDays:
    """Vietnam's days off of one year, days off in lieu included, and the weekend days worked for them."""
    import holidays  # heavy, and most commands never ask for a working day

    known = holidays.country_holidays("VN", years=year, observed=True)
    return YearDays(
        off=frozenset(day for day in known if day.year == year),
        worked=frozenset(day for day in known.weekend_workdays if day.year == year),
    )


def calendar_for(today: date) -> WorkingCalendar:
    """The calendar as known today: the holidays and the exceptions that administrators recorded. One query."""
    rows = WorkingDayException.objects.filter(day__gte=today - _LOOK_BACK).values_list("day", "is_working")
    return WorkingCalendar(vietnamese_year, dict(rows))

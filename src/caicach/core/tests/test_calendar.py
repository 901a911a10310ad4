"""Working days, on a calendar made for the test and on Vietnam's own."""

from datetime import date, timedelta

import pytest

from caicach.core.calendar import WorkingCalendar, YearDays, calendar_for, vietnamese_year
from caicach.core.models import WorkingDayException

HOLIDAY = date(2026, 3, 11)  # a Wednesday
WORKED_SATURDAY = date(2026, 3, 14)
CALENDAR = WorkingCalendar(
    lambda year: YearDays(frozenset({HOLIDAY}), frozenset({WORKED_SATURDAY})) if year == 2026 else YearDays()
)
MONDAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        pytest.param(MONDAY, True, id="an ordinary Monday"),
        pytest.param(HOLIDAY, False, id="a holiday in the week"),
        pytest.param(WORKED_SATURDAY, True, id="a Saturday worked in lieu"),
        pytest.param(date(2026, 3, 15), False, id="a Sunday"),
    ],
)
def test_is_working_day(day, worked):
    assert CALENDAR.is_working_day(day) is worked


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(MONDAY, 0, MONDAY, id="none is the day itself"),
        pytest.param(MONDAY, 1, date(2026, 3, 10), id="the next day"),
        pytest.param(MONDAY, 2, date(2026, 3, 12), id="over the holiday"),
        pytest.param(MONDAY, 4, WORKED_SATURDAY, id="onto the worked Saturday"),
        pytest.param(MONDAY, 5, date(2026, 3, 16), id="over the Sunday"),
        pytest.param(MONDAY, -1, date(2026, 3, 6), id="back over the weekend"),
        pytest.param(date(2026, 3, 15), -1, WORKED_SATURDAY, id="back from a day off"),
        pytest.param(date(2026, 3, 12), -1, date(2026, 3, 10), id="back over the holiday"),
    ],
)
def test_add_working_days(day, count, expected):
    assert CALENDAR.add_working_days(day, count) == expected


@pytest.mark.parametrize("start", [MONDAY, HOLIDAY, date(2025, 12, 30), date(2026, 3, 15)])
@pytest.mark.parametrize("days", [0, 1, 5, 9, 400])
def test_between_agrees_with_counting_one_by_one(start, days):
    end = start + timedelta(days=days)
    counted = sum(CALENDAR.is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))
    assert CALENDAR.working_days_between(start, end) == counted
    assert CALENDAR.working_days_between(end, start) == -counted


def test_vietnams_holidays_with_days_in_lieu_and_swapped_days():
    days_2025, days_2026 = vietnamese_year(2025), vietnamese_year(2026)
    assert date(2026, 2, 17) in days_2026.off  # Tết
    assert date(2026, 4, 27) in days_2026.off  # Giỗ Tổ fell on a Sunday
    assert date(2025, 5, 2) in days_2025.off and date(2025, 4, 26) in days_2025.worked  # swapped
    assert all(day.year == 2026 for day in days_2026.off | days_2026.worked)


@pytest.mark.django_db
def test_a_recorded_exception_goes_before_the_holidays():
    saturday, tet = date(2026, 6, 6), date(2026, 2, 17)
    WorkingDayException.objects.create(day=saturday, is_working=True, reason="Làm bù")
    WorkingDayException.objects.create(day=tet, is_working=True, reason="Trực")
    calendar = calendar_for(date(2026, 3, 1))
    assert calendar.is_working_day(saturday) and calendar.is_working_day(tet)
    assert not calendar.is_working_day(date(2026, 2, 18))
    assert calendar.working_days_between(date(2026, 6, 5), date(2026, 6, 8)) == 2

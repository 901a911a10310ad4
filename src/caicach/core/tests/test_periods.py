"""Periods, their neighbours and the windows that regimes cut."""

from dataclasses import dataclass
from datetime import date

import pytest

from caicach.core.calendar import WorkingCalendar, YearDays
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, due_on, period_of, periods_of, window

Q, H, N, Y = PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR


@dataclass(frozen=True)
class Cut:
    closes_on_day: int
    due_working_days: int = 2


@pytest.mark.parametrize(
    ("period", "label", "first", "last"),
    [
        (Period(Q, 2026, 3), "Quý III năm 2026", date(2026, 7, 1), date(2026, 9, 30)),
        (Period(Q, 2024, 1), "Quý I năm 2024", date(2024, 1, 1), date(2024, 3, 31)),
        (Period(H, 2026, 1), "6 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 6, 30)),
        (Period(H, 2026, 2), "6 tháng cuối năm 2026", date(2026, 7, 1), date(2026, 12, 31)),
        (Period(N, 2026), "9 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 9, 30)),
        (Period(Y, 2026), "Năm 2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_label_and_days(period, label, first, last):
    assert (period.label, period.first_day, period.last_day) == (label, first, last)


@pytest.mark.parametrize("period", list(periods_of(2026)))
def test_next_and_previous_lead_back(period):
    assert period.next().previous() == period == period.previous().next()
    assert period.previous().last_day < period.last_day < period.next().last_day


@pytest.mark.parametrize(("kind", "ordinal"), [(Q, 5), (Q, 0), (H, 3), (N, 2), (Y, 2), ("week", 1)])
def test_what_is_no_period_is_refused(kind, ordinal):
    with pytest.raises(ValueError, match=r"."):
        Period(kind, 2026, ordinal)


@pytest.mark.parametrize(
    ("period", "opens", "closes"),
    [
        pytest.param(Period(Q, 2026, 1), date(2025, 12, 15), date(2026, 3, 14), id="first quarter"),
        pytest.param(Period(Q, 2026, 3), date(2026, 6, 15), date(2026, 9, 14), id="third quarter"),
        pytest.param(Period(H, 2026, 1), date(2025, 12, 15), date(2026, 6, 14), id="six months"),
        pytest.param(Period(N, 2026), date(2025, 12, 15), date(2026, 9, 14), id="nine months"),
        pytest.param(Period(Y, 2026), date(2025, 12, 15), date(2026, 12, 14), id="year"),
    ],
)
def test_windows_of_decree_09_2019(period, opens, closes):
    found = window(period, Cut(14))
    assert (found.opens_on, found.closes_on) == (opens, closes)
    assert opens in found and closes in found and date(2024, 1, 1) not in found


def test_a_closing_day_beyond_the_month_is_clipped():
    found = window(Period(Q, 2026, 2), Cut(31))
    assert (found.opens_on, found.closes_on) == (date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize("kind", [Q, H, Y])
def test_windows_follow_one_another_without_gap(kind):
    period = Period(kind, 2024)
    for _ in range(8):
        assert (window(period.next(), Cut(29)).opens_on - window(period, Cut(29)).closes_on).days == 1
        period = period.next()


def test_due_some_working_days_after_the_window_closed():
    weekends_only = WorkingCalendar(lambda year: YearDays())
    assert due_on(Period(H, 2026, 1), Cut(14), weekends_only) == date(2026, 6, 16)  # 14/6/2026 is a Sunday


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        (date(2026, 11, 21), Q, Period(Q, 2026, 4)),
        (date(2026, 6, 30), H, Period(H, 2026, 1)),
        (date(2026, 1, 1), Y, Period(Y, 2026)),
    ],
)
def test_period_of_a_day(day, kind, expected):
    assert period_of(day, kind) == expected

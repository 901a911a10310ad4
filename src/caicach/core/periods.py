"""Reporting periods: quarter, half year, nine months, year; the window in which a regime gathers their data.

Source of the windows: Nghị định 09/2019/NĐ-CP and local rules, as `core.models.Regime` keeps them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from .calendar import WorkingCalendar
from .models import PeriodKind
from .numbers import to_roman

_MONTHS = {PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.NINE_MONTHS: 9, PeriodKind.YEAR: 12}


class Cut(Protocol):
    """What of a regime says how a period is cut."""

    @property
    def closes_on_day(self) -> int: ...

    @property
    def due_working_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose data a report covers, both included."""

    opens_on: date
    closes_on: date

    def __contains__(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One reporting period. `ordinal` counts quarters (1-4) and halves (1-2); it is 1 for nine months and years."""

    kind: PeriodKind
    year: int
    ordinal: int = 1

    def __post_init__(self) -> None:
        if self.kind not in _MONTHS:
            raise ValueError(f"{self.kind!r} is not a kind of period")
        if not 1 <= self.ordinal <= _count(self.kind):
            raise ValueError(f"{self.kind} {self.ordinal}/{self.year}: the ordinal must lie in 1..{_count(self.kind)}")

    @property
    def label(self) -> str:
        """As official Vietnamese documents write it: "Quý III năm 2026", "6 tháng đầu năm 2026"."""
        if self.kind == PeriodKind.QUARTER:
            return f"Quý {to_roman(self.ordinal)} năm {self.year}"
        if self.kind == PeriodKind.HALF:
            return f"6 tháng {'đầu' if self.ordinal == 1 else 'cuối'} năm {self.year}"
        if self.kind == PeriodKind.NINE_MONTHS:
            return f"9 tháng đầu năm {self.year}"
        return f"Năm {self.year}"

    @property
    def key(self) -> str:
        """As it stands in an address: "quarter-2026-3"."""
        return f"{PeriodKind(self.kind).value}-{self.year}-{self.ordinal}"

    @classmethod
    def of_key(cls, key: str) -> Period | None:
        """The period that a key names; None for anything else."""
        kind, year, ordinal = (*key.split("-"), "", "", "")[:3]
        if kind not in PeriodKind.values or not (year.isdecimal() and ordinal.isdecimal()):
            return None
        try:
            return cls(PeriodKind(kind), int(year), int(ordinal))
        except ValueError:
            return None

    @property
    def first_day(self) -> date:
        return date(self.year, _MONTHS[self.kind] * (self.ordinal - 1) + 1, 1)

    @property
    def last_day(self) -> date:
        last_month = _MONTHS[self.kind] * self.ordinal
        return date(self.year, last_month, monthrange(self.year, last_month)[1])

    def previous(self) -> Period:
        """The period of the same kind before it."""
        if self.ordinal > 1:
            return Period(self.kind, self.year, self.ordinal - 1)
        return Period(self.kind, self.year - 1, _count(self.kind))

    def next(self) -> Period:
        """The period of the same kind after it."""
        if self.ordinal < _count(self.kind):
            return Period(self.kind, self.year, self.ordinal + 1)
        return Period(self.kind, self.year + 1, 1)


def _count(kind: str) -> int:
    """How many periods of the kind a year has."""
    return {PeriodKind.QUARTER: 4, PeriodKind.HALF: 2}.get(PeriodKind(kind), 1)


def period_of(day: date, kind: PeriodKind) -> Period:
    """The period in which the day lies; for nine months the one of its year."""
    if _count(kind) == 1:
        return Period(kind, day.year)
    return Period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


def periods_of(year: int) -> Iterator[Period]:
    """All periods of a year, in the order in which their reports are written."""
    for kind in (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR):
        for ordinal in range(1, _count(kind) + 1):
            yield Period(kind, year, ordinal)


def window(period: Period, regime: Cut) -> Window:
    """From the day after the preceding window closed to the closing day in the period's last month.

    With the closing day 14: the first quarter is 15/12 to 14/3, nine months are 15/12 to 14/9, the year 15/12 to 14/12.
    """
    before = period.first_day - timedelta(days=1)
    return Window(
        opens_on=_closing_day(before, regime.closes_on_day) + timedelta(days=1),
        closes_on=_closing_day(period.last_day, regime.closes_on_day),
    )


def due_on(period: Period, regime: Cut, calendar: WorkingCalendar) -> date:
    """The last day on which the period's report is on time."""
    return calendar.add_working_days(window(period, regime).closes_on, regime.due_working_days)


def _closing_day(in_month: date, day: int) -> date:
    return in_month.replace(day=min(day, monthrange(in_month.year, in_month.month)[1]))


def period_words(period: Period) -> str:
    """ "Quý III năm 2026", "6 tháng đầu năm 2026"; in Vietnamese what `Period.label` gives the written report."""
    if period.kind == PeriodKind.QUARTER:
        return _("Quý %(quarter)s năm %(year)s") % {"quarter": to_roman(period.ordinal), "year": period.year}
    if period.kind == PeriodKind.HALF:
        half = _("6 tháng đầu năm %(year)s") if period.ordinal == 1 else _("6 tháng cuối năm %(year)s")
        return half % {"year": period.year}
    if period.kind == PeriodKind.NINE_MONTHS:
        return _("9 tháng đầu năm %(year)s") % {"year": period.year}
    return _("Năm %(year)s") % {"year": period.year}


def period_choices(today: date, *, years: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a form offers: the periods of the year and of the `years - 1` before it, by year, the latest year first.
    From the middle of December the data already count for the next year's first quarter."""
    latest = (today + timedelta(days=31)).year
    return [
        (str(year), [(period.key, period_words(period)) for period in periods_of(year)])
        for year in range(latest, today.year - years, -1)
    ]

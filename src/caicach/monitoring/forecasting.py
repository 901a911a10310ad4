"""Where a series is heading: a line that single odd values cannot bend, and how far it can be trusted.

The line is that of Theil (1950) and Sen (1968): its slope is the median of the slopes between all pairs of points. The
interval adds what the slopes leave open (their middle half) to how far the values lie from the line (median absolute
deviation × 1,4826), which counts the more the further the day lies beyond the last value.
docs/methodology/target-status.md works an example through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from statistics import median

DAYS_A_YEAR = Decimal(365)
FEWEST_FOR_A_LINE = 3
REACH = 2  # how many times the span of the values a forecast goes beyond the last of them
ALWAYS = 365  # days that a forecast may go beyond, however short the span
_LIKE_A_STANDARD_DEVIATION = Decimal("1.4826")
_EXACT = Decimal("0.0001")

Spot = tuple[date, Decimal]  # the day on which a period ended, and its value


@dataclass(frozen=True, slots=True)
class Forecast:
    """The value on a later day. Two points give a single pace, without `low` and `high`."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    on: date
    points: int
    pace: Decimal  # a year

    @property
    def is_line(self) -> bool:
        return self.low is not None


def forecast(spots: Sequence[Spot], *, on: date) -> Forecast | None:
    """The value to be expected on a day after the last point; None below two points."""
    if len({day for day, _ in spots}) < 2:
        return None
    times = [_years(spots[0][0], day) for day, _ in spots]
    values = [value for _, value in spots]
    slopes = sorted(
        (values[j] - values[i]) / (times[j] - times[i])
        for i, j in combinations(range(len(spots)), 2)
        if times[i] != times[j]
    )
    slope = median(slopes)
    until = _years(spots[0][0], on)
    if len(spots) < FEWEST_FOR_A_LINE:
        value = values[-1] + slope * (until - times[-1])
        return Forecast(_exact(value), None, None, on, len(spots), _exact(slope))
    level = median([value - slope * time for value, time in zip(values, times, strict=True)])
    value = level + slope * until
    spread = _LIKE_A_STANDARD_DEVIATION * median(
        [abs(value - level - slope * time) for value, time in zip(values, times, strict=True)]
    )
    spread *= 1 + (until - times[-1]) / (times[-1] - times[0])
    ahead = until - median(times)
    low = value - (slope - quantile(slopes, Decimal("0.25"))) * ahead - spread
    high = value + (quantile(slopes, Decimal("0.75")) - slope) * ahead + spread
    return Forecast(_exact(value), _exact(low), _exact(high), on, len(spots), _exact(slope))


def is_too_far(spots: Sequence[Spot], *, on: date) -> bool:
    """Whether the day lies so far beyond the points that a line through them says nothing about it."""
    days = sorted(day for day, _ in spots)
    return len(set(days)) > 1 and (on - days[-1]).days > max(ALWAYS, REACH * (days[-1] - days[0]).days)


def quantile(ordered: Sequence[Decimal], part: Decimal) -> Decimal:
    """The value below which the part of the ordered values lies, between two of them in proportion."""
    place = part * (len(ordered) - 1)
    below = int(place)
    if below + 1 >= len(ordered):
        return ordered[-1]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def _years(since: date, day: date) -> Decimal:
    return Decimal((day - since).days) / DAYS_A_YEAR


def _exact(value: Decimal) -> Decimal:
    return value.quantize(_EXACT)

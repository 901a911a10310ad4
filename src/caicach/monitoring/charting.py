"""The picture of a target: values per period, the steps of its milestones, the band of its forecast. Places only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .rules import Status

WIDTH, HEIGHT = 480, 210
LEFT, RIGHT, TOP, BOTTOM = 40, 60, 18, 24  # room for the words on each side
_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_TICKS = 4


@dataclass(frozen=True)
class Dot:
    """One figure."""

    x: float
    y: float
    key: str
    value: Decimal


@dataclass(frozen=True)
class Step:
    """One milestone: a level line over its years; a range has a second one."""

    x1: float
    x2: float
    y: float
    y_to: float | None
    value: Decimal
    value_to: Decimal | None
    is_current: bool


@dataclass(frozen=True)
class Tick:
    """A line of the grid with what stands beside it."""

    place: float
    value: Decimal
    year: int = 0


@dataclass(frozen=True)
class Band:
    """The forecast: a line from the last figure, and the polygon of what it leaves open ("" for a single pace)."""

    x1: float
    y1: float
    x2: float
    y2: float
    polygon: str
    value: Decimal


@dataclass(frozen=True)
class Chart:
    """Everything that the template draws."""

    dots: tuple[Dot, ...]
    line: str  # the points of the line through the dots
    steps: tuple[Step, ...]
    band: Band | None
    levels: tuple[Tick, ...]
    years: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart(status: Status, phases: Sequence[tuple[int, int, Decimal | None, Decimal | None]]) -> Chart | None:
    """The chart of a target with figures; None where there are none. `phases` are all its milestones in order."""
    if not status.points or status.due_on is None:
        return None
    stated = [phase for phase in phases if phase[2] is not None]
    first = min(status.points[0].ends_on.year, status.due_on.year)
    last = max(status.due_on.year, status.points[-1].ends_on.year)
    drawn = [phase for phase in stated if phase[0] <= last and phase[1] >= first]
    ahead = status.forecast
    values = [point.value for point in status.points]
    values += [value for phase in drawn for value in phase[2:] if value is not None]
    values += [value for value in (ahead.value, ahead.low, ahead.high) if value is not None] if ahead else []
    levels = scale(min(values), max(values))
    low, high = levels[0], levels[-1]
    begin, end = date(first, 1, 1), date(last, 12, 31)

    def x(day: date) -> float:
        part = min(max((day - begin).days / (end - begin).days, 0), 1)
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def y(value: Decimal) -> float:
        part = float((value - low) / (high - low))
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)

    dots = tuple(Dot(x(one.ends_on), y(one.value), one.key, one.value) for one in status.points)
    band = None
    if ahead is not None:
        polygon = ""
        if ahead.low is not None and ahead.high is not None:
            corners = ((dots[-1].x, dots[-1].y), (x(ahead.on), y(ahead.high)), (x(ahead.on), y(ahead.low)))
            polygon = _places(corners)
        band = Band(dots[-1].x, dots[-1].y, x(ahead.on), y(ahead.value), polygon, ahead.value)
    return Chart(
        dots=dots,
        line=_places([(dot.x, dot.y) for dot in dots]),
        steps=tuple(
            Step(
                x(date(since, 1, 1)),
                x(date(until, 12, 31)),
                y(value),
                y(value_to) if value_to is not None else None,
                value,
                value_to,
                status.phase is not None and (since, until) == (status.phase.from_year, status.phase.to_year),
            )
            for since, until, value, value_to in drawn
            if value is not None
        ),
        band=band,
        levels=tuple(Tick(y(level), level) for level in levels),
        years=tuple(Tick(x(date(year, 1, 1)), Decimal(year), year) for year in range(first, last + 1)),
    )


def scale(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round numbers that hold both ends, three to six of them."""
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / _TICKS
    power = Decimal(10) ** rough.adjusted()
    step = next(one * power for one in _ROUND if one * power >= rough)
    level = (low / step).to_integral_value("ROUND_FLOOR") * step
    found = [level]
    while found[-1] < high:
        found.append(found[-1] + step)
    return [one.normalize() + 0 for one in found]


def _places(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{across},{down}" for across, down in corners)

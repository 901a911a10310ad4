"""The series of an indicator as a drawing, and bodies beside those of their own kind. Geometry only: places along the
width are shares of it in per cent, heights are pixels, so that the words keep their size on any screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from caicach.bodies.models import Body, BodyKind
from caicach.core.periods import Period

from .models import ValueKind
from .selectors import Measured

HEIGHT, TOP, BOTTOM = 200, 24, 172  # pixels: the whole, the highest mark, the line of zero (or of the least)
LEAST_SHOWN = 4  # periods, also where nobody has answered
FEWEST = 5  # numbers that a group needs before its middle says anything
_RATES = ("%", "‰")


@dataclass(frozen=True)
class Mark:
    """One period: where it stands and how high; `value` None: there is no number, and no bar either."""

    period: Period
    measured: Measured
    x: float
    left: float
    width: float
    y: float | None
    height: float

    @property
    def value(self) -> Decimal | None:
        return self.measured.value


@dataclass(frozen=True)
class Stroke:
    """The line from one period's number to the next one's."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Drawing:
    """Bars from zero for numbers; a line for rates, which are not amounts. Empty where no period has a number."""

    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    zero: float
    is_line: bool

    def __bool__(self) -> bool:
        return any(mark.y is not None for mark in self.marks)

    @property
    def has_forerunners(self) -> bool:
        return any(mark.measured.forerunners for mark in self.marks if mark.y is not None)


def since_first(series: Sequence[Measured]) -> list[Measured]:
    """Without the periods before the first answer, but always the last few."""
    first = next((place for place, one in enumerate(series) if one.kind is not None), len(series))
    return list(series[min(first, max(0, len(series) - LEAST_SHOWN)) :])


def draw(series: Sequence[Measured]) -> Drawing:
    """The oldest period first. Neighbouring numbers are joined; over a period without one there is no line."""
    is_line = bool(series) and series[0].indicator.unit in _RATES
    values = [one.value for one in series if one.value is not None]
    high, low = max([*values, Decimal(0)]), min([*values, Decimal(0)])
    span = high - low or Decimal(1)

    def level(value: Decimal) -> float:
        return round(float(BOTTOM - (value - low) / span * (BOTTOM - TOP)), 1)

    zero, step = level(Decimal(0)), 100 / max(1, len(series))
    marks = []
    for place, one in enumerate(series):
        y = None if one.value is None else level(one.value)
        height = 0.0 if y is None else round(abs(zero - y), 1)
        x = round(step * (place + 0.5), 2)
        top = y if y is None else min(y, zero) if not is_line else y
        marks.append(Mark(one.period, one, x, round(x - step * 0.3, 2), round(step * 0.6, 2), top, max(height, 1.0)))
    strokes = [
        Stroke(one.x, one.y, other.x, other.y)
        for one, other in pairwise(marks)
        if is_line and one.y is not None and other.y is not None
    ]
    return Drawing(tuple(marks), tuple(strokes), zero, is_line)


@dataclass(frozen=True)
class Beside:
    """One body among those of its kind; `apart`: how far from their middle, for rates only."""

    body: Body
    measured: Measured
    apart: Decimal | None


@dataclass(frozen=True)
class Group:
    """Bodies of one kind beside each other. The middle is given for rates of enough bodies: amounts of a large and a
    small commune are not compared."""

    kind: BodyKind
    rows: tuple[Beside, ...]
    middle: Decimal | None

    @property
    def label(self) -> str:
        return str(self.kind.label)


def groups_of(answered: Iterable[tuple[Body, Measured]], *, whole: bool) -> list[Group]:
    """By kind of body, in the order of `BodyKind`. `whole`: these are all there are, so that a middle is theirs."""
    by_kind: dict[str, list[tuple[Body, Measured]]] = {}
    for body, measured in answered:
        by_kind.setdefault(body.kind, []).append((body, measured))
    return [_group(BodyKind(kind), by_kind[kind], whole) for kind in BodyKind.values if kind in by_kind]


def _group(kind: BodyKind, rows: list[tuple[Body, Measured]], whole: bool) -> Group:
    values = [measured.value for _body, measured in rows if measured.value is not None]
    indicator = rows[0][1].indicator
    is_rate = indicator.unit in _RATES or indicator.value_kind == ValueKind.RATIO
    middle = median(values) if whole and is_rate and len(values) >= FEWEST else None
    beside = [
        Beside(body, one, None if middle is None or one.value is None else one.value - middle) for body, one in rows
    ]
    return Group(kind, tuple(beside), middle)

"""Checks on figures, as data: each kind is one function over numbers; the rows of `ValidationRule` say which to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

_SIGNS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
}
SIGNS = tuple(_SIGNS)
_MAD_TO_SIGMA = Decimal("0.6745")  # the median distance of a normal spread, in standard deviations
_MEAN_TO_SIGMA = Decimal("0.7979")  # the same for the mean distance, where half of all are alike


@dataclass(frozen=True, slots=True)
class Breach:
    """What does not hold; `numbers` fill the sentence."""

    kind: str
    numbers: Mapping[str, Decimal | int | str]


def compare(value: Decimal, other: Decimal, sign: str) -> Breach | None:
    """One figure must stand in a relation to another: received ≥ settled."""
    if _SIGNS[sign](value, other):
        return None
    return Breach("compare", {"value": value, "other": other, "sign": sign})


def parts_make_whole(whole: Decimal, parts: Sequence[Decimal], tolerance: Decimal = Decimal(0)) -> Breach | None:
    """The parts add up to the whole."""
    total = sum(parts, Decimal(0))
    if abs(total - whole) <= tolerance:
        return None
    return Breach("sum", {"value": whole, "parts": total, "difference": abs(total - whole)})


def jump(
    value: Decimal, before: Decimal, *, percent: Decimal = Decimal(50), least: Decimal = Decimal(0)
) -> Breach | None:
    """More than so many per cent up or down against the last period; small differences (`least`) do not count."""
    change = value - before
    if before == 0 or abs(change) < least:
        return None
    changed = change / abs(before) * 100
    if abs(changed) <= percent:
        return None
    return Breach("jump", {"value": value, "before": before, "percent": changed.quantize(Decimal("0.1"))})


def too_large_to_believe(value: Decimal, most: Decimal = Decimal(10) ** 9) -> Breach | None:
    """So large that a slip of the hand is likelier: asked about, not refused."""
    return Breach("size", {"value": value, "most": most}) if abs(value) >= most else None


def outlier(
    value: Decimal, group: Sequence[Decimal], *, most: Decimal = Decimal("3.5"), fewest: int = 8
) -> Breach | None:
    """Far from the middle of its group, by the robust z-score: distances are measured in the median distance, which a
    few strange values do not move. In a small group nothing is far."""
    if len(group) < fewest:
        return None
    middle = median(group)
    distances = [abs(other - middle) for other in group]
    spread, scale = median(distances), _MAD_TO_SIGMA
    if spread == 0:
        spread, scale = sum(distances, Decimal(0)) / len(distances), _MEAN_TO_SIGMA
    if spread == 0:
        return None
    score = scale * (value - middle) / spread
    if abs(score) <= most:
        return None
    return Breach(
        "outlier", {"value": value, "middle": middle, "score": score.quantize(Decimal("0.1")), "bodies": len(group)}
    )


def outside_own_range(
    value: Decimal, past: Sequence[Decimal], *, margin: Decimal = Decimal("0.5"), fewest: int = 4
) -> Breach | None:
    """Outside what the body itself ever reported, with a margin of that span on both sides."""
    if len(past) < fewest:
        return None
    low, high = min(past), max(past)
    room = (high - low) * margin
    if low - room <= value <= high + room:
        return None
    return Breach("range", {"value": value, "low": low, "high": high, "periods": len(past)})

"""The line and its interval; the worked example of docs/methodology/target-status.md is recomputed here."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from caicach.monitoring.forecasting import forecast, is_too_far, quantile
from caicach.monitoring.rules import Aim, Phase, Point, Series, State, status

DOCUMENT = Path(__file__).parents[4] / "docs" / "methodology" / "target-status.md"
YEAR_END = date(2027, 12, 31)


def spots(*values: str, first: int = 2025) -> list[tuple[date, Decimal]]:
    """Values at the ends of the quarters from the first quarter of a year on."""
    ends = ((3, 31), (6, 30), (9, 30), (12, 31))
    return [(date(first + at // 4, *ends[at % 4]), Decimal(value)) for at, value in enumerate(values)]


def test_the_worked_example_of_the_document():
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| ([\d.]+) \|$", text, re.MULTILINE)
    on, value, low, high, pace = re.search(
        r"On (\d{4}-\d\d-\d\d) the line is at ([\d.]+), between ([\d.]+) and ([\d.]+), at a pace of ([\d.]+) a year",
        text.replace("\n", " "),
    ).groups()  # type: ignore[union-attr]
    found = forecast([(date.fromisoformat(day), Decimal(given)) for day, given in rows], on=date.fromisoformat(on))
    assert found is not None and len(rows) == 5
    assert [round(number, 2) for number in (found.value, found.low, found.high, found.pace)] == [
        Decimal(number) for number in (value, low, high, pace)
    ]
    series = Series(tuple(Point(day, date.fromisoformat(day), Decimal(given)) for day, given in rows))
    goals = re.search(
        r"at least\s+(\d+) % by 2027 is on course, one of (\d+) % at risk, one of (\d+) % off course", text
    )
    assert goals is not None
    states = [
        status(Aim(">=", "%", (Phase(2026, 2027, Decimal(goal)),)), series, day=date(2026, 11, 22)).state
        for goal in goals.groups()
    ]
    assert states == [State.ON_COURSE, State.AT_RISK, State.OFF_COURSE]


def test_points_on_a_line_leave_nothing_open():
    found = forecast(
        [(date(2025, 1, 1), Decimal(10)), (date(2026, 1, 1), Decimal(12)), (date(2027, 1, 1), Decimal(14))],
        on=date(2028, 1, 1),
    )
    assert found is not None
    assert (found.value, found.low, found.high, found.pace) == (16, 16, 16, 2)


def test_one_odd_value_does_not_bend_the_line():
    even = forecast(spots("80", "81", "82", "83", "84", "85", "86"), on=YEAR_END)
    odd = forecast(spots("80", "81", "82", "20", "84", "85", "86"), on=YEAR_END)
    assert even is not None and odd is not None
    assert abs(odd.value - even.value) < 1
    assert odd.low is not None and even.low is not None and even.low - odd.low < 30


def test_the_further_ahead_the_wider():
    values = spots("80", "83", "81", "85", "84")
    near, far = forecast(values, on=date(2026, 6, 30)), forecast(values, on=YEAR_END)
    assert near is not None and far is not None
    assert far.high - far.low > near.high - near.low > 0  # type: ignore[operator]


def test_what_scatters_counts_the_more_the_further_it_is():
    """The slopes leave nothing open here; what is left is how far the odd points lie from the line."""
    start = date(2025, 1, 1)
    values = [(start + timedelta(days=100 * at), Decimal(at % 2 * 4)) for at in range(6)]

    def spread(days: int) -> Decimal:
        found = forecast(values, on=start + timedelta(days=days))
        assert found is not None and found.low is not None
        return found.value - found.low

    at_the_end = Decimal("1.4826") * 2  # every point lies 2 from the line
    assert abs(spread(500) - at_the_end) < Decimal("0.001")
    assert abs(spread(1000) - 2 * at_the_end) < Decimal("0.001")  # a span beyond the last value


@pytest.mark.parametrize(
    ("days", "ahead", "expected"),
    [
        pytest.param(365, 730, False, id="twice the span"),
        pytest.param(365, 731, True, id="more than twice the span"),
        pytest.param(90, 365, False, id="a year is never too far"),
        pytest.param(90, 366, True, id="more than a year after a quarter"),
    ],
)
def test_how_far_a_forecast_reaches(days, ahead, expected):
    first, last = date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=days)
    found = is_too_far([(first, Decimal(1)), (last, Decimal(2))], on=last + timedelta(days=ahead))
    assert found is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param((), None, id="nothing"),
        pytest.param(("80",), None, id="one point is no pace"),
        pytest.param(("80", "81"), 2, id="two points are a single pace"),
        pytest.param(("80", "81", "82"), 3, id="three are a line"),
    ],
)
def test_how_many_points_it_takes(given, expected):
    found = forecast(spots(*given), on=YEAR_END)
    assert (found and found.points) == expected
    if found:
        assert found.is_line == (expected == 3)


def test_quantiles_lie_between_their_neighbours():
    ordered = [Decimal(1), Decimal(2), Decimal(4)]
    assert [quantile(ordered, Decimal(part)) for part in ("0", "0.25", "0.5", "0.75", "1")] == [
        1, Decimal("1.5"), 2, 3, 4,
    ]  # fmt: skip

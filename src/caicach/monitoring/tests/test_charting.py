"""The picture holds everything that it is about, inside its frame."""

from __future__ import annotations

from decimal import Decimal

import pytest

from caicach.monitoring.charting import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, chart, scale

from .test_rules import AUTUMN, asked, measured, status

PHASES = [(2025, 2025, Decimal(85), None), (2026, 2027, Decimal(90), Decimal(95)), (2028, 2030, Decimal(99), None)]


def test_everything_lies_inside_the_frame():
    told = status(asked(">=", 90, to=2027), measured(80, 86, 82, 88, 84, 87), day=AUTUMN)
    drawn = chart(told, PHASES)
    assert drawn is not None and drawn.band is not None
    across = [dot.x for dot in drawn.dots] + [step.x2 for step in drawn.steps] + [drawn.band.x2]
    down = [dot.y for dot in drawn.dots] + [step.y for step in drawn.steps] + [drawn.band.y2]
    assert all(LEFT <= place <= WIDTH - RIGHT for place in across)
    assert all(TOP <= place <= HEIGHT - BOTTOM for place in down)
    assert [dot.x for dot in drawn.dots] == sorted(dot.x for dot in drawn.dots)
    assert drawn.dots[0].y > drawn.dots[1].y  # 86 stands above 80
    assert [(step.value, step.is_current) for step in drawn.steps] == [(85, False), (90, True)]  # 2028 is not drawn
    assert drawn.steps[1].y_to is not None and drawn.steps[1].y_to < drawn.steps[1].y
    assert len(drawn.band.polygon.split()) == 3
    assert [tick.year for tick in drawn.years] == [2025, 2026, 2027]


def test_a_single_pace_has_no_band():
    drawn = chart(status(asked(">=", 90), measured(80, 86, quarter=5), day=AUTUMN), PHASES)
    assert drawn is not None and drawn.band is not None and drawn.band.polygon == ""


def test_without_figures_there_is_nothing_to_draw():
    assert chart(status(asked(">=", 90), measured(), day=AUTUMN), PHASES) is None


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("80", "97.3", ["80", "85", "90", "95", "100"]),
        ("3", "3", ["2", "2.5", "3", "3.5", "4"]),
        ("0", "0", ["-1", "-0.5", "0", "0.5", "1"]),
        ("0", "61504", ["0", "20000", "40000", "60000", "80000"]),
        ("0.01", "0.02", ["0.01", "0.0125", "0.015", "0.0175", "0.02"]),
    ],
)
def test_the_scale_is_round(low, high, expected):
    assert scale(Decimal(low), Decimal(high)) == [Decimal(one) for one in expected]

"""Each row reads as a sentence: what was asked, what was measured, how it stands and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from caicach.monitoring.rules import (
    Aim,
    Meaning,
    Phase,
    Point,
    Reason,
    Series,
    State,
    Status,
    Tasks,
    exceeds_whole,
    status,
    status_by_tasks,
    with_parts,
)

ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
KEYS = ("quarter-{}-1", "half-{}-1", "nine_months-{}-1", "year-{}-1")
AUTUMN = date(2026, 11, 22)


def measured(*values: str | int, first: int = 2025, quarter: int = 1, **more) -> Series:
    points = []
    for at, value in enumerate(values, quarter - 1):
        year = first + at // 4
        points.append(Point(KEYS[at % 4].format(year), date(year, *ENDS[at % 4]), Decimal(str(value))))
    return Series(tuple(points), **more)


def asked(comparator: str, value: str | int | None, *, to: int = 2026, since: int = 2026, unit: str = "%", **more):
    high = more.pop("value_to", None)
    phase = Phase(
        since, to, None if value is None else Decimal(str(value)), None if high is None else Decimal(str(high))
    )
    return Aim(comparator, unit, (phase,), **more)


@pytest.mark.parametrize(
    ("aim", "series", "expected"),
    [
        pytest.param(asked(">=", 90), measured(), (State.NO_DATA, Reason.NO_FIGURE), id="nothing measured"),
        pytest.param(asked(">=", None), measured(90), (State.NO_DATA, Reason.NO_GOAL), id="no number asked"),
        pytest.param(Aim(">=", "%", ()), measured(90), (State.NO_DATA, Reason.NO_GOAL), id="no milestone at all"),
        pytest.param(
            asked(">=", 90), measured(85, 87, 89, 91), (State.REACHED, Reason.MEETS), id="there already, and rising"
        ),
        pytest.param(
            asked(">=", 90, to=2027),
            measured(99, 97, 96, 94, 93, 91),
            (State.AT_RISK, Reason.SLIPPING),
            id="there, but falling so that it will not hold",
        ),
        pytest.param(
            asked(">=", 90, to=2027),
            measured(80, 82, 84, 86, 88),
            (State.ON_COURSE, Reason.FORECAST_MEETS),
            id="not there, the line leads over it",
        ),
        pytest.param(
            asked(">=", 95, to=2026),
            measured(80, "80.5", 81, "81.5", 82),
            (State.OFF_COURSE, Reason.FORECAST_MISSES),
            id="not there, the whole band stays below",
        ),
        pytest.param(
            asked(">=", 90, to=2026),
            measured(80, 86, 82, 88, 84, 87),
            (State.AT_RISK, Reason.FORECAST_UNSURE),
            id="the goal lies inside the band",
        ),
        pytest.param(
            asked(">=", 90), measured(80, quarter=5), (State.AT_RISK, Reason.SINGLE_POINT), id="one point says little"
        ),
        pytest.param(
            asked(">=", 90), measured(95, quarter=5), (State.REACHED, Reason.MEETS), id="one point, and there"
        ),
        pytest.param(
            asked(">=", 90), measured(80, 86, quarter=5), (State.ON_COURSE, Reason.PACE_MEETS), id="two points: a pace"
        ),
        pytest.param(
            asked(">=", 90),
            measured(80, 81, quarter=5),
            (State.AT_RISK, Reason.PACE_SHORT),
            id="two points prove no failure",
        ),
        pytest.param(
            asked(">=", 90, baseline=Decimal(70), baseline_year=2025),
            measured(85, quarter=5),
            (State.ON_COURSE, Reason.PACE_MEETS),
            id="one point and the baseline are a pace",
        ),
        pytest.param(asked(">", 90), measured(90), (State.AT_RISK, Reason.SINGLE_POINT), id="above is not at least"),
        pytest.param(asked("=", 100), measured(100), (State.REACHED, Reason.MEETS), id="đạt is at least"),
        # nothing left, ranks, ranges
        pytest.param(
            asked("<=", 0, unit="hồ sơ"),
            measured(40, 30, 20, 10, 5, 0, first=2025),
            (State.REACHED, Reason.MEETS),
            id="không còn: none is left",
        ),
        pytest.param(
            asked("=", 0, unit="hồ sơ"),
            measured(40, 41, 43, 44, 46, 47),
            (State.OFF_COURSE, Reason.FORECAST_MISSES),
            id="không còn: ever more are left",
        ),
        pytest.param(
            asked("<=", 0, unit="vụ"),
            measured(0, 0, 0, first=2026, adds_up=True),
            (State.ON_COURSE, Reason.MEETS_SO_FAR),
            id="none this year so far is not yet none this year",
        ),
        pytest.param(
            asked("<=", 0, unit="vụ"),
            measured(0, 1, 1, first=2026, adds_up=True),
            (State.OFF_COURSE, Reason.EXCEEDED),
            id="one this year cannot be taken back",
        ),
        pytest.param(
            asked("<=", 10, unit="vụ"),
            measured(4, 7, 9, first=2026, adds_up=True),
            (State.OFF_COURSE, Reason.FORECAST_MISSES),
            id="within the limit, and heading over it",
        ),
        pytest.param(
            asked("<=", 5, unit="hạng"), measured(12, 9, 7, 5), (State.REACHED, Reason.MEETS), id="nhóm 5 đầu"
        ),
        pytest.param(
            asked("=", 5, unit="hạng"), measured(3), (State.REACHED, Reason.MEETS), id="third is within đạt hạng 5"
        ),
        pytest.param(
            asked("<=", 5, unit="hạng", to=2027),
            measured(30, 30, 29, 29, 29),
            (State.OFF_COURSE, Reason.FORECAST_MISSES),
            id="a rank far behind",
        ),
        pytest.param(
            asked("between", 20, value_to=30), measured(25), (State.REACHED, Reason.MEETS), id="inside the range"
        ),
        pytest.param(
            asked("between", 20, value_to=30, to=2026),
            measured(50, 50, 49, 49, 49),
            (State.OFF_COURSE, Reason.FORECAST_MISSES),
            id="above the range and staying there",
        ),
        pytest.param(
            asked("between", 20, value_to=30, to=2026),
            measured(40, 30, 50, 35, 34),
            (State.AT_RISK, Reason.FORECAST_UNSURE),
            id="the band reaches across the range",
        ),
        # counts that add up
        pytest.param(
            asked(">=", 200, unit="văn bản"),
            measured(90, 150, 210, first=2026, adds_up=True),
            (State.REACHED, Reason.MEETS),
            id="the year's number is there before the year is over",
        ),
        pytest.param(
            asked(">=", 200, unit="văn bản"),
            measured(190, 195, 198, 199, 55, 105, 155, adds_up=True),
            (State.ON_COURSE, Reason.FORECAST_MEETS),
            id="each year begins anew",
        ),
        pytest.param(
            asked(">=", 300, unit="văn bản", since=2025, to=2026),
            measured(40, 80, 120, 160, 45, 90, 135, adds_up=True, meaning=Meaning.TOTAL),
            (State.ON_COURSE, Reason.FORECAST_MEETS),
            id="the years of the phase together",
        ),
        # against a baseline
        pytest.param(
            asked(">=", 5, baseline=Decimal(200), baseline_year=2021),
            measured(188, quarter=5, meaning=Meaning.DECREASE),
            (State.REACHED, Reason.MEETS),
            id="giảm 5 % so với 2021: 188 is 6 % less than 200",
        ),
        pytest.param(
            asked(">=", 5, baseline_year=2021),
            measured(188, quarter=5, meaning=Meaning.DECREASE),
            (State.NO_DATA, Reason.NO_BASELINE),
            id="nothing is known of the baseline year",
        ),
        pytest.param(
            asked(">=", 5, baseline_year=2021),
            measured(196, quarter=5, meaning=Meaning.DECREASE, base=Decimal(200)),
            (State.AT_RISK, Reason.PACE_SHORT),
            id="the baseline is a figure: 2 % less in four years",
        ),
        pytest.param(
            asked(">=", 5, unit="hạng", baseline=Decimal(20), baseline_year=2025),
            measured(14, quarter=5, meaning=Meaning.DECREASE),
            (State.REACHED, Reason.MEETS),
            id="tăng 5 bậc: from 20th to 14th",
        ),
    ],
)
def test_how_a_target_stands(aim, series, expected):
    found = status(aim, series, day=AUTUMN)
    assert (found.state, found.reason) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param((80, 84, 88, 91), (State.REACHED, Reason.HELD), id="the last figure is what was asked"),
        pytest.param((80, 84, 88, 89), (State.OFF_COURSE, Reason.MISSED), id="the last figure is not"),
        pytest.param((80, 84, 88), (State.ON_COURSE, Reason.FORECAST_MEETS), id="the last figure is still to come"),
    ],
)
def test_after_the_end_the_last_figure_decides(values, expected):
    found = status(asked(">=", 90), measured(*values, first=2026), day=date(2027, 1, 10))
    assert (found.state, found.reason) == expected


ALONE = (Phase(2028, 2030, Decimal(99)),)
FALLING = ("96.1", "95.9", "95.6", "95.5", "95.4")


@pytest.mark.parametrize(
    ("phases", "series", "expected"),
    [
        pytest.param(
            ALONE, measured(*FALLING, quarter=3), (State.ON_COURSE, Reason.NOT_YET), id="its years are to come"
        ),
        pytest.param(ALONE, measured(99.5), (State.REACHED, Reason.MEETS), id="there before its years have begun"),
        pytest.param(ALONE, measured(), (State.NO_DATA, Reason.NOT_YET), id="its years are to come, nothing measured"),
        pytest.param(
            (Phase(2026, 2027, Decimal(95)), *ALONE),
            measured(84, 87, 89, 91, 93, quarter=3),
            (State.ON_COURSE, Reason.FORECAST_MEETS),
            id="the running phase is what is judged",
        ),
        pytest.param(
            (Phase(2025, 2025, Decimal(97)), *ALONE),
            measured(90, 90, 90, 90, 90),
            (State.AT_RISK, Reason.FAR_BEHIND),
            id="the milestone before it was missed",
        ),
    ],
)
def test_a_milestone_whose_years_have_not_begun_is_not_late(phases, series, expected):
    found = status(Aim(">=", "%", phases), series, day=AUTUMN)
    assert (found.state, found.reason) == expected


@pytest.mark.parametrize(
    ("aim", "series", "expected"),
    [
        pytest.param(
            asked(">=", 99, to=2030), measured(*FALLING, quarter=3), (State.AT_RISK, Reason.FAR_BEHIND), id="goes back"
        ),
        pytest.param(
            asked(">=", 99, to=2030), measured(80, 84, 88, quarter=5), (State.ON_COURSE, Reason.FAR_KEPT), id="keeps up"
        ),
        pytest.param(
            asked("<=", 100, unit="vụ", to=2030),
            measured(20, 40, 60, quarter=5, adds_up=True, meaning=Meaning.TOTAL),
            (State.AT_RISK, Reason.FAR_OVER),
            id="has used up more of its limit than of its time",
        ),
        pytest.param(
            asked("<=", 100, unit="vụ", to=2030),
            measured(1, 2, 3, quarter=5, adds_up=True, meaning=Meaning.TOTAL),
            (State.ON_COURSE, Reason.MEETS_SO_FAR),
            id="has used up less",
        ),
    ],
)
def test_what_is_too_far_off_is_not_forecast(aim, series, expected):
    found = status(aim, series, day=AUTUMN)
    assert (found.state, found.reason, found.forecast, found.is_too_far) == (*expected, None, True)


def test_every_milestone_of_an_indicator_is_forecast_from_the_same_figures():
    values = measured(60, 61, 62, 63, 80, 82, 81, 83, 84, 85, 84, 86, 87, first=2023)
    near, later = (
        status(asked(">=", 95, since=since, to=2027), values, day=date(2026, 5, 1)).forecast for since in (2022, 2026)
    )
    assert near is not None and near == later
    assert near.points == 9  # 2024 and 2025 and the first quarter: what was before does not bend the line


def test_the_numbers_behind_the_state():
    found = status(
        asked(">=", 90, to=2027, baseline=Decimal(70), baseline_year=2025),
        measured(71, 70, 74, 76, 78, quarter=3),
        day=AUTUMN,
    )
    assert (found.value, found.as_of, found.due_on) == (78, "nine_months-2026-1", date(2027, 12, 31))
    assert (found.started_on, found.start) == (date(2025, 12, 31), 70)
    assert (found.share, found.expected_share) == (Decimal("40.0"), 37)
    assert found.pace == Decimal("10.6960")  # 8 in 273 days
    assert found.pace_needed == Decimal("9.5842")  # 12 in 457 days
    assert found.forecast is not None and found.forecast.points == 5


def test_phases_follow_each_other_and_a_missed_one_is_told():
    aim = Aim(">=", "%", (Phase(2025, 2025, Decimal(85)), Phase(2026, 2027, Decimal(90))))
    found = status(aim, measured(80, 81, 82, 84, 86, 88, 89), day=AUTUMN)
    assert found.phase == aim.phases[1]
    assert found.missed == (aim.phases[0],)
    early = status(aim, measured(80, 81), day=date(2025, 8, 1))
    assert (early.phase, early.missed) == (aim.phases[0], ())


@pytest.mark.parametrize(
    ("unit", "values", "within"),
    [
        pytest.param("%", (90, 94, 97, 99), (0, 100), id="no share above all"),
        pytest.param("hạng", (9, 6, 4, 3), (1, 100), id="no rank before the first"),
        pytest.param("hồ sơ", (40, 20, 9, 3), (0, 100), id="no count below none"),
    ],
)
def test_a_forecast_stays_possible(unit, values, within):
    comparator = ">=" if unit == "%" else "<="
    found = status(asked(comparator, 50, unit=unit), measured(*values), day=AUTUMN).forecast
    assert found is not None
    assert within[0] <= found.low <= found.value <= found.high <= within[1]


def test_what_adds_up_is_never_forecast_below_what_is_there():
    found = status(asked(">=", 500, unit="cuộc"), measured(90, 91, 92, first=2026, adds_up=True), day=AUTUMN).forecast
    assert found is not None and found.low is not None and found.low >= 92


@pytest.mark.parametrize(
    ("tasks", "said", "day", "expected"),
    [
        pytest.param(Tasks(), False, AUTUMN, (State.NO_DATA, Reason.NO_TASKS), id="nobody works on it"),
        pytest.param(Tasks(), True, AUTUMN, (State.REACHED, Reason.SAID_DONE), id="a person says that it is done"),
        pytest.param(Tasks(3, 3, 0), False, AUTUMN, (State.REACHED, Reason.TASKS_DONE), id="every duty is done"),
        pytest.param(Tasks(3, 1, 0), False, AUTUMN, (State.ON_COURSE, Reason.TASKS_RUNNING), id="none is late"),
        pytest.param(Tasks(3, 1, 1), False, AUTUMN, (State.AT_RISK, Reason.TASKS_LATE), id="one is late"),
        pytest.param(
            Tasks(3, 2, 1), False, date(2027, 1, 1), (State.OFF_COURSE, Reason.TASKS_MISSED), id="the year is over"
        ),
    ],
)
def test_a_milestone_without_a_number(tasks, said, day, expected):
    found = status_by_tasks(asked("done", None), tasks, day=day, said_done=said)
    assert (found.state, found.reason) == expected


def test_a_part_that_is_off_course_shows_at_its_whole():
    off, risk, fine = uuid4(), uuid4(), uuid4()
    parts = {
        off: Status(State.OFF_COURSE, Reason.MISSED),
        risk: Status(State.AT_RISK, Reason.SINGLE_POINT),
        fine: Status(State.REACHED, Reason.MEETS),
    }
    whole = with_parts(Status(State.REACHED, Reason.MEETS), parts)
    assert (whole.state, whole.reason, whole.parts_behind) == (State.AT_RISK, Reason.PART_BEHIND, (off, risk))
    only_risk = with_parts(Status(State.REACHED, Reason.MEETS), {risk: parts[risk]})
    assert (only_risk.state, only_risk.parts_behind) == (State.REACHED, (risk,))
    assert with_parts(Status(State.NO_DATA, Reason.NOT_LINKED), parts).state == State.NO_DATA


@pytest.mark.parametrize(
    ("unit", "part", "expected"),
    [
        pytest.param("hồ sơ", 11, True, id="eleven of ten files"),
        pytest.param("hồ sơ", 10, False, id="all of them"),
        pytest.param("%", 95, False, id="a share may be higher than another share"),
    ],
)
def test_a_part_of_a_count_is_no_larger_than_the_whole(unit, part, expected):
    of = {"unit": unit, "as_of": "year-2026-1"}
    whole = Status(State.REACHED, Reason.MEETS, value=Decimal(10), **of)
    assert exceeds_whole(Status(State.REACHED, Reason.MEETS, value=Decimal(part), **of), whole) is expected

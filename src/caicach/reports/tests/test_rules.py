"""When a report is due and covers what, when it is locked, how it stands, what stops an act."""

from datetime import date

import pytest

from caicach.core.calendar import WorkingCalendar, vietnamese_year
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.reports import rules
from caicach.reports.rules import Cutting, Obstacle, Standing, When, cut

CALENDAR = WorkingCalendar(vietnamese_year)
DECREE = When(closes_on_day=14, due_working_days=2)
OWN = When(closes_on_day=25, closes_months_before=1, before_day=1)  # "trước ngày 01 tháng cuối kỳ"
OWN_YEAR = When(closes_on_day=25, closes_months_before=2, before_day=1, before_month=11)


def quarter(year, ordinal):
    return Period(PeriodKind.QUARTER, year, ordinal)


@pytest.mark.parametrize(
    ("period", "when", "expected"),
    [
        pytest.param(
            quarter(2026, 1), DECREE, Cutting(date(2025, 12, 15), date(2026, 3, 14), date(2026, 3, 17)),
            id="closed on a Saturday, due two working days later",
        ),
        pytest.param(
            Period(PeriodKind.NINE_MONTHS, 2026), DECREE,
            Cutting(date(2025, 12, 15), date(2026, 9, 14), date(2026, 9, 16)), id="nine months begin with the year",
        ),
        pytest.param(
            Period(PeriodKind.YEAR, 2026), DECREE, Cutting(date(2025, 12, 15), date(2026, 12, 14), date(2026, 12, 16)),
            id="the year",
        ),
        pytest.param(
            quarter(2026, 3), OWN, Cutting(date(2026, 5, 26), date(2026, 8, 25), date(2026, 8, 31)),
            id="before day 01 of the last month is on time until the day before",
        ),
        pytest.param(
            quarter(2026, 1), OWN, Cutting(date(2025, 11, 26), date(2026, 2, 25), date(2026, 2, 28)),
            id="across the turn of the year",
        ),
        pytest.param(
            Period(PeriodKind.YEAR, 2024), OWN_YEAR,
            Cutting(date(2023, 10, 26), date(2024, 10, 25), date(2024, 10, 31)), id="the yearly one before 01/11",
        ),
        pytest.param(
            quarter(2026, 1), When(closes_on_day=31, closes_months_before=1, before_day=31, before_month=2),
            Cutting(date(2025, 12, 1), date(2026, 2, 28), date(2026, 2, 27)), id="days a month has not are its last",
        ),
    ],
)  # fmt: skip
def test_a_period_is_cut_by_its_rule(period, when, expected):
    assert cut(period, when, CALENDAR) == expected


@pytest.mark.parametrize(
    ("kind", "level"),
    [("ward", "commune"), ("special_zone", "commune"), ("unit", "unit"), ("public_unit", "unit"), ("city", "city"),
     ("department", "department"), ("service_centre", "department"), ("police", "department")],
)  # fmt: skip
def test_each_kind_of_body_has_its_level(kind, level):
    assert rules.level_of(kind) == level


DUE = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("state", "sent_on", "today", "expected"),
    [
        pytest.param("draft", None, DUE, Standing.WAITING, id="the last day is still in time"),
        pytest.param("draft", None, date(2026, 3, 18), Standing.MISSING, id="the day after it is missing"),
        pytest.param("at_head", None, date(2026, 3, 18), Standing.MISSING, id="what waits for the head is not there"),
        pytest.param("sent", DUE, date(2026, 3, 30), Standing.IN_TIME, id="sent on the day, read later"),
        pytest.param("accepted", date(2026, 3, 18), date(2026, 3, 30), Standing.LATE, id="accepted, but sent late"),
        pytest.param("returned", None, date(2026, 3, 16), Standing.RETURNED, id="returned before the day"),
        pytest.param("returned", None, date(2026, 3, 30), Standing.RETURNED, id="returned after the day"),
        pytest.param("released", None, date(2026, 3, 30), Standing.RELEASED, id="released owes nothing"),
    ],
)
def test_how_a_report_stands(state, sent_on, today, expected):
    assert rules.standing(state=state, due_on=DUE, sent_on=sent_on, today=today) == expected


@pytest.mark.parametrize(
    ("today", "reopened", "expected"),
    [(DUE, False, False), (date(2026, 3, 18), False, True), (date(2026, 3, 18), True, False)],
)
def test_locked_after_its_day_unless_opened_again(today, reopened, expected):
    assert rules.is_locked(due_on=DUE, reopened=reopened, today=today) is expected


@pytest.mark.parametrize(
    ("state", "locked", "expected"),
    [
        ("draft", False, []),
        ("returned", False, []),
        ("draft", True, [Obstacle.LOCKED]),
        ("at_head", True, [Obstacle.WITH_THE_HEAD]),
        ("sent", False, [Obstacle.ALREADY_SENT]),
        ("accepted", True, [Obstacle.ALREADY_ACCEPTED]),
        ("released", True, [Obstacle.RELEASED]),
    ],
)
def test_what_stops_writing(state, locked, expected):
    assert rules.obstacles_to_writing(state=state, locked=locked) == expected


@pytest.mark.parametrize(
    ("state", "locked", "empty", "expected"),
    [
        ("draft", False, False, []),
        ("at_head", False, False, []),
        ("draft", True, True, [Obstacle.LOCKED, Obstacle.SECTION_EMPTY]),
        ("at_head", True, False, [Obstacle.LOCKED]),
        ("sent", True, False, [Obstacle.ALREADY_SENT]),
        ("accepted", True, False, [Obstacle.ALREADY_ACCEPTED]),
        ("released", True, False, [Obstacle.RELEASED]),
    ],
)
def test_what_stops_sending(state, locked, empty, expected):
    assert rules.obstacles_to_sending(state=state, locked=locked, empty=empty) == expected


OUTLINE = [
    {"key": "a", "title": "I", "level": 1},
    {"key": "a1", "title": "1", "level": 2},
    {"key": "a2", "title": "2", "level": 2, "needed": False},
    {"key": "b", "title": "II", "level": 1},
]


def test_text_stands_in_sections_without_others_below():
    sections = rules.sections_of(OUTLINE)
    assert [(one.key, one.holds_text, one.needed) for one in sections] == [
        ("a", False, False), ("a1", True, True), ("a2", True, False), ("b", True, True),
    ]  # fmt: skip
    assert [one.key for one in rules.empty_sections(sections, ["a1"])] == ["b"]


@pytest.mark.parametrize(
    ("outline", "words"),
    [
        ([], "at least one"),
        ({"key": "a"}, "at least one"),
        ([{"key": "a"}], "section 1: it needs a key and a title"),
        ([OUTLINE[0], OUTLINE[0]], "section 2: the key 'a' stands twice"),
        ([{"key": "a", "title": "A", "level": 7}], "section 1: level 7"),
    ],
)
def test_an_outline_that_is_none_is_refused(outline, words):
    assert any(words in fault for fault in rules.faults_of_outline(outline))


def test_an_outline_in_order_has_no_faults():
    assert rules.faults_of_outline(OUTLINE) == []


def test_text_is_cut_at_empty_lines_and_lists_stay_together():
    assert rules.paragraphs("Một  đoạn.\r\n- a\n-  b\n\n \n Hai.\n\n") == ["Một đoạn.\n- a\n- b", "Hai."]
    assert rules.paragraphs(" \n\n") == []

"""Deadlines and values as a person says them."""

from datetime import date
from decimal import Decimal

import pytest

from caicach.programme.models import Field, Milestone, Task
from caicach.programme.words import due_words, goal_words, phase_words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ({"due_kind": "date", "due_to": date(2024, 2, 22)}, "22/02/2024"),
        ({"due_kind": "month", "due_to": date(2024, 2, 29)}, "tháng 02/2024"),
        ({"due_kind": "quarter", "due_to": date(2026, 9, 30)}, "Quý III/2026"),
        ({"due_kind": "half", "due_to": date(2026, 6, 30)}, "6 tháng đầu năm 2026"),
        ({"due_kind": "year", "due_to": date(2026, 12, 31)}, "năm 2026"),
        ({"due_kind": "range", "due_from": date(2025, 4, 1), "due_to": date(2025, 5, 31)}, "01/04/2025 – 31/05/2025"),
        ({"due_kind": "recurring", "due_every": "quarter"}, "hằng quý"),
        ({"due_kind": "ongoing"}, "thường xuyên"),
        ({"due_kind": "", "due_text": "Theo kế hoạch của Thành phố"}, "Theo kế hoạch của Thành phố"),
        ({"due_kind": ""}, "–"),
    ],
)
def test_due_words(due, words):
    assert due_words(Task(**due)) == words


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ((">=", "%", Decimal("89.5000")), "≥ 89,5\N{NO-BREAK SPACE}%"),
        (("<=", "hạng", Decimal(5)), "≤ 5\N{NO-BREAK SPACE}hạng"),
        (("=", "", Decimal(1525653)), "1.525.653"),
        (("done", "", None), "hoàn thành"),
    ],
)
def test_goal_words(goal, words):
    assert goal_words(*goal) == words


def test_a_range_and_its_years():
    assert goal_words("between", "%", Decimal(90), Decimal(95)) == "90–95\N{NO-BREAK SPACE}%"
    assert phase_words(Milestone(from_year=2026, to_year=2027)) == "2026–2027"
    assert phase_words(Milestone(from_year=2030, to_year=2030)) == "2030"
    assert phase_words(Milestone()) == ""


@pytest.mark.django_db
def test_fields_of_reform_have_english_names(english):
    for field in Field.objects.all():
        assert field.called.isascii(), field.called
        assert str(field).isascii(), str(field)
        assert not field.name.isascii()  # the data stay as documents write them


@pytest.mark.django_db
def test_fields_of_reform_are_vietnamese_in_vietnamese():
    field = Field.objects.get(number=2, valid_to=None)
    assert (str(field), field.called) == ("2. Cải cách thể chế", "Thể chế")


@pytest.mark.parametrize(
    ("kind", "words"), [("month", "02/2026"), ("quarter", "Quarter I/2026"), ("half", "first half of 2026")]
)
def test_a_deadline_in_english(english, kind, words):
    assert due_words(Task(due_kind=kind, due_from=date(2026, 2, 1), due_to=date(2026, 2, 28))) == words

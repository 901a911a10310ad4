"""One sentence for each code, and the numbers in it as Vietnam writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from caicach.monitoring import words
from caicach.monitoring.models import Meaning
from caicach.monitoring.rules import Meaning as RuleMeaning
from caicach.monitoring.rules import Reason, State
from caicach.monitoring.services import Obstacle

from .test_rules import AUTUMN, asked, measured, status


def test_one_sentence_for_each_code():
    for codes, sentences in ((State, words.STATES), (Reason, words.REASONS), (Obstacle, words.OBSTACLES)):
        assert set(sentences) == set(codes)
        assert len({str(sentence) for sentence in sentences.values()}) == len(sentences)
    assert set(words.MARKS) == set(State)
    assert set(Meaning.values) == set(RuleMeaning)


@pytest.mark.parametrize(
    ("aim", "series", "expected"),
    [
        pytest.param(
            asked(">=", 90, to=2027),
            measured(80, 82, 84, 86, 88),
            "Quý I năm 2026: 88 %; theo đà hiện nay đến hết năm 2027 là 100 %, đáp ứng mức ≥ 90 %.",
            id="both ends of the interval are one number",
        ),
        pytest.param(
            asked(">=", 90),
            measured(80, 86, 82, 88, 84, 87),
            "6 tháng đầu năm 2026: 87 %; theo đà hiện nay đến hết năm 2026 là 88 % (từ 80,8 đến 95,3 %), "
            "chưa chắc đáp ứng mức ≥ 90 %.",
            id="an interval",
        ),
        pytest.param(
            asked("<=", 10, unit="hạng"),
            measured(14),
            "Quý I năm 2025: hạng 14, chưa đáp ứng mức ≤ 10 hạng; mới có một kỳ số liệu nên chưa dự báo được.",
            id="a rank",
        ),
        pytest.param(
            asked(">=", 1500, unit="hồ sơ"),
            measured("1525.25", 1600, quarter=5),
            "6 tháng đầu năm 2026: 1.600 hồ sơ, đáp ứng mức ≥ 1.500 hồ sơ.",
            id="thousands",
        ),
    ],
)
def test_the_sentence_with_its_numbers(aim, series, expected):
    assert words.reason_words(status(aim, series, day=AUTUMN)).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_every_reason_can_be_said():
    told = status(asked(">=", 90), measured(80, 86, 82, 88, 84, 87), day=AUTUMN)
    for reason in Reason:
        data = {"done": 1, "total": 3, "overdue": 1, "parts": 1, "year": 2025}
        said = words.reason_words(words.Status(**{**told.__dict__, "reason": reason, "data": data}))
        assert "%(" not in said and said.endswith(".")


def test_the_method_says_how_many_points():
    line = status(asked(">=", 90), measured(80, 86, 82, 88), day=date(2026, 1, 5))
    pace = status(asked(">=", 90), measured(80, 86, quarter=5), day=AUTUMN)
    assert "4 kỳ" in words.method_words(line) and "hai mốc" in words.method_words(pace)
    assert words.amount_words(Decimal("0.125"), "%") == "0,12\N{NO-BREAK SPACE}%"

from datetime import date

import pytest

from caicach.core.dates import (
    format_date,
    format_date_long,
    parse_date,
    parse_stretch,
)


@pytest.mark.parametrize(
    "text", ["15/7/2021", "15.07.2021", "15-7-2021", "ngày 15 tháng 7 năm 2021", "15 tháng 7/2021", "2021-07-15"]
)
def test_one_day_in_every_spelling(text):
    assert parse_date(text) == date(2021, 7, 15)


@pytest.mark.parametrize("text", ["31/2/2024", "tháng 7/2021", "ngày tháng năm 2026", "15/7/0021", ""])
def test_what_is_no_day(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("Quý III/2026", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("Quý III Năm 2026", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("quý 1 năm 2024", "quarter", date(2024, 1, 1), date(2024, 3, 31)),
        ("Tháng 02/2024", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("tháng 2 năm 2023", "month", date(2023, 2, 1), date(2023, 2, 28)),
        ("6 tháng đầu năm 2026", "half", date(2026, 1, 1), date(2026, 6, 30)),
        ("Năm 2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
        ("22/02/2024", "date", date(2024, 2, 22), date(2024, 2, 22)),
    ],
)
def test_stretches(text, kind, start, end):
    stretch = parse_stretch(text)
    assert stretch is not None
    assert (stretch.kind, stretch.start, stretch.end) == (kind, start, end)


@pytest.mark.parametrize("text", ["Quý V/2026", "tháng 13/2024", "thường xuyên", "năm 26"])
def test_what_is_no_stretch(text):
    assert parse_stretch(text) is None


def test_days_are_written_back():
    assert format_date(date(2024, 2, 22)) == "22/02/2024"
    assert format_date_long(date(2024, 2, 5)) == "ngày 05 tháng 02 năm 2024"
    assert format_date_long(date(2024, 11, 24)) == "ngày 24 tháng 11 năm 2024"

from decimal import Decimal

import pytest

from caicach.core.numbers import (
    format_number,
    parse_number,
    parse_number_word,
    parse_range,
    parse_roman,
    to_roman,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.525.653", "1525653"), ("1.862", "1862"), ("88.9 %", "88.9"), ("83,4%", "83.4"), ("22,7 %", "22.7"),
        ("1.302.401,5", "1302401.5"), ("0.38", "0.38"), ("05", "5"), ("1,525,653", "1525653"), ("1 525 653", "1525653"),
        ("0.125", "0.125"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written(text, expected):
    assert parse_number(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "năm", "1.2.3", "24/7", "1,2,3", "12a"])
def test_what_is_no_number(text):
    assert parse_number(text) is None


def test_ranges():
    assert parse_range("50-60") == (50, 60)
    assert parse_range("từ 90% đến 95%") == (90, 95)
    assert parse_range("60-50") is None
    assert parse_range("khoảng 5") is None


def test_words_and_roman_numbers():
    assert parse_number_word("một") == 1
    assert parse_number_word("sở") is None
    assert [parse_roman(text) for text in ("I", "iv", "IX", "XIV", "XL")] == [1, 4, 9, 14, 40]
    assert parse_roman("IIII") is None
    assert parse_roman("") is None
    assert [parse_roman(to_roman(number)) for number in range(1, 50)] == list(range(1, 50))


def test_numbers_are_written_back():
    assert format_number(1525653) == "1.525.653"
    assert format_number(Decimal("88.90")) == "88,9"
    assert format_number(Decimal("90.217"), 1) == "90,2"
    assert format_number(100) == "100"

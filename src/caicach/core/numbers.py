"""Numbers as Vietnam writes them: "1.525.653", "88,9", and the "88.9" that is written just as often."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from caicach.core.text import fold

NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d{1,3}(?:,\d{3}){2,}(?!\d)|\d+(?:[.,]\d+)?)"
"""A number in a text, as a regular expression without groups that capture."""

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_GROUPED_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}")
_WORDS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi hai": 12, "mot tram": 100,
}  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_FORM = re.compile(r"(?:x{0,3})(?:ix|iv|v?i{0,3})|(?:x[lc]|l?x{0,3})(?:ix|iv|v?i{0,3})")


def parse_number(text: str) -> Decimal | None:
    """The number a text consists of (a sign of per cent after it is allowed), or None.

    Full stops group thousands when every group has three digits, otherwise they are a decimal sign; a comma is a
    decimal sign unless it groups twice or more: "1.525.653", "1.862", "88.9", "83,4", "1,525,653".
    """
    digits = text.strip().rstrip("%‰ ").replace("\u00a0", " ").strip()
    if re.fullmatch(r"[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?", digits):
        digits = digits.replace(" ", "")
    whole, comma, fraction = digits.partition(",")
    if _GROUPED_ENGLISH.fullmatch(digits):
        digits = digits.replace(",", "")
    elif _GROUPED.fullmatch(whole) and (not comma or fraction.isdigit()):
        digits = whole.replace(".", "") + (f".{fraction}" if comma else "")
    elif comma and "." not in digits:
        digits = f"{whole}.{fraction}"
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", digits):
        return None
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def parse_range(text: str) -> tuple[Decimal, Decimal] | None:
    """ "50-60", "từ 90% đến 95%" → the two ends, or None."""
    match = re.fullmatch(rf"\s*(?:tu\s+)?({NUMBER})\s*%?\s*(?:-|den)\s*({NUMBER})\s*%?\s*", fold(text))
    if not match:
        return None
    low, high = parse_number(match[1]), parse_number(match[2])
    return (low, high) if low is not None and high is not None and low <= high else None


def parse_number_word(text: str) -> int | None:
    """ "một" → 1; None for what is no number word. Marks matter: "năm" (five) is left to its reader as "nam" (year)."""
    return _WORDS.get(fold(text))


def parse_roman(text: str) -> int | None:
    """ "IV" → 4, in either case; None for what is no Roman number up to 99."""
    digits = text.strip().lower()
    if not digits or not _ROMAN_FORM.fullmatch(digits):
        return None
    values = [_ROMAN[digit] for digit in digits]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def to_roman(number: int) -> str:
    """4 → "IV"."""
    marks = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, mark in marks:
        while number >= value:
            text += mark
            number -= value
    return text


def format_number(number: Decimal | int | float, places: int | None = None) -> str:
    """1525653 → "1.525.653"; 88.9 → "88,9". `places` fixes the digits after the comma, otherwise as many as it has."""
    value = Decimal(str(number))
    if places is not None:
        value = round(value, places)
    text = f"{value:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))

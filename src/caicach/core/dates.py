"""Days, months, quarters and years as Vietnamese documents write them, and back."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from caicach.core.numbers import parse_roman
from caicach.core.text import fold

DAY = (
    r"(?:(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})"
    r"|(?P<d2>\d{1,2})\s*thang\s*(?P<m2>\d{1,2})\s*(?:nam|/)\s*(?P<y2>\d{4}))(?!\d)"
)
"""A full date in folded text: "15/7/2021", "15 thang 7 nam 2021"."""

_DAY = re.compile(r"(?:ngay\s+)?" + DAY)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(?:thang\s*)?(\d{1,2})\s*(?:/|nam)\s*(\d{4})")
_QUARTER = re.compile(r"quy\s*([iv]{1,3}|[1-4])\s*(?:/|-|nam)?\s*(?:nam\s*)?(\d{4})")
_HALF = re.compile(r"(?:6|sau)\s*thang\s*(dau|cuoi)\s*nam\s*(\d{4})")
_YEAR = re.compile(r"(?:ca\s*)?(?:nam\s*)?(\d{4})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days that has a name: `kind` is "date", "month", "quarter", "half" or "year"."""

    kind: str
    start: date
    end: date


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day or the year is not of our time (1900-2199)."""
    if not 1900 <= year <= 2199:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_of(match: re.Match[str]) -> date | None:
    """The date of a match of `DAY`."""
    day, month, year = (match["d"] or match["d2"], match["m"] or match["m2"], match["y"] or match["y2"])
    return make_date(int(year), int(month), int(day))


def parse_date(text: str) -> date | None:
    """ "15/7/2021", "15.7.2021", "ngày 15 tháng 7 năm 2021", "2021-07-15" → the day; None for anything else."""
    folded = fold(text)
    if iso := _ISO.fullmatch(folded):
        return make_date(int(iso[1]), int(iso[2]), int(iso[3]))
    match = _DAY.fullmatch(folded)
    return date_of(match) if match else None


def month(year: int, number: int) -> Stretch:
    """A month, first to last day."""
    return Stretch("month", date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Stretch:
    """A quarter, first to last day."""
    last = number * 3
    return Stretch("quarter", date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]))


def half(year: int, number: int) -> Stretch:
    """A half year, first to last day."""
    return (
        Stretch("half", date(year, 1, 1), date(year, 6, 30))
        if number == 1
        else Stretch("half", date(year, 7, 1), date(year, 12, 31))
    )


def year(number: int) -> Stretch:
    """A year, first to last day."""
    return Stretch("year", date(number, 1, 1), date(number, 12, 31))


def quarter_number(text: str) -> int | None:
    """ "III" or "3" → 3; None for what is no quarter."""
    number = int(text) if text.isdigit() else parse_roman(text)
    return number if number and 1 <= number <= 4 else None


def parse_stretch(text: str) -> Stretch | None:
    """A day, month, quarter, half year or year that says its year: "Quý III/2026", "tháng 02/2024",
    "6 tháng đầu năm 2026", "năm 2026"; None for anything else."""
    folded = fold(text)
    if day := parse_date(folded):
        return Stretch("date", day, day)
    if (match := _QUARTER.fullmatch(folded)) and (number := quarter_number(match[1])):
        return quarter(int(match[2]), number)
    if match := _HALF.fullmatch(folded):
        return half(int(match[2]), 1 if match[1] == "dau" else 2)
    if (match := _MONTH.fullmatch(folded)) and 1 <= int(match[1]) <= 12:
        return month(int(match[2]), int(match[1]))
    if (match := _YEAR.fullmatch(folded)) and 1900 <= int(match[1]) <= 2199:
        return year(int(match[1]))
    return None


def format_date(day: date) -> str:
    """22/02/2024."""
    return f"{day:%d/%m/%Y}"


def format_date_long(day: date) -> str:
    """ "ngày 05 tháng 02 năm 2024": Nghị định 30/2020/NĐ-CP pads days under 10 and the months 1 and 2."""
    month_text = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month_text} năm {day.year}"

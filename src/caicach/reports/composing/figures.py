"""Figures of indicators in official sentences: what they are now, and against the period before and a year ago."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from caicach.core.numbers import format_number
from caicach.documents.layout.model import Inline, Number
from caicach.reports.composing.facts import FigureFacts, PeriodKind
from caicach.reports.composing.prose import Sentence, bare

NOT_COMPARED = "chưa so sánh được"
UNCHANGED = "không thay đổi"
_ANSWERS = {
    "none_arisen": "không phát sinh",
    "not_yet": "chưa có số liệu",
    "not_applicable": "không áp dụng",
    "": "chưa có số liệu",
}
_NOT_COMPUTED = "chưa tính được"
# What the change against the period before is called. Nine months and a year come once a year.
AGAINST_LAST = {
    PeriodKind.QUARTER: "so với quý trước",
    PeriodKind.HALF_YEAR: "so với 6 tháng trước",
    PeriodKind.NINE_MONTHS: "so với cùng kỳ năm trước",
    PeriodKind.YEAR: "so với năm trước",
}
AGAINST_YEAR = "so với cùng kỳ năm trước"
_ONCE_A_YEAR = (PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


def shown(value: Decimal, unit: str, places: int) -> str:
    """ "98,5%", "1.862 hồ sơ"."""
    number = format_number(value, places if value % 1 else None)
    return f"{number}{unit}" if unit in ("%", "‰", "") else f"{number} {unit}"


def answered(answer: str, value: Decimal | None, unit: str, places: int) -> str:
    """The figure, or in words why there is no number."""
    if value is not None:
        return shown(value, unit, places)
    return _ANSWERS.get(answer, _NOT_COMPUTED)


def parts(numerator: Decimal | None, denominator: Decimal | None) -> str:
    """ "1.862/1.890", or nothing."""
    if numerator is None or denominator is None:
        return ""
    return f"{format_number(numerator)}/{format_number(denominator)}"


def changed(change: Decimal | None, percent: Decimal | None, unit: str, places: int) -> str:
    """ "tăng 35 hồ sơ (tăng 12,5%)", "giảm 1,2 điểm %", "không thay đổi". The word stands twice:
    "35 hồ sơ (12,5%)" would be a share of what was named before."""
    if change is None:
        return NOT_COMPARED
    if not change:
        return UNCHANGED
    word = "tăng" if change > 0 else "giảm"
    said = f"{word} {shown(abs(change), unit, places)}"
    if percent is None:
        return said
    share = abs(percent)
    return f"{said} ({word} {format_number(share, 1 if share % 1 else None)}%)"


def sentence(figure: FigureFacts, kind: PeriodKind) -> Sentence:
    """One figure; what cannot be compared is not mentioned."""
    value = answered(figure.answer, figure.value, figure.unit, figure.places)
    said: list[Inline] = [f"{bare(figure.name)}: ", Number(value, figure.code)]
    of = parts(figure.numerator, figure.denominator) if figure.value is not None else ""
    if of and figure.unit in ("%", "‰"):
        said += [" (", Number(of, f"{figure.code}~of"), ")"]
    if figure.change is not None:
        said += [", ", _change(figure, figure.change, figure.change_percent, "last"), f" {AGAINST_LAST[kind]}"]
    if figure.year_change is not None and kind not in _ONCE_A_YEAR:
        year = _change(figure, figure.year_change, figure.year_change_percent, "year")
        said += [", ", year, f" {AGAINST_YEAR}"]
    return (*said, ".")


def _change(figure: FigureFacts, change: Decimal, percent: Decimal | None, which: str) -> Number:
    return Number(changed(change, percent, figure.change_unit, figure.places), f"{figure.code}~{which}")


def of_field(figures: tuple[FigureFacts, ...], field: int, kind: PeriodKind) -> Iterator[Sentence]:
    """The figures of one field of the programme, in the order of the report's table."""
    return (sentence(figure, kind) for figure in figures if figure.field == field)

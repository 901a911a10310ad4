"""Codes of reports in words, and the mark that stands for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from caicach.core.periods import Period, period_words
from caicach.measures.models import SourceKind
from caicach.measures.selectors import Line, Measured
from caicach.measures.templatetags.measure_words import amount, answer_words

from ..live import bare
from ..models import DueRule, Level, ReportKind
from ..reading import Reading
from ..rules import Standing, statistics_of
from ..words import MARKS, STANDINGS

register = template.Library()


@register.filter
def standing_words(standing: Standing) -> str:
    return str(STANDINGS[standing])


@register.filter
def standing_mark(standing: Standing) -> str:
    return MARKS[standing]


@register.filter
def as_period(period: Period) -> str:
    return period_words(period)


@register.filter
def typed_text(typed: dict[str, str] | None, pk: int) -> str:
    """What was typed for the paragraph and refused; empty where nothing was."""
    return (typed or {}).get(f"text_{pk}", "")


@register.inclusion_tag("reports/_live.html")
def live(text: str, numbers: Reading, body: int | None = None) -> dict[str, Any]:
    """A paragraph with its numbers; `body` is whose they are where they do not say."""
    return {"pieces": numbers.pieces(text, body)}


@register.filter
def read_anew(text: str, numbers: Reading) -> str:
    """The text to be edited, its numbers as they are now."""
    return numbers.written(text)


register.filter("bare", bare)


@register.filter
def measured_words(measured: Measured) -> str:
    """ "1.862", "88,9", "Không phát sinh", "Chưa có số liệu"; the unit stands beside the indicator."""
    if measured.value is None:
        return answer_words(measured.kind)
    return amount(measured.value, "", measured.indicator.places)


@register.filter
def measured_or_dash(measured: Measured) -> str:
    """The same for an earlier period, which says nothing where nobody answered."""
    return measured_words(measured) if measured.value is not None or measured.kind else "–"


@register.filter
def change_words(line: Line, against: str) -> str:
    """ "+12 (+5,3 %)", "−0,6 điểm %": the change against "before" or "year_ago"; a dash where there is none."""
    change, percent = (
        (line.change, line.change_percent) if against == "before" else (line.year_change, line.year_change_percent)
    )
    if change is None:
        return "–"
    said = _signed(change, line.indicator.places)
    if line.change_unit != line.indicator.unit:
        said = f"{said}\u00a0{line.change_unit}"
    return f"{said} ({_signed(percent, 1)}\u00a0%)" if percent else said


def _signed(number: Decimal, places: int) -> str:
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{amount(abs(number), '', places)}"


@register.filter
def missing_more(line: Line) -> int:
    """How many more are missing than are named."""
    return line.missing_count - len(line.missing)


@register.filter
def source_words(line: Line) -> str:
    """Where a figure comes from that the body does not give by hand."""
    return str(SourceKind(line.indicator.source).label) if line.indicator.source != SourceKind.ENTERED else ""


@register.filter
def codes_in_table(kind: ReportKind) -> int:
    """How many indicators the kind's table asks for."""
    return sum(bool(line.code) for line in statistics_of(kind.statistics))


@register.filter
def due_words(rule: DueRule) -> str:
    """ "Mọi cấp: chốt ngày 14, gửi trong 2 ngày làm việc"."""
    close = _("chốt ngày %(day)s") % {"day": rule.closes_on_day}
    if rule.closes_months_before:
        close = _("chốt ngày %(day)s, trước %(months)s tháng") % {
            "day": rule.closes_on_day, "months": rule.closes_months_before,
        }  # fmt: skip
    if rule.due_working_days is not None:
        due = _("gửi trong %(days)s ngày làm việc") % {"days": rule.due_working_days}
    elif rule.before_month is not None:
        due = _("gửi trước ngày %(day)s/%(month)s") % {"day": rule.before_day, "month": rule.before_month}
    else:
        due = _("gửi trước ngày %(day)s tháng cuối kỳ") % {"day": rule.before_day}
    return f"{Level(rule.level).label}: {close}, {due}"

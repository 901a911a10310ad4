"""Words of figures in templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from caicach.core.models import PeriodKind
from caicach.core.numbers import format_number
from caicach.core.periods import Period, period_words

from ..formulas import Missing
from ..models import AnswerKind, FigureState, Finding, OverBodies, OverTime
from ..selectors import Uneven
from ..words import HOW, MISSING, breach_words, short_period
from ..words import uneven_words as words_of_uneven

register = template.Library()
_MARKS = {
    FigureState.DRAFT: "draft",
    FigureState.SUBMITTED: "awaiting_review",
    FigureState.ACCEPTED: "done",
    FigureState.PUBLISHED: "in_force",
    FigureState.CORRECTED: "replaced",
}


@register.simple_tag
def amount(value: Decimal | None, unit: str = "", places: int | None = None) -> str:
    """ "1.862 hồ sơ", "88,9 %"; nothing for no number."""
    if value is None:
        return ""
    text = format_number(value, places if places is not None and value % 1 else None)
    return f"{text}\u00a0{unit}" if unit else text


@register.filter
def answer_words(kind: str | None) -> str:
    """ "Không phát sinh", "Chưa có số liệu"; the latter also where nobody answered."""
    return str(AnswerKind(kind).label) if kind else str(AnswerKind.NOT_YET.label)


@register.filter
def missing_words(reason: str) -> str:
    return str(MISSING[Missing(reason)]) if reason else ""


@register.filter
def how_words(how: str) -> str:
    return str(HOW[how])


@register.filter
def state_words(state: str) -> str:
    return str(FigureState(state).label) if state else ""


@register.filter
def state_mark(state: str) -> str:
    """The mark of the interface for where a figure is on its way."""
    return _MARKS[FigureState(state)]


@register.filter
def over_bodies_words(code: str) -> str:
    return str(OverBodies(code).label)


@register.filter
def over_time_words(code: str) -> str:
    return str(OverTime(code).label)


@register.filter
def period_kind_words(kind: str) -> str:
    return str(PeriodKind(kind).label)


@register.filter
def in_words(period: Period | str) -> str:
    """A period, or its key, in the language of the page."""
    found = Period.of_key(period) if isinstance(period, str) else period
    return period_words(found) if found else ""


@register.filter
def in_short(period: Period) -> str:
    """A period under a mark of a drawing."""
    return short_period(period)


@register.filter
def uneven_words(uneven: Uneven) -> str:
    """What stands beside a change whose two sides are not of the same bodies."""
    return words_of_uneven(uneven)


@register.filter
def finding_words(finding: Finding) -> str:
    return breach_words(finding.rule.kind, finding.data, finding.rule.sentence)


@register.filter
def breach_sentence(found: Any) -> str:
    """The sentence of a breach that was just found."""
    return breach_words(found.rule.kind, found.breach.numbers, found.rule.sentence)

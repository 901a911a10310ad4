"""Codes of reports in words, and the mark that stands for them."""

from __future__ import annotations

from django import template

from caicach.core.periods import Period, period_words

from ..rules import Standing
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

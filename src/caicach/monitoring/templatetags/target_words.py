"""Words of how targets stand, in templates."""

from __future__ import annotations

from decimal import Decimal

from django import template

from ..rules import State, Status
from ..words import (
    MARKS,
    STATES,
    amount_words,
    as_of_words,
    method_words,
    missed_words,
    phase_goal_words,
    range_words,
    reason_words,
)

register = template.Library()


@register.filter
def target_mark(state: State | str) -> str:
    """The mark of the interface: {% status state|target_mark state|target_state %}."""
    return MARKS[State(state)]


@register.filter
def target_state(state: State | str) -> str:
    return str(STATES[State(state)])


@register.filter
def target_why(status: Status) -> str:
    """The sentence of the reason."""
    return reason_words(status)


@register.filter
def as_of(status: Status) -> str:
    """The period of the value, in words."""
    return as_of_words(status)


@register.filter
def forecast_range(status: Status) -> str:
    return range_words(status)


@register.filter
def method(status: Status) -> str:
    """How the forecast was made."""
    return method_words(status)


@register.filter
def missed(status: Status) -> list[str]:
    """The earlier milestones that were not reached, in words."""
    return missed_words(status)


@register.filter
def in_unit(value: Decimal | None, unit: str) -> str:
    """ "88,9 %"; nothing for no number."""
    return "" if value is None else amount_words(value, unit)


@register.filter
def goal(status: Status) -> str:
    """What the milestone asks: "≥ 89 %"; "hoàn thành" for one without a number."""
    return phase_goal_words(status, status.phase) if status.phase else "–"

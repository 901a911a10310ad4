"""Codes of this room as words, for templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caicach.duties import words
from caicach.duties.models import Duty, Notification
from caicach.duties.rows import MARKS, row_of
from caicach.duties.rules import Act, Due, Obstacle, Timeliness
from caicach.duties.selectors import Line

register = template.Library()


@register.filter
def row(line: Line) -> dict[str, Any]:
    """The words of a row of a list: {% with row=line|row %}{{ row.title }}{% endwith %}."""
    return row_of(line)


@register.filter
def due_words(due: Due) -> str:
    return words.due_words(due)


@register.filter
def mark(timeliness: Timeliness) -> str:
    return MARKS[timeliness]


@register.filter
def obstacle_words(obstacle: Obstacle) -> str:
    return words.obstacle_words(obstacle)


@register.filter
def event_words(name: str) -> str:
    return words.event_words(name)


@register.simple_tag
def event_detail(name: str, data: Mapping[str, Any]) -> str:
    return words.event_detail(name, data)


@register.filter
def group_words(code: str) -> str:
    return str(words.GROUPS[code])


@register.filter
def notification_words(notification: Notification) -> str:
    return words.notification_words(notification)


@register.filter
def notification_detail(notification: Notification) -> str:
    return words.notification_detail(notification)


@register.simple_tag
def duty_form(url_name: str, duty: Duty, place: str) -> SafeString:
    """The attributes of a form about a duty: a plain form first; htmx swaps the opened line or the page's panel."""
    part = f"#work-{duty.pk}" if place else f"#panel-{duty.pk}"
    beside = "#toasts" if place else f"#toasts,#head-{duty.pk}"
    url = reverse(url_name, args=[duty.pk])
    return format_html(
        'method="post" action="{}" hx-post="{}" hx-target="{}" hx-select="{}" hx-select-oob="{}" hx-swap="outerHTML"',
        url,
        url,
        part,
        part,
        beside,
    )


@register.filter
def can(acts: frozenset[Act], act: str) -> bool:
    """Whether an act is among those that may be done: {% if page.acts|can:"accept" %}."""
    return Act(act) in acts

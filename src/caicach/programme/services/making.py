"""A confirmed draft becomes a plan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.intake.models import Draft, DraftState

from ..models import Plan
from .content import content_of_draft, write_content
from .errors import NotYet, Obstacle


@transaction.atomic
def make_plan(*, draft: Draft, by: Person, now: datetime) -> Plan:
    """Make the first version of a plan out of what a person confirmed; asked again, the same plan.

    The plan waits in state DRAFT for its owners to be checked and for somebody to put it in force.
    """
    draft = confirmed(draft)
    if existing := Plan.objects.filter(draft=draft).first():
        return existing
    plan = Plan.objects.create(created_at=now, **head_of(draft))
    write_content(plan, content_of_draft(draft, on=timezone.localdate(now)))
    record_event("plan_made", about=plan, by=by, at=now, draft=draft.pk, title=plan.title)
    return plan


def confirmed(draft: Draft) -> Draft:
    """The draft's row, locked, once it is confirmed."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != DraftState.CONFIRMED:
        raise NotYet([Obstacle.DRAFT_NOT_CONFIRMED])
    return draft


def head_of(draft: Draft) -> dict[str, Any]:
    """What the plan's head takes from the document's."""
    head = draft.header
    period = head.get("period") or {}
    first, last = period.get("from"), period.get("to")
    if first and last and last < first:
        first, last = last, first
    return {
        "body": draft.body,
        "document": draft.document,
        "draft": draft,
        "title": head.get("title") or draft.file_name,
        "number": (head.get("number") or "")[:60],
        "issued_on": date.fromisoformat(head["issued_on"]) if head.get("issued_on") else None,
        "from_year": first or last,
        "to_year": last or first,
    }

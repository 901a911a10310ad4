"""The plan's own part in coming into force; who owes what then is given out by the room of duties, above."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from caicach.bodies.models import Person
from caicach.core.events import record_event

from ..models import Plan, PlanState
from .errors import NotYet, Obstacle


@transaction.atomic
def mark_in_force(*, plan: Plan, by: Person, now: datetime) -> Plan:
    """Set the plan in force and its previous version aside. Called by `duties.issuing`, in its transaction."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state == PlanState.ISSUED:
        return plan
    if plan.state != PlanState.DRAFT or Plan.objects.filter(previous=plan).exists():
        raise NotYet([Obstacle.NOT_THE_LATEST])
    if plan.previous_id:
        previous = Plan.objects.select_for_update().get(pk=plan.previous_id)
        if previous.state == PlanState.DRAFT:
            raise NotYet([Obstacle.NOT_IN_FORCE])
        previous.state = PlanState.SUPERSEDED
        previous.save(update_fields=["state"])
    plan.state, plan.put_in_force_at, plan.put_in_force_by = PlanState.ISSUED, now, by
    plan.save(update_fields=["state", "put_in_force_at", "put_in_force_by"])
    record_event("plan_put_in_force", about=plan, by=by, at=now, number=plan.number, version=plan.version)
    return plan

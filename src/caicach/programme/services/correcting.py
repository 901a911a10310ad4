"""Corrections to a plan before it is in force. What is in force is not changed: it gets a successor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from caicach.bodies.models import Body, BodyGroup, Person
from caicach.core.events import record_event
from caicach.core.text import search_key

from ..models import Contribution, Field, Milestone, Part, Plan, PlanLink, PlanState, Target, Task, TaskOwner
from .errors import NotYet, Obstacle

TASK_VALUES = (
    "text", "field", "activities", "product", "due_kind", "due_from", "due_to", "due_every", "due_text", "budget",
)  # fmt: skip
TARGET_VALUES = ("text", "field", "comparator", "unit", "baseline_value", "baseline_year")


def _open_plan(plan: Plan) -> Plan:
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != PlanState.DRAFT:
        raise NotYet([Obstacle.ALREADY_IN_FORCE])
    return plan


@transaction.atomic
def correct_task(*, task: Task, values: Mapping[str, Any], by: Person, now: datetime) -> Task:
    """Correct what a task says; `values` by the names in `TASK_VALUES`."""
    return _correct(task, values, TASK_VALUES, "task_corrected", by=by, now=now)


@transaction.atomic
def correct_target(*, target: Target, values: Mapping[str, Any], by: Person, now: datetime) -> Target:
    """Correct what a target says; `values` by the names in `TARGET_VALUES`."""
    return _correct(target, values, TARGET_VALUES, "target_corrected", by=by, now=now)


def _correct(
    item: Any, values: Mapping[str, Any], known: Sequence[str], name: str, *, by: Person, now: datetime
) -> Any:
    _open_plan(item.plan)
    item = type(item).objects.select_for_update().get(pk=item.pk)
    changed = [key for key in known if key in values and getattr(item, key) != values[key]]
    if not changed:
        return item
    before = {key: str(getattr(item, key) or "") for key in changed}
    for key in changed:
        setattr(item, key, values[key])
    item.search_key = search_key(item.text)
    item.save(update_fields=[*changed, "search_key"])
    record_event(name, about=item, by=by, at=now, before=before)
    return item


@transaction.atomic
def set_task_owners(
    *, task: Task, part: str, bodies: Sequence[Body], groups: Sequence[BodyGroup], by: Person, now: datetime
) -> Task:
    """State who leads (or supports) a task, in place of what was understood from the document."""
    _open_plan(task.plan)
    task = Task.objects.select_for_update().get(pk=task.pk)
    held = list(task.owners.filter(part=part))
    wanted = [(body.pk, None, body.name) for body in bodies] + [(None, group.pk, group.name) for group in groups]
    if [(owner.body_id, owner.group_id) for owner in held] == [(body, group) for body, group, _ in wanted]:
        return task
    written = {(owner.body_id, owner.group_id): owner.as_written for owner in held}
    task.owners.filter(part=part).delete()
    TaskOwner.objects.bulk_create(
        [
            TaskOwner(
                task=task, part=part, body_id=body, group_id=group, as_written=written.get((body, group), name)[:300]
            )
            for body, group, name in wanted
        ]
    )
    record_event(
        "task_owners_set", about=task, by=by, at=now, part=part, before=[owner.as_written for owner in held],
        after=[name for _, _, name in wanted],
    )  # fmt: skip
    return task


@transaction.atomic
def give_lead_to_field(*, plan: Plan, field: Field | None, body: Body, by: Person, now: datetime) -> int:
    """Name one lead for every task of a field that has none understood; returns how many got it."""
    plan = _open_plan(plan)
    tasks = list(
        plan.tasks.filter(field=field).exclude(
            pk__in=TaskOwner.objects.filter(task__plan=plan, part=Part.LEAD)
            .exclude(body=None, group=None)
            .values("task_id")
        )
    )
    if not tasks:
        return 0
    TaskOwner.objects.filter(task__in=tasks, part=Part.LEAD).delete()  # names that nobody could place
    TaskOwner.objects.bulk_create(
        [TaskOwner(task=task, part=Part.LEAD, as_written=body.name, body=body) for task in tasks], batch_size=500
    )
    record_event(
        "plan_leads_given", about=plan, by=by, at=now, field=field.number if field else None, body=body.pk,
        tasks=[task.pk for task in tasks],
    )  # fmt: skip
    return len(tasks)


@transaction.atomic
def remove_task(*, task: Task, by: Person, now: datetime) -> None:
    """Take a task out of a plan that is not in force. In an amendment that is how a task comes to its end."""
    plan = _open_plan(task.plan)
    found = Task.objects.select_for_update().filter(pk=task.pk).first()
    if found is None:
        return
    record_event("task_removed", about=plan, by=by, at=now, lineage=str(found.lineage), text=found.text)
    found.delete()


@transaction.atomic
def discard_plan(*, plan: Plan, by: Person, now: datetime) -> None:
    """Do away with a plan that was never in force; the document and its draft stay, a plan can be made anew."""
    found = Plan.objects.select_for_update().filter(pk=plan.pk).first()
    if found is None:
        return
    _open_plan(found)
    if Plan.objects.filter(previous=found).exists():
        raise NotYet([Obstacle.ALREADY_AMENDED])
    record_event("plan_discarded", about=found, by=by, at=now, number=found.number, title=found.title)
    if found.previous_id is None:
        links = PlanLink.objects.filter(Q(higher_lineage=found.lineage) | Q(lower_lineage=found.lineage))
        links.filter(ended_at=None).update(ended_at=now, ended_by=by)
    Contribution.objects.filter(task__plan=found).delete()
    Milestone.objects.filter(target__plan=found).delete()
    TaskOwner.objects.filter(task__plan=found).delete()
    found.targets.update(part_of=None)
    Target.owners.through.objects.filter(target__plan=found).delete()
    found.tasks.all().delete()
    found.targets.all().delete()
    found.delete()

"""A later document changes a plan: a new version beside the one in force, which stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.documents.services import note_amendment
from caicach.intake.models import Draft

from ..models import Plan, PlanState
from ..rules import Wording, match_items
from .content import (
    Content,
    TargetRow,
    TaskRow,
    content_of_draft,
    content_of_plan,
    continued,
    continued_task,
    write_content,
)
from .errors import NotYet, Obstacle
from .making import confirmed, head_of

Row = TypeVar("Row", TargetRow, TaskRow)


@transaction.atomic
def amend_plan(*, plan: Plan, draft: Draft, replaces_all: bool, by: Person, now: datetime) -> Plan:
    """Make the next version of a plan in force out of a confirmed draft; asked again, the same version.

    `replaces_all`: the document states the whole plan anew, so what it does not say is gone. Otherwise it only states
    what it changes or adds, and everything else stays. An item that goes on keeps its lineage, so its duties survive.
    """
    draft = confirmed(draft)
    if existing := Plan.objects.filter(draft=draft).first():
        return existing
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != PlanState.ISSUED:
        raise NotYet([Obstacle.NOT_IN_FORCE])
    if Plan.objects.filter(previous=plan).exists():
        raise NotYet([Obstacle.ALREADY_AMENDED])
    head = head_of(draft)
    if not replaces_all:  # the plan keeps its name and years; the amending document is named on the version
        head |= {"title": plan.title, "from_year": plan.from_year, "to_year": plan.to_year}
    head |= {"from_year": head["from_year"] or plan.from_year, "to_year": head["to_year"] or plan.to_year}
    head["body"] = plan.body
    version = Plan.objects.create(created_at=now, previous=plan, lineage=plan.lineage, version=plan.version + 1, **head)
    write_content(
        version,
        amended(content_of_plan(plan), content_of_draft(draft, on=timezone.localdate(now)), replaces_all=replaces_all),
    )
    if draft.document and plan.document:
        note_amendment(document=draft.document, amends=plan.document, by=by, now=now)
    record_event("plan_amended", about=version, by=by, at=now, previous=plan.pk, replaces_all=replaces_all)
    return version


def amended(before: Content, after: Content, *, replaces_all: bool) -> Content:
    """The content of the next version: what goes on under its lineage, what is new under its own."""
    target_of = match_items([_wording(row) for row in before.targets], [_wording(row) for row in after.targets])
    task_of = match_items([_wording(row) for row in before.tasks], [_wording(row) for row in after.tasks])
    lineage = {after.targets[new].lineage: before.targets[old].lineage for new, old in target_of.items()}
    targets = []
    for new, target in enumerate(after.targets):
        target = replace(target, whole=lineage.get(target.whole, target.whole) if target.whole else None)
        if (old := target_of.get(new)) is not None:
            known = before.targets[old]
            target = replace(target, lineage=known.lineage) if replaces_all else continued(target, known)
        targets.append(target)
    tasks = []
    for new, task in enumerate(after.tasks):
        task = replace(task, serves=frozenset(lineage.get(one, one) for one in task.serves))
        if (old := task_of.get(new)) is not None:
            was = before.tasks[old]
            task = replace(task, lineage=was.lineage) if replaces_all else continued_task(task, was)
        tasks.append(task)
    if replaces_all:
        return Content(tuple(targets), tuple(tasks))
    return Content(_in_place(before.targets, targets), _in_place(before.tasks, tasks))


def _in_place(before: Sequence[Row], changed: Sequence[Row]) -> tuple[Row, ...]:
    """The items of the version before, each in its later wording where it has one, then those that are new."""
    later: dict[UUID, Row] = {row.lineage: row for row in changed}
    kept: list[Row] = [later.pop(row.lineage, row) for row in before]
    return tuple(kept + list(later.values()))


def _wording(row: TargetRow | TaskRow) -> Wording:
    return Wording(row.place.section, row.place.label, row.text)

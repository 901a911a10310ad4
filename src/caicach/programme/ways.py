"""The way up from a target or task to the clauses that ordered it, and the way down to the duties it became."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from caicach.bodies.access import Standing
from caicach.documents.models import Clause, Document

from .cascade import current_plans
from .cascade_items import Item, aim_of, targets_of, tasks_of
from .cascade_rules import Judgement, Phase, judge
from .models import Contribution, Derivation, DerivationState, Plan, Target, Task
from .progress import NOTHING, Counts, progress
from .selectors import clause_of, history, source_of

MOST_LEVELS = 6
MOST_UP = 12
MOST_DOWN = 200


@dataclass(frozen=True)
class StepUp:
    """A higher item with the clause that states it. `through` is the target that the item below serves, if any."""

    level: int
    item: Item
    plan: Plan
    document: Document | None
    clause: Clause | None
    through: Target | None


@dataclass(frozen=True)
class StepDown:
    """A lower item, what it is worth to the one above it, and how its duties stand."""

    level: int
    item: Item
    plan: Plan
    judgement: Judgement | None  # none for a task that serves a lower target
    counts: Counts

    @property
    def phase(self) -> Phase | None:
        """Of the item, the phase that decided."""
        return self.judgement.below if self.judgement else None


def way_up(item: Item, *, standing: Standing) -> list[StepUp]:
    """Everything above the item that a person confirmed, nearest first, each with its clause."""
    found: list[StepUp] = []
    front: list[Item] = [item]
    met = {item.lineage}
    for level in range(1, MOST_LEVELS + 1):
        through = _served(front)
        below = {one.lineage for one in front} | set(through)
        confirmed = Derivation.objects.filter(
            lower_lineage__in=below, state=DerivationState.CONFIRMED, link__ended_at=None
        )
        pairs = list(confirmed.order_by("pk").values_list("lower_lineage", "higher_lineage", "link__higher_lineage"))
        plans = current_plans(standing, {plan for _low, _high, plan in pairs}) if pairs else {}
        items = _items(plans.values(), {high for _low, high, _plan in pairs} - met)
        front = []
        for low, high, lineage in pairs:
            plan = plans.get(lineage)
            above = items.get((plan.pk, high)) if plan else None
            if plan is None or above is None or high in met or len(found) >= MOST_UP:
                continue
            met.add(high)
            document = plan.document if plan.version == 1 else source_of(above, history(above))
            found.append(StepUp(level, above, plan, document, clause_of(above, document), through.get(low)))
            front.append(above)
        if not front:
            break
    return found


def _served(items: Collection[Item]) -> dict[UUID, Target]:
    """The targets of their own plans that tasks serve, and the wholes of which targets are parts, by lineage."""
    tasks = [item.pk for item in items if isinstance(item, Task)]
    wholes = [item.part_of_id for item in items if isinstance(item, Target) and item.part_of_id]
    found = list(Target.objects.filter(contributions__task__in=tasks).distinct()) if tasks else []
    found += list(Target.objects.filter(pk__in=wholes)) if wholes else []
    return {target.lineage: target for target in found}


def _items(plans: Any, lineages: Collection[UUID]) -> dict[tuple[int, UUID], Item]:
    if not lineages:
        return {}
    found: dict[tuple[int, UUID], Item] = {}
    for items in (targets_of(list(plans)), tasks_of(list(plans))):
        found |= {(item.plan_id, item.lineage): item for item in items.filter(lineage__in=lineages)}
    return found


def way_down(item: Item, *, plan: Plan, standing: Standing, today: date) -> list[StepDown]:
    """Everything below the item that a person confirmed and the tasks that serve it there, with their duties."""
    found: list[tuple[int, Item, Plan, Judgement | None]] = []
    front: dict[UUID, tuple[Item, Plan]] = {item.lineage: (item, plan)}
    met = {item.lineage}
    for level in range(1, MOST_LEVELS + 1):
        below: dict[UUID, tuple[Item, Plan]] = {}
        confirmed = Derivation.objects.filter(
            higher_lineage__in=list(front), state=DerivationState.CONFIRMED, link__ended_at=None
        )
        rows = confirmed.order_by("pk").values_list("higher_lineage", "lower_lineage", "link__lower_lineage")
        pairs = list(rows[:MOST_DOWN])
        plans = current_plans(standing, {lineage for _high, _low, lineage in pairs}) if pairs else {}
        items = _items(plans.values(), {low for _high, low, _lineage in pairs} - met)
        for high, low, lineage in pairs:
            lower = plans.get(lineage)
            one = items.get((lower.pk, low)) if lower else None
            if lower is None or one is None or low in met or len(found) >= MOST_DOWN:
                continue
            met.add(low)
            above, its_plan = front[high]
            found.append((level, one, lower, judge(aim_of(above, its_plan), aim_of(one, lower))))
            below[low] = (one, lower)
        for task, its_plan in _serving(below, met):
            met.add(task.lineage)
            found.append((level, task, its_plan, None))
            below[task.lineage] = (task, its_plan)
        front = below
        if not front:
            break
    tasks = [one.lineage for _level, one, _plan, _judgement in found if isinstance(one, Task)]
    counts = progress().of_items(tasks, today=today) if tasks else {}
    steps = [
        StepDown(level, one, lower, judgement, counts.get(one.lineage, NOTHING))
        for level, one, lower, judgement in found
    ]
    return sorted(steps, key=lambda step: (step.level, step.plan.body.sort_key, step.plan.pk))


def _serving(items: dict[UUID, tuple[Item, Plan]], met: Collection[UUID]) -> list[tuple[Task, Plan]]:
    """The tasks that serve the targets among the items."""
    targets = {item.pk: plan for item, plan in items.values() if isinstance(item, Target)}
    if not targets:
        return []
    rows = Contribution.objects.filter(target__in=list(targets)).select_related("task__field").order_by("pk")
    unique = {row.task.lineage: (row.task, targets[row.target_id]) for row in rows if row.task.lineage not in met}
    return list(unique.values())

"""Targets and tasks as the rules of the cascade take them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from .cascade_matching import Wanted
from .cascade_rules import Aim, Phase
from .models import DueKind, Plan, Target, Task

Item = Target | Task


def targets_of(plans: Sequence[Plan]) -> QuerySet[Target]:
    """The targets of some plans with their milestones."""
    return Target.objects.filter(plan__in=plans).select_related("field").prefetch_related("milestones")


def tasks_of(plans: Sequence[Plan]) -> QuerySet[Task]:
    """The tasks of some plans."""
    return Task.objects.filter(plan__in=plans).select_related("field")


def items_of(plan: Plan) -> list[Item]:
    """Every target, then every task of a plan, in the plan's order."""
    return [*targets_of([plan]).order_by("ordinal"), *tasks_of([plan]).order_by("ordinal")]


def wanted_of(item: Item, plan: Plan) -> Wanted:
    """The item as the matching looks for it."""
    field = item.field.number if item.field else None
    if isinstance(item, Task):
        return Wanted(item.text, False, field=field, from_year=plan.from_year, to_year=plan.to_year)
    phases = list(item.milestones.all())
    first = min((phase.from_year for phase in phases if phase.from_year), default=plan.from_year)
    last = max((phase.to_year for phase in phases if phase.to_year), default=plan.to_year)
    values = tuple(phase.value for phase in phases if phase.value is not None)
    return Wanted(item.text, True, item.unit, field, first, last, values)


def aim_of(item: Item, plan: Plan) -> Aim:
    """The item as the checks compare it."""
    if isinstance(item, Task):
        return Aim(
            False,
            due_to=item.due_to,
            due_every=item.due_every,
            is_open_ended=item.due_kind in (DueKind.ONGOING, DueKind.ON_REQUEST),
            from_year=plan.from_year,
            to_year=plan.to_year,
        )
    phases = tuple(Phase(m.from_year, m.to_year, m.value, m.value_to) for m in item.milestones.all())
    return Aim(True, phases, item.comparator, item.unit, from_year=plan.from_year, to_year=plan.to_year)

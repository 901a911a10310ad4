"""Plans in words, for this room's templates and those above."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from caicach.bodies.access import Standing
from caicach.core.addresses import Addresses
from caicach.core.numbers import format_number
from caicach.programme import ways, words
from caicach.programme.cascade import Answer, Cell
from caicach.programme.cascade_items import Item
from caicach.programme.cascade_rules import NOBODYS, Judgement, Phase
from caicach.programme.models import Plan, Target, Task
from caicach.programme.progress import Counts
from caicach.programme.rules import ChangeKind

register = template.Library()


@register.filter
def due(task: Task) -> str:
    """A task's deadline in words."""
    return words.due_words(task)


@register.filter
def goals(target: Target) -> list[tuple[str, str]]:
    """A target's milestones as (years, value) in words."""
    return [
        (words.phase_words(m), words.goal_words(target.comparator, target.unit, m.value, m.value_to))
        for m in target.milestones.all()
    ]


@register.filter
def baseline(target: Target) -> str:
    """Where the target starts from, in words."""
    return words.baseline_words(target)


@register.filter
def plan_mark(plan: Plan) -> str:
    """The mark of the plan's state: {% status plan|plan_mark plan.get_state_display %}."""
    return words.PLAN_MARKS[plan.state]


@register.filter
def counts_mark(counts: Counts) -> str:
    """The mark of how a task's duties stand: {% status counts|counts_mark counts|counts_word %}."""
    return words.PROGRESS_MARKS[counts.state][0]


@register.filter
def counts_word(counts: Counts) -> str:
    """How a task's duties stand, in words."""
    return str(words.PROGRESS_MARKS[counts.state][1])


@register.filter
def counts_note(counts: Counts) -> str:
    """How many of a task's duties are done, in words."""
    said = {"done": format_number(counts.done), "total": format_number(counts.total)}
    return _("%(done)s trong %(total)s xong") % said


@register.filter
def task_address(task: Task) -> str:
    return Addresses("programme:task", task.plan_id)(task.pk)


@register.filter
def target_address(target: Target) -> str:
    return Addresses("programme:target", target.plan_id)(target.pk)


@register.filter
def change_word(kind: str) -> str:
    """What became of an item, in words."""
    return str(words.CHANGES[ChangeKind(kind)])


@register.filter
def value_name(name: str) -> str:
    """What a value of a change is called."""
    return str(words.VALUES[name])


@register.filter
def in_words(value: Any) -> str:
    """A value of a change in words."""
    return words.value_words(value)


@register.simple_tag
def way_above(item: Item, standing: Standing) -> list[ways.StepUp]:
    """What stands above a target or task, each with its clause: {% way_above duty.task request.standing as above %}."""
    return ways.way_up(item, standing=standing)


@register.filter
def item_address(item: Item) -> str:
    """The page of a target or a task."""
    return target_address(item) if isinstance(item, Target) else task_address(item)


@register.filter
def finding_word(kind: str) -> str:
    """What is not as it should be, in a word."""
    return str(words.FINDINGS[kind])


@register.filter
def finding_mark(kind: str) -> str:
    """The mark of a finding or a verdict: {% status kind|finding_mark kind|finding_word %}."""
    return "nobody" if kind == NOBODYS else str(kind)


@register.filter
def why(judgement: Judgement) -> str:
    """Why a verdict is what it is, in words; nothing where there is nothing to add."""
    return words.judgement_words(judgement)


@register.filter
def asked_for(item: Item, phase: Phase | None) -> str:
    """What an item asks, in words."""
    return words.aim_words(item, phase)


@register.filter
def answered_with(answer: Answer) -> str:
    """What a lower item says, in words."""
    return words.aim_words(answer.item, answer.judgement.below)


@register.filter
def cell_of(cells: dict[int, Cell], body: int) -> Cell:
    """One body's cell of a row."""
    return cells[body]

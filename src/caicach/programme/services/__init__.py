"""Everything that changes a plan: making it from a confirmed draft, amending it, correcting it before it runs."""

from .amending import amend_plan
from .correcting import (
    correct_target,
    correct_task,
    discard_plan,
    give_lead_to_field,
    remove_task,
    set_task_owners,
)
from .errors import NotYet
from .force import mark_in_force
from .making import make_plan

__all__ = [
    "NotYet",
    "amend_plan",
    "correct_target",
    "correct_task",
    "discard_plan",
    "give_lead_to_field",
    "make_plan",
    "mark_in_force",
    "remove_task",
    "set_task_owners",
]

"""Everything that changes a plan: making it from a confirmed draft, amending it, correcting it before it runs."""

from .amending import amend_plan
from .cascading import (
    confirm_derivations,
    derive_item,
    link_plans,
    propose_again,
    refuse_derivations,
    reopen_derivations,
    unlink_plans,
)
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
    "confirm_derivations",
    "correct_target",
    "correct_task",
    "derive_item",
    "discard_plan",
    "give_lead_to_field",
    "link_plans",
    "make_plan",
    "mark_in_force",
    "propose_again",
    "refuse_derivations",
    "remove_task",
    "reopen_derivations",
    "set_task_owners",
    "unlink_plans",
]

"""Why an act on a plan did not happen."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Obstacle(StrEnum):
    """What stops an act on a plan. The sentences stand in words.py."""

    DRAFT_NOT_CONFIRMED = "draft_not_confirmed"
    ALREADY_IN_FORCE = "already_in_force"  # what is in force is not changed: it gets a successor
    NOT_THE_LATEST = "not_the_latest"  # only the latest version can be amended or put in force
    ALREADY_AMENDED = "already_amended"
    NOT_IN_FORCE = "not_in_force"
    LEAD_MISSING = "lead_missing"
    LEAD_UNRESOLVED = "lead_unresolved"
    NOTHING_TO_GIVE = "nothing_to_give"
    CIRCLE = "circle"  # a plan does not carry out itself, over however many levels
    LINK_ENDED = "link_ended"
    ITEM_GONE = "item_gone"


class NotYet(Exception):
    """The act is stopped by what `obstacles` say; nothing was changed."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = list(obstacles)

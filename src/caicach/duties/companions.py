"""What a room above keeps beside the duties of one kind. Rooms register in their AppConfig.ready.

A report that is owed has its text in a room above. Its duty moves through this room's services, from whichever page;
the companion is asked before the body sends anything up, and follows every act in the same transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from caicach.bodies.models import Person

from .models import Duty
from .rules import Act


class Companion(Protocol):
    """What stands beside a duty."""

    def is_ready(self, duty: Duty, *, now: datetime) -> bool:
        """Whether what the duty asks for can be sent up."""

    def follow(self, duty: Duty, act: Act, *, by: Person | None, now: datetime) -> None:
        """Take over what has just become of the duty (its state, day and body are saved)."""

    def address(self, duty: Duty) -> str:
        """The page where the duty is worked on; empty where there is none."""


_companions: dict[str, Companion] = {}


def register_companion(kind: str, companion: Companion) -> None:
    _companions[kind] = companion


def companion_of(duty: Duty) -> Companion | None:
    return _companions.get(duty.kind)


def follow(duty: Duty, act: Act, *, by: Person | None, now: datetime) -> None:
    """Tell the duty's companion, if it has one, what has become of the duty."""
    if companion := companion_of(duty):
        companion.follow(duty, act, by=by, now=now)

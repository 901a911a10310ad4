"""How far the tasks of a plan are. The room that knows (duties, above this one) registers itself here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from caicach.bodies.access import Standing

if TYPE_CHECKING:
    from .models import Plan


@dataclass(frozen=True)
class Counts:
    """Duties, counted. `overdue` are open and past their day; `done_late` were finished after it."""

    total: int = 0
    done: int = 0
    done_late: int = 0
    overdue: int = 0
    awaiting: int = 0  # sent up, waiting for somebody to accept

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.total + other.total,
            self.done + other.done,
            self.done_late + other.done_late,
            self.overdue + other.overdue,
            self.awaiting + other.awaiting,
        )

    @property
    def running(self) -> int:
        return self.total - self.done

    @property
    def percent(self) -> int:
        """Done of all, rounded down: 100 only when everything is done."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def state(self) -> str:
        """The worst of it in one word: "none" (nobody owes it yet), "overdue", "running", "done"."""
        if not self.total:
            return "none"
        if self.overdue:
            return "overdue"
        return "done" if self.done == self.total else "running"


NOTHING = Counts()


@dataclass(frozen=True)
class Owed:
    """One duty of one task, as a line on the task's page. `timeliness` is a code of the interface's marks."""

    duty_id: int
    body: str
    part: str
    state: str
    timeliness: str
    due_on: date | None
    done_on: date | None
    percent: int


class ProgressSource(Protocol):
    """What a room must answer to tell how tasks are coming along. Each answer is one query."""

    def of_plans(self, lineages: Collection[UUID], *, today: date) -> Mapping[UUID, Counts]:
        """By the plan's lineage."""
        ...

    def of_tasks(self, plan: Plan, *, today: date, body: int | None = None) -> Mapping[UUID, Counts]:
        """By the task's lineage, for every task of one version; with `body`, only what that body owes."""
        ...

    def of_items(self, lineages: Collection[UUID], *, today: date) -> Mapping[UUID, Counts]:
        """By the task's lineage, for tasks of any plans."""
        ...

    def owed(self, lineage: UUID, *, standing: Standing, today: date, most: int) -> list[Owed]:
        """What is owed for one task, as far as the person may see it; the late first."""
        ...


class _Nobody:
    """The answer while no room has registered: nothing is known to be owed."""

    def of_plans(self, lineages: Collection[UUID], *, today: date) -> Mapping[UUID, Counts]:
        return {}

    def of_tasks(self, plan: Plan, *, today: date, body: int | None = None) -> Mapping[UUID, Counts]:
        return {}

    def of_items(self, lineages: Collection[UUID], *, today: date) -> Mapping[UUID, Counts]:
        return {}

    def owed(self, lineage: UUID, *, standing: Standing, today: date, most: int) -> list[Owed]:
        return []


_source: ProgressSource = _Nobody()


def register_progress_source(source: ProgressSource) -> None:
    """Called once at start by the room that keeps the duties."""
    global _source
    _source = source


def progress() -> ProgressSource:
    """Whoever knows how far the tasks are."""
    return _source

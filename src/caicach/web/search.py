"""One search over what a person may see: documents, tasks and targets of plans, bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.documents.models import Document
from caicach.documents.search import matching, words_of
from caicach.documents.selectors import visible_documents
from caicach.programme.models import PlanState, Target, Task

FOUND_AT_MOST = 12

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Found:
    """What was found, each list at most FOUND_AT_MOST long; `more` names the lists that were cut."""

    documents: list[Document]
    tasks: list[Task]
    targets: list[Target]
    bodies: list[Body]
    more: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.documents or self.tasks or self.targets or self.bodies)


def search(standing: Standing, question: str) -> Found:
    """Every list answers for itself; one query each."""
    words = words_of(question)
    if not words:
        return Found([], [], [], [], frozenset())
    in_force = Q(plan__document__in=visible_documents(standing), plan__state=PlanState.ISSUED)
    visible = visible_documents(standing)
    bodies = Body.objects.filter(standing.within(Permission.SEE_BODIES, "path"), closed_on=None)
    tasks = Task.objects.filter(in_force).select_related("plan", "field")
    targets = Target.objects.filter(in_force).select_related("plan")
    lists: dict[str, QuerySet[Any]] = {
        "documents": matching(visible, question).defer("search_text").order_by("-issued_on", "-pk"),
        "tasks": _holding(tasks, words).order_by("-plan_id", "ordinal"),
        "targets": _holding(targets, words).order_by("-plan_id", "ordinal"),
        "bodies": _holding(bodies, words).order_by("sort_key"),
    }
    rows = {name: list(found[: FOUND_AT_MOST + 1]) for name, found in lists.items()}
    return Found(
        **{name: found[:FOUND_AT_MOST] for name, found in rows.items()},
        more=frozenset(name for name, found in rows.items() if len(found) > FOUND_AT_MOST),
    )


def _holding(rows: QuerySet[Row], words: list[str]) -> QuerySet[Row]:
    for word in words:
        rows = rows.filter(search_key__contains=word)
    return rows

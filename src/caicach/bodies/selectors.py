"""What is asked about bodies and people. What a page shows starts from who is asking (`Standing`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from .matching import BodyIndex, BodyMatch, Resolution, find_body, resolve_owner, resolve_owners
from .models import Body, BodyGroup, Succession

__all__ = [
    "BodyIndex",
    "BodyMatch",
    "Resolution",
    "alive",
    "ancestors_of",
    "bodies_on",
    "find_body",
    "members_on",
    "name_on",
    "predecessors_of",
    "resolve_owner",
    "resolve_owners",
    "subtree",
    "successors_of",
]


def alive(on: date, lookup: str = "") -> Q:
    """A filter for bodies (reached by `lookup`, such as "body__") that exist on the day."""
    return Q(**{f"{lookup}opened_on__lte": on}) & (
        Q(**{f"{lookup}closed_on": None}) | Q(**{f"{lookup}closed_on__gt": on})
    )


def bodies_on(on: date) -> QuerySet[Body]:
    """The bodies that exist on the day, by the Vietnamese alphabet."""
    return Body.objects.filter(alive(on)).order_by("sort_key", "pk")


def subtree(body: Body) -> QuerySet[Body]:
    """The body and everything below it, in the order of the tree."""
    return Body.objects.filter(path__startswith=body.path).order_by("path")


def ancestors_of(body: Body) -> list[Body]:
    """The bodies above, from the top down. One query."""
    paths = [body.path[:end] for end in range(Body.steplen, len(body.path), Body.steplen)]
    return list(Body.objects.filter(path__in=paths).order_by("path")) if paths else []


def members_on(group: BodyGroup, on: date) -> list[Body]:
    """The bodies that the group's name stands for on the day, by the Vietnamese alphabet."""
    named = Q(path__startswith=group.under.path, kind__in=group.kinds) & ~Q(pk=group.under_id)
    also = Q(pk__in=group.also.values("pk"))
    return list(bodies_on(on).filter(named | also))


def name_on(body: Body, on: date) -> str:
    """The name the body bore on the day; its first or last name outside its life."""
    names = list(body.names.order_by("valid_from", "id"))
    before = [name for name in names if name.valid_from <= on]
    return (before[-1] if before else names[0]).name if names else body.name


def successors_of(body: Body, on: date) -> list[Body]:
    """What became of the body by the day, through every merger and split in between: the bodies at the ends of the
    chains, themselves left out. Empty for a body that goes on."""
    ends = _ends_of_chains({body.pk}, on=on)
    return list(Body.objects.filter(pk__in=ends).order_by("sort_key", "pk"))


def predecessors_of(body: Body, on: date) -> list[Body]:
    """Every body that went into this one by the day, however long ago."""
    met: set[int] = set()
    front = {body.pk}
    while front:
        rows = Succession.objects.filter(successor__in=front, on__lte=on).values_list("predecessor_id", flat=True)
        front = set(rows) - met - {body.pk}
        met |= front
    return list(Body.objects.filter(pk__in=met).order_by("sort_key", "pk"))


def _ends_of_chains(start: set[int], *, on: date) -> set[int]:
    ends: set[int] = set()
    met: set[int] = set(start)
    front = set(start)
    while front:
        rows = Succession.objects.filter(predecessor__in=front, on__lte=on)
        step: dict[int, set[int]] = {}
        for predecessor, successor in rows.values_list("predecessor_id", "successor_id"):
            step.setdefault(predecessor, set()).add(successor)
        ends |= {pk for pk in front if pk not in step and pk not in start}
        front = {pk for nexts in step.values() for pk in nexts} - met
        met |= front
    return ends


def bodies_by_id(ids: Iterable[int]) -> dict[int, Body]:
    """The bodies with these ids, in one query."""
    return Body.objects.in_bulk(list(ids))

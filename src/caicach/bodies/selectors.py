"""What is asked about bodies and people. What a page shows starts from who is asking (`Standing`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from caicach.core.text import search_key

from .access import TABLE, Permission, Standing
from .matching import BodyIndex as BodyIndex
from .matching import BodyMatch as BodyMatch
from .matching import Resolution as Resolution
from .matching import find_body as find_body
from .matching import resolve_owner as resolve_owner
from .matching import resolve_owners as resolve_owners
from .models import Body, BodyGroup, Delegation, Membership, Person, Role, Succession

_RANK = (Role.HEAD, Role.LEADER, Role.STANDING_AGENCY, Role.FIELD_LEAD, Role.FOCAL_POINT, Role.OFFICER)


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


# --- what a page shows, starting from who is asking -------------------------------------------------------------------


def bodies_seen(standing: Standing) -> QuerySet[Body]:
    """The bodies the asker may look at: ended ones too."""
    return Body.objects.filter(standing.within(Permission.SEE_BODIES, "path"))


def bodies_changed_by(standing: Standing) -> QuerySet[Body]:
    """The bodies whose life the asker may change."""
    return Body.objects.filter(standing.within(Permission.CHANGE_BODIES, "path"))


def search_bodies(bodies: QuerySet[Body], words: str) -> QuerySet[Body]:
    """Those whose name, abbreviation, symbol, alias or code has words that begin with every one of these,
    whatever their marks."""
    for word in search_key(words).split():
        bodies = bodies.filter(Q(search_key__contains=f" {word}") | Q(code__icontains=word))
    return bodies


def parents_of(bodies: Iterable[Body]) -> dict[int, Body]:
    """For each body with one, the body above it. One query."""
    above = {body.pk: body.path[: -Body.steplen] for body in bodies if body.depth > 1}
    by_path = {body.path: body for body in Body.objects.filter(path__in=set(above.values()))}
    return {pk: by_path[path] for pk, path in above.items() if path in by_path}


def memberships_on(body: Body, on: date) -> QuerySet[Membership]:
    """The roles held in the body on the day, heads first, then by given name."""
    rank = Case(*(When(role=role, then=place) for place, role in enumerate(_RANK)), default=len(_RANK))
    held = Membership.objects.filter(current(on), body=body, person__is_active=True)
    return held.select_related("person").order_by(rank, "person__sort_key", "pk")


def current(on: date, lookup: str = "") -> Q:
    """A filter for memberships (reached by `lookup`) that hold on the day."""
    return Q(**{f"{lookup}valid_from__lte": on}) & (
        Q(**{f"{lookup}valid_to": None}) | Q(**{f"{lookup}valid_to__gt": on})
    )


def people_seen(standing: Standing) -> QuerySet[Person]:
    """The people who hold a role, or held one, where the asker may see people. Whoever administers everything sees
    those without any role too."""
    return _people_within(standing, Permission.SEE_PEOPLE)


def people_changed_by(standing: Standing) -> QuerySet[Person]:
    """The people whose account the asker may change: every role they hold lies where the asker may. Only who
    administers everything changes another who does."""
    people = _people_within(standing, Permission.CHANGE_PEOPLE)
    if standing.is_superuser:
        return people
    elsewhere = Membership.objects.filter(~standing.within(Permission.CHANGE_PEOPLE), person=OuterRef("pk"))
    return people.filter(~Exists(elsewhere), is_superuser=False)


def _people_within(standing: Standing, permission: Permission) -> QuerySet[Person]:
    if "" in standing.prefixes(permission):
        return Person.objects.all()
    there = Membership.objects.filter(standing.within(permission), person=OuterRef("pk"))
    return Person.objects.filter(Exists(there))


def search_people(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those whose name, user name or address has words that begin with every one of these."""
    for word in search_key(words).split():
        people = people.filter(search_key__contains=f" {word}")
    return people


def colleagues_of(person: Person, *, on: date) -> QuerySet[Person]:
    """Whom the person may hand a role to: others who work in one of their bodies on the day."""
    own = Membership.objects.filter(current(on), person=person).values("body")
    return (
        Person.objects.filter(current(on, "memberships__"), memberships__body__in=own, is_active=True)
        .exclude(pk=person.pk)
        .distinct()
        .order_by("sort_key", "pk")
    )


def roles_to_delegate(person: Person, *, on: date) -> QuerySet[Membership]:
    """The person's own roles that can be handed on while they are away."""
    return Membership.objects.filter(current(on), person=person, role__in=TABLE[Permission.DELEGATE]).select_related(
        "body"
    )


def delegations_of(person: Person) -> tuple[list[Delegation], list[Delegation]]:
    """What the person handed on and what was handed to them, latest first."""
    rows = Delegation.objects.select_related("membership__body", "membership__person", "to")
    rows = rows.order_by("-starts_on", "-pk")
    return list(rows.filter(membership__person=person)[:50]), list(rows.filter(to=person)[:50])


def groups_with(body: Body, lineage: Iterable[Body]) -> list[BodyGroup]:
    """The groups that the body belongs to, among those defined at itself or above (`lineage`)."""
    groups = BodyGroup.objects.filter(under__in=[above.pk for above in lineage]).prefetch_related("also")
    return [
        group
        for group in groups.order_by("name")
        if (body.kind in group.kinds and group.under_id != body.pk) or body in group.also.all()
    ]

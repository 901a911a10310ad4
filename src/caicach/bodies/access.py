"""Who may do what: the one table, and the question every view and service asks of it.

A permission is held for a part of the tree of bodies. Officers, focal points and heads see their body and what is
below, and work, sign and assign in their own house; the standing agency (its head too) and field leads hold theirs
for the whole level their body serves (its parent and what is below); leaders and administrators for the body they are
members of and below. docs/reference/permissions.md shows the same table; a test holds the two together, and every
URL to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from .models import Body, BodyKind, Person, Role


class Permission(StrEnum):
    """What can be done. The value is the name used in the documentation's table."""

    SEE_DUTIES = "duties.see"  # one's own inbox and the duties of one's bodies
    WORK_DUTIES = "duties.work"  # write progress, attach evidence, send to the head, ask for more time
    SIGN_DUTIES = "duties.sign"  # the head: send up, give back to the officer
    ASSIGN_PEOPLE = "duties.assign"  # put an officer of the body on a duty
    REVIEW_DUTIES = "duties.review"  # accept or return what came up; decide on extensions
    DIRECT = "duties.direct"  # give a directive to bodies below
    HAND_OVER = "duties.hand_over"  # move a duty to another body, cancel it
    SEE_PLANS = "plans.see"
    READ_PLANS_IN = "plans.read_in"  # upload, confirm a reading, make the plan
    ISSUE_PLANS = "plans.issue"  # put a plan in force, which gives out its duties
    SEE_DOCUMENTS = "documents.see"
    REGISTER_DOCUMENTS = "documents.register"
    SEE_BODIES = "bodies.see"
    CHANGE_BODIES = "bodies.change"  # open, rename, merge, close
    SEE_PEOPLE = "people.see"
    CHANGE_PEOPLE = "people.change"  # accounts, memberships
    DELEGATE = "people.delegate"  # hand one's own role to another while away
    SEE_REPORTS = "reports.see"
    WRITE_REPORTS = "reports.write"
    DEMAND_REPORTS = "reports.demand"  # open a cycle for the bodies below, urge, open again what is locked
    SEE_FIGURES = "figures.see"
    ENTER_FIGURES = "figures.enter"  # give a figure for one's body, with its evidence, and explain it
    SUBMIT_FIGURES = "figures.submit"  # send the body's figures up
    ACCEPT_FIGURES = "figures.accept"  # accept or return what came up from a body below
    PUBLISH_FIGURES = "figures.publish"  # make accepted figures public, correct what is
    DEFINE_INDICATORS = "figures.define"  # say what is measured, and how it is checked
    SEE_CONTROL_ROOM = "control.see"
    ADMINISTER = "system.administer"


_ALL = frozenset(Role)
_WORKING = frozenset({Role.OFFICER, Role.FOCAL_POINT, Role.HEAD, Role.STANDING_AGENCY, Role.FIELD_LEAD})
_STEERING = frozenset({Role.FOCAL_POINT, Role.HEAD, Role.STANDING_AGENCY})

TABLE: dict[Permission, frozenset[Role]] = {
    Permission.SEE_DUTIES: _ALL,
    Permission.WORK_DUTIES: _WORKING,
    Permission.SIGN_DUTIES: frozenset({Role.HEAD}),
    Permission.ASSIGN_PEOPLE: _STEERING,
    Permission.REVIEW_DUTIES: _STEERING | {Role.FIELD_LEAD},
    Permission.DIRECT: frozenset({Role.HEAD, Role.STANDING_AGENCY}),
    Permission.HAND_OVER: frozenset({Role.STANDING_AGENCY, Role.HEAD}),
    Permission.SEE_PLANS: _ALL,
    Permission.READ_PLANS_IN: _STEERING,
    Permission.ISSUE_PLANS: frozenset({Role.HEAD, Role.STANDING_AGENCY}),
    Permission.SEE_DOCUMENTS: _ALL,
    Permission.REGISTER_DOCUMENTS: _STEERING,
    Permission.SEE_BODIES: _ALL,
    Permission.CHANGE_BODIES: frozenset({Role.ADMINISTRATOR}),
    Permission.SEE_PEOPLE: frozenset({Role.ADMINISTRATOR, Role.HEAD, Role.FOCAL_POINT, Role.STANDING_AGENCY}),
    Permission.CHANGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    Permission.DELEGATE: _WORKING,
    Permission.SEE_REPORTS: _ALL,
    Permission.WRITE_REPORTS: _STEERING,
    Permission.DEMAND_REPORTS: _STEERING,
    Permission.SEE_FIGURES: _ALL,
    Permission.ENTER_FIGURES: _WORKING,
    Permission.SUBMIT_FIGURES: _STEERING,
    Permission.ACCEPT_FIGURES: _STEERING,
    Permission.PUBLISH_FIGURES: frozenset({Role.HEAD, Role.STANDING_AGENCY}),
    Permission.DEFINE_INDICATORS: frozenset({Role.STANDING_AGENCY, Role.ADMINISTRATOR}),
    Permission.SEE_CONTROL_ROOM: _STEERING | {Role.LEADER, Role.FIELD_LEAD},
    Permission.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}

# What a field lead or the standing agency does for its level rather than only for its own body. Working on, signing
# and assigning stay in the body's own house, which is the body and the units (phòng, ban) right below it: neither the
# standing agency nor a superior answers in another's place, or a city's chairman would sign for its departments.
_LEVEL_ROLES = frozenset({Role.STANDING_AGENCY, Role.FIELD_LEAD})
OWN_HOUSE = frozenset(
    {
        Permission.WORK_DUTIES,
        Permission.SIGN_DUTIES,
        Permission.ASSIGN_PEOPLE,
        Permission.DELEGATE,
        Permission.ENTER_FIGURES,
        Permission.SUBMIT_FIGURES,
    }
)


@dataclass(frozen=True)
class Hat:
    """One role held today: own, or taken over by delegation (`for_person` names whose)."""

    role: str
    body_id: int
    path: str
    level_path: str
    field_number: int | None
    membership_id: int
    for_person: int | None = None
    of_standing_agency: bool = False  # the body runs the programme for its level

    def serves_level(self) -> bool:
        """Whether this hat is worn for the level above the body, not only for the body. The head of the standing
        agency answers for what its officers do there."""
        return self.role in _LEVEL_ROLES or (self.role == Role.HEAD and self.of_standing_agency)

    def prefix(self, permission: Permission) -> str:
        """The path prefix of the bodies for which this hat carries the permission (in OWN_HOUSE: its own)."""
        if self.serves_level() and permission not in OWN_HOUSE:
            return self.level_path
        return self.path

    def covers(self, permission: Permission, body: Body) -> bool:
        """Whether the permission, if the role carries it, holds for the body."""
        if permission in OWN_HOUSE:
            is_own_unit = body.kind == BodyKind.UNIT and body.path[: -Body.steplen] == self.path
            return body.path == self.path or is_own_unit
        return body.path.startswith(self.prefix(permission))


@dataclass(frozen=True)
class Standing:
    """What one person is on one day: the hats they wear."""

    person_id: int
    hats: tuple[Hat, ...]
    is_superuser: bool = False
    chosen_body_id: int | None = None  # in whose name they said they work; counts only while they wear a hat there
    bodies: Mapping[int, Body] = field(default_factory=dict, compare=False, repr=False)  # of the hats: names only

    def prefixes(self, permission: Permission) -> tuple[str, ...]:
        """Path prefixes for which the permission holds, without those that lie inside another."""
        if self.is_superuser:
            return ("",)
        found = sorted({hat.prefix(permission) for hat in self.hats if hat.role in TABLE[permission]})
        if permission in OWN_HOUSE:
            return tuple(found)  # a house inside another's subtree is a house of its own
        return tuple(p for p in found if not any(p != q and p.startswith(q) for q in found))

    def may(self, permission: Permission, body: Body | None = None) -> bool:
        """Whether the permission holds for the body, or for any body at all when none is given."""
        if self.is_superuser:
            return True
        hats = (hat for hat in self.hats if hat.role in TABLE[permission])
        return any(body is None or hat.covers(permission, body) for hat in hats)

    def body_ids(self, permission: Permission) -> frozenset[int]:
        """The bodies in which the person themselves holds a role that carries the permission."""
        return frozenset(hat.body_id for hat in self.hats if hat.role in TABLE[permission])

    def within(self, permission: Permission, lookup: str = "body__path") -> Q:
        """A filter for rows whose body (reached by `lookup`) lies where the permission holds; nothing if nowhere."""
        prefixes = self.prefixes(permission)
        if "" in prefixes:
            return Q()
        condition = Q(pk__in=[])
        for prefix in prefixes:
            if permission in OWN_HOUSE:
                kind, depth = (lookup.removesuffix("path") + column for column in ("kind", "depth"))
                below = {f"{lookup}__startswith": prefix, kind: BodyKind.UNIT, depth: len(prefix) // Body.steplen + 1}
                condition |= Q(**{lookup: prefix}) | Q(**below)
            else:
                condition |= Q(**{f"{lookup}__startswith": prefix})
        return condition

    def main_body_id(self) -> int | None:
        """The body in whose name the person works: the one they chose, otherwise the first of their own."""
        if any(hat.body_id == self.chosen_body_id for hat in self.hats):
            return self.chosen_body_id
        own = [hat for hat in self.hats if hat.for_person is None] or list(self.hats)
        return own[0].body_id if own else None


# Own roles and those taken over, in one question: every page of everybody asks it, and writing it out spares what
# building it anew would cost each time. {today} and {person} stand several times.
_HELD = """
    SELECT m.role, m.field_number, m.id AS membership, NULL AS for_person,
           b.id, b.path, b.is_standing_agency, b.name, b.short_name, b.sort_key, 0 AS is_lent, m.id AS place
      FROM bodies_membership m JOIN bodies_body b ON b.id = m.body_id
     WHERE m.person_id = %(person)s AND m.valid_from <= %(today)s AND (m.valid_to IS NULL OR m.valid_to > %(today)s)
    UNION ALL
    SELECT m.role, m.field_number, m.id, m.person_id,
           b.id, b.path, b.is_standing_agency, b.name, b.short_name, b.sort_key, 1, d.id
      FROM bodies_delegation d JOIN bodies_membership m ON m.id = d.membership_id JOIN bodies_body b ON b.id = m.body_id
     WHERE d.to_id = %(person)s AND d.starts_on <= %(today)s AND d.ends_on >= %(today)s AND d.revoked_at IS NULL
       AND m.valid_from <= %(today)s AND (m.valid_to IS NULL OR m.valid_to > %(today)s)
     ORDER BY is_lent, place
"""


def standing_of(person: Person | AnonymousUser, *, today: date) -> Standing:
    """What the person is on that day, delegations included: own roles first. One query."""
    if not isinstance(person, Person) or not person.is_active:
        return Standing(person_id=0, hats=())
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"person": person.pk, "today": today})
        rows = cursor.fetchall()
    hats = []
    bodies = {}
    for role, field_number, membership, for_person, pk, path, is_standing_agency, *shown, _is_lent, _place in rows:
        hats.append(
            Hat(
                role=role,
                body_id=pk,
                path=path,
                level_path=path[: -Body.steplen] or path,
                field_number=field_number,
                membership_id=membership,
                for_person=for_person,
                of_standing_agency=bool(is_standing_agency),
            )
        )
        bodies[pk] = Body.from_db(connection.alias, ("id", "name", "short_name", "sort_key"), (pk, *shown))
    return Standing(person_id=person.pk, hats=tuple(hats), is_superuser=person.is_superuser, bodies=bodies)


class SignedInRequest(HttpRequest):
    """A request that passed the door: the person is known and so is what they are today."""

    user: Person
    standing: Standing


View = Callable[..., HttpResponseBase]


def requires(permission: Permission) -> Callable[[View], View]:
    """Open a view to those who hold the permission somewhere; which rows they see is the selector's matter."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.standing.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def anyone(view: View) -> View:
    """Open a view to the public. Every such view stands in the documentation's list of exceptions."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open a view to everybody who is logged in (own profile, language, key help)."""
    view.permission = "signed_in"  # type: ignore[attr-defined]
    return view


WORKING_BODY = "working_body"  # in the session: the body in whose name the person chose to work


def attach_standing(request: Any) -> None:
    """Put the person's standing on the request, once, with the body that they chose to work in."""
    standing = standing_of(request.user, today=timezone.localdate())
    if len({hat.body_id for hat in standing.hats}) > 1:
        standing = replace(standing, chosen_body_id=request.session.get(WORKING_BODY))
    request.standing = standing

"""People: accounts and the roles they hold in bodies."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from caicach.core.events import record_event
from caicach.core.text import squeeze

from .. import rules
from ..models import Body, Membership, Person, Role


@transaction.atomic
def add_person(
    *,
    username: str,
    full_name: str,
    by: Person | None,
    now: datetime,
    email: str = "",
    position: str = "",
    phone: str = "",
    password: str | None = None,
    is_superuser: bool = False,
) -> Person:
    """Make an account. Without a password nobody can log in to it until one is set."""
    full_name = squeeze(full_name)
    person = Person(
        username=Person.normalize_username(username),
        full_name=full_name,
        email=email,
        position=squeeze(position),
        phone=phone,
        sort_key=rules.person_sort_key(full_name),
        is_superuser=is_superuser,
        is_staff=is_superuser,
        date_joined=now,
    )
    person.set_password(password)
    person.save(force_insert=True)
    record_event("person_added", about=person, by=by, at=now, username=person.username, full_name=full_name)
    return person


@transaction.atomic
def add_membership(
    *,
    person: Person,
    body: Body,
    role: str,
    on: date,
    by: Person | None,
    now: datetime,
    field_number: int | None = None,
    until: date | None = None,
) -> Membership:
    """Give the person a role in the body from a day on (to the day before `until`); an open one is not doubled."""
    Person.objects.select_for_update().get(pk=person.pk)
    held = Membership.objects.filter(person=person, body=body, role=role, valid_to=None).first()
    if held is not None:
        return held
    membership = Membership.objects.create(
        person=person, body=body, role=Role(role), field_number=field_number, valid_from=on, valid_to=until
    )
    record_event(
        "membership_added", about=membership, by=by, at=now, person=person.pk, body=body.pk, role=membership.role
    )
    return membership

"""People: accounts and the roles they hold in bodies."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from caicach.core.events import record_event
from caicach.core.models import Event
from caicach.core.text import squeeze

from .. import rules
from ..access import TABLE, Permission
from ..models import Body, Delegation, Membership, Person, Role
from .bodies import CannotChange

_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # read out over the phone without mistaking one for another


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
        search_key=rules.person_search_key(full_name, username, email),
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


@transaction.atomic
def admit_person(
    *,
    username: str,
    full_name: str,
    email: str,
    position: str,
    phone: str,
    body: Body,
    role: str,
    field_number: int | None,
    on: date,
    until: date | None,
    by: Person,
    now: datetime,
) -> Person:
    """A new account with its first role: both or neither."""
    person = add_person(
        username=username, full_name=full_name, email=email, position=position, phone=phone, by=by, now=now
    )
    add_membership(person=person, body=body, role=role, field_number=field_number, on=on, until=until, by=by, now=now)
    return person


@transaction.atomic
def end_membership(*, membership: Membership, on: date, by: Person | None, now: datetime) -> Membership:
    """The last day of the role is the day before `on`; what was delegated from it ends with it."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.valid_to is not None and membership.valid_to <= on:
        return membership
    if on < membership.valid_from:
        raise CannotChange(_("Vai trò chưa bắt đầu vào ngày đó."))
    membership.valid_to = on
    membership.save(update_fields=["valid_to"])
    record_event("membership_ended", about=membership, by=by, at=now, person=membership.person_id, on=on.isoformat())
    return membership


@transaction.atomic
def change_person(
    *,
    person: Person,
    by: Person | None,
    now: datetime,
    full_name: str | None = None,
    email: str | None = None,
    position: str | None = None,
    phone: str | None = None,
    wants_email: bool | None = None,
) -> Person:
    """Change what is stated about a person; None leaves a thing as it is."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    stated = {"email": email, "position": position, "phone": phone, "wants_email": wants_email}
    if full_name is not None:
        stated |= {"full_name": squeeze(full_name), "sort_key": rules.person_sort_key(full_name)}
    changed = {field: value for field, value in stated.items() if value is not None and value != getattr(person, field)}
    if not changed:
        return person
    for field, value in changed.items():
        setattr(person, field, value)
    person.search_key = rules.person_search_key(person.full_name, person.username, person.email)
    person.save(update_fields=[*changed, "search_key"])
    record_event("person_changed", about=person, by=by, at=now, fields=sorted(changed.keys() - {"sort_key"}))
    return person


@transaction.atomic
def set_temporary_password(*, person: Person, by: Person | None, now: datetime) -> str:
    """A new password that is shown once to whoever made it; it is kept nowhere, and leads nowhere but to the page
    on which the person sets one of their own."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    password = "-".join("".join(secrets.choice(_LEGIBLE) for _place in range(4)) for _group in range(4))
    person.set_password(password)
    person.temporary_password_at = now
    person.save(update_fields=["password", "temporary_password_at"])
    record_event("temporary_password_set", about=person, by=by, at=now)
    return password


@transaction.atomic
def choose_password(*, person: Person, password: str, now: datetime) -> None:
    """The person's own password, in place of whatever there was; `person` is changed too, for the session that goes on.
    Whoever calls has asked Django's rules for passwords."""
    Person.objects.select_for_update().get(pk=person.pk)
    person.set_password(password)
    person.temporary_password_at = None
    person.save(update_fields=["password", "temporary_password_at"])
    record_event("password_chosen", about=person, by=person, at=now)


@transaction.atomic
def deactivate_person(*, person: Person, on: date, by: Person | None, now: datetime) -> Person:
    """Close the account and end every role; what the person did stays theirs."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        return person
    if by is not None and by.pk == person.pk:
        raise CannotChange(_("Không thể tự khóa tài khoản của mình."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    for membership in Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), person=person):
        end_membership(membership=membership, on=max(on, membership.valid_from), by=by, now=now)
    Delegation.objects.filter(to=person, revoked_at=None, ends_on__gte=on).update(revoked_at=now)
    record_event("person_deactivated", about=person, by=by, at=now)
    return person


@transaction.atomic
def reactivate_person(*, person: Person, by: Person | None, now: datetime) -> Person:
    """Open the account again; roles have to be given anew."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        return person
    person.is_active = True
    person.save(update_fields=["is_active"])
    record_event("person_reactivated", about=person, by=by, at=now)
    return person


@transaction.atomic
def delegate_role(
    *, membership: Membership, to: Person, starts_on: date, ends_on: date, reason: str, by: Person, now: datetime
) -> Delegation:
    """While away: hand one's own role to somebody of the same body, from one day to another, both included."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    today = timezone.localdate(now)
    if membership.person_id != by.pk or not _holds(membership, on=starts_on):
        raise CannotChange(_("Chỉ ủy quyền được vai trò mà mình đang giữ."))
    if membership.role not in TABLE[Permission.DELEGATE]:
        raise CannotChange(_("Vai trò này không ủy quyền được."))
    if ends_on < starts_on or ends_on < today:
        raise CannotChange(_("Ngày kết thúc phải từ ngày bắt đầu trở đi và chưa qua."))
    in_same_body = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=starts_on), person=to, body=membership.body_id, valid_from__lte=starts_on
    )
    if to.pk == by.pk or not to.is_active or not in_same_body.exists():
        raise CannotChange(_("Người nhận ủy quyền phải là người khác đang làm việc trong cùng cơ quan."))
    standing = Delegation.objects.filter(
        membership=membership, revoked_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).first()
    if standing is not None:
        if (standing.to_id, standing.starts_on, standing.ends_on) == (to.pk, starts_on, ends_on):
            return standing
        raise CannotChange(_("Vai trò này đã được ủy quyền trong thời gian đó; thu hồi trước khi ủy quyền lại."))
    delegation = Delegation.objects.create(
        membership=membership, to=to, starts_on=starts_on, ends_on=ends_on, reason=squeeze(reason)
    )
    record_event(
        "role_delegated",
        about=delegation,
        by=by,
        at=now,
        membership=membership.pk,
        to=to.pk,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return delegation


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, by: Person, now: datetime) -> Delegation:
    """Take the role back at once."""
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if delegation.revoked_at is not None:
        return delegation
    delegation.revoked_at = now
    delegation.save(update_fields=["revoked_at"])
    record_event("delegation_revoked", about=delegation, by=by, at=now, to=delegation.to_id)
    return delegation


def _holds(membership: Membership, *, on: date) -> bool:
    return membership.valid_from <= on and (membership.valid_to is None or membership.valid_to > on)


@transaction.atomic
def note_password_mail(*, person: Person, by: Person, now: datetime) -> None:
    """Keep that somebody had the mail sent in which the person sets a password."""
    record_event("password_mail_sent", about=person, by=by, at=now)


@transaction.atomic
def note_reading(*, name: str, about: Person, by: Person, now: datetime) -> None:
    """Keep that somebody looked at personal data outside their own body: once a day for each thing looked at."""
    since = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    told = Event.objects.filter(
        name=name, about_kind=about._meta.label_lower, about_id=str(about.pk), by=by, at__gte=since
    )
    if not told.exists():
        record_event(name, about=about, by=by, at=now)

"""The life of a body and of an account, told in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from caicach.core.models import Event

from .models import Body, Membership, Person
from .words import event_words


@dataclass(frozen=True)
class Chapter:
    """Something that happened to a body on a day; `others` are the bodies it came from or went to."""

    on: date
    words: str
    basis: str = ""
    others: tuple[Body, ...] = ()


def life_of(body: Body) -> list[Chapter]:
    """From its opening to today: names, mergers, splits, end. Three queries."""
    names = list(body.names.order_by("valid_from", "pk"))
    came = list(body.precessions.select_related("predecessor").order_by("on", "pk"))
    went = list(body.successions.select_related("successor").order_by("on", "pk"))
    first = names[0].name if names else body.name
    chapters = [Chapter(body.opened_on, _("Bắt đầu hoạt động với tên “%(name)s”") % {"name": first})]
    chapters += [Chapter(name.valid_from, _("Đổi tên thành “%(name)s”") % {"name": name.name}) for name in names[1:]]
    for day, basis in dict.fromkeys((row.on, row.basis) for row in came):
        others = tuple(row.predecessor for row in came if (row.on, row.basis) == (day, basis))
        chapters.append(Chapter(day, _("Kế thừa"), basis, others))
    for day, basis in dict.fromkeys((row.on, row.basis) for row in went):
        others = tuple(row.successor for row in went if (row.on, row.basis) == (day, basis))
        words = _("Được kế thừa bởi") if body.closed_on == day else _("Tách ra")
        chapters.append(Chapter(day, words, basis, others))
    if body.closed_on is not None:
        chapters.append(Chapter(body.closed_on, _("Kết thúc hoạt động")))
    return sorted(chapters, key=lambda chapter: chapter.on)


@dataclass(frozen=True)
class Deed:
    """One line of an account's history."""

    at: datetime
    who: str
    words: Promise | str


def deeds_about(person: Person, *, limit: int = 30) -> list[Deed]:
    """What was done to the account and its roles, latest first."""
    roles = [str(pk) for pk in Membership.objects.filter(person=person).values_list("pk", flat=True)]
    about_person = Event.objects.filter(about_kind=Person._meta.label_lower, about_id=str(person.pk))
    about_roles = Event.objects.filter(about_kind=Membership._meta.label_lower, about_id__in=roles)
    rows = [
        event for events in (about_person, about_roles) for event in events.select_related("by").order_by("-id")[:limit]
    ]
    rows.sort(key=lambda event: event.pk, reverse=True)
    return [Deed(row.at, str(row.by) if row.by else _("Hệ thống"), event_words(row.name)) for row in rows[:limit]]

"""Bodies: opening, naming, grouping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caicach.core.events import record_event
from caicach.core.text import squeeze

from .. import rules
from ..models import Body, BodyAlias, BodyGroup, BodyKind, BodyName, Person


class CannotChange(Exception):
    """The change would make a body's life contradict itself; the text says why, for the person."""


@transaction.atomic
def open_body(
    *,
    code: str,
    kind: str,
    name: str,
    parent: Body | None,
    on: date,
    by: Person | None,
    now: datetime,
    short_name: str = "",
    symbol: str = "",
    place: str = "",
    aliases: Iterable[str] = (),
    is_standing_agency: bool = False,
) -> Body:
    """Open a body below `parent` (None: a province or city) on a day."""
    name, short_name = squeeze(name), squeeze(short_name)
    body = Body(
        code=code,
        kind=BodyKind(kind),
        name=name,
        short_name=short_name,
        symbol=symbol,
        place=place or (parent.place if parent else ""),
        is_standing_agency=is_standing_agency,
        opened_on=on,
        sort_key=rules.body_sort_key(name),
        search_key=rules.body_search_key(name, short_name, symbol, tuple(aliases)),
    )
    if parent is None:
        Body.objects.add_root(instance=body)
    else:
        Body.objects.add_child(Body.objects.select_for_update().get(pk=parent.pk), instance=body)
    BodyName.objects.create(body=body, name=name, valid_from=on)
    _write_aliases(body, aliases)
    record_event("body_opened", about=body, by=by, at=now, called=name, code=code, on=on.isoformat())
    return body


def refuse_impossible_renaming(*, body: Body, on: date) -> None:
    """Raise CannotChange where the body could not take a new name on the day."""
    if body.closed_on is not None:
        raise CannotChange(_("Cơ quan đã kết thúc hoạt động giữ tên cuối cùng của nó."))
    current = body.names.order_by("-valid_from", "-id").first()
    if current is not None and on <= current.valid_from:
        raise CannotChange(_("Ngày đổi tên phải sau ngày bắt đầu của tên hiện tại."))


@transaction.atomic
def rename_body(
    *,
    body: Body,
    name: str,
    on: date,
    by: Person | None,
    now: datetime,
    short_name: str | None = None,
    kind: str | None = None,
    basis: str = "",
) -> Body:
    """Give the body a new name from a day on, and where a commune became a ward the new kind; the former name stays
    in its history and still matches."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    name = squeeze(name)
    if name == body.name:
        return body
    refuse_impossible_renaming(body=body, on=on)
    former = body.name
    body.names.filter(valid_to=None).update(valid_to=on)
    BodyName.objects.create(body=body, name=name, valid_from=on)
    body.name = name
    if short_name is not None:
        body.short_name = squeeze(short_name)
    if kind is not None:
        body.kind = BodyKind(kind)
    body.sort_key = rules.body_sort_key(name)
    body.search_key = _search_key(body)
    body.save(update_fields=["name", "short_name", "kind", "sort_key", "search_key"])
    record_event("body_renamed", about=body, by=by, at=now, former=former, called=name, on=on.isoformat(), basis=basis)
    return body


@transaction.atomic
def add_alias(*, body: Body, text: str, by: Person | None, now: datetime) -> BodyAlias:
    """State another way in which documents write the body's name."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    text = squeeze(text)
    folded = rules.name_key(text)
    if not folded:
        raise CannotChange(_("Tên gọi khác phải có chữ."))
    alias, created = BodyAlias.objects.get_or_create(body=body, folded=folded, defaults={"text": text})
    if created:
        body.search_key = _search_key(body)
        body.save(update_fields=["search_key"])
        record_event("body_alias_added", about=body, by=by, at=now, text=text)
    return alias


@transaction.atomic
def define_group(
    *,
    under: Body,
    name: str,
    kinds: Iterable[str],
    by: Person | None,
    now: datetime,
    also: Iterable[Body] = (),
    aliases: Iterable[str] = (),
) -> BodyGroup:
    """Define the group of that name below `under`, or redefine it."""
    under = Body.objects.select_for_update().get(pk=under.pk)
    members = list(also)
    stated = {
        "kinds": [BodyKind(kind).value for kind in kinds],
        "aliases": list(dict.fromkeys(squeeze(alias) for alias in aliases)),
    }
    group = BodyGroup.objects.filter(under=under, name=squeeze(name)).first()
    if group is not None:
        same_members = set(group.also.values_list("pk", flat=True)) == {member.pk for member in members}
        if same_members and stated == {"kinds": group.kinds, "aliases": group.aliases}:
            return group
    group, _created = BodyGroup.objects.update_or_create(under=under, name=squeeze(name), defaults=stated)
    group.also.set(members)
    record_event(
        "group_defined", about=group, by=by, at=now, called=group.name, kinds=group.kinds, also=[m.pk for m in members]
    )
    return group


def _write_aliases(body: Body, aliases: Iterable[str]) -> None:
    by_key = {rules.name_key(alias): squeeze(alias) for alias in aliases}
    BodyAlias.objects.bulk_create(
        [BodyAlias(body=body, text=text, folded=folded) for folded, text in by_key.items() if folded]
    )


def _search_key(body: Body) -> str:
    aliases = tuple(body.aliases.order_by("id").values_list("text", flat=True))
    return rules.body_search_key(body.name, body.short_name, body.symbol, aliases)

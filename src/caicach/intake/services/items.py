"""A person's work on the items of a draft: accept, edit, drop, restore, merge, split.

Each act locks the draft's row, then asks for the version the person saw. Doing the same twice changes nothing; a
change that somebody else made in between is told with `ItemChanged`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event

from ..models import Draft, DraftItem, DraftState, ItemKind, ItemState
from ..rules import EMPTY, Obstacle, as_kind, between, merged
from ..workbench import sure_items
from .errors import ItemChanged, NotYet

Versions = Mapping[int, int]
"""The items a person means, each with the version they saw."""


def lock_ready(draft: Draft) -> Draft:
    """The draft's row, locked, if a person may still work on it."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != DraftState.READY:
        raise NotYet([Obstacle.NOT_READY])
    return draft


def _items(draft: Draft, versions: Versions) -> list[DraftItem]:
    return list(draft.items.select_for_update().filter(pk__in=versions))


def _at_version(item: DraftItem, versions: Versions) -> DraftItem:
    if item.version != versions[item.pk]:
        raise ItemChanged(item)
    return item


def _save(items: Sequence[DraftItem], *, by: Person, now: datetime) -> None:
    for item in items:
        item.version += 1
        item.edited_by, item.edited_at = by, now
    DraftItem.objects.bulk_update(
        items, ["kind", "state", "data", "became", "part_of", "version", "edited_by", "edited_at"], batch_size=200
    )


def _move(draft: Draft, versions: Versions, to: ItemState, *, name: str, by: Person, now: datetime) -> list[DraftItem]:
    draft = lock_ready(draft)
    moving = [_at_version(item, versions) for item in _items(draft, versions) if item.state != to]
    for item in moving:
        if item.became_id and to == ItemState.ACCEPTED:
            raise NotYet([Obstacle.ITEM_SETTLED])
        item.state = to
    if moving:
        _save(moving, by=by, now=now)
        record_event(name, about=draft, by=by, at=now, items=[item.pk for item in moving])
    return moving


@transaction.atomic
def accept_items(*, draft: Draft, versions: Versions, by: Person, now: datetime) -> list[DraftItem]:
    """Take the items as they stand; returns those that were not accepted before."""
    return _move(draft, versions, ItemState.ACCEPTED, name="draft_items_accepted", by=by, now=now)


@transaction.atomic
def accept_sure_items(*, draft: Draft, by: Person, now: datetime, part: str = "") -> list[DraftItem]:
    """Take every item that nobody has looked at and nobody has to: the reader is sure of it, its deadline is a day and
    its owner is known. With `part`, only those of that part. Returns them, so that it can be undone."""
    draft = lock_ready(draft)
    asked = draft.items.select_for_update().exclude(kind=ItemKind.STATEMENT)
    sure = sure_items(draft, list(asked.filter(state=ItemState.UNSEEN)), on=timezone.localdate(now), part=part)
    for item in sure:
        item.state = ItemState.ACCEPTED
    if sure:
        _save(sure, by=by, now=now)
        record_event("draft_items_accepted", about=draft, by=by, at=now, items=[item.pk for item in sure])
    return sure


@transaction.atomic
def drop_items(*, draft: Draft, versions: Versions, by: Person, now: datetime) -> list[DraftItem]:
    """Leave the items out of the programme; they stay in the draft and can be restored."""
    return _move(draft, versions, ItemState.DROPPED, name="draft_items_dropped", by=by, now=now)


@transaction.atomic
def restore_items(*, draft: Draft, versions: Versions, by: Person, now: datetime) -> list[DraftItem]:
    """Put accepted or dropped items back among those to look at. An item that was merged comes back with its fellows,
    and the merged one is dropped."""
    draft = lock_ready(draft)
    moving = [_at_version(item, versions) for item in _items(draft, versions) if item.state != ItemState.UNSEEN]
    wholes = {item.became_id for item in moving if item.became_id}
    if wholes:
        fellows = draft.items.select_for_update().filter(became__in=wholes).exclude(pk__in=[i.pk for i in moving])
        moving += fellows
        dropped = list(draft.items.select_for_update().filter(pk__in=wholes))
        for whole in dropped:
            whole.state = ItemState.DROPPED
        _save(dropped, by=by, now=now)
    for item in moving:
        item.state, item.became = ItemState.UNSEEN, None
    if moving:
        _save(moving, by=by, now=now)
        record_event("draft_items_restored", about=draft, by=by, at=now, items=[item.pk for item in moving])
    return moving


@transaction.atomic
def edit_item(
    *, item: DraftItem, version: int, kind: str, data: Mapping[str, Any], part_of: int | None, by: Person, now: datetime
) -> DraftItem:
    """Correct an item and accept it with that. `data` holds the keys of its (new) kind; others stay as they were.

    `part_of` is the target of which this one is a part ("trong đó"), of the same draft.
    """
    draft = lock_ready(item.draft)
    item = draft.items.select_for_update().get(pk=item.pk)
    if item.state == ItemState.DROPPED:
        raise NotYet([Obstacle.ITEM_SETTLED])
    changed = {**as_kind(item.data, item.kind, kind), **data}
    whole = draft.items.filter(pk=part_of).exclude(pk=item.pk).first() if part_of else None
    after = (kind, changed, whole.pk if whole else None, ItemState.ACCEPTED)
    if after == (item.kind, item.data, item.part_of_id, item.state):
        return item  # the same form sent twice
    _at_version(item, {item.pk: version})
    before = {key: item.data.get(key) for key in changed if item.data.get(key) != changed[key]}
    if whole and whole.part_of_id == item.pk:  # a ring would have no whole
        whole.part_of = None
        _save([whole], by=by, now=now)
    item.kind, item.data, item.part_of, item.state = kind, changed, whole, ItemState.ACCEPTED
    _save([item], by=by, now=now)
    record_event("draft_item_edited", about=draft, by=by, at=now, item=item.pk, before=before)
    return item


@transaction.atomic
def merge_items(*, draft: Draft, versions: Versions, by: Person, now: datetime) -> DraftItem:
    """Make one item of several of a kind, in the place of the first; the parts are kept and name what they became."""
    draft = lock_ready(draft)
    parts = _items(draft, versions)
    wholes = {part.became_id for part in parts}
    if len(parts) > 1 and len(wholes) == 1 and None not in wholes:
        return draft.items.get(made_of=parts[0])  # the same form sent twice
    if len(parts) < 2:
        raise NotYet([Obstacle.ONLY_ONE])
    if len({part.kind for part in parts}) > 1:
        raise NotYet([Obstacle.KINDS_DIFFER])
    if any(part.state == ItemState.DROPPED for part in parts):
        raise NotYet([Obstacle.ITEM_SETTLED])
    parts = [_at_version(part, versions) for part in parts]
    first = parts[0]
    whole = DraftItem.objects.create(
        draft=draft,
        kind=first.kind,
        ordinal=first.ordinal,
        state=ItemState.ACCEPTED,
        data=merged([part.data for part in parts]),
        confidence=min(part.confidence for part in parts),
        page=first.page,
        line=first.line,
        document_index=first.document_index,
        part_of=first.part_of,
        edited_by=by,
        edited_at=now,
    )
    DraftItem.objects.filter(draft=draft, part_of__in=parts).update(part_of=whole)
    for part in parts:
        part.state, part.became = ItemState.DROPPED, whole
    _save(parts, by=by, now=now)
    record_event("draft_items_merged", about=draft, by=by, at=now, items=[p.pk for p in parts], became=whole.pk)
    return whole


@transaction.atomic
def split_item(*, item: DraftItem, version: int, parts: Sequence[str], by: Person, now: datetime) -> list[DraftItem]:
    """Make several items of one: the first part stays in it, each further part is a new item right after it."""
    draft = lock_ready(item.draft)
    item = draft.items.select_for_update().get(pk=item.pk)
    if item.version != version and [item.data.get("text")] == list(parts[:1]):
        return [item]  # the same form sent twice
    if item.state == ItemState.DROPPED:
        raise NotYet([Obstacle.ITEM_SETTLED])
    if len(parts) < 2:
        raise NotYet([Obstacle.SPLIT_NEEDS_PARTS])
    _at_version(item, {item.pk: version})
    following: Decimal | None = draft.items.filter(ordinal__gt=item.ordinal).values_list("ordinal", flat=True).first()
    new = DraftItem.objects.bulk_create(
        [
            DraftItem(
                draft=draft,
                kind=item.kind,
                ordinal=place,
                data={**item.data, "text": part},
                confidence=item.confidence,
                page=item.page,
                line=item.line,
                document_index=item.document_index,
                part_of=item.part_of,
                edited_by=by,
                edited_at=now,
            )
            for place, part in zip(between(item.ordinal, following, len(parts) - 1), parts[1:], strict=True)
        ]
    )
    item.data = {**item.data, "text": parts[0]}
    item.state = ItemState.UNSEEN
    _save([item], by=by, now=now)
    record_event("draft_item_split", about=draft, by=by, at=now, item=item.pk, into=[part.pk for part in new])
    return [item, *new]


@transaction.atomic
def add_item(*, draft: Draft, kind: str, text: str, line: int | None, by: Person, now: datetime) -> DraftItem:
    """Write down what the reader missed, accepted with that. It stands at `line` of the shown text, or at the end."""
    draft = lock_ready(draft)
    last = draft.items.order_by("-ordinal", "-id").first()
    before = draft.items.filter(line__lte=line).order_by("-ordinal", "-id").first() if line else last
    place = before.ordinal if before else Decimal(0)
    following = draft.items.filter(ordinal__gt=place).order_by("ordinal").values_list("ordinal", flat=True).first()
    page = next((block["page"] for block in reversed(draft.text) if line and block["line"] <= line), None)
    item = DraftItem.objects.create(
        draft=draft, kind=kind, ordinal=between(place, following, 1)[0], state=ItemState.ACCEPTED,
        data={**EMPTY[kind], "text": text, "section": before.data.get("section", "") if before else ""},
        confidence=Decimal(1), page=page or (before.page if before else 1), line=line or (before.line if before else 1),
        document_index=before.document_index if before else draft.document_index, edited_by=by, edited_at=now,
    )  # fmt: skip
    record_event("draft_item_added", about=draft, by=by, at=now, item=item.pk, kind=kind)
    return item

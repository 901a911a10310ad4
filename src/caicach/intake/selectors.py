"""What is asked about drafts, starting from who is asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyGroup
from caicach.bodies.selectors import alive

from .models import Draft, DraftItem, DraftState, ItemKind, ItemState
from .owners import OwnerBook, Understood
from .rules import SURE, names_in

PAGE = 30


def drafts(standing: Standing) -> QuerySet[Draft]:
    """The drafts of the bodies for which the person may read plans in."""
    return Draft.objects.filter(standing.within(Permission.READ_PLANS_IN, "body__path"))


@dataclass(frozen=True)
class DraftList:
    """One page of drafts; `after` is the key of the next page, None on the last."""

    drafts: Sequence[Draft]
    after: str | None


def draft_list(standing: Standing, *, after: str = "", size: int = PAGE) -> DraftList:
    """Latest first, with how many items there are and how many are left to look at. One query."""
    rows = (
        drafts(standing)
        .exclude(state=DraftState.DISCARDED)
        .select_related("body", "uploaded_by", "plan")
        .defer("text", "reading")
        .annotate(
            items_count=Count("items", filter=~Q(items__state=ItemState.DROPPED)),
            unseen_count=Count("items", filter=Q(items__state=ItemState.UNSEEN)),
        )
        .order_by("-pk")
    )
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: size + 1])
    return DraftList(found[:size], str(found[size - 1].pk) if len(found) > size else None)


def discarded_drafts(standing: Standing) -> list[Draft]:
    """What was put away and can be taken back, latest upload first. One query."""
    rows = drafts(standing).filter(state=DraftState.DISCARDED).select_related("body", "uploaded_by")
    return list(rows.defer("text", "reading").order_by("-pk")[:PAGE])


def bodies_to_read_for(standing: Standing, *, on: date) -> list[Body]:
    """In whose name the person may upload: their level and their own bodies, the highest first. One query."""
    paths = set(standing.prefixes(Permission.READ_PLANS_IN)) - {""}
    own = standing.body_ids(Permission.READ_PLANS_IN)
    found = Q(path__in=paths) | Q(pk__in=own)
    if standing.is_superuser:
        found |= Q(depth=1)
    return list(Body.objects.filter(found, alive(on)).order_by("depth", "sort_key")[:50])


def owner_choices(draft: Draft, *, on: date) -> dict[str, list[Any]]:
    """Whom a written name can be said to mean: groups and bodies at the draft's level, not what lies deeper."""
    top = draft.body.path[: Body.steplen]
    near = Body.objects.filter(alive(on), path__startswith=top, depth__lte=draft.body.depth + 1)
    return {
        "groups": list(BodyGroup.objects.filter(under__path__startswith=top).order_by("name")[:100]),
        "bodies": list(near.order_by("sort_key").only("pk", "name", "path", "depth")[:400]),
    }


def owner_choice(draft: Draft, said: str, *, on: date) -> str | None:
    """What a person typed or pressed as the draft keeps it: "body:12", "group:3"; None for what nobody bears."""
    top = draft.body.path[: Body.steplen]
    kind, _, pk = said.partition(":")
    bodies = Body.objects.filter(alive(on), path__startswith=top)
    groups = BodyGroup.objects.filter(under__path__startswith=top)
    if pk.isdecimal() and kind in ("body", "group"):
        known = bodies if kind == "body" else groups
        return said if known.filter(pk=int(pk)).exists() else None
    if group := groups.filter(name=said).first():
        return f"group:{group.pk}"
    body = bodies.filter(name=said).order_by("depth", "path").first()
    return f"body:{body.pk}" if body else None


@dataclass
class ItemView:
    """An item as the page shows it."""

    item: DraftItem
    owners: list[Understood] = field(default_factory=list)
    supports: list[Understood] = field(default_factory=list)

    @property
    def is_unsure(self) -> bool:
        return self.item.confidence < SURE

    @property
    def needs_owner(self) -> bool:
        return any(not owner.is_settled for owner in self.owners)


@dataclass(frozen=True)
class Workbench:
    """Everything on the confirming page."""

    draft: Draft
    look: list[ItemView]  # unseen and unsure, first
    groups: list[tuple[str, list[ItemView]]]  # kind → unseen and sure
    settled: list[ItemView]  # accepted, folded away
    dropped: list[ItemView]
    names: list[Understood]
    total: int
    unseen: int
    accepted: int

    @property
    def sure(self) -> int:
        return self.unseen - len(self.look)

    @property
    def seen_percent(self) -> int:
        return (self.total - self.unseen) * 100 // self.total if self.total else 100


def workbench(draft: Draft, *, on: date) -> Workbench:
    """The draft's items sorted as a person works through them. Four queries, however many items."""
    items = list(draft.items.select_related("edited_by", "part_of", "became").order_by("ordinal", "id"))
    book = OwnerBook(draft, [item for item in items if item.state != ItemState.DROPPED], on=on)
    views = [_view(item, book) for item in items]
    unseen = [view for view in views if view.item.state == ItemState.UNSEEN]
    look = [view for view in unseen if view.is_unsure]
    return Workbench(
        draft=draft,
        look=look,
        groups=[
            (kind, found)
            for kind in ItemKind.values
            if (found := [view for view in unseen if view.item.kind == kind and not view.is_unsure])
        ],
        settled=[view for view in views if view.item.state == ItemState.ACCEPTED],
        dropped=[view for view in views if view.item.state == ItemState.DROPPED],
        names=book.names(),
        total=sum(view.item.state != ItemState.DROPPED for view in views),
        unseen=len(unseen),
        accepted=sum(view.item.state == ItemState.ACCEPTED for view in views),
    )


def item_view(item: DraftItem, *, on: date) -> ItemView:
    """One item as the page shows it."""
    return _view(item, OwnerBook(item.draft, [item], on=on))


def _view(item: DraftItem, book: OwnerBook) -> ItemView:
    data = item.data
    if item.kind == ItemKind.TASK:
        return ItemView(
            item,
            [book.understood(name) for name in data.get("leads") or []],
            [book.understood(name) for name in data.get("supports") or []],
        )
    return ItemView(item, [book.understood(name) for name in names_in(item.kind, data)])

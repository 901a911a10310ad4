"""What is asked about drafts, starting from who is asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyGroup
from caicach.bodies.selectors import alive

from .models import Draft, DraftState, ItemKind, ItemState, PageState

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
    asked = ~Q(items__kind=ItemKind.STATEMENT)  # the others are offered only
    rows = (
        drafts(standing)
        .exclude(state=DraftState.DISCARDED)
        .select_related("body", "uploaded_by", "plan")
        .defer("text", "reading")
        .annotate(
            items_count=Count("items", filter=~Q(items__state=ItemState.DROPPED) & asked),
            unseen_count=Count("items", filter=Q(items__state=ItemState.UNSEEN) & asked),
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


@dataclass(frozen=True)
class PageCounts:
    """How far the pages are that have to be recognised; all zero where none has to be."""

    total: int
    done: int
    unread: int

    @property
    def finished(self) -> int:
        return self.done + self.unread


def page_counts(draft: Draft) -> PageCounts:
    """How many pages of the draft are recognised, of how many. One query."""
    rows = draft.pages.exclude(state=PageState.SHOWN).values_list("state").annotate(count=Count("pk")).order_by()
    counts = dict(rows)
    return PageCounts(sum(counts.values()), counts.get(PageState.DONE, 0), counts.get(PageState.UNREAD, 0))

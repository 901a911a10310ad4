"""What the confirming page shows of a draft's items: those to look at, the parts, who works where.

However many items there are, the queries are the same few, and no more than `ROWS` items are made ready for the page;
the others come when somebody gets to them (`group`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise

from caicach.bodies.models import Person

from .doubts import Doubt, answering, doubts_about
from .models import Draft, DraftItem, ItemKind, ItemState, SectionClaim
from .owners import OwnerBook, Understood
from .parts import Division, Part, Place
from .shown import restored_lines, warnings_of
from .words import DOUBTS

ROWS = 40  # items that come with the page
GROUP_ROWS = 60  # items that come when a part is opened
TO_LOOK_AT, ACCEPTED, DROPPED, FIGURES = "xem", "da-nhan", "da-bo", "so-lieu"


@dataclass(eq=False)
class ItemView:
    """An item as the page shows it."""

    item: DraftItem
    part: Part
    doubts: tuple[Doubt, ...] = ()
    owners: list[Understood] = field(default_factory=list)
    supports: list[Understood] = field(default_factory=list)
    whole: str = ""  # the text of the target of which it is a part
    warnings: list[str] = field(default_factory=list)  # what the reader says of its line
    found: str = ""  # its lines as they stand in the file, where their marks were put back by the machine
    edited_by: Person | None = None

    @property
    def doubt_words(self) -> list[str | Promise]:
        return [DOUBTS[doubt] for doubt in self.doubts]

    @property
    def is_unsure(self) -> bool:
        return bool(self.doubts) and self.item.state == ItemState.UNSEEN

    @property
    def drawn_from(self) -> tuple[Any, ...]:
        """All that the page shows of the item while it is not open for editing."""
        item = self.item
        own = (item.pk, item.version, item.state, item.kind, item.line, item.page, item.part_of_id, item.became_id)
        said = (repr(item.data), *self.doubts, repr(self.owners), repr(self.supports), self.whole, *self.warnings)
        return (*own, *said, self.found, str(self.edited_by or ""))


@dataclass(frozen=True)
class Notes:
    """What is said beside the items, by line."""

    warnings: dict[int, list[str]]
    found: dict[int, str]

    @classmethod
    def of(cls, draft: Draft) -> Notes:
        warnings: dict[int, list[str]] = {}
        for warning in warnings_of(draft.reading or {"warnings": [], "documents": []}):
            warnings.setdefault(warning.get("line") or 1, []).append(warning["text"])
        return cls({line: texts for line, texts in warnings.items() if line > 1}, restored_lines(draft.text))


@dataclass(eq=False)
class Group:
    """Items under one head; `shown` come with the page, `after` is where the next ones begin, None for no more."""

    key: str
    title: str
    shown: list[ItemView]
    count: int  # to be shown in all
    sure: int = 0  # of them, may be taken together
    done: int = 0  # of the part, seen already
    after: int | None = None
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class Workbench:
    """Everything on the right-hand side."""

    draft: Draft
    look: Group
    parts: list[Group]
    names: list[Understood]
    total: int
    unseen: int
    accepted: int
    dropped: int
    doubtful: int
    figures: int  # statements that are offered
    figures_accepted: int
    division: Division
    by_pk: dict[int, ItemView]

    @property
    def sure(self) -> int:
        return self.unseen - self.doubtful

    @property
    def seen_percent(self) -> int:
        return (self.total - self.unseen) * 100 // self.total if self.total else 100


def division_of(draft: Draft, items: Iterable[DraftItem]) -> Division:
    """The parts of the draft's documents."""
    return Division((draft.reading or {"documents": []})["documents"], map(place_of, items))


def place_of(item: DraftItem) -> Place:
    return item.document_index or 0, str(item.data.get("section") or "")


def workbench(draft: Draft, *, on: date, now: datetime, in_order: bool = False, me: Person | None = None) -> Workbench:
    """The draft's items as a person works through them: the doubtful first, or `in_order` of the document."""
    items = list(draft.items.exclude(kind=ItemKind.STATEMENT).defer("read"))
    kept = [item for item in items if item.state != ItemState.DROPPED]
    book = OwnerBook(draft, kept, on=on)
    division = division_of(draft, items)
    texts = {item.pk: str(item.data.get("text") or "") for item in items}
    notes = Notes.of(draft)
    views = [_view(item, book, division, texts, notes) for item in items]
    unseen = [view for view in views if view.item.state == ItemState.UNSEEN]
    look = [] if in_order else [view for view in unseen if view.doubts]
    left = max(ROWS - len(look), 0)
    claims = _people_by_part(draft, now=now, me=me)
    parts: dict[str, Group] = {}
    for view in views:
        if view.item.state == ItemState.DROPPED:
            continue
        part = parts.setdefault(
            view.part.key, Group(view.part.key, view.part.title, [], 0, people=claims.get(view.part.key, []))
        )
        if view.item.state != ItemState.UNSEEN:
            part.done += 1
        elif in_order or not view.doubts:
            part.count += 1
            part.sure += not view.doubts
            if left:
                part.shown.append(view)
                left -= 1
    for part in parts.values():
        part.after = len(part.shown) if len(part.shown) < part.count else None
    figures = draft.items.filter(kind=ItemKind.STATEMENT).aggregate(
        offered=Count("pk", filter=Q(state=ItemState.UNSEEN)), taken=Count("pk", filter=Q(state=ItemState.ACCEPTED))
    )
    return Workbench(
        draft=draft,
        look=Group(TO_LOOK_AT, "", look[:ROWS], len(look), after=ROWS if len(look) > ROWS else None),
        parts=list(parts.values()),
        names=book.names(),
        total=len(kept),
        unseen=len(unseen),
        accepted=sum(item.state == ItemState.ACCEPTED for item in items),
        dropped=len(items) - len(kept),
        doubtful=sum(bool(view.doubts) for view in unseen),
        figures=figures["offered"],
        figures_accepted=figures["taken"],
        division=division,
        by_pk={view.item.pk: view for view in views},
    )


@dataclass(frozen=True)
class Left:
    """What the counter says."""

    total: int
    unseen: int
    parts: list[Group]  # those in which somebody else works

    @property
    def seen_percent(self) -> int:
        return (self.total - self.unseen) * 100 // self.total if self.total else 100


def what_is_left(draft: Draft, *, now: datetime, me: Person | None = None) -> Left:
    """How many items are left to be seen, and who else works where. Three queries at most."""
    asked = draft.items.exclude(kind=ItemKind.STATEMENT)
    counts = asked.exclude(state=ItemState.DROPPED).aggregate(
        total=Count("pk"), unseen=Count("pk", filter=Q(state=ItemState.UNSEEN))
    )
    people = _people_by_part(draft, now=now, me=me)
    division = division_of(draft, asked.only("draft_id", "document_index", "data")) if people else None
    parts = [
        Group(key, part.title, [], 0, people=who)
        for key, who in people.items()
        if division and (part := division.with_key(key))
    ]
    return Left(counts["total"], counts["unseen"], parts)


def group(draft: Draft, key: str, *, on: date, after: int = 0, in_order: bool = False) -> Group:
    """The items of one part, of those to look at, or of those that are settled, from the `after`th on."""
    items = list(draft.items.defer("read"))
    ours = [item for item in items if item.kind != ItemKind.STATEMENT]
    if key in (ACCEPTED, DROPPED):
        wanted = [item for item in ours if item.state == {ACCEPTED: "accepted", DROPPED: "dropped"}[key]]
    elif key == FIGURES:
        wanted = [item for item in items if item.kind == ItemKind.STATEMENT and item.state != ItemState.DROPPED]
    else:
        wanted = [item for item in ours if item.state == ItemState.UNSEEN]
    book = OwnerBook(draft, [item for item in ours if item.state != ItemState.DROPPED], on=on)
    division = division_of(draft, ours)
    texts = {item.pk: str(item.data.get("text") or "") for item in ours}
    notes = Notes.of(draft)
    views = [_view(item, book, division, texts, notes) for item in wanted]
    if key == TO_LOOK_AT:
        views = [view for view in views if view.doubts]
    elif key not in (ACCEPTED, DROPPED, FIGURES):
        views = [view for view in views if view.part.key == key and (in_order or not view.doubts)]
    shown = views[after : after + GROUP_ROWS]
    editors = Person.objects.in_bulk({view.item.edited_by_id for view in shown if view.item.edited_by_id})
    for view in shown:
        view.edited_by = editors.get(view.item.edited_by_id)
    return Group(key, "", shown, len(views), after=after + GROUP_ROWS if len(views) > after + GROUP_ROWS else None)


def item_view(item: DraftItem, *, on: date) -> ItemView:
    """One item as the page shows it."""
    draft = item.draft
    places = draft.items.exclude(kind=ItemKind.STATEMENT).values_list("document_index", "data__section")
    division = Division(
        (draft.reading or {"documents": []})["documents"], [(number or 0, path or "") for number, path in places]
    )
    return _view(item, OwnerBook(draft, [item], on=on), division, {}, Notes.of(draft))


def sure_items(draft: Draft, items: Sequence[DraftItem], *, on: date, part: str = "") -> list[DraftItem]:
    """Those of the unseen items about which there is no doubt; of one part, where it is named."""
    book = OwnerBook(draft, items, on=on)
    division = division_of(draft, draft.items.exclude(kind=ItemKind.STATEMENT).only("document_index", "data"))
    return [item for item in items if not _doubts(item, book) and part in ("", division.part(place_of(item)).key)]


def _view(item: DraftItem, book: OwnerBook, division: Division, texts: dict[int, str], notes: Notes) -> ItemView:
    data = item.data
    owners = [book.understood(name) for name in answering(item.kind, data)]
    return ItemView(
        item,
        division.part(place_of(item)),
        _doubts(item, book, owners),
        owners,
        [book.understood(name) for name in data.get("supports") or []],
        texts.get(item.part_of_id, "") if item.part_of_id else "",
        notes.warnings.get(item.line, []),
        notes.found.get(item.line, ""),
    )


def _doubts(item: DraftItem, book: OwnerBook, owners: list[Understood] | None = None) -> tuple[Doubt, ...]:
    if owners is None:
        owners = [book.understood(name) for name in answering(item.kind, item.data)]
    known = all(owner.open_ended or (owner.is_settled and not owner.is_unsure) for owner in owners)
    return doubts_about(confidence=item.confidence, reader=item.doubts, owner_is_known=known)


def _people_by_part(draft: Draft, *, now: datetime, me: Person | None) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for claim in claims(draft, now=now, me=me):
        found.setdefault(claim.section, []).append(claim.person)
    return found


def claims(draft: Draft, *, now: datetime, me: Person | None = None) -> Sequence[SectionClaim]:
    """Who else works where at this moment."""
    running = draft.claims.filter(until__gt=now).select_related("person").order_by("pk")
    return list(running.exclude(person=me) if me else running)

"""Who the written names of agencies mean, for one draft: as found by the room of bodies, or as a person chose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from caicach.bodies.models import Body, BodyGroup
from caicach.bodies.selectors import BodyIndex

from .models import Draft, DraftItem
from .rules import names_in

SURE = 0.8  # below it the page asks the person to look
REMEMBERED_SECONDS = 60  # the names of a large city take a moment to load, and the page is asked for after each act


@dataclass(frozen=True)
class Understood:
    """What one written name means; nothing in both lists where nobody could tell."""

    as_written: str
    bodies: tuple[Body, ...] = ()
    groups: tuple[BodyGroup, ...] = ()
    confidence: float = 0.0
    candidates: tuple[Body, ...] = ()
    chosen: bool = False  # by a person
    open_ended: bool = False  # "các cơ quan, đơn vị liên quan": nobody can list them

    @property
    def is_settled(self) -> bool:
        return bool(self.bodies or self.groups)

    @property
    def is_unsure(self) -> bool:
        return self.is_settled and not self.chosen and self.confidence < SURE

    @property
    def label(self) -> str:
        """The bodies and groups by name."""
        return "; ".join(str(one) for one in (*self.bodies, *self.groups))

    @property
    def choice(self) -> str:
        """As a form states it: "body:12", "group:3" or nothing."""
        if len(self.bodies) + len(self.groups) != 1:
            return ""
        return f"body:{self.bodies[0].pk}" if self.bodies else f"group:{self.groups[0].pk}"


class OwnerBook:
    """Every name the items of a draft write, each with what it means on a day. A handful of queries for all."""

    def __init__(self, draft: Draft, items: Iterable[DraftItem], *, on: date) -> None:
        self._choices: dict[str, str] = draft.header.get("owners") or {}
        names = list(dict.fromkeys(name for item in items for name in names_in(item.kind, item.data)))
        found = _found(names, under=draft.body, on=on)
        chosen = [_parsed(choice) for choice in self._choices.values()]
        body_ids = {pk for kind, pk in chosen if kind == "body"}
        group_ids = {pk for kind, pk in chosen if kind == "group"}
        for bodies, groups, _, candidates, _ in found.values():
            body_ids.update(bodies, candidates)
            group_ids.update(groups)
        self._bodies = Body.objects.in_bulk(body_ids) if body_ids else {}
        self._groups = BodyGroup.objects.in_bulk(group_ids) if group_ids else {}
        self._known = {name: self._understand(name, found[name]) for name in names}

    def understood(self, name: str) -> Understood:
        return self._known.get(name) or Understood(name)

    def names(self) -> list[Understood]:
        """Every name, those that need a person first."""
        return sorted(self._known.values(), key=lambda u: (u.is_settled and not u.is_unsure, u.open_ended))

    def _understand(self, name: str, found: _Found) -> Understood:
        bodies, groups, confidence, candidates, open_ended = found
        others = tuple(self._bodies[pk] for pk in candidates if pk in self._bodies)
        if choice := self._choices.get(name):
            kind, pk = _parsed(choice)
            return Understood(
                name,
                bodies=(self._bodies[pk],) if kind == "body" and pk in self._bodies else (),
                groups=(self._groups[pk],) if kind == "group" and pk in self._groups else (),
                confidence=1.0,
                candidates=others,
                chosen=True,
            )
        return Understood(
            name,
            bodies=tuple(self._bodies[pk] for pk in bodies),
            groups=tuple(self._groups[pk] for pk in groups),
            confidence=confidence,
            candidates=others,
            open_ended=open_ended,
        )


_Found = tuple[tuple[int, ...], tuple[int, ...], float, tuple[int, ...], bool]
"""Ids of bodies and groups, how sure, ids of candidates, whether nobody could list them."""


def _found(names: list[str], *, under: Body, on: date) -> dict[str, _Found]:
    if not names:
        return {}
    written = "\n".join(names)
    key = f"owners:{under.pk}:{on}:{hashlib.sha256(written.encode()).hexdigest()}"
    remembered: dict[str, _Found] | None = cache.get(key)
    if remembered is None:
        index = BodyIndex(under=under, on=on)
        remembered = {name: _ask(index, name) for name in names}
        cache.set(key, remembered, REMEMBERED_SECONDS)
    return remembered


def _ask(index: BodyIndex, name: str) -> _Found:
    parts = index.resolve_list(name)
    settled = [part for part in parts if part.is_settled]
    whole = len(settled) == len(parts)
    return (
        tuple(part.body.pk for part in settled if part.body),
        tuple(part.group.pk for part in settled if part.group),
        min((part.confidence for part in settled), default=0.0) if whole else min(0.5, SURE),
        tuple(dict.fromkeys(body.pk for part in parts for body in part.candidates)),
        not settled and any(part.kinds is not None for part in parts),
    )


def _parsed(choice: str) -> tuple[str, int]:
    kind, _, pk = choice.partition(":")
    return kind, int(pk) if pk.isdecimal() else 0

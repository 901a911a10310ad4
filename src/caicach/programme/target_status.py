"""Where the targets of a plan stand. The room that knows (monitoring, above this one) registers itself here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from caicach.bodies.access import Standing

if TYPE_CHECKING:
    from .models import Target


@dataclass(frozen=True)
class Stands:
    """A target in the list of its plan. `mark` is a code of the interface's marks, `word` stands beside it; `why` is
    the whole sentence."""

    mark: str
    word: str
    why: str
    value: Decimal | None = None  # in the terms of the target's own value
    value_words: str = ""
    explained_at: str = ""  # the page that explains the value


class TargetStatusSource(Protocol):
    """What a room must answer to tell how targets stand."""

    def of_targets(self, targets: Sequence[Target], *, standing: Standing, today: date) -> Mapping[UUID, Stands]:
        """By the target's lineage, in a bounded number of queries; without those whose figures the person may not
        see."""
        ...

    def section(self, target: Target, *, standing: Standing, today: date) -> tuple[str, dict[str, Any]] | None:
        """The template and its context for the target's own page; None where the person may not see it."""
        ...


class _Nobody:
    """The answer while no room has registered."""

    def of_targets(self, targets: Sequence[Target], *, standing: Standing, today: date) -> Mapping[UUID, Stands]:
        return {}

    def section(self, target: Target, *, standing: Standing, today: date) -> tuple[str, dict[str, Any]] | None:
        return None


_source: TargetStatusSource = _Nobody()


def register_target_status(source: TargetStatusSource) -> None:
    """Called once at start by the room that keeps watch over targets."""
    global _source
    _source = source


def target_status() -> TargetStatusSource:
    """Whoever knows how targets stand."""
    return _source

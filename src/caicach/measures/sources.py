"""Who works figures out by itself. A room registers its source when it loads; `measures` registers the duties' ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol

from django.utils.functional import Promise

from caicach.core.periods import Period

from .models import Indicator
from .rules import Answer


class Source(Protocol):
    """What a room must answer: its figures of one indicator for many bodies, in a bounded number of queries."""

    @property
    def label(self) -> str | Promise:
        """What it counts, in words for the explanation of a figure."""
        ...

    def values(
        self, indicator: Indicator, bodies: Collection[int], period: Period, today: date
    ) -> Mapping[int, Answer]:
        """By body; a body that is not in the answer has nothing to say."""
        ...


class UnknownSource(LookupError):
    """No room has registered a source of that code."""


_sources: dict[str, Source] = {}


def register_source(code: str, source: Source) -> None:
    """Offer a source under a code that indicators name; a second one of the same code takes its place."""
    _sources[code] = source


def source_of(code: str) -> Source:
    try:
        return _sources[code]
    except KeyError as unknown:
        raise UnknownSource(code) from unknown


def registered() -> Mapping[str, Source]:
    """All sources by code."""
    return dict(_sources)

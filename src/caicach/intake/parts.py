"""The parts of a document between which its items, and the people who confirm them, are divided. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MANY = 30
"""A part with more items than this is divided by its own sections."""

Place = tuple[int, str]
"""Where an item stands: which of the file's documents, and the path of its section there ("II.3.b")."""


@dataclass(frozen=True)
class Part:
    """A stretch of a document: `key` is stable while the draft is, `title` as the document has it, maybe empty."""

    key: str
    title: str


class Division:
    """Which part each place belongs to."""

    def __init__(self, documents: Sequence[Mapping[str, Any]], places: Iterable[Place]) -> None:
        places = list(places)
        tops = Counter((document, _first(path, 1)) for document, path in places)
        self._deep = {top for top, count in tops.items() if count > MANY}
        self._titles = {
            (number, section["path"]): " ".join(filter(None, (section["label"], section["title"])))
            for number, document in enumerate(documents)
            for section in document["sections"]
            if section["path"].count(".") < 2
        }

        self._parts = {part.key: part for part in map(self.part, dict.fromkeys(places))}

    def with_key(self, key: str) -> Part | None:
        """The part of that key, if the draft has items there."""
        return self._parts.get(key)

    def part(self, place: Place) -> Part:
        document, path = place
        key = _first(path, 2 if (document, _first(path, 1)) in self._deep else 1)
        return Part(f"{document}:{key}", self._titles.get((document, key)) or key)


def _first(path: str, count: int) -> str:
    return ".".join(path.split(".")[:count])

"""What stood where a word was read as another, so that a reading can be given back in the words of the document."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from caicach.core.text import flatten
from caicach.intake.reading.tokens import WORD


@dataclass(slots=True)
class Ledger:
    """What stood where a word was read as another: per line of the source, the words as read and as found."""

    lines: dict[tuple[int, int], list[tuple[str, str]]] = field(default_factory=dict)
    doubtful: dict[tuple[int, int], float] = field(default_factory=dict)
    _joined: list[tuple[str, tuple[int, int]]] = field(default_factory=list)
    _places: list[tuple[int, int]] = field(default_factory=list)

    def keep(self, page: int, number: int, read: list[str], found: list[str]) -> None:
        """Note the words of one line or cell."""
        self.lines.setdefault((page, number), []).extend(zip(read, found, strict=True))
        changed = sum(flatten(one) != flatten(other) for one, other in zip(read, found, strict=True))
        share = changed / max(1, len(read))
        self.doubtful[page, number] = max(share, self.doubtful.get((page, number), 0.0))

    def doubt(self, page: int, number: int) -> float:
        """The share of words at a place that were no words as they stood."""
        return self.doubtful.get((page, number), 0.0)

    def named(self, text: str) -> str:
        """A name that was read somewhere, in the words that stand there."""
        if not self._joined:
            self._joined = [(" ".join(read for read, _ in pairs), place) for place, pairs in self.lines.items()]
        place = next((place for joined, place in self._joined if text in joined), None)
        return self.as_found(text, *place) if place else text

    def as_found(self, text: str, page: int, number: int) -> str:
        """A text that was read at a place or near it, in the words that stand there."""
        if not self._places:
            self._places = sorted(self.lines)
        here = bisect_left(self._places, (page, number))
        near = [*self._places[here : here + 40], *self._places[max(0, here - 12) : here]]
        stock = [pair for place in near for pair in self.lines[place]]
        if all(read == found for read, found in stock):
            return text
        shown: list[str] = []
        at = 0
        wanted = text.split(" ")
        for order, piece in enumerate(wanted):
            lines = piece.split("\n")
            for part, line in enumerate(lines):
                following = (
                    lines[part + 1] if part + 1 < len(lines) else wanted[order + 1] if order + 1 < len(wanted) else ""
                )
                spot = _find(stock, line, following.split("\n")[0], at)
                shown.append("\n" if part else " ")
                shown.append(line if spot is None else _redressed(line, *stock[spot]))
                at = at if spot is None else spot + 1
        return re.sub(r" {2,}", " ", "".join(shown)).strip()


def _bare(piece: str) -> str:
    return piece.strip("\"“”'()[].,:;!?*_+•-–—").lower()


def _find(stock: list[tuple[str, str]], piece: str, following: str, start: int) -> int | None:
    bare, after = _bare(piece), _bare(following)
    first = None
    for spot in range(start, min(len(stock), start + 400)):
        if _bare(stock[spot][0]) != bare:
            continue
        if not after or (spot + 1 < len(stock) and _bare(stock[spot + 1][0]) == after):
            return spot
        if first is None:
            first = spot
        if spot == start:
            return spot
    return first


def _redressed(piece: str, read: str, found: str) -> str:
    """The found word in place of the read one, with the signs that reading left on or took off."""
    if read == found or not found:
        return piece if found else ""
    start = piece.lower().find(_bare(piece)) if _bare(piece) else 0
    core = WORD.match(found)
    bare = core[2] if core else found
    if piece[start : start + 1].isupper() and bare[:1].islower():
        bare = bare[:1].upper() + bare[1:]
    return piece[:start] + bare + piece[start + len(_bare(piece)) :]

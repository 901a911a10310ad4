"""Figures across mergers. What a body gave stays with it; what its successor shows of the time before the merger is
what its predecessors gave, put together by the indicator's own rule over bodies.

A predecessor counts for the one body that followed it. What a divided body gave cannot be told apart any more, so it
counts for none of its successors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, F

from caicach.bodies.models import Succession
from caicach.core.periods import Period


class Forerunners:
    """The predecessors of some bodies, and theirs in turn; one query, and one more for each merger before a merger."""

    def __init__(self, bodies: Collection[int], periods: Iterable[Period]) -> None:
        self._of: dict[int, list[tuple[int, date]]] = defaultdict(list)
        ends = [period.last_day for period in periods]
        waiting = set(bodies) if ends else set()
        seen: set[int] = set()
        while waiting:
            seen |= waiting
            rows = (
                Succession.objects.filter(successor__in=waiting, on__gt=min(ends), predecessor__closed_on=F("on"))
                .annotate(heirs=Count("predecessor__successions"))
                .filter(heirs=1)
                .order_by("predecessor__sort_key", "predecessor")
            )
            found = set()
            for successor, predecessor, on in rows.values_list("successor", "predecessor", "on"):
                self._of[successor].append((predecessor, on))
                found.add(predecessor)
            waiting = found - seen

    def all(self) -> set[int]:
        return {predecessor for ones in self._of.values() for predecessor, _on in ones}

    def of(self, body: int, period: Period) -> tuple[int, ...]:
        """The bodies that became part of this one after the end of the period, by name."""
        found: dict[int, None] = {}
        waiting = [body]
        while waiting:
            of = waiting.pop(0)
            for predecessor, on in self._of.get(of, ()):
                if on > period.last_day and predecessor not in found and predecessor != body:
                    found[predecessor] = None
                    waiting.append(predecessor)
        return tuple(found)


def heirs_of(body: int) -> set[int]:
    """The bodies that this one became part of, and theirs in turn."""
    found: set[int] = set()
    waiting = {body}
    while waiting:
        rows = Succession.objects.filter(predecessor__in=waiting).values_list("successor", flat=True)
        waiting = set(rows) - found - {body}
        found |= waiting
    return found

"""How a plan's items flow down: from the field to the bodies that carry them out, and on to what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext

from caicach.bodies.models import Body

from .cascade import Cascade, Cell
from .cascade_rules import NOBODYS, Verdict
from .models import Field
from .words import FINDINGS

MOST_BODIES = 10

VERDICTS = (Verdict.COVERED, Verdict.LATER, Verdict.WEAKER, Verdict.CONTRADICTING, Verdict.MISSING)
_COLOURS = {
    Verdict.COVERED.value: "good",
    Verdict.LATER.value: "soon",
    Verdict.WEAKER.value: "soon",
    Verdict.CONTRADICTING.value: "late",
    Verdict.MISSING.value: "late",
    NOBODYS: "late",
}


@dataclass(frozen=True)
class Line:
    """What one body's plans make of the items that it carries out or is asked for, by verdict."""

    body: Body
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[int]:
        """In the order of `VERDICTS`."""
        return [self.counts[verdict.value] for verdict in VERDICTS]


@dataclass(frozen=True)
class Flow:
    """The lines of the table, and the same as a picture."""

    lines: list[Line]
    nobodys: int
    chart: dict[str, Any]

    @property
    def pairs(self) -> int:
        """Items at bodies that carry them out or are asked for them."""
        return sum(line.total for line in self.lines)

    @property
    def covered(self) -> int:
        return sum(line.counts[Verdict.COVERED.value] for line in self.lines)


def flow_of(cascade: Cascade, *, most_bodies: int = MOST_BODIES) -> Flow:
    """Count the cascade as it was read: nothing more is asked of the database. The picture shows the bodies with the
    most items by name and the others together; the table has all of them."""
    lines = {body.pk: Line(body) for body in cascade.bodies}
    to_body: Counter[tuple[str, int]] = Counter()
    to_nobody: Counter[str] = Counter()
    for row in cascade.rows:
        source = _called(row.item.field)
        for cell in _open(row.cells.values()):
            lines[cell.body.pk].counts[cell.judgement.verdict.value] += 1
            to_body[source, cell.body.pk] += 1
        if row.is_nobodys:
            to_nobody[source] += 1
    there = sorted((line for line in lines.values() if line.total), key=lambda line: -line.total)
    named = _names(there, most_bodies)
    links: Counter[tuple[str, str]] = Counter()
    for (source, pk), count in to_body.items():
        links[source, named[pk]] += count
    for line in there:
        for verdict, count in line.counts.items():
            links[named[line.body.pk], _words(verdict)] += count
    for source, count in to_nobody.items():
        links[source, _words(NOBODYS)] += count
    return Flow(list(lines.values()), sum(to_nobody.values()), _chart(links))


def _open(cells: Iterable[Cell]) -> Iterable[Cell]:
    return (cell for cell in cells if cell.is_open)


def _called(of: Field | None) -> str:
    return of.called if of else gettext("Chưa xếp lĩnh vực")


def _names(there: list[Line], most: int) -> dict[int, str]:
    """What stands at each body in the picture: beyond the first ones they share one mark."""
    named = {line.body.pk: line.body.short_name or line.body.name for line in there[:most]}
    others = there[most:]
    together = ngettext("%(n)d cơ quan khác", "%(n)d cơ quan khác", len(others)) % {"n": len(others)}
    return named | {line.body.pk: together for line in others}


def _words(verdict: str) -> str:
    return gettext("cụ thể hóa đủ") if verdict == Verdict.COVERED else str(FINDINGS[verdict])


def _chart(links: Counter[tuple[str, str]]) -> dict[str, Any]:
    """As `charts.js` draws it (docs/reference/components.md)."""
    colours = {_words(code): colour for code, colour in _COLOURS.items()}
    names = list(dict.fromkeys(name for pair in links for name in pair))
    return {
        "nodes": [{"name": name, **({"colour": colours[name]} if name in colours else {})} for name in names],
        "links": [{"source": source, "target": target, "value": count} for (source, target), count in links.items()],
    }

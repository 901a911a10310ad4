"""Pages of a long list by key: each page starts where the last one ended, and nothing is ever counted in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """The rows of one page, and what to ask for to get the ones beside it (None at the ends)."""

    rows: list[Row]
    previous: str | None
    next: str | None


def slice_by_key(rows: QuerySet[Row], *, key: str, cursor: str = "", size: int = 50) -> Slice[Row]:
    """One page of `rows` in the order of (key, pk). `cursor` is "sau-<pk>" or "truoc-<pk>"; one that names no row of
    the list (it was filtered out, or made up) gives the first page."""
    direction, _dash, pk = cursor.partition("-")
    backwards = direction == "truoc"
    edge = rows.filter(pk=pk).values_list(key, "pk").first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    if edge is None:
        backwards = False
    else:
        value, edge_pk = edge
        side = "lt" if backwards else "gt"
        rows = rows.filter(_beyond(key, side, value, edge_pk))
    ordered = rows.order_by(f"-{key}", "-pk") if backwards else rows.order_by(key, "pk")
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Slice([], None, None)
    has_previous = more if backwards else edge is not None
    has_next = True if backwards else more
    return Slice(
        found,
        f"truoc-{found[0].pk}" if has_previous else None,
        f"sau-{found[-1].pk}" if has_next else None,
    )


def _beyond(key: str, side: str, value: Any, pk: int) -> Q:
    return Q(**{f"{key}__{side}": value}) | Q(**{key: value, f"pk__{side}": pk})

"""Cells that name a body, told by their words alone; and a body whose words fell apart over the lines of a row."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from caicach.core.text import flatten, search_key, squeeze
from caicach.intake.reading.lexicon import BODIES
from caicach.intake.reading.owners import begins_with_verb, names_bodies, restored, starts_body

_MANY = re.compile(r"\W*(?:cac|toan the|tat ca)\s")
_LONGEST = 110
_PLACES = frozenset(
    {"thanh pho", "tinh", "phuong", "xa", "quan", "huyen", "don vi", "co quan", "bo", "nganh", "so", "ban"}
)


@cache
def _known() -> tuple[tuple[str, str], ...]:
    return tuple((search_key(name), name) for name in BODIES if not name.startswith(("Các", "UBND")))


@lru_cache(maxsize=4096)
def body_in(text: str) -> str:
    """The body that a short line names, "" for any other line."""
    bare = squeeze(text).strip(" -–+•*.;,:")
    folded = flatten(bare)
    if not 3 < len(bare) < _LONGEST or folded[:1].isdigit() or "(" in bare[:3]:
        return ""
    if folded in _PLACES:
        return ""
    first = re.split(r"[,;/]", bare)[0].strip()
    if near := _near(search_key(bare)) or (_near(search_key(first)) and bare):
        return near
    if begins_with_verb(bare) or not starts_body(bare):
        return ""
    if not bare[:1].isupper() or (len(bare.split()) > 9 and not _MANY.match(folded)):
        return ""
    return bare if names_bodies(bare, generic=True) else ""


def _near(key: str) -> str:
    """A known body that a line is or almost is, its first word ("phòng") allowed to be missing."""
    from rapidfuzz import fuzz

    if len(key) < 9:
        return ""
    for known, name in _known():
        shorter = known.split(" ", 1)[1] if known.startswith("phong ") else known
        if abs(len(key) - len(known)) <= 4 and fuzz.ratio(key, known) >= 88:
            return name
        if (
            shorter != known
            and abs(len(key) - len(shorter)) <= 3
            and len(shorter) > 12
            and fuzz.ratio(key, shorter) >= 88
        ):
            return name
    return ""


def known_bodies(names: list[str]) -> list[str]:
    """Bodies to look for: those that were found whole, the most frequent first."""
    counts: dict[str, int] = {}
    for name in names:
        shown = restored(name)
        counts[shown] = counts.get(shown, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])


def scattered_body(text: str, names: list[str]) -> str:
    """The first of some bodies all of whose words stand in a text in their order."""
    words = search_key(text).split()
    for name in names:
        wanted = [word for word in search_key(name).split() if word not in ("va", "phong")]
        if len(wanted) < 2:
            continue
        listed = iter(words)
        if all(word in listed for word in wanted):
            return name
    return ""

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


def body_across(lines: list[str]) -> tuple[str, list[str]]:
    """The known body that begins first in lines which run over several columns, and the lines without its words. Its
    words stand in one line, or go on at the same side of the next."""
    best: tuple[int, int, str, list[tuple[int, int, int]]] | None = None
    shadows = [flatten(line) for line in lines]
    everything = " ".join(shadows)
    for key, name in _known():
        words = key.split()
        if not all(word in everything for word in words):
            continue
        for place, shadow in enumerate(shadows):
            start = _word_at(shadow, words[0], 0)
            while start is not None:
                spots = _followed(shadows, place, start, words)
                if spots and (best is None or (place, start, -len(words)) < (best[0], best[1], -len(best[3]))):
                    best = (place, start, name, spots)
                start = _word_at(shadow, words[0], start + 1)
    if best is None:
        return _many(lines)
    left = list(lines)
    for line, start, end in sorted(best[3], reverse=True):
        left[line] = left[line][:start] + left[line][end:]
    return best[2], [squeeze(line) for line in left]


def _word_at(shadow: str, word: str, start: int) -> int | None:
    match = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(shadow, start)
    return match.start() if match else None


def _followed(shadows: list[str], place: int, start: int, words: list[str]) -> list[tuple[int, int, int]] | None:
    """Where the words of a name stand: each right behind the one before, or once in the line below."""
    spots = [(place, start, start + len(words[0]))]
    line, at = place, start + len(words[0])
    for word in words[1:]:
        gap = re.compile(rf"[\s,\-–/]*{re.escape(word)}(?!\w)").match(shadows[line], at)
        if gap:
            spots.append((line, gap.end() - len(word), gap.end()))
            at = gap.end()
            continue
        if len(spots) < 2 or line > place or line + 1 >= len(shadows):
            return None
        below = _word_at(shadows[line + 1], word, 0)
        if below is None:
            return None
        line, at = line + 1, below + len(word)
        spots.append((line, below, at))
    return spots


_LISTED = re.compile(r"(?<!\w)(?:cac (?:so|phong|don vi|co quan|to|xa|phuong)|ubnd cac)\b[^.;:]*$")


def _many(lines: list[str]) -> tuple[str, list[str]]:
    """ "Các phòng, đơn vị" at the end of a line."""
    for place, line in enumerate(lines):
        if match := _LISTED.search(flatten(line)):
            name = squeeze(line[match.start() :])
            return name, [*lines[:place], line[: match.start()], *lines[place + 1 :]]
    return "", lines

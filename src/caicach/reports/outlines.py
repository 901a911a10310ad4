"""An outline and a statistics table as plain lines that a person types, and back. Pure.

One section a line; its level follows from its number as official documents write it: "I." is the first, "1." the
second, "a)" the third. "(nếu có)" at the end says that it may stay empty. In a table a line that begins with the code
of an indicator is that one, any other a heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from caicach.core.text import fold, nfc, squeeze

IF_ANY = "(nếu có)"
_LEVELS = ((re.compile(r"[IVXLC]+[.)]\s"), 1), (re.compile(r"\d+(\.\d+)?[.)]\s"), 2), (re.compile(r"[a-zđ][.)]\s"), 3))
_CODE = re.compile(r"[^\W\d_]{2,}[\w-]*\.[\w.]*\d")


def outline_text(outline: Sequence[Mapping[str, Any]]) -> str:
    """The outline as lines."""
    return "\n".join(str(one["title"]) if one.get("needed", True) else f"{one['title']} {IF_ANY}" for one in outline)


def outline_of(text: str, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines as an outline. A section keeps the key that it had before, also under another title in its place, so
    that what is drafted for it and merged into it still finds it."""
    lines = [squeeze(nfc(line)) for line in text.splitlines() if line.strip()]
    titles = [line.removesuffix(IF_ANY).rstrip() for line in lines]
    kept: dict[int, str] = {}
    old = [str(one["title"]) for one in before]
    for tag, start, end, first, last in SequenceMatcher(None, old, titles, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == last - first):
            kept |= {first + place: str(before[start + place]["key"]) for place in range(end - start)}
    taken = set(kept.values())
    found = []
    for place, (line, title) in enumerate(zip(lines, titles, strict=True)):
        key = kept.get(place) or _new_key(title, taken)
        taken.add(key)
        found.append({"key": key, "title": title, "level": _level(title), "needed": not line.endswith(IF_ANY)})
    return found


def _level(title: str) -> int:
    return _numbered(title) or 1


def _numbered(title: str) -> int | None:
    return next((level for pattern, level in _LEVELS if pattern.match(title)), None)


class Misfit(StrEnum):
    """Why a heading does not fit where it stands."""

    NO_NUMBER = "no_number"
    NO_PARENT = "no_parent"  # "a)" without "1." above it, "1." without "I."


@dataclass(frozen=True, slots=True)
class MisfitLine:
    """A line of an outline as typed, the first one 1, that does not fit; `level` is what its number says."""

    number: int
    title: str
    why: Misfit
    level: int


def misfits_of(text: str, before: Sequence[Mapping[str, Any]] = ()) -> list[MisfitLine]:
    """The headings that do not fit together. An outline may do without "I.", not without what its headings stand
    under. A heading without a number that stood there before may stay."""
    known = {str(one["title"]) for one in before}
    lines = [(place, squeeze(nfc(line))) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]
    levels = {place: _numbered(line) for place, line in lines}
    top = min([level for level in levels.values() if level] or [1])
    found, above = [], min(top, 2) - 1
    for place, line in lines:
        level = levels[place]
        if level is None:
            if line.removesuffix(IF_ANY).rstrip() not in known:
                found.append(MisfitLine(place, line, Misfit.NO_NUMBER, 1))
            above = 1
            continue
        if level > above + 1:
            found.append(MisfitLine(place, line, Misfit.NO_PARENT, level))
        above = level
    return found


def _new_key(title: str, taken: Collection[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:50] or "muc"
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def table_text(lines: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """The table as lines, each code with the name of its indicator."""
    return "\n".join(
        str(line["group"]) if line.get("group") else f"{line['code']} {names.get(line['code'], '')}".rstrip()
        for line in lines
    )


def table_lines(text: str, known: Collection[str]) -> tuple[list[dict[str, str]], list[str]]:
    """The lines as a table, and the codes among them that there is no indicator for. `known`: codes that there are."""
    found: list[dict[str, str]] = []
    unknown = []
    for line in text.splitlines():
        words = squeeze(nfc(line))
        if not words:
            continue
        code = words.split(" ", 1)[0]
        if code in known:
            found.append({"code": code})
        elif _CODE.fullmatch(code):
            unknown.append(code)
        else:
            found.append({"group": words})
    return found, unknown

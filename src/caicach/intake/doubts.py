"""Why a person should look at an item before it is taken with the others, without a database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from .rules import SURE, TASK

DATED = ("date", "month", "quarter", "half", "year", "range")
_DAY = re.compile(r"(?<![\d/])(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)(?!\d)")


class Doubt(StrEnum):
    """The sentences stand in words.py."""

    READING = "reading"  # the reader itself is not sure
    DEADLINE = "deadline"  # one is stated that no calendar has, or that nobody could read
    OWNER = "owner"  # a name is stated that nobody bears, or that may mean another


def reader_doubts(data: Mapping[str, Any], *, warned: Collection[tuple[int, int]]) -> list[str]:
    """What can be doubted about an item from the document alone, as codes; `warned` are the places (page, line) of
    deadlines that the reader could not read."""
    return [Doubt.DEADLINE] if _deadline_is_unclear(data, warned) else []


def _deadline_is_unclear(data: Mapping[str, Any], warned: Collection[tuple[int, int]]) -> bool:
    due = data.get("due") or {}
    if due.get("kind") in DATED:
        return not due.get("to")
    if (data.get("page"), data.get("line")) in warned and not due.get("kind"):
        return True
    return any(not is_a_day(*found) for found in _DAY.findall(f"{data.get('text') or ''} {due.get('text') or ''}"))


def is_a_day(day: str, month: str, year: str) -> bool:
    """Whether the calendar has it: 31/02/2027 it has not."""
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def doubts_about(*, confidence: Any, reader: Iterable[str] | None, owner_is_known: bool) -> tuple[Doubt, ...]:
    """Every reason to look at the item; nothing where it may be taken together with the others."""
    found = [Doubt.READING] if confidence < SURE else []
    found += [Doubt(code) for code in reader or ()]
    if not owner_is_known:
        found.append(Doubt.OWNER)
    return tuple(dict.fromkeys(found))


def answering(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The names, as written, of those who answer for the item; who only helps is not among them."""
    if kind == TASK:
        return list(data.get("leads") or [])
    return [name for name in [*(data.get("owners") or []), data.get("body") or ""] if name]

"""What a document says twice, in its body and again in an annex, is one item with two places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from caicach.core.text import search_key
from caicach.intake.reading.results import FoundTarget, FoundTask

_NEAR = 90.0
_NUMBER = re.compile(r"\d+")
_COMPARING = re.compile(r"\b(?:dat|toi thieu|it nhat|tren|phan dau|la|\d+)\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """What an item says, folded once: it is compared with many others."""

    key: str
    words: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Said:
        key = search_key(text)
        return cls(key, frozenset(key.split()), frozenset(_NUMBER.findall(key)))


def merge_tasks(tasks: list[FoundTask]) -> list[FoundTask]:
    """One task for each that the text and a table both hold; what the one leaves open is taken from the other."""
    kept: list[FoundTask] = []
    with_numbers: dict[frozenset[str], dict[tuple[bool, str], list[tuple[FoundTask, _Said]]]] = {}
    for task in tasks:
        said = _Said.of(_undated(task))
        part = (task.from_table, task.section.split(".")[0])  # within one part nothing is said twice
        parts = with_numbers.setdefault(said.numbers, {})
        candidates = (pair for other, pairs in parts.items() if other != part for pair in pairs)
        twin = next((other for other, there in candidates if _same_task(task, said, other, there)), None)
        if twin is None:
            kept.append(task)
            parts.setdefault(part, []).append((task, said))
            continue
        _fill(twin, task)
    return kept


def _same_task(task: FoundTask, said: _Said, other: FoundTask, there: _Said) -> bool:
    if said.key != there.key and len(said.words & there.words) < 0.6 * max(len(said.words), len(there.words)):
        return False
    if (
        task.leads
        and other.leads
        and not {search_key(name) for name in task.leads} & {search_key(name) for name in other.leads}
    ):
        return False
    if task.due and other.due and (task.due.kind, task.due.end) != (other.due.kind, other.due.end):
        return False
    if said.key == there.key:
        return True
    from rapidfuzz import fuzz

    return fuzz.ratio(said.key, there.key) >= _NEAR or _holds(said.key, there.key) or _holds(there.key, said.key)


def _holds(longer: str, shorter: str) -> bool:
    """Whether one text is the other with a few words more."""
    return len(shorter.split()) >= 6 and shorter in longer and len(shorter) >= 0.6 * len(longer)


def _undated(task: FoundTask) -> str:
    """The text of a task without its deadline, which a table gives in a column of its own."""
    return task.text.replace(task.due.text, "") if task.due and len(task.due.text) > 5 else task.text


def _fill(kept: FoundTask, twin: FoundTask) -> None:
    kept.ordinal = twin.ordinal or kept.ordinal if twin.from_table else kept.ordinal
    kept.field_number = kept.field_number or twin.field_number
    kept.activities = kept.activities or twin.activities
    kept.product = kept.product or twin.product
    kept.leads = kept.leads or twin.leads
    kept.supports = kept.supports or twin.supports
    kept.due = kept.due or twin.due
    kept.budget = kept.budget or twin.budget
    kept.also.append(place_of(twin))


def merge_targets(targets: list[FoundTarget]) -> list[FoundTarget]:
    """The same for targets: same value, unit and stage, and nearly the same words. `part_of` follows."""
    kept: list[FoundTarget] = []
    at: dict[int, int] = {}
    with_value: dict[tuple[object, ...], dict[str, list[tuple[int, _Bare]]]] = {}
    for place, target in enumerate(targets):
        said = _Bare.of(target.text)
        stage = (target.value, target.unit, target.value_to, target.first, target.last)
        sections = with_value.setdefault(stage, {}) if target.value is not None else {}
        candidates = (pair for section, pairs in sections.items() if section != target.section for pair in pairs)
        twin = next((spot for spot, there in candidates if _same_target(said, there)), None)
        if twin is None:
            target.part_of = at.get(target.part_of) if target.part_of is not None else None
            at[place] = len(kept)
            sections.setdefault(target.section, []).append((len(kept), said))
            kept.append(target)
            continue
        at[place] = twin
        kept[twin].owners = kept[twin].owners or target.owners
        if (target.section, target.line) != (kept[twin].section, kept[twin].line):
            kept[twin].also.append(place_of(target))
    return kept


@dataclass(frozen=True, slots=True)
class _Bare:
    """What a target says without its number and the words of comparing, folded once."""

    key: str
    words: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Bare:
        key = _COMPARING.sub(" ", search_key(text))
        return cls(key, frozenset(key.split()))


def _same_target(said: _Bare, there: _Bare) -> bool:
    shared = len(said.words & there.words)
    sizes = len(said.words), len(there.words)
    if shared < 0.7 * min(sizes) or shared < 0.6 * max(sizes):
        return False
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(said.key, there.key) >= 92


def place_of(item: FoundTask | FoundTarget) -> dict[str, Any]:
    """Where an item stands, as `also` lists it."""
    return {"section": item.section, "page": item.page, "line": item.line}

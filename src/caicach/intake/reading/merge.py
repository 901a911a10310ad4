"""What a document says twice, in its body and again in an annex, is one item with two places."""

from __future__ import annotations

import re
from typing import Any

from caicach.core.text import search_key
from caicach.intake.reading.results import FoundTarget, FoundTask

_NEAR = 90.0


def merge_tasks(tasks: list[FoundTask]) -> list[FoundTask]:
    """One task for each that the text and a table both hold; what the one leaves open is taken from the other."""
    kept: list[FoundTask] = []
    keys: list[tuple[str, frozenset[str]]] = []
    for task in tasks:
        key = search_key(task.text)
        words = frozenset(key.split())
        twin = next((place for place, other in enumerate(kept) if _same_task(task, key, words, other, *keys[place])), None)
        if twin is None:
            kept.append(task)
            keys.append((key, words))
            continue
        _fill(kept[twin], task)
    return kept


def _same_task(task: FoundTask, key: str, words: frozenset[str], other: FoundTask, other_key: str, other_words: frozenset[str]) -> bool:
    if task.from_table == other.from_table and task.section.split(".")[0] == other.section.split(".")[0]:
        return False
    if task.leads and other.leads and not {search_key(name) for name in task.leads} & {search_key(name) for name in other.leads}:
        return False
    if task.due and other.due and (task.due.kind, task.due.end) != (other.due.kind, other.due.end):
        return False
    if key == other_key:
        return True
    if len(words & other_words) < 0.75 * max(len(words), len(other_words)) or not _same_numbers(key, other_key):
        return False
    from rapidfuzz import fuzz

    return fuzz.ratio(key, other_key) >= _NEAR


def _same_numbers(one: str, other: str) -> bool:
    return set(re.findall(r"\d+", one)) == set(re.findall(r"\d+", other))


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
    for place, target in enumerate(targets):
        key = search_key(target.text)
        twin = next((spot for spot, other in enumerate(kept) if _same_target(target, key, other)), None)
        if twin is None:
            target.part_of = at.get(target.part_of) if target.part_of is not None else None
            at[place] = len(kept)
            kept.append(target)
            continue
        at[place] = twin
        kept[twin].owners = kept[twin].owners or target.owners
        if (target.section, target.line) != (kept[twin].section, kept[twin].line):
            kept[twin].also.append(place_of(target))
    return kept


def _same_target(target: FoundTarget, key: str, other: FoundTarget) -> bool:
    if (target.value, target.unit, target.value_to) != (other.value, other.unit, other.value_to) or target.value is None:
        return False
    if (target.first, target.last) != (other.first, other.last) or target.section == other.section:
        return False
    other_key = search_key(other.text)
    words, other_words = set(_bare(key).split()), set(_bare(other_key).split())
    shared = words & other_words
    if len(shared) < 0.7 * min(len(words), len(other_words)):
        return False
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(_bare(key), _bare(other_key)) >= 92 and len(shared) >= 0.6 * max(len(words), len(other_words))


def _bare(key: str) -> str:
    return re.sub(r"\b(?:dat|toi thieu|it nhat|tren|phan dau|la|\d+)\b", " ", key)


def place_of(item: FoundTask | FoundTarget) -> dict[str, Any]:
    """Where an item stands, as `also` lists it."""
    return {"section": item.section, "page": item.page, "line": item.line}

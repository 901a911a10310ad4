"""Clean sources spoiled as recognition spoils them, and how much of a reading comes back from the spoiled one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz

from caicach.core.text import flatten, search_key
from caicach.intake.reading.confusions import CONFUSIONS
from caicach.intake.source import Cell, Line, Source, Table


def changed(source: Source, change: Callable[[str], str]) -> Source:
    """The source with every text changed."""
    blocks: list[Line | Table] = []
    for block in source.blocks:
        if isinstance(block, Line):
            blocks.append(replace(block, text=change(block.text) or "."))
        else:
            blocks.append(replace(block, rows=tuple(tuple(_cell(cell, change) for cell in row) for row in block.rows)))
    return replace(source, blocks=tuple(blocks))


def _cell(cell: Cell, change: Callable[[str], str]) -> Cell:
    return replace(cell, text=change(cell.text)) if cell.text else cell


def confused(share: float, seed: int) -> Callable[[str], str]:
    """A change that takes about a share of the letters for others, as the table of confusions has it."""
    chance = random.Random(seed)
    by_letter: dict[str, list[str]] = {}
    for seen, meant, cost in CONFUSIONS:
        if len(meant) == 1 and meant.isalpha() and cost <= 0.4:
            by_letter.setdefault(meant, []).append(seen)
    vowels = "aeiouy"

    def change(text: str) -> str:
        made = []
        for sign in text:
            plain = flatten(sign)
            if not sign.isalpha() or chance.random() >= share:
                made.append(sign)
                continue
            options = by_letter.get(plain, [])
            act = chance.random()
            if plain in vowels and act < 0.25:
                continue
            if plain in vowels and act < 0.55:
                put = chance.choice([other for other in vowels if other != plain])
            else:
                put = chance.choice(options) if options else plain
            made.append(put.upper() if sign.isupper() else put)
        return "".join(made)

    return change


@dataclass(frozen=True, slots=True)
class Score:
    """Found, expected and right."""

    found: int
    expected: int
    right: int

    def __add__(self, other: Score) -> Score:
        return Score(self.found + other.found, self.expected + other.expected, self.right + other.right)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.expected) if self.found + self.expected else 1.0


def items(reading: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [item for document in reading["documents"] for item in document[name]]


def score_targets(clean: dict[str, Any], spoiled: dict[str, Any]) -> Score:
    return _score(items(clean, "targets"), items(spoiled, "targets"), _same_target)


def score_tasks(clean: dict[str, Any], spoiled: dict[str, Any]) -> Score:
    return _score(items(clean, "tasks"), items(spoiled, "tasks"), _same_task)


def score_owners(clean: dict[str, Any], spoiled: dict[str, Any]) -> Score:
    """Tasks that are found with the right leads."""
    return _score(
        items(clean, "tasks"),
        items(spoiled, "tasks"),
        lambda one, other: _same_task(one, other) and _same_leads(one, other),
    )


def score_deadlines(clean: dict[str, Any], spoiled: dict[str, Any]) -> Score:
    """Tasks that are found with the right deadline."""
    return _score(
        items(clean, "tasks"),
        items(spoiled, "tasks"),
        lambda one, other: _same_task(one, other) and _due(one) == _due(other),
    )


def score_duties(clean: dict[str, Any], spoiled: dict[str, Any]) -> Score:
    return _score(items(clean, "duties"), items(spoiled, "duties"), _same_task)


def _due(task: dict[str, Any]) -> tuple[Any, ...] | None:
    due = task["due"]
    return due and (due["kind"], due["to"], due["every"])


def _same_target(one: dict[str, Any], other: dict[str, Any]) -> bool:
    keys = ("value", "unit", "comparator", "to", "value_to")
    return all(one[key] == other[key] for key in keys) and _alike(one["text"], other["text"]) >= 75


def _same_task(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return _alike(one["text"], other["text"]) >= 80


def _same_leads(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return len(one["leads"]) == len(other["leads"]) and all(
        _alike(name, there) >= 80 for name, there in zip(one["leads"], other["leads"], strict=True)
    )


def _alike(one: str, other: str) -> float:
    return fuzz.ratio(search_key(one), search_key(other))


def _score(
    clean: list[dict[str, Any]],
    spoiled: list[dict[str, Any]],
    same: Callable[[dict[str, Any], dict[str, Any]], bool],
) -> Score:
    left = list(spoiled)
    right = 0
    for item in clean:
        twin = next((other for other in left if same(item, other)), None)
        if twin is not None:
            left.remove(twin)
            right += 1
    return Score(len(spoiled), len(clean), right)

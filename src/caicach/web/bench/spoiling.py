"""Clean text spoiled as bad recognition spoils it: without marks, letters taken for others."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable

from caicach.core.text import unmarked
from caicach.intake.reading.confusions import CONFUSIONS
from caicach.intake.source import Line, Source

_LIKELY = 0.3  # of the costs in the table


def as_lines(source: Source, change: Callable[[str], str]) -> str:
    """A source as a text file, every text changed: a paragraph a line, tables with bars."""
    lines = []
    for block in source.blocks:
        if isinstance(block, Line):
            lines += ["", change(block.text)]
            continue
        rows = [[change(cell.text.replace("\n", " ")) for cell in row] for row in block.rows]
        lines += ["", *(f"| {' | '.join(row)} |" for row in rows[:1])]
        if len(rows[0]) > 2:
            lines.append("|" + "---|" * len(rows[0]))
        lines += [f"| {' | '.join(row)} |" for row in rows[1:]]
    return "\n".join(lines) + "\n"


def confused(share: float, seed: int) -> Callable[[str], str]:
    """A change that loses all marks and takes about a share of the letters for what recognition sees in them; the
    same seed gives the same confusions. Digits stay: no reader can know them."""
    chance = random.Random(seed)
    seen_as: dict[str, list[str]] = defaultdict(list)
    for seen, meant, cost in CONFUSIONS:
        if len(meant) == 1 and cost <= _LIKELY:
            seen_as[meant].append(seen)

    def change(text: str) -> str:
        return "".join(
            chance.choice(seen_as[letter]) if letter in seen_as and chance.random() < share else letter
            for letter in unmarked(text)
        )

    return change

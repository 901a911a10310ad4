"""What the product knows before anybody confirmed anything: words, phrases and formulas written for it, and the names
of the country's communes and provinces. Read on first use, never at import."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from .counts import Counts
from .tokens import BREAK, plain

PROSE = ("sentences.txt",)
LISTS = ("compounds-a-h.txt", "compounds-h-o.txt", "compounds-p-y.txt")
SHORT_FORMS = "short-forms.txt"


@cache
def shipped_counts() -> Counts:
    """The counts of the shipped lexicon; whoever adds to them takes a copy."""
    counts = Counts()
    folder = files(__package__).joinpath("data")
    for name in PROSE:
        for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines():
            counts.learn(line)
    listed: list[str] = []  # words in small letters and nothing else, so that splitting is all the reading they need
    for name in LISTS:
        for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines():
            listed += [*line.replace(",", " ,").split(), BREAK]
    for form in folder.joinpath(SHORT_FORMS).read_text(encoding="utf-8").splitlines():
        listed += [*form.split(), BREAK]
    for place in _place_names():
        listed += [*plain(place).lower().replace("-", " - ").split(), BREAK]
    counts.learn_symbols(listed)
    counts.prepare()
    return counts


def _place_names() -> list[str]:
    names: dict[str, None] = {}
    for name in ("communes.csv", "provinces.csv"):
        with files("caicach.bodies").joinpath("data", name).open(encoding="utf-8") as table:
            names.update(dict.fromkeys(row["name"] for row in csv.DictReader(table)))
    return list(names)

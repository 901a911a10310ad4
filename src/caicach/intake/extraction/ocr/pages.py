"""What was recognised on the picture of a page, as it is stored between the recognising and the reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from caicach.intake.source import Box

Problem = Literal["", "blank", "no_text", "damaged", "too_large", "time_exceeded", "memory_exceeded", "stopped"]
"""Why a page has no text: "" where it has; "blank": nothing stands on it; "no_text": something does, but no text (a
photograph of anything); the others: it could not be worked on."""

Origin = Literal["image", "text"]
"""Where a page's text comes from: recognised in its picture, or the file's own text layer."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as recognised. `baseline` and `size` (of the type) are shares of the page's height; 0: not known."""

    text: str
    confidence: float
    box: Box
    baseline: float = 0.0
    size: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """Words on one line of the page, or of one cell of a table."""

    text: str
    words: tuple[Word, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class RecognisedCell:
    """A cell of a ruled table: where it lies in the grid, how many places it covers, and where on the page."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class RecognisedTable:
    """A ruled table: x of its columns' edges, y of its rows' edges, as shares of the page; its cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[RecognisedCell, ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """One page of a file. All places are shares of its picture as shown: upright, straightened, dewarped.

    `turned`: degrees clockwise by which the picture was turned to be upright (0, 90, 180, 270). `width`, `height`: of
    the picture as shown, in pixels. `paper`: the size of the page in points. `rules`: short horizontal rules outside
    tables, as boxes. `leaves`: left and right edge of each page that the picture shows, two for a spread. `origin`:
    with "text" the page carries no lines here, its text is in the file.
    """

    number: int
    turned: int = 0
    width: int = 0
    height: int = 0
    paper: tuple[float, float] = (595.0, 842.0)
    lines: tuple[RecognisedLine, ...] = ()
    tables: tuple[RecognisedTable, ...] = ()
    rules: tuple[Box, ...] = ()
    leaves: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    origin: Origin = "image"
    seconds: float = 0.0
    problem: Problem = ""

    @property
    def confidence(self) -> float:
        """The words' confidence, each weighed by its letters; 0 where there is none."""
        words = [word for line in self.lines for word in line.words]
        letters = sum(len(word.text) for word in words)
        return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0

    def as_json(self) -> dict[str, Any]:
        """For `json.dumps`; places are rounded to far less than a pixel."""
        return {
            "number": self.number,
            "turned": self.turned,
            "width": self.width,
            "height": self.height,
            "paper": _rounded(self.paper),
            "lines": [
                {
                    "text": line.text,
                    "box": _rounded(line.box),
                    "words": [
                        [w.text, round(w.confidence, 3), *_rounded((*w.box, w.baseline, w.size)), int(w.bold)]
                        for w in line.words
                    ],
                }
                for line in self.lines
            ],
            "tables": [
                {
                    "xs": _rounded(table.xs),
                    "ys": _rounded(table.ys),
                    "cells": [
                        [cell.row, cell.column, cell.row_span, cell.column_span, *_rounded(cell.box)]
                        for cell in table.cells
                    ],
                }
                for table in self.tables
            ],
            "rules": [_rounded(rule) for rule in self.rules],
            "leaves": [_rounded(leaf) for leaf in self.leaves],
            "origin": self.origin,
            "seconds": round(self.seconds, 3),
            "problem": self.problem,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RecognisedPage:
        return cls(
            number=data["number"],
            turned=data["turned"],
            width=data["width"],
            height=data["height"],
            paper=(data["paper"][0], data["paper"][1]),
            lines=tuple(
                RecognisedLine(line["text"], tuple(_word(word) for word in line["words"]), _box(line["box"]))
                for line in data["lines"]
            ),
            tables=tuple(
                RecognisedTable(
                    tuple(table["xs"]),
                    tuple(table["ys"]),
                    tuple(_cell(cell) for cell in table["cells"]),
                )
                for table in data["tables"]
            ),
            rules=tuple(_box(rule) for rule in data["rules"]),
            leaves=tuple((leaf[0], leaf[1]) for leaf in data["leaves"]),
            origin=data["origin"],
            seconds=data["seconds"],
            problem=data["problem"],
        )


def _word(data: list[Any]) -> Word:
    text, confidence, x0, y0, x1, y1, baseline, size, bold = data
    return Word(text, confidence, (x0, y0, x1, y1), baseline, size, bool(bold))


def _cell(data: list[Any]) -> RecognisedCell:
    row, column, row_span, column_span, *box = data
    return RecognisedCell(row, column, row_span, column_span, _box(box))


def _box(data: list[float]) -> Box:
    return data[0], data[1], data[2], data[3]


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(value, 5) for value in values]

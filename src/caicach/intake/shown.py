"""The text of a file as a person sees it beside the items: one entry per line or table, with its place.

It is cut into sheets, a page each, long pages into several; the confirming page asks for them one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from caicach.intake.source import Line, PlacedWord, Source, Table

SHEET_BLOCKS = 60  # a file without pages stands all on page 1; it is cut after so many paragraphs and tables
HARD_TO_READ = 0.6
"""A recognised word below this confidence is marked for the person."""

Shown = dict[str, Any]


def shown_lines(source: Source) -> list[Shown]:
    """`[{page, line, text, bold, italic, centered, boxes, unsure, restored}]`; a table is `{page, line, rows:
    [[{text, line, page, boxes, unsure, restored}]]}`. What is false or empty is left out.

    `boxes`: where it stands on the picture, `[[page, left, top, right, bottom]]` in shares. `unsure`: stretches of the
    text that were hard to read, `[[start, end]]`. `restored`: stretches whose marks were put back by the machine, each
    with what was found, `[[start, end, found]]`.
    """
    return [_table(block) if isinstance(block, Table) else _line(block) for block in source.blocks]


def _line(line: Line) -> Shown:
    shown: Shown = {"page": line.page, "line": line.number, "text": line.text}
    for hint in ("bold", "italic", "centered"):
        if getattr(line, hint):
            shown[hint] = True
    return shown | _seen(line)


def _table(table: Table) -> Shown:
    rows = [
        [{"text": cell.text, "line": cell.number, "page": cell.page, **_seen(cell)} for cell in row]
        for row in table.rows
    ]
    return {"page": table.page, "line": table.number, "rows": rows}


def _seen(piece: Any) -> Shown:
    """How a line or a cell was seen on its picture, and what of it was put back."""
    seen: Shown = {}
    if piece.words:
        seen["boxes"] = boxes_of(piece.words)
        if unsure := _unsure(piece.text, piece.words):
            seen["unsure"] = unsure
    if restored := getattr(piece, "restored", ()):
        seen["restored"] = [list(stretch) for stretch in restored]
    return seen


def boxes_of(words: Sequence[PlacedWord]) -> list[list[float]]:
    """Words that follow each other on a line become one box."""
    boxes: list[list[float]] = []
    for word in words:
        left, top, right, bottom = word.box
        last = boxes[-1] if boxes else None
        middle = (top + bottom) / 2
        if last and last[0] == word.page and last[2] <= middle <= last[4] and left >= last[1]:
            last[2:] = [min(last[2], top), max(last[3], right), max(last[4], bottom)]
        else:
            boxes.append([word.page, left, top, right, bottom])
    return [[box[0], *(round(share, 4) for share in box[1:])] for box in boxes]


def _unsure(text: str, words: Iterable[PlacedWord]) -> list[list[int]]:
    found, at = [], 0
    for word in words:
        start = text.find(word.text, at)
        if start < 0:
            continue
        at = start + len(word.text)
        if word.confidence < HARD_TO_READ:
            found.append([start, at])
    return found


def warnings_of(reading: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The reader's warnings, of the file and of its documents, in the order of their places."""
    found = [*reading["warnings"], *(w for document in reading["documents"] for w in document["warnings"])]
    return sorted(found, key=lambda warning: (warning.get("page") or 1, warning.get("line") or 1))


@dataclass(frozen=True)
class Sheet:
    """A stretch of the text on one page; `first` and `last` bound its lines."""

    number: int
    page: int
    first: int
    last: int
    blocks: slice


def sheets(text: Sequence[Shown]) -> list[Sheet]:
    """The text cut into sheets."""
    found: list[Sheet] = []
    start = 0
    for page, blocks in groupby(text, key=lambda block: block["page"]):
        count = sum(1 for _ in blocks)
        for at in range(start, start + count, SHEET_BLOCKS):
            part = slice(at, min(at + SHEET_BLOCKS, start + count))
            lines = [number for block in text[part] for number in _numbers(block)]
            found.append(Sheet(len(found) + 1, page, lines[0], max(lines), part))
        start += count
    return found


def sheet_of_line(cut: Sequence[Sheet], line: int) -> Sheet | None:
    """The sheet that shows the line; what lies between two lines belongs to the earlier one."""
    at = bisect_right([sheet.first for sheet in cut], line) - 1
    return cut[max(at, 0)] if cut else None


def placed(
    text: Sequence[Shown], sheet: Sheet, items: Iterable[Any], warnings: Iterable[Mapping[str, Any]], *,
    found: bool = False,
) -> list[Shown]:  # fmt: skip
    """The blocks of a sheet, each with the items and warnings of the lines it covers, and its text in pieces.

    What lies between two lines of the text belongs to the earlier one, so nothing read is without its place. With
    `found` the text stands as it was found in the file.
    """
    starts = sorted({number for block in text for number in _numbers(block)})
    by_line: dict[int, Shown] = {}
    for key, things in (
        ("items", [(item.line, item) for item in items]),
        ("warnings", [(warning.get("line") or 1, warning) for warning in warnings]),
    ):
        for line, thing in things:
            place = starts[max(bisect_right(starts, line) - 1, 0)] if starts else line
            by_line.setdefault(place, {"items": [], "warnings": []})[key].append(thing)
    return [_placed(block, by_line, found) for block in text[sheet.blocks]]


def marks_on(text: Sequence[Shown], page: int, items: Iterable[Any]) -> list[tuple[Any, list[list[float]]]]:
    """The items that stand on the picture of a page, each with its boxes there."""
    lines: dict[int, list[list[float]]] = {}
    for block in text:
        for row in block.get("rows", [[block]]):
            here = [box[1:] for piece in row for box in piece.get("boxes") or () if box[0] == page]
            line = lines.setdefault(row[0]["line"], [])
            line += [box for box in here if box not in line]  # a merged cell stands in each place it covers
    return [(item, lines[item.line]) for item in items if lines.get(item.line)]


def _numbers(block: Mapping[str, Any]) -> list[int]:
    return [row[0]["line"] for row in block["rows"]] if "rows" in block else [block["line"]]


_NOTHING: dict[str, list[Any]] = {"items": [], "warnings": []}


def _placed(block: Shown, by_line: Mapping[int, Shown], found: bool) -> Shown:
    if "rows" not in block:
        return {**block, **by_line.get(block["line"], _NOTHING), "pieces": pieces(block, found=found)}
    rows, last = [], None
    for cells in block["rows"]:
        line = cells[0]["line"]
        there = by_line.get(line, _NOTHING) if line != last else _NOTHING
        rows.append({"line": line if line != last else None, "cells": _joined(cells, found), **there})
        last = line
    return {**block, "rows": rows}


def _joined(cells: list[Shown], found: bool) -> list[Shown]:
    """A cell that was merged over several columns, once with its span."""
    joined: list[Shown] = []
    for cell in cells:
        if joined and joined[-1]["text"] == cell["text"] and joined[-1]["line"] == cell["line"] and cell["text"]:
            joined[-1]["span"] += 1
        else:
            joined.append({**cell, "span": 1, "pieces": pieces(cell, found=found)})
    return joined


def pieces(shown: Mapping[str, Any], *, found: bool = False) -> list[tuple[str, str, str]]:
    """The text as (words, kind, what was found): kind is "", "unsure" or "restored". With `found`, as in the file."""
    text = shown["text"]
    marked = sorted(
        [(start, end, "restored", was) for start, end, was in shown.get("restored") or ()]
        + [(start, end, "unsure", "") for start, end in shown.get("unsure") or ()]
    )
    if not marked:
        return [(text, "", "")]
    cut, at = [], 0
    for start, end, kind, was in marked:
        if start < at:  # a stretch within another: the first one stands
            continue
        if start > at:
            cut.append((text[at:start], "", ""))
        words = text[start:end]
        cut.append((was, "", "") if found and kind == "restored" else (words, kind, was))
        at = end
    if at < len(text):
        cut.append((text[at:], "", ""))
    return cut


def as_found(shown: Mapping[str, Any]) -> str:
    """The text as it stood in the file, before anything was put back."""
    return "".join(words for words, _kind, _was in pieces(shown, found=True))


def was_restored(text: Iterable[Shown]) -> bool:
    """Whether anything of the text was put back by the machine."""
    return any(
        piece.get("restored")
        for block in text
        for piece in ([cell for row in block["rows"] for cell in row] if "rows" in block else [block])
    )


def restored_lines(text: Iterable[Shown]) -> dict[int, str]:
    """By line: the text as found, of those lines of which something was put back."""
    lines: dict[int, list[str]] = {}
    for block in text:
        for piece in [cell for row in block["rows"] for cell in row] if "rows" in block else [block]:
            if piece.get("restored"):
                lines.setdefault(piece["line"], []).append(as_found(piece))
    return {line: " | ".join(dict.fromkeys(texts)) for line, texts in lines.items()}

"""The text of a file as a person sees it beside the items: one entry per line or table, with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from caicach.intake.source import Line, Source, Table


def shown_lines(source: Source) -> list[dict[str, Any]]:
    """`[{page, line, text, bold, centered}]`; a table is `{page, line, rows: [[{text, line, span}]]}`."""
    return [_table(block) if isinstance(block, Table) else _line(block) for block in source.blocks]


def _line(line: Line) -> dict[str, Any]:
    shown: dict[str, Any] = {"page": line.page, "line": line.number, "text": line.text}
    for hint in ("bold", "italic", "centered"):
        if getattr(line, hint):
            shown[hint] = True
    return shown


def _table(table: Table) -> dict[str, Any]:
    return {
        "page": table.page,
        "line": table.number,
        "rows": [[{"text": cell.text, "line": cell.number, "page": cell.page} for cell in row] for row in table.rows],
    }


def warnings_of(reading: dict[str, Any]) -> list[dict[str, Any]]:
    """The reader's warnings, of the file and of its documents, in the order of their places."""
    found = [*reading["warnings"], *(w for document in reading["documents"] for w in document["warnings"])]
    return sorted(found, key=lambda warning: (warning.get("page") or 1, warning.get("line") or 1))


def pages(text: list[dict[str, Any]], items: Sequence[Any], warnings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The shown text by page: `[{number, blocks}]`; each block knows its items and warnings by the lines it covers.

    What lies between two lines of the text belongs to the earlier one, so nothing read is without its place.
    """
    starts = sorted({number for block in text for number in _numbers(block)})
    by_line: dict[int, dict[str, list[Any]]] = {}
    for key, things in (
        ("items", [(item.line, item) for item in items]),
        ("warnings", [(warning.get("line") or 1, warning) for warning in warnings]),
    ):
        for line, thing in things:
            place = starts[max(bisect_right(starts, line) - 1, 0)] if starts else line
            by_line.setdefault(place, {"items": [], "warnings": []})[key].append(thing)
    shown: list[dict[str, Any]] = []
    for block in text:
        if not shown or shown[-1]["number"] != block["page"]:
            shown.append({"number": block["page"], "blocks": []})
        shown[-1]["blocks"].append(_placed(block, by_line))
    return shown


def _numbers(block: dict[str, Any]) -> list[int]:
    return [row[0]["line"] for row in block["rows"]] if "rows" in block else [block["line"]]


def _placed(block: dict[str, Any], by_line: dict[int, dict[str, list[Any]]]) -> dict[str, Any]:
    nothing: dict[str, list[Any]] = {"items": [], "warnings": []}
    if "rows" not in block:
        return {**block, **by_line.get(block["line"], nothing)}
    rows, last = [], None
    for cells in block["rows"]:
        line = cells[0]["line"]
        there = by_line.get(line, nothing) if line != last else nothing
        rows.append({"line": line if line != last else None, "cells": _joined(cells), **there})
        last = line
    return {**block, "rows": rows}


def _joined(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A cell that was merged over several columns, once with its span."""
    joined: list[dict[str, Any]] = []
    for cell in cells:
        if joined and joined[-1]["text"] == cell["text"] and joined[-1]["line"] == cell["line"] and cell["text"]:
            joined[-1]["span"] += 1
        else:
            joined.append({**cell, "span": 1})
    return joined

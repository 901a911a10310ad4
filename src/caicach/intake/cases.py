"""A confirmed draft as a case for the reader's benchmark: its file, and what a person said is in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from caicach.core.evidence import path_of

from .models import Draft, DraftItem, DraftState, ItemKind, ItemState
from .rules import EMPTY, is_said_by_a_task
from .shown import Shown, as_found

PLACE = ("page", "line")
_KEYS: dict[str, tuple[str, ...]] = {
    ItemKind.TARGET: (
        "text", "section", "comparator", "value", "value_to", "unit", "baseline_year", "from", "to", "part_of",
        "owners", *PLACE, "also", "confidence",
    ),
    ItemKind.TASK: (
        "text", "section", "ordinal", "field", "activities", "product", "leads", "supports", "due", "budget", *PLACE,
        "also", "confidence",
    ),
    ItemKind.DUTY: ("body", "text", "section", *PLACE),
    ItemKind.STATEMENT: ("text", "value", "of", "ratio", "unit", "as_of", "section", *PLACE),
}  # fmt: skip
"""The keys of each kind of item, in the order of the contract of `caicach read`."""


class NotConfirmed(Exception):
    """Nobody has confirmed the draft, so nobody has said what is right."""


def write_case(draft: Draft, folder: Path, *, as_text: bool = False) -> tuple[Path, Path]:
    """Write the file, or its text, and the JSON of what was confirmed beside it; returns both paths."""
    if draft.state != DraftState.CONFIRMED:
        raise NotConfirmed
    folder.mkdir(parents=True, exist_ok=True)
    name = PurePosixPath(draft.file_name)
    paper = folder / name.name
    if as_text:
        tables = any("rows" in block for block in draft.text)
        paper = paper.with_suffix(".md" if tables else ".txt")
        paper.write_text("\n".join(_written(block) for block in draft.text) + "\n", encoding="utf-8")
    else:
        shutil.copyfile(path_of(draft.file.sha256), paper)
    gold = paper.with_suffix(".json")
    gold.write_text(json.dumps(gold_of(draft, name=paper.name), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return paper, gold


def gold_of(draft: Draft, *, name: str) -> dict[str, Any]:
    """The contract of `caicach read` with what the person confirmed in the place of what was read.

    A kind that nobody was asked about is left out: statements, where none was accepted.
    """
    reading: dict[str, Any] = draft.reading or {"pages": 0, "text_source": "text", "documents": []}
    accepted = list(draft.items.filter(state=ItemState.ACCEPTED).order_by("ordinal", "id"))
    stated = any(item.kind == ItemKind.STATEMENT for item in accepted)
    documents = []
    for number, read in enumerate(reading["documents"]):
        ours = [item for item in accepted if (item.document_index or 0) == number]
        document = {key: value for key, value in read.items() if key not in ("statements", "warnings")}
        if number == draft.document_index:
            document |= {key: draft.header.get(key) for key in document if key in draft.header}
        document["targets"] = _targets(ours)
        document["tasks"] = [_said(item) for item in ours if item.kind == ItemKind.TASK]
        document["duties"] = [_said(item) for item in ours if item.kind == ItemKind.DUTY] + _twice_said(read, ours)
        if stated:
            document["statements"] = [_said(item) for item in ours if item.kind == ItemKind.STATEMENT]
        documents.append(document)
    return {"file": name, "pages": reading["pages"], "text_source": reading["text_source"], "documents": documents}


def _said(item: DraftItem) -> dict[str, Any]:
    data = {**EMPTY[item.kind], **item.data, "page": item.page, "line": item.line, "confidence": 1.0}
    return {key: data.get(key) for key in _KEYS[item.kind]}


def _targets(items: Iterable[DraftItem]) -> list[dict[str, Any]]:
    targets = [item for item in items if item.kind == ItemKind.TARGET]
    place = {item.pk: index for index, item in enumerate(targets)}
    return [_said(item) | {"part_of": place.get(item.part_of_id) if item.part_of_id else None} for item in targets]


def _twice_said(read: Mapping[str, Any], items: Iterable[DraftItem]) -> list[dict[str, Any]]:
    """The duties that a person confirmed as the tasks that say the same."""
    tasks = [item.read for item in items if item.kind == ItemKind.TASK and item.read]
    return [dict(duty) for duty in read["duties"] if is_said_by_a_task(duty, tasks)]


def _written(block: Shown) -> str:
    """A line as it stood in the file; a table as the text form writes it."""
    if "rows" not in block:
        return as_found(block)
    rows = ["| " + " | ".join(as_found(cell).replace("\n", "<br>") for cell in row) + " |" for row in block["rows"]]
    return "\n".join(["", rows[0], "|" + "---|" * len(block["rows"][0]), *rows[1:], ""])

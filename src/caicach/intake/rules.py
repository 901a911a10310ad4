"""What holds for a draft and its items, without a database: what is sure, what may be confirmed, merged, split."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from caicach.core.text import squeeze

SURE = Decimal("0.8")
"""From this confidence on an item may be accepted together with the others; below it a person looks at each."""

TARGET, TASK, DUTY, STATEMENT = "target", "task", "duty", "statement"

EMPTY: dict[str, dict[str, Any]] = {
    TARGET: {
        "text": "", "section": "", "comparator": "done", "value": None, "value_to": None, "unit": "",
        "baseline_year": None, "baseline_value": None, "from": None, "to": None, "owners": [], "also": [],
    },
    TASK: {
        "text": "", "section": "", "ordinal": "", "field": None, "activities": "", "product": "", "leads": [],
        "supports": [], "due": None, "budget": None, "also": [],
    },
    DUTY: {"body": "", "text": "", "section": "", "due": None, "also": []},
    STATEMENT: {"text": "", "section": "", "value": None, "of": None, "ratio": None, "unit": "", "as_of": None},
}  # fmt: skip
"""The keys of each kind of item, as in the contract of `caicach read`; what an item lacks is taken from here."""


class Obstacle(StrEnum):
    """What stops an act on a draft. The sentences stand in words.py."""

    NOT_READY = "not_ready"  # not read yet, refused, confirmed already or discarded
    ITEMS_UNSEEN = "items_unseen"
    NOTHING_ACCEPTED = "nothing_accepted"
    TITLE_MISSING = "title_missing"
    ONLY_ONE = "only_one"  # merging needs two
    KINDS_DIFFER = "kinds_differ"
    SPLIT_NEEDS_PARTS = "split_needs_parts"
    NO_PAGE_READ = "no_page_read"
    ITEM_SETTLED = "item_settled"  # dropped: restore it first


@dataclass(frozen=True)
class DraftFacts:
    """What confirming depends on."""

    is_ready: bool
    unseen: int
    accepted: int  # statements too
    title: str
    offered: int = 1  # items that the reader found; a paper in which it found none may be registered all the same


def obstacles_to_confirming(facts: DraftFacts) -> list[Obstacle]:
    """Everything that stops the draft from becoming a registered document; an empty list means it can."""
    if not facts.is_ready:
        return [Obstacle.NOT_READY]
    checks = {
        Obstacle.ITEMS_UNSEEN: facts.unseen > 0,
        Obstacle.NOTHING_ACCEPTED: facts.unseen == 0 and facts.accepted == 0 and facts.offered > 0,
        Obstacle.TITLE_MISSING: not facts.title.strip(),
    }
    return [obstacle for obstacle, present in checks.items() if present]


def may_read(state: str, heard_at: datetime | None, *, now: datetime, lease: timedelta) -> bool:
    """Whether a reader may take the draft: it waits, or whoever was reading it has not been heard of for a lease."""
    if state == "waiting":
        return True
    return state == "reading" and (heard_at is None or heard_at + lease <= now)


def main_document(reading: Mapping[str, Any]) -> int:
    """Which of the file's documents holds the programme: the one with most items, the plan among equals."""
    documents = reading["documents"]
    if not documents:
        return 0

    def weight(index: int) -> tuple[int, bool, int]:
        document = documents[index]
        items = sum(len(document.get(kind, ())) for kind in ("targets", "tasks", "duties"))
        return items, document["kind"] == "plan", -index

    return max(range(len(documents)), key=weight)


def header_of(reading: Mapping[str, Any], index: int) -> dict[str, Any]:
    """The head of the document at `index`; what it lacks (number, date, signer) is taken from the one that issued it.

    A plan that is issued by a decision in the same file bears the decision's number, date and signature.
    """
    documents = reading["documents"]
    if not documents:
        return {"kind": "other", "title": "", "period": None, "recipients": []}
    keys = ("kind", "number", "issued_on", "place", "issuer", "title", "period", "signer", "recipients")
    header = {key: documents[index].get(key) for key in keys}
    for other in documents[:index]:
        for key in ("number", "issued_on", "place", "issuer", "signer", "recipients"):
            header[key] = header[key] or other.get(key)
    return header


def as_kind(data: Mapping[str, Any], kind: str, to: str) -> dict[str, Any]:
    """The same words as another kind of item: owners become leads, the lead becomes the body, and back."""
    if kind == to:
        return dict(data)
    moved = {**EMPTY[to], **{key: data[key] for key in EMPTY[to] if key in data}}
    stated = {TARGET: data.get("owners"), TASK: data.get("leads"), DUTY: [data["body"]] if data.get("body") else []}
    who = stated.get(kind)
    if to == STATEMENT:
        return moved
    if to == TARGET:
        moved["owners"] = list(who or [])
    elif to == TASK:
        moved["leads"] = list(who or [])
    else:
        moved["body"] = (who or [""])[0]
    return moved


def merged(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One item out of several of a kind: texts in order, lists without doubles, otherwise what the first one has."""
    whole = dict(items[0])
    for key, value in whole.items():
        others = [item.get(key) for item in items[1:]]
        if key == "also":
            whole[key] = [place for item in items for place in item.get("also") or ()] + [
                {"section": item.get("section") or "", "page": item["page"], "line": item["line"]}
                for item in items[1:]
                if item.get("page")
            ]
        elif isinstance(value, list):
            whole[key] = list(dict.fromkeys(entry for entries in [value, *others] for entry in entries or ()))
        elif key in ("text", "activities", "product"):
            whole[key] = _joined([value, *others])
        elif value in (None, ""):
            whole[key] = next((other for other in others if other not in (None, "")), value)
    return whole


def _joined(texts: Sequence[str | None]) -> str:
    """Sentences one after the other; what another already says is not said twice."""
    said = ""
    for text in texts:
        if text and text.strip() not in said:
            said = f"{said.rstrip()} {text.strip()}" if said else text.strip()
    return said


def parts_of(text: str) -> list[str]:
    """The parts a person marked by starting a new line at each."""
    return [part for line in text.splitlines() if (part := line.strip(" \t;-+•"))]


_BREAK = re.compile(r"(?<=[;.!?])\s+(?=\w)|\s*;\s+")


def suggested_parts(text: str) -> str:
    """The text with a new line wherever a sentence or a semicolon ends, for the person to start from."""
    return "\n".join(part.strip() for part in _BREAK.split(text) if part and part.strip())


def between(before: Decimal, after: Decimal | None, count: int) -> list[Decimal]:
    """`count` places in order after `before` and ahead of `after`."""
    step = ((after if after is not None else before + 1) - before) / (count + 1)
    return [before + step * place for place in range(1, count + 1)]


def is_said_by_a_task(duty: Mapping[str, Any], tasks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a task of the same clause, in the same words, already has the duty's body as a lead.

    The contract lists what a "Trách nhiệm" section asks with a deadline both as a task and as a duty; a person should
    confirm it once.
    """
    place = (duty.get("page"), duty.get("line"), squeeze(duty["text"]))
    return any(
        place == (task.get("page"), task.get("line"), squeeze(task["text"])) and duty["body"] in task.get("leads", ())
        for task in tasks
    )


def names_in(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The agencies an item names, as written, in order."""
    if kind == STATEMENT:
        return []
    if kind == TARGET:
        found = data.get("owners") or []
    elif kind == TASK:
        found = [*(data.get("leads") or []), *(data.get("supports") or [])]
    else:
        found = [data.get("body") or ""]
    return list(dict.fromkeys(name for name in found if name))

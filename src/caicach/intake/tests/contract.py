"""The JSON contract of `caicach read`, as a check: exact keys in order, types, bounds, references that hold."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from caicach.intake.extraction import extract
from caicach.intake.reading import read_source
from caicach.intake.source import Source

KINDS = {"plan", "decision", "report", "submission", "directive", "letter", "other"}
COMPARATORS = {">=", "<=", "=", ">", "<", "between", "done"}
DUE_KINDS = {"date", "month", "quarter", "half", "year", "range", "recurring", "ongoing", "on_request"}
EVERY = {None, "month", "quarter", "half", "year"}

Keys = dict[str, tuple[type, ...]]
TEXT: tuple[type, ...] = (str,)
NONE = type(None)
MAYBE: tuple[type, ...] = (str, NONE)
NUMBER: tuple[type, ...] = (int, float, NONE)
YEAR: tuple[type, ...] = (int, NONE)
LIST: tuple[type, ...] = (list,)
PLACE: Keys = {"section": TEXT, "page": (int,), "line": (int,)}

FILE: Keys = {"file": TEXT, "pages": (int,), "text_source": TEXT, "documents": LIST, "warnings": LIST}
DOCUMENT: Keys = {
    "kind": TEXT, "number": MAYBE, "issued_on": MAYBE, "place": MAYBE, "issuer": MAYBE, "title": TEXT,
    "period": (dict, NONE), "signer": MAYBE, "recipients": LIST, "citations": LIST, "sections": LIST, "targets": LIST,
    "tasks": LIST, "duties": LIST, "statements": LIST, "warnings": LIST,
}  # fmt: skip
CITATION: Keys = {"number": TEXT, "kind": TEXT, "issued_on": MAYBE, "relation": TEXT, "count": (int,)}
SECTION: Keys = {"path": TEXT, "label": TEXT, "title": TEXT, "page": (int,), "line": (int,)}
TARGET: Keys = {
    "text": TEXT, "section": TEXT, "comparator": TEXT, "value": NUMBER, "value_to": NUMBER, "unit": MAYBE,
    "baseline_year": YEAR, "from": YEAR, "to": YEAR, "part_of": YEAR, "owners": LIST, "page": (int,), "line": (int,),
    "also": LIST, "confidence": (int, float),
}  # fmt: skip
TASK: Keys = {
    "text": TEXT, "section": TEXT, "ordinal": MAYBE, "field": YEAR, "activities": MAYBE, "product": MAYBE,
    "leads": LIST, "supports": LIST, "due": (dict, NONE), "budget": MAYBE, "page": (int,), "line": (int,),
    "also": LIST, "confidence": (int, float),
}  # fmt: skip
DUE: Keys = {"kind": TEXT, "from": MAYBE, "to": MAYBE, "every": MAYBE, "text": TEXT}
DUTY: Keys = {"body": TEXT, "text": TEXT, "section": TEXT, "page": (int,), "line": (int,)}
STATEMENT: Keys = {
    "text": TEXT, "value": NUMBER, "of": NUMBER, "ratio": NUMBER, "unit": MAYBE, "as_of": MAYBE,
    "section": TEXT, "page": (int,), "line": (int,),
}  # fmt: skip
WARNING: Keys = {"code": TEXT, "text": TEXT, "page": (int,), "line": (int,)}


def read_checked(source: Source) -> dict[str, Any]:
    """A reading that has been held to the contract."""
    reading = read_source(source)
    check_reading(reading)
    return reading


def read_file(path: Any) -> dict[str, Any]:
    """The same for a file."""
    return read_checked(extract(path))


def check_reading(reading: dict[str, Any]) -> None:
    """Raise AssertionError where a reading departs from the contract."""
    _keys(reading, FILE, "file")
    assert reading["text_source"] in ("digital", "ocr", "text")
    assert reading["documents"], "a file holds one document at least"
    for warning in reading["warnings"]:
        _keys(warning, WARNING, "file warning")
    for document in reading["documents"]:
        _document(document)
    json.dumps(reading, ensure_ascii=False, allow_nan=False)


def _document(document: dict[str, Any]) -> None:
    _keys(document, DOCUMENT, "document")
    assert document["kind"] in KINDS
    _day(document["issued_on"])
    if document["period"] is not None:
        _keys(document["period"], {"from": YEAR, "to": (int,)}, "period")
        first, last = document["period"]["from"], document["period"]["to"]
        assert first is None or first <= last, document["period"]
    _texts(document["recipients"])
    for name, keys in (
        ("citations", CITATION), ("sections", SECTION), ("duties", DUTY), ("statements", STATEMENT),
        ("warnings", WARNING),
    ):  # fmt: skip
        for item in document[name]:
            _keys({key: item[key] for key in item if (name, key) != ("warnings", "detail")}, keys, name)
    for citation in document["citations"]:
        _day(citation["issued_on"])
        assert citation["relation"] in ("basis", "mention") and citation["count"] >= 1, citation
    for duty in document["duties"]:
        assert duty["body"].strip() and duty["text"].strip(), duty
    for statement in document["statements"]:
        _day(statement["as_of"])
    for place, target in enumerate(document["targets"]):
        _target(target, place)
    for task in document["tasks"]:
        _task(task)


def _target(target: dict[str, Any], place: int) -> None:
    _keys(target, TARGET, "target")
    assert target["comparator"] in COMPARATORS, target
    assert (target["comparator"] == "done") == (target["value"] is None), target
    assert (target["comparator"] == "between") == (target["value_to"] is not None), target
    assert target["part_of"] is None or 0 <= target["part_of"] < place, target
    assert target["from"] is None or target["to"] is None or target["from"] <= target["to"], target
    _item(target)
    _texts(target["owners"])


def _task(task: dict[str, Any]) -> None:
    _keys(task, TASK, "task")
    assert task["field"] is None or 1 <= task["field"] <= 7, task
    _texts(task["leads"])
    _texts(task["supports"])
    _item(task)
    due = task["due"]
    if due is None:
        return
    _keys(due, DUE, "due")
    assert due["kind"] in DUE_KINDS and due["every"] in EVERY, due
    first, last = _day(due["from"]), _day(due["to"])
    assert first is None or last is None or first <= last, due
    assert due["text"].strip(), due
    if due["kind"] in ("date", "month", "quarter", "half", "range"):
        assert last is not None, due


def _item(item: dict[str, Any]) -> None:
    assert item["text"].strip(), item
    assert 0 <= item["confidence"] <= 1, item
    assert item["page"] >= 1 and item["line"] >= 1, item
    for other in item["also"]:
        _keys(other, PLACE, "also")


def _keys(item: dict[str, Any], keys: Keys, name: str) -> None:
    assert list(item) == list(keys), (name, list(item))
    for key, types in keys.items():
        value = item[key]
        assert isinstance(value, types) and not isinstance(value, bool), (name, key, value)


def _texts(values: list[Any]) -> None:
    assert all(isinstance(value, str) and value.strip() for value in values), values


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None

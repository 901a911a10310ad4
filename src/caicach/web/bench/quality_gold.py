"""Documents with gold beside them: which file a gold speaks of, and what it says in the words of the contract."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caicach.core.text import search_key

from .scoring import ITEMS

OWN = Path(__file__).parent / "data" / "gold"
"""Invented documents, each with its gold written by hand before it was read."""

_READ = {".txt", ".md", ".docx", ".doc", ".pdf", ".xlsx", ".xls", ".odt", ".rtf", ".tif", ".tiff", ".jpg", ".png"}
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


class GoldUnreadable(Exception):
    """A gold that is no JSON, or speaks of no file that is there; a sentence for the person."""


@dataclass(frozen=True)
class Measured:
    """A document and what a person says that it holds."""

    path: Path
    gold: Mapping[str, Any]


def documents_in(folders: Iterable[Path]) -> list[Measured]:
    """Every gold below the folders with its document: the one it names (`source`, `file`), or whose name begins alike.

    Gold of another shape than the contract's (`say`, `lead`, `due` as "2024-Q1") is put into the contract's words.
    """
    measured = []
    for folder in folders:
        if not folder.is_dir():
            raise GoldUnreadable(f"{folder}: không phải thư mục.")
        below = sorted(path for path in folder.rglob("*") if path.is_file())
        readable = [path for path in below if path.suffix.lower() in _READ]
        for path in below:
            if path.suffix != ".json":
                continue
            try:
                stated = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as problem:
                raise GoldUnreadable(f"{path}: không phải JSON ({problem}).") from problem
            if not isinstance(stated, dict):
                raise GoldUnreadable(f"{path}: không phải một đối tượng JSON.")
            try:
                gold = as_contract(stated)
            except GoldUnreadable as problem:
                raise GoldUnreadable(f"{path}: {problem}") from problem
            measured.append(Measured(_document_of(path, stated, readable), gold))
    return measured


def _document_of(gold: Path, stated: Mapping[str, Any], readable: list[Path]) -> Path:
    named = stated.get("source") or stated.get("file")
    for path in readable:
        if path.name == named or (not named and path.parent == gold.parent and path.stem == gold.stem):
            return path
    begins = _bare(gold.stem)
    alike = [path for path in readable if _bare(path.stem).startswith(begins)]
    if named or len(alike) != 1:
        raise GoldUnreadable(f"{gold}: không tìm thấy văn bản {named or gold.stem} trong thư mục.")
    return alike[0]


def _bare(name: str) -> str:
    return search_key(name.replace("_", " ")).replace(" ", "")


def as_contract(stated: Mapping[str, Any]) -> dict[str, Any]:
    """A gold in the words of the contract; one that is in them already stays as it is."""
    if "documents" in stated:
        return _checked(stated)
    document: dict[str, Any] = {"of_file": True, "partial": ["targets", "tasks", "duties", "citations"]}
    document |= {key: stated[key] for key in ("kind", "number", "issued_on", "issuer") if key in stated}
    if "targets" in stated:
        document["targets"] = [_target(target) for target in stated["targets"]]
    if tasks := stated.get("annex_tasks") or stated.get("table_tasks"):
        document["tasks"] = [_task(task) for task in tasks]
    if "agencies_with_duties" in stated:
        document["duties"] = [{"body": body} for body in stated["agencies_with_duties"]]
    if "citations" in stated:
        document["citations"] = [{"number": number} for number in stated["citations"]]
    return {"documents": [document]}


def _checked(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The gold, once every list in it is a list of objects."""
    for document in stated["documents"]:
        for name in ITEMS:
            if not all(isinstance(item, dict) for item in document.get(name, ())):
                raise GoldUnreadable(f"Trong “{name}” có phần tử không phải đối tượng JSON.")
    return dict(stated)


def _target(stated: Mapping[str, Any]) -> dict[str, Any]:
    target = {key: stated[key] for key in ("say", "value", "unit", "from", "to") if key in stated}
    return target | ({"comparator": stated["cmp"]} if "cmp" in stated else {})


def _task(stated: Mapping[str, Any]) -> dict[str, Any]:
    task: dict[str, Any] = {"say": stated["say"]}
    if "no" in stated:
        task["ordinal"] = str(stated["no"])
    for key, name in (("lead", "leads_say"), ("support", "supports_say")):
        if stated.get(key):
            task[name] = stated[key]
    if stated.get("due"):
        task["due"] = due_of(stated["due"])
    return task


def due_of(words: str) -> dict[str, Any]:
    """ "2024-02-22", "2024-02", "2024-Q1", "2024", "ongoing", "on request": the end of the time, or the kind."""
    if quarter := _QUARTER.fullmatch(words):
        month = 3 * int(quarter[2])
        return {"to": f"{quarter[1]}-{month:02}-{calendar.monthrange(int(quarter[1]), month)[1]}"}
    if month_of := _MONTH.fullmatch(words):
        return {"to": f"{words}-{calendar.monthrange(int(month_of[1]), int(month_of[2]))[1]}"}
    if re.fullmatch(r"\d{4}", words):
        return {"to": f"{words}-12-31"}
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
        return {"to": words}
    return {"kind": words.replace(" ", "_")}

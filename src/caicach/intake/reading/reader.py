"""One source in, the JSON contract out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from caicach.core.text import flatten, nfc, squeeze
from caicach.intake.reading import confidence
from caicach.intake.reading.administrative import is_administrative
from caicach.intake.reading.citations import find_citations
from caicach.intake.reading.clauses import ClauseReader
from caicach.intake.reading.found import as_found
from caicach.intake.reading.header import Header, read_header
from caicach.intake.reading.health import health_of, texts_of
from caicach.intake.reading.ledger import Ledger
from caicach.intake.reading.legible import legible
from caicach.intake.reading.merge import merge_targets, merge_tasks
from caicach.intake.reading.owners import damaged_text
from caicach.intake.reading.paragraphs import BULLETS, Grid, Para, flow
from caicach.intake.reading.period import period_of
from caicach.intake.reading.results import Findings, FoundTarget, FoundTask, Setting, plain_number
from caicach.intake.reading.scattered import rebuilt
from caicach.intake.reading.sections import assign_roles
from caicach.intake.reading.statements import Stated
from caicach.intake.reading.structure import Node, build_tree, split_documents
from caicach.intake.reading.table_items import read_tables
from caicach.intake.reading.tables import title_above
from caicach.intake.source import Cell, Source

_TITLE_LENGTH = 400
_DAMAGED_TEXT = "Văn bản mất dấu hoặc nhận dạng kém; đề nghị đối chiếu với bản gốc."
_NOT_A_PLAN = "Không thấy đây là kế hoạch, báo cáo hay văn bản giao việc; chưa lấy nội dung nào."
_REBUILT = "Bảng nhiệm vụ bị tách thành từng dòng, đã ghép lại theo thứ tự; đề nghị soát lại từng dòng."
_IS_PLAN = re.compile(r"\b(?:ke hoach|chuong trinh|nhiem vu|chi tieu|lich cong tac)\b")
_AMENDS = re.compile(r"\b(?:sua doi|bo sung|dieu chinh|bai bo|thay the)\b")


def read_source(source: Source) -> dict[str, Any]:
    """The object that `caicach read` prints for one file; its keys and their order are the contract of the product."""
    if source.inner:
        return _read_each(source)
    ledger: Ledger | None = None
    lost = confidence.is_damaged(nfc(" ".join(texts_of(source))))
    poor = health_of(texts_of(source)).poor
    if poor or lost:
        source, ledger = legible(source, poor=poor, lost=lost)
    documents: list[dict[str, Any]] = []
    before: Header | None = None
    own: set[str] = set()
    pieces = split_documents(flow(source))
    headers: list[tuple[Header, list[Para | Grid], bool]] = []
    for piece in pieces:
        damaged = lost or confidence.is_damaged(" ".join(_words(item) for item in piece.body))
        with damaged_text(damaged):
            header, body = read_header(piece, before)
        before = header
        headers.append((header, body, damaged))
        if header.number:
            own.add(header.number)
    for header, body, damaged in headers:
        with damaged_text(damaged):
            documents.append(_document(header, body, damaged, own, poor=poor))
    if ledger:
        for document in documents:
            as_found(document, ledger)
    return _answer(source, documents)


def _answer(source: Source, documents: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "file": source.name,
        "pages": source.pages,
        "text_source": source.text_source,
        "documents": documents,
        "warnings": [
            {"code": warning.code, "text": warning.text, "page": warning.page, "line": warning.line}
            for warning in source.warnings
        ],
    }


def _read_each(source: Source) -> dict[str, Any]:
    """The files inside one file: each is read as if it had come alone, its documents' warnings name it."""
    ends = [file.first_block for file in source.inner[1:]] + [len(source.blocks)]
    documents: list[dict[str, Any]] = []
    for file, end in zip(source.inner, ends, strict=True):
        alone = replace(
            source, text_source=file.text_source, blocks=source.blocks[file.first_block : end], warnings=(), inner=()
        )
        for document in read_source(alone)["documents"]:
            for warning in document["warnings"]:
                warning["text"] = f"Tệp con “{file.name}”: {warning['text']}"
            documents.append(document)
    return _answer(source, documents)


def _words(item: Para | Grid) -> str:
    if isinstance(item, Para):
        return item.text
    return " ".join(cell.text for row in item.rows for cell in row)


def _document(header: Header, body: list[Para | Grid], damaged: bool, own: set[str], *, poor: bool) -> dict[str, Any]:
    if not header.title and body and isinstance(body[0], Grid):
        header.title = title_above(body[0], damaged=damaged)
        header.first, header.last = period_of(header.title, None)
        header.notes = [note for note in header.notes if note[0] != "number_missing"]
    elif not header.title and not header.number:
        _title_of_loose_annex(header, body)
    setting = Setting(
        header.kind,
        header.first,
        header.last,
        _due_year(header),
        damaged,
        amends=bool(_AMENDS.search(flatten(header.title))),
        poor=poor,
    )
    body, joined = rebuilt(body)
    root = build_tree(body)
    roles = assign_roles(root, header.kind, damaged=damaged)
    found = ClauseReader(roles, setting).read(root)
    read_tables(root, roles, setting, found)
    if header.kind == "report":
        _read_statements(root, roles, found, damaged=damaged)
    listed = header.kind == "other" and not header.number and any(task.from_table for task in found.tasks)
    if listed and _IS_PLAN.search(flatten(header.title)):
        header.kind = "plan"
    damaged = setting.damaged
    if not is_administrative(header, body, roles, found):
        found, joined, damaged = Findings(), [], False
        header.notes = [note for note in header.notes if note[0] != "number_missing"]
        found.warn("not_a_plan", _NOT_A_PLAN, *_first_place(body))
    for code, text, page, line in header.notes:
        found.warn(code, text, page, line)
    if damaged:
        found.warn("text_damaged", _DAMAGED_TEXT, *_first_place(body))
    for grid in joined:
        found.warn("table_rebuilt", _REBUILT, grid.page, grid.number)
    confidence.lower_where_rebuilt(found.tasks, joined)
    found.tasks = merge_tasks(found.tasks)
    found.targets = merge_targets(found.targets)
    confidence.lower_where_siblings_have_owners(found.tasks)
    return {
        "kind": header.kind,
        "number": header.number,
        "issued_on": header.issued_on.isoformat() if header.issued_on else None,
        "place": header.place,
        "issuer": header.issuer,
        "title": header.title,
        "period": {"from": header.first, "to": header.last} if header.last else None,
        "signer": header.signer,
        "recipients": header.recipients,
        "citations": [citation.as_json() for citation in find_citations(_cited_text(body), own)],
        "sections": [_section(node) for node in root.walk() if node.para.label and node.kind not in BULLETS],
        "targets": [_target(target) for target in found.targets],
        "tasks": [_task(task) for task in found.tasks],
        "duties": [
            {"body": duty.body, "text": duty.text, "section": duty.section, "page": duty.page, "line": duty.line}
            for duty in found.duties
        ],
        "statements": found.statements,
        "warnings": sorted(found.warnings, key=lambda warning: (warning["page"], warning["line"])),
    }


def _first_place(body: list[Para | Grid]) -> tuple[int, int]:
    first = next((item for item in body if isinstance(item, Para)), None)
    return (first.page, first.line) if first else (1, 1)


def _title_of_loose_annex(header: Header, body: list[Para | Grid]) -> None:
    """An annex that came without its plan, a task list of several sheets for one, is named by its own heading."""
    first = next((item for item in body[:4] if isinstance(item, Para) and item.kind == "annex"), None)
    if first is None or not any(isinstance(item, Grid) for item in body):
        return
    after = body[body.index(first) + 1 :]
    named = [first.text, *(item.text for item in after[:1] if isinstance(item, Para) and not first.text)]
    header.title = squeeze(" ".join(named))
    header.first, header.last = period_of(header.title, None)
    header.notes = [note for note in header.notes if note[0] != "number_missing"]


def _due_year(header: Header) -> int | None:
    """The year a deadline without one falls in: the plan's own year, else the year of issue."""
    if header.first is not None and header.first == header.last:
        return header.first
    issued = header.issued_on.year if header.issued_on else header.own_year
    return issued or header.first


def _cited_text(body: list[Para | Grid]) -> list[tuple[Para, bool]]:
    """Every paragraph and cell with whether it stands in the preamble, above the first part."""
    listed: list[tuple[Para, bool]] = []
    preamble = True
    for item in body:
        if isinstance(item, Para):
            if item.label and not (item.kind in ("dash", "plus") and preamble):
                preamble = False
            listed.append((item, preamble))
            continue
        seen: set[str] = set()
        for cell in (cell for row in item.rows for cell in row):
            if cell.text.strip() and cell.text not in seen:
                seen.add(cell.text)
                listed.append((_para_of(cell), False))
    return listed


def _para_of(cell: Cell) -> Para:
    return Para(squeeze(cell.text), cell.page, cell.number)


def _read_statements(root: Node, roles: dict[int, str], found: Findings, *, damaged: bool) -> None:
    stated = Stated()
    for node in root.walk():
        if roles[id(node)] == "results" and node.text:
            stated.read(node, damaged=damaged)
    found.statements.extend(stated.found)
    for doubt, node in stated.doubts:
        found.warn(doubt.code, doubt.words(), node.para.page, node.para.line, doubt.as_json())


def _section(node: Node) -> dict[str, Any]:
    title = node.text.rstrip(" :")
    if len(title) > _TITLE_LENGTH:
        title = title[:_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
    return {"path": node.path, "label": node.para.label, "title": title, "page": node.para.page, "line": node.para.line}


def _target(target: FoundTarget) -> dict[str, Any]:
    return {
        "text": target.text,
        "section": target.section,
        "comparator": target.comparator,
        "value": plain_number(target.value),
        "value_to": plain_number(target.value_to),
        "unit": target.unit,
        "baseline_year": target.baseline_year,
        "from": target.first,
        "to": target.last,
        "part_of": target.part_of,
        "owners": target.owners,
        "page": target.page,
        "line": target.line,
        "also": target.also,
        "confidence": target.confidence,
    }


def _task(task: FoundTask) -> dict[str, Any]:
    return {
        "text": task.text,
        "section": task.section,
        "ordinal": task.ordinal,
        "field": task.field_number,
        "activities": task.activities,
        "product": task.product,
        "leads": task.leads,
        "supports": task.supports,
        "due": task.due.as_json() if task.due else None,
        "budget": task.budget,
        "page": task.page,
        "line": task.line,
        "also": task.also,
        "confidence": task.confidence,
    }

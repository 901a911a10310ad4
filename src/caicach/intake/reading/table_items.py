"""Tasks and targets that stand in tables."""

from __future__ import annotations

import re

from caicach.core.numbers import NUMBER, parse_number
from caicach.core.text import flatten, squeeze
from caicach.intake.reading import confidence
from caicach.intake.reading.duedates import parse_due
from caicach.intake.reading.fields import field_of
from caicach.intake.reading.lexicon import UNITS
from caicach.intake.reading.measures import measures_in
from caicach.intake.reading.owners import names_bodies, split_bodies
from caicach.intake.reading.paragraphs import Grid
from caicach.intake.reading.results import Findings, FoundTarget, FoundTask, Setting
from caicach.intake.reading.structure import Node
from caicach.intake.reading.tables import Head, Row, grids_with_heads, rows_of
from caicach.intake.reading.targets import Target, stage_of, targets_in

_BROKEN_YEAR = re.compile(r"(?<=/)2 ?0 ?[1-4] ?\d(?![\d/])")
"""A year that a narrow column broke in two ("30/6/202 6")."""
_BULLET = re.compile(r"^\s*[-–+•*]\s*")
_SIGN = re.compile(
    rf"^[^\w≥≤<>]*(?:(≥|>=|≤|<=|>|<)|(toi thieu|it nhat|tren|duoi|khong qua|toi da"
    rf"|dat))?\s*({NUMBER})\s*(%)?(?:\s*-\s*({NUMBER})\s*%?)?(.*)$"
)
_SIGNS = {
    "≥": ">=",
    ">=": ">=",
    "≤": "<=",
    "<=": "<=",
    ">": ">",
    "<": "<",
    "toi thieu": ">=",
    "it nhat": ">=",
    "tren": ">",
    "duoi": "<",
    "khong qua": "<=",
    "toi da": "<=",
}
_DONE = re.compile(r"^(?:x|dat|hoan thanh|co|ban hanh|v|✓|hoan thien|thuc hien)\b")


def read_tables(root: Node, roles: dict[int, str], setting: Setting, found: Findings) -> None:
    """Add what the document's tables hold to `found`."""
    grids: list[Grid] = []
    owner: dict[int, Node] = {}
    for node in root.walk():
        for grid in node.grids:
            grids.append(grid)
            owner[id(grid)] = node
    if setting.kind == "report" or not grids:
        return
    grids.sort(key=lambda grid: (grid.page, grid.number))
    known: set[int] = set()
    for grid, head in grids_with_heads(grids, damaged=setting.damaged):
        known.add(id(grid))
        node = owner[id(grid)]
        section = node.path or grid.sheet
        rows = rows_of(grid, head)
        if head.is_targets:
            _targets(rows, head, section, node, setting, found)
        else:
            _tasks(rows, head, grid, section, node, setting, found)
    for grid in grids:
        if id(grid) not in known and len(grid.rows) > 2:
            found.warn("table_unread", "Không nhận ra các cột của bảng; chưa đọc bảng này.", grid.page, grid.number)


def _section(section: str, row: Row) -> str:
    marks = [mark for mark, _ in row.groups if mark]
    return ".".join(filter(None, [section, *marks]))


def _field(row: Row, node: Node, setting: Setting) -> int | None:
    for _, heading in reversed(row.groups):
        if number := field_of(heading, damaged=setting.damaged):
            return number
    for above in (node, *node.ancestors()):
        if (
            above.kind != "annex"
            and len(above.text) < 160
            and (number := field_of(above.text, damaged=setting.damaged))
        ):
            return number
    return None


def _text(row: Row, *kinds: str) -> str:
    """The content cells as one text; the longer alone where one repeats the other."""
    texts: list[str] = []
    for kind in kinds:
        text = squeeze(row.cells.get(kind, "")).strip(" ;.")
        text = _BULLET.sub("", text)
        if not text or any(flatten(text) in flatten(other) for other in texts):
            continue
        texts = [other for other in texts if flatten(other) not in flatten(text)]
        texts.append(text)
    return ": ".join(texts)


def _lines(text: str) -> str | None:
    lines = [_BULLET.sub("", squeeze(line)).strip(" ;.") for line in text.split("\n")]
    return "\n".join(line for line in lines if line) or None


def _tasks(
    rows: list[Row], head: Head, grid: Grid, section: str, node: Node, setting: Setting, found: Findings
) -> None:
    owners = [] if head.has("lead") else names_bodies(node.text) or names_bodies(grid.sheet)
    sheet_field = field_of(grid.sheet, damaged=setting.damaged) if grid.sheet else None
    for row in rows:
        text = _text(row, "goal", "task") or _text(row, "activities")
        if head.visits:
            text = f"{head.visits}: {text}"
        if len(text) < 4 or not any(char.isalpha() for char in text):
            continue
        due_text = squeeze(re.sub(r"(?<=\d{4})\n(?=\d)", " - ", row.cells.get("due", "")))
        due_text = _BROKEN_YEAR.sub(lambda year: year.group().replace(" ", ""), due_text)
        due = parse_due(due_text, setting.year) if due_text else None
        if due_text and due is None:
            found.warn("due_unread", f"Không đọc được thời hạn “{due_text}”.", row.page, row.line)
        task = FoundTask(
            text=text,
            section=_section(section, row),
            ordinal=row.ordinal or None,
            field_number=_field(row, node, setting) or sheet_field,
            activities=_lines(row.cells.get("activities", "")) if _text(row, "goal", "task") else None,
            product=_lines(row.cells.get("product", "")),
            leads=split_bodies(row.cells.get("lead", "")) or owners,
            supports=split_bodies(row.cells.get("support", "")),
            due=due,
            budget=squeeze(row.cells.get("budget", "")) or None,
            page=row.page,
            line=row.line,
            confidence=0.0,
            from_table=True,
        )
        task.confidence = confidence.of_task(task, setting, in_tasks=True)
        found.tasks.append(task)
        _targets_in_task(text, task, setting, found)


def _targets_in_task(text: str, task: FoundTask, setting: Setting, found: Findings) -> None:
    base = len(found.targets)
    for target in targets_in(text, role="tasks"):
        found.targets.append(_placed(target, task.section, task.leads, setting, task.page, task.line, base, "tasks"))


def _placed(
    target: Target, section: str, owners: list[str], setting: Setting, page: int, line: int, base: int, role: str
) -> FoundTarget:
    return FoundTarget(
        text=target.text,
        section=section,
        comparator=target.comparator,
        value=target.value,
        value_to=target.value_to,
        unit=target.unit,
        baseline_year=target.baseline_year,
        first=target.first if target.last else setting.first,
        last=target.last or setting.last,
        part_of=base + target.part_of if target.part_of is not None else None,
        owners=list(owners),
        page=page,
        line=line,
        confidence=confidence.of_target(target, role, setting),
    )


def _targets(rows: list[Row], head: Head, section: str, node: Node, setting: Setting, found: Findings) -> None:
    heading_stage = next(
        (stage for above in (node, *node.ancestors()) if above.text and (stage := stage_of(above.folded))), None
    )
    above: list[tuple[str, str, dict[tuple[int | None, int], int]]] = []
    for row in rows:
        text = _text(row, "goal", "target", "task")
        if len(text) < 4:
            continue
        own_text = text
        while above and not (row.ordinal and row.ordinal.startswith(f"{above[-1][0]}.")):
            above.pop()
        if above and len(text.split()) < 5:
            text = f"{above[-1][1]}: {text}"
        made_at: dict[tuple[int | None, int], int] = {}
        if row.ordinal:
            above.append((row.ordinal, own_text, made_at))
        unit_cell = squeeze(row.cells.get("unit", ""))
        owners = split_bodies(row.cells.get("lead", ""))
        values = list(row.values.items())
        single = row.cells.get("value") or (row.cells.get("product", "") if not values else "")
        if single and not values:
            stage = heading_stage if heading_stage and heading_stage[1] else (setting.first, setting.last)
            values = [((stage[0], stage[1] or 0), squeeze(single))]
        made = False
        for (first, last), cell in values:
            target = _cell_target(text, cell, unit_cell)
            if target is None:
                continue
            target.first, target.last = (first if first else setting.first), last or setting.last
            placed = _placed(target, _section(section, row), owners, setting, row.page, row.line, 0, "targets")
            if len(above) > 1:  # "1.1" below "1": a part of it in the same year
                placed.part_of = above[-2][2].get((first, last))
            made_at[first, last] = len(found.targets)
            found.targets.append(placed)
            made = True
        if not made and not values:
            base = len(found.targets)
            for inner in targets_in(text, role="targets"):
                found.targets.append(
                    _placed(inner, _section(section, row), owners, setting, row.page, row.line, base, "targets")
                )


def _cell_target(text: str, cell: str, unit_cell: str) -> Target | None:
    """A target whose value stands in a cell of its own."""
    folded = flatten(cell).strip()
    if folded in ("", "-", "–", "...", "0x"):
        return None
    unit = UNITS.get(flatten(unit_cell), unit_cell) or None
    match = _SIGN.match(folded)
    if match:
        value = parse_number(match[3])
        if value is not None:
            rest = match[6].strip()
            if not unit:
                inner = measures_in(cell, any_noun=True)
                unit = "%" if match[4] else inner[0].unit if inner else ("%" if _is_share(text) else None)
            elif match[4]:
                unit = "%"
            comparator = _SIGNS.get(match[1] or match[2] or "", "=")
            if "tro len" in rest:
                comparator = ">="
            value_to = parse_number(match[5]) if match[5] else None
            if value_to is not None and value_to > value:
                comparator = "between"
            else:
                value_to = None
            if (unit and flatten(unit) in ("hang", "thu hang", "xep hang", "vi tri")) or (
                re.search(r"\bxep hang\b|\bthu hang\b|\bvi thu\b", flatten(text)) and not match[4] and not unit
            ):
                unit, comparator = "hạng", "<="
            return Target(text, comparator, value, value_to, unit)
    if inner := [measure for measure in measures_in(cell, any_noun=True) if not measure.bracketed]:
        first = inner[0]
        return Target(text, first.comparator, first.value, first.value_to, first.unit)
    if _DONE.match(folded):
        return Target(text, "done", None, None, None)
    return Target(f"{text}: {cell}", "done", None, None, None) if len(folded.split()) > 1 else None


def _is_share(text: str) -> bool:
    return bool(re.match(r"(?:ty le|muc do hai long|chi so hai long|phan tram)", flatten(text)))

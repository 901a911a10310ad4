"""Tables of tasks and of targets: which column holds what, and the rows below the head, group rows told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from caicach.core.numbers import parse_roman
from caicach.core.text import flatten, squeeze
from caicach.intake.reading.fields import field_of
from caicach.intake.reading.lexicon import COLUMNS
from caicach.intake.reading.owners import begins_with_verb, is_same_mark
from caicach.intake.reading.paragraphs import Grid
from caicach.intake.source import Cell

_YEARS = re.compile(
    r"(?:nam|giai doan|den nam|den het nam|thoi ky|muc tieu(?: (?:den )?nam)?"
    r"|ke hoach(?: nam)?|chi tieu(?: nam)?|phan dau(?: nam)?"
    r"|ket qua den nam|muc tieu den het nam)?\s*(20\d\d)(?:\s*-\s*(20\d\d))?$"
)
_ORDINAL = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[A-ZĐ]|[a-zđ])\s?[.)]?$")
_TIME_HEAD = re.compile(
    r"(?:quy|q)\s?(?:iv|i{1,3}|[1-4])(?:\s?[/-]\s?20\d\d)?|(?:thang|t)\s?\d{1,2}(?:\s?/\s?20\d\d)?"
    r"|6 thang (?:dau|cuoi) nam"
)
_VISITED = re.compile(
    r"(?:ten )?(?:co quan|don vi|dia phuong|doi tuong|xa, phuong|co quan, don vi|noi)(?:, [a-z ]+?)? (?:duoc )?"
    r"(kiem tra|thanh tra|giam sat|khao sat|doi thoai|lam viec|tap huan)$"
)
_DOING = re.compile(r"chu tri|thuc hien|tham muu|dau moi")
_HEAD_ROWS = 15
_CONTENT = ("task", "target", "goal", "activities")


@dataclass(slots=True)
class Head:
    """What each column of a table holds. `years` are columns that give a value for a year or a stage."""

    columns: dict[int, str]
    years: dict[int, tuple[int | None, int]]
    below: int
    width: int
    times: dict[int, str] = field(default_factory=dict)
    """Columns that stand for a quarter or month, ticked where the row falls due."""
    visits: str = ""
    """What is done at the bodies a schedule lists ("Kiểm tra"), "" for other tables."""

    def has(self, *kinds: str) -> bool:
        """Whether any of the kinds has a column."""
        return any(kind in kinds for kind in self.columns.values())

    @property
    def is_targets(self) -> bool:
        """Whether the rows are targets rather than tasks."""
        if self.years and self.has("target", "goal", "task") and not self.has("due"):
            return self.has("target", "unit") or not self.has("support", "product")
        return self.has("target") and not self.has("task", "due", "support") and self.has("unit", "value", "product")

    @property
    def is_tasks(self) -> bool:
        """Whether the rows are tasks."""
        return self.has(*_CONTENT) and (self.has("lead", "support", "due", "product") or bool(self.times))


@dataclass(slots=True)
class Row:
    """One row below the head, its cells by kind of column; `groups` are the group rows above it, outermost first."""

    cells: dict[str, str]
    values: dict[tuple[int | None, int], str]
    ordinal: str
    page: int
    line: int
    groups: list[tuple[str, str]] = field(default_factory=list)


def read_head(grid: Grid, before: Head | None, *, damaged: bool) -> Head | None:
    """The head of a table, looked for in its first rows; the head of the table before it when this one only goes on
    with it (same width, no head of its own)."""
    best: Head | None = None
    best_score = 0
    for place, row in enumerate(grid.rows[:_HEAD_ROWS]):
        head = _head_at(grid, place, row, damaged)
        score = len(head.columns) + len(head.years) + len(head.times)
        if (head.is_tasks or head.is_targets) and score > best_score:
            best, best_score = head, score
    if best:
        if best.is_targets and not best.years and not best.has("value", "product"):
            _find_values(grid, best)
        return best
    width = max(len(row) for row in grid.rows)
    if before and before.width == width:
        return replace(before, below=0, width=width)
    return None


def _find_values(grid: Grid, head: Head) -> None:
    """In a table of targets the column of unknown head that holds numbers holds the values."""
    for column in range(head.width):
        if column in head.columns:
            continue
        texts = [row[column].text for row in grid.rows[head.below :] if column < len(row) and row[column].text.strip()]
        if texts and sum(any(char.isdigit() for char in text) for text in texts) * 2 >= len(texts):
            head.columns[column] = "value"
            return


def _head_at(grid: Grid, place: int, row: tuple[Cell, ...], damaged: bool) -> Head:
    texts = [cell.text for cell in row]
    below = place + 1
    following = grid.rows[below] if below < len(grid.rows) else ()
    if following and _is_second_head(texts, [cell.text for cell in following], damaged):
        texts = [
            f"{upper}\n{lower}" if lower != upper else upper
            for upper, lower in zip(texts, [cell.text for cell in following], strict=False)
        ]
        below += 1
    if below < len(grid.rows) and _is_numbering([cell.text for cell in grid.rows[below]]):
        below += 1
    columns: dict[int, str] = {}
    years: dict[int, tuple[int | None, int]] = {}
    times: dict[int, str] = {}
    visits = ""
    for column, text in enumerate(texts):
        last = text.split("\n")[-1]
        if _TIME_HEAD.fullmatch(flatten(last).strip(" .()")):
            times[column] = squeeze(last)
            continue
        if stage := _stage(last) or _stage(text.replace("\n", " ")):
            years[column] = stage
            continue
        kind = column_kind(text, damaged=damaged)
        if visit := _VISITED.match(flatten(squeeze(text))):
            kind, visits = "task", visits or squeeze(text)[visit.start(1) : visit.end(1)].capitalize()
        if kind:
            columns[column] = kind
    if visits and list(columns.values()).count("task") > 1:
        visits = ""
    if len(times) < 2:
        times = {}
    _settle(columns, texts)
    return Head(columns, years, below, max(len(cells) for cells in grid.rows), times, visits)


def _settle(columns: dict[int, str], texts: list[str]) -> None:
    """One column per kind where a table can have but one."""
    kinds = list(columns.values())
    if "task" in kinds and kinds.count("task") > 1:
        tasks = [column for column, kind in columns.items() if kind == "task"]
        preferred = next((column for column in tasks if "nhiem vu" in flatten(texts[column])), tasks[0])
        for column in tasks:
            if column != preferred and texts[column] != texts[preferred]:
                columns[column] = "goal" if column < preferred else "activities"
    leads = [column for column, kind in columns.items() if kind == "lead"]
    if len({texts[column] for column in leads}) > 1:  # "Người thực hiện | Lãnh đạo phụ trách": the first does it
        doing = [column for column in leads if _DOING.search(flatten(texts[column]))]
        for column in leads:
            if doing and column not in doing:
                columns[column] = "note"
    if "task" not in kinds:  # "Tiêu chí | Điểm bị trừ | Giải pháp": what is done is the remedy
        remedies = [
            column for column, kind in columns.items() if kind == "activities" and "giai phap" in flatten(texts[column])
        ]
        if remedies and {"target", "goal"} & set(kinds):
            columns[remedies[0]] = "task"
            kinds = list(columns.values())
    if "target" in kinds and "task" in kinds:
        for column, kind in list(columns.items()):
            if kind == "target":
                columns[column] = "goal"
    if "goal" in kinds and not {"task", "target", "activities"} & set(kinds):
        for column, kind in list(columns.items()):
            if kind == "goal":
                columns[column] = "task"
    if "activities" in kinds and not {"task", "target", "goal"} & set(kinds):
        for column, kind in list(columns.items()):
            if kind == "activities":
                columns[column] = "task"


def _is_second_head(upper: list[str], lower: list[str], damaged: bool) -> bool:
    if len(upper) != len(lower) or any(re.fullmatch(r"\d{1,3}\.?", text.strip()) for text in lower[:1]):
        return False
    changed = [(one, two) for one, two in zip(upper, lower, strict=True) if two.strip() and one != two]
    same = sum(one == two or not two.strip() for one, two in zip(upper, lower, strict=True))
    known = sum(
        bool(column_kind(two, damaged=damaged) or _stage(two) or _TIME_HEAD.fullmatch(flatten(two).strip()))
        for _, two in changed
    )
    return bool(changed) and known == len(changed) and same >= 1 and len(upper) > len(changed)


def _is_numbering(texts: list[str]) -> bool:
    """The row "(1) (2) (3)" or "A B 1 2" below a head."""
    filled = [text.strip(" ()") for text in texts if text.strip()]
    return len(filled) >= 3 and all(re.fullmatch(r"\d{1,2}|[A-Z]|\d=.*", text) for text in filled)


def _stage(text: str) -> tuple[int | None, int] | None:
    folded = flatten(squeeze(text)).strip(" ()*.:")
    match = _YEARS.match(folded)
    if not match:
        return None
    if match[2]:
        return int(match[1]), int(match[2])
    return (None, int(match[1])) if "den" in folded else (int(match[1]), int(match[1]))


@cache
def _phrases() -> dict[str, str]:
    return {phrase: kind for kind, phrases in COLUMNS.items() for phrase in phrases}


@lru_cache(maxsize=4096)
def column_kind(text: str, *, damaged: bool = False) -> str:
    """What the head of a column says the column holds, "" if nothing known."""
    lines = [line for line in text.split("\n") if line.strip()]
    whole = _bare(" ".join(lines))
    if not whole or len(whole) > 90:
        return ""
    for candidate in (whole, _bare(lines[-1])):
        if kind := _phrases().get(candidate):
            return kind
        if kind := _kind_by_words(candidate):
            return kind
    if damaged or len(whole) > 4:
        from rapidfuzz import fuzz, process

        found = process.extractOne(whole, _phrases().keys(), scorer=fuzz.ratio, score_cutoff=80 if damaged else 88)
        return _phrases()[found[0]] if found else ""
    return ""


def _kind_by_words(words: str) -> str:
    for pattern, kind in (
        (r"phoi hop", "support"),
        (r"chu tri|dau moi|phu trach|chiu trach nhiem|tham muu", "lead"),
        (r"^(?:thoi (?:gian|han|diem)|tien do|han |lo trinh|ngay (?:hoan thanh|ket thuc))", "due"),
        (r"^(?:du kien )?(?:san pham|ket qua|dau ra)", "product"),
        (r"^don vi (?:tinh|do)|^dvt", "unit"),
        (r"^(?:co quan|don vi|to chuc|bo phan|phong|nguoi)[,/ \w]*(?:thuc hien|theo doi)", "lead"),
        (r"^(?:kinh phi|du toan|nguon kinh phi)", "budget"),
        (r"^(?:ghi chu|can cu)", "note"),
        (r"^(?:ten )?(?:chi tieu|chi so)", "target"),
        (r"^tieu chi\b", "target"),
        (r"^diem\b|^nguyen nhan|^ton tai|^han che", "note"),
        (r"^(?:doan|to) (?:kiem tra|thanh tra|giam sat|cong tac|khao sat)", "lead"),
        (r"nhiem vu|cong viec|noi dung", "task"),
        (r"^(?:cac )?hoat dong|^giai phap", "activities"),
        (r"^muc tieu", "goal"),
        (r"^(?:stt|tt|so tt)$", "ordinal"),
        (r"^linh vuc|^nhom", "group"),
        (r"^(?:hien trang|thuc hien nam|uoc thuc hien)", "now"),
    ):
        if re.search(pattern, words):
            return kind
    return ""


def _bare(text: str) -> str:
    folded = re.sub(r"\([^)]*\)", " ", flatten(text))
    folded = re.sub(r"\s*/\s*", "/", folded)
    return squeeze(re.sub(r"[*:.]", " ", folded)).strip(" ,-")


def rows_of(grid: Grid, head: Head) -> list[Row]:
    """The rows below the head: group rows taken as headings, rows that go on joined, "như trên" filled in."""
    rows: list[Row] = []
    groups: list[tuple[str, str]] = []
    raw_rows = [row for row in grid.rows[head.below :] if any(cell.text.strip() for cell in row)]
    for place, raw in enumerate(raw_rows):
        cells, values, ordinal = _cells(raw, head)
        if column_heads_again(cells):
            continue
        following = raw_rows[place + 1] if place + 1 < len(raw_rows) else ()
        if heading := _group(raw, cells, values, ordinal, head, following, rows):
            groups = _placed([*groups], ordinal, heading)
            continue
        if rows and _goes_on(cells, values, ordinal, rows[-1], head):
            _join(rows[-1], cells, values)
            continue
        for kind in ("lead", "support", "due"):
            if rows and is_same_mark(cells.get(kind, "")):
                cells[kind] = rows[-1].cells.get(kind, "")
        column = next(
            (column for column, kind in head.columns.items() if kind in ("task", "target", "goal", "activities")), 0
        )
        place_of = raw[column] if column < len(raw) else raw[0]
        row_groups = list(groups)
        if cells.get("group"):
            row_groups.append(("", squeeze(cells["group"])))
        rows.append(Row(cells, values, ordinal, place_of.page, place_of.number, row_groups))
    return rows


def column_heads_again(cells: dict[str, str]) -> bool:
    """A head repeated at the top of a page."""
    return (column_kind(cells.get("lead", "")) == "lead" and len(cells.get("lead", "")) < 40) or (
        column_kind(cells.get("due", "")) == "due" and len(cells.get("due", "")) < 30
    )


def _cells(raw: tuple[Cell, ...], head: Head) -> tuple[dict[str, str], dict[tuple[int | None, int], str], str]:
    cells: dict[str, str] = {}
    values: dict[tuple[int | None, int], str] = {}
    seen: dict[str, list[str]] = {}
    ordinal = ""
    ticked: list[str] = []
    for column, cell in enumerate(raw):
        kind = head.columns.get(column)
        text = cell.text.strip()
        if column in head.years:
            if text:
                values[head.years[column]] = squeeze(text)
        elif column in head.times:
            if text and text not in ("-", "0"):
                ticked.append(head.times[column])
        elif kind == "ordinal":
            ordinal = ordinal or squeeze(text)
        elif kind and text and text not in seen.setdefault(kind, []):
            seen[kind].append(text)
    for kind, texts in seen.items():
        cells[kind] = "\n".join(texts)
    if ticked and not cells.get("due") and len(set(ticked)) <= len(head.times):
        cells["due"] = ", ".join(ticked)
    if not ordinal and "ordinal" not in head.columns.values():
        content = next((kind for kind in _CONTENT if cells.get(kind)), "")
        if content and (match := re.match(r"(\d{1,3}(?:\.\d{1,2})*)[.)]?\s+(?=\D)", cells[content])):
            ordinal = match[1]
            cells[content] = cells[content][match.end() :]
    return cells, values, ordinal.strip(" .()")


def _group(
    raw: tuple[Cell, ...],
    cells: dict[str, str],
    values: dict[tuple[int | None, int], str],
    ordinal: str,
    head: Head,
    following: tuple[Cell, ...],
    rows: list[Row],
) -> str:
    """The text of a group row, "" for any other row."""
    texts = [cell.text.strip() for cell in raw if cell.text.strip()]
    distinct = list(dict.fromkeys(text for text in texts if squeeze(text).strip(" .()") != ordinal or len(text) > 5))
    if len(distinct) != 1 or (values and not _same_text(values, distinct[0])):
        return ""
    heading = squeeze(distinct[0])
    if len(heading) > 300 or not any(char.isalpha() for char in heading):
        return ""
    merged = sum(text == distinct[0] for text in texts) >= 3 and len(raw) >= 3
    if merged or _rank(ordinal) in ("roman", "upper"):
        return heading
    if re.match(r"[IVXL]{1,5}\s?[.)\-–]\s|[A-ZĐ]\s?[.)]\s", heading):
        return heading
    own = any(kind in cells for kind in (*_CONTENT, "group"))
    next_ordinal = _cells(following, head)[2] if following else ""
    if ordinal and re.match(rf"{re.escape(ordinal)}\.\d", next_ordinal):
        return heading
    if ordinal:
        next_rank = _rank(next_ordinal)
        return (
            heading
            if (_rank(ordinal) == "number" and next_rank == "letter") or (next_ordinal == "" and following and not own)
            else ""
        )
    if heading[:1].islower() or heading[:1] in "-+*•":
        return ""
    if (
        not head.has("ordinal")
        and len(texts) == 1
        and own
        and len(heading) < 120
        and (field_of(heading) or not begins_with_verb(heading))
    ):
        return heading if len({cell.text for cell in following if cell.text.strip()}) > 1 else ""
    starts = next_ordinal in ("1", "01", "1.1", "a") or (
        next_ordinal.isdigit() and (not rows or rows[-1].ordinal != next_ordinal)
    )
    return heading if starts and (heading.isupper() or not heading.endswith((".", ";")) or not rows) else ""


def _same_text(values: dict[tuple[int | None, int], str], text: str) -> bool:
    return all(value == squeeze(text) for value in values.values())


def _rank(ordinal: str) -> str:
    bare = ordinal.strip(" .()")
    if not bare:
        return ""
    if bare[0].isdigit():
        return "number" if "." not in bare else "number2"
    if parse_roman(bare) and bare.isupper():
        return "roman"
    return "upper" if bare.isupper() and len(bare) == 1 else "letter" if len(bare) == 1 else ""


def _placed(groups: list[tuple[str, str]], ordinal: str, heading: str) -> list[tuple[str, str]]:
    """The group rows that are open once a new one has come."""
    rank = _rank(ordinal) or _rank(heading.split(" ")[0])
    if not ordinal and (match := re.match(r"([IVXL]{1,5}|[A-ZĐ]|\d{1,2})\s?[.)\-–]\s*(?=\S)", heading)):
        ordinal, heading = match[1], heading[match.end() :]
        rank = _rank(ordinal)
    order = ["upper", "roman", "", "number", "number2", "letter"]
    kept = [group for group in groups if order.index(_rank(group[0])) < order.index(rank)] if rank else groups[:0]
    return [*kept, (ordinal.strip(" .()"), heading)]


def _goes_on(
    cells: dict[str, str], values: dict[tuple[int | None, int], str], ordinal: str, last: Row, head: Head
) -> bool:
    """Whether a row only goes on with the one above it."""
    content = next((kind for kind in ("task", "target") if kind in head.columns.values()), "task")
    own = cells.get(content, "")
    if ordinal and ordinal == last.ordinal and own and own == last.cells.get(content):
        same_owner = all(not cells.get(kind) or cells[kind] == last.cells.get(kind) for kind in ("lead", "due"))
        return same_owner and not values
    if ordinal:
        return False
    if not own:
        return (bool(cells) and head.has("ordinal")) or not any(cells.get(kind) for kind in _CONTENT)
    if own == last.cells.get(content) and own:
        return all(not cells.get(kind) or cells[kind] == last.cells.get(kind) for kind in ("lead", "due"))
    return own[:1].islower() or (
        head.has("ordinal") and bool(last.ordinal) and own[:1] in "-+" and not (cells.get("lead") or cells.get("due"))
    )


def _join(row: Row, cells: dict[str, str], values: dict[tuple[int | None, int], str]) -> None:
    for kind, text in cells.items():
        before = row.cells.get(kind, "")
        if text and text not in before.split("\n") and text != before:
            row.cells[kind] = f"{before}\n{text}" if before else text
    for stage, value in values.items():
        row.values.setdefault(stage, value)


def title_above(grid: Grid, *, damaged: bool) -> str:
    """What a sheet says above the head of its table ("DANH MỤC NHIỆM VỤ NĂM 2026"), "" if nothing."""
    head = read_head(grid, None, damaged=damaged)
    if head is None:
        return ""
    lines: list[str] = []
    for row in grid.rows[: head.below]:
        distinct = list(dict.fromkeys(squeeze(cell.text) for cell in row if cell.text.strip()))
        if len(distinct) > 1:
            break
        lines.extend(text for text in distinct if any(char.isalpha() for char in text) and not text.startswith("("))
    return " ".join(lines)


def grids_with_heads(grids: list[Grid], *, damaged: bool) -> Iterator[tuple[Grid, Head]]:
    """The tables of tasks or targets among some, each with its head."""
    before: Head | None = None
    for grid in grids:
        head = read_head(grid, before, damaged=damaged)
        if head:
            before = head
            yield grid, head

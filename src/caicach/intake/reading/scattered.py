"""A table of tasks whose cells were scattered over lines, put together again as rows and columns.

Text taken out of a page loses the rules of its tables. What is left are the words of the head, then the cells line by
line: row after row, one line across all columns, or column after column. Three things hold the rows together in all
of them: the running number, the body that leads, and the deadline that closes the row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from caicach.core.text import flatten, search_key, squeeze
from caicach.intake.reading.confusions import apart
from caicach.intake.reading.duedates import Due, parse_due
from caicach.intake.reading.fields import field_of
from caicach.intake.reading.owners import begins_with_verb
from caicach.intake.reading.paragraphs import Grid, Para
from caicach.intake.reading.scattered_cells import body_in, known_bodies, scattered_body
from caicach.intake.source import Cell, Table

_HEAD_START = re.compile(r"\W*(?:stt|tt|so tt|so thu tu)\b")
_HEAD_WORDS = frozenset(
    [
        "stt",
        "tt",
        "so",
        "thu",
        "tu",
        "muc",
        "tieu",
        "nhiem",
        "vu",
        "hoat",
        "dong",
        "noi",
        "dung",
        "san",
        "pham",
        "co",
        "quan",
        "don",
        "vi",
        "chu",
        "tri",
        "phoi",
        "hop",
        "thoi",
        "gian",
        "hoan",
        "thanh",
        "thuc",
        "hien",
        "ket",
        "qua",
        "dau",
        "ra",
        "ten",
        "cong",
        "viec",
        "ghi",
        "tien",
        "do",
        "linh",
        "vuc",
        "kinh",
        "phi",
        "nguoi",
        "han",
        "phu",
        "trach",
        "du",
        "kien",
        "cu",
        "the",
        "bo",
        "phan",
        "giai",
        "phap",
        "va",
    ]
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("goal", r"\bmuc tieu\b"),
    ("task", r"\b(?:nhiem v\w+|cong viec|noi dung(?!\s*/)(?! (?:hoat|san)))"),
    ("activities", r"\b(?:hoat dong|giai phap)\b"),
    ("product", r"\b(?:san pham|ket qua|dau ra)\b"),
    ("lead", r"\b(?:chu(?: \w{1,4})? ?tr\w|don vi thuc hien|co quan thuc hien|nguoi thuc hien|phu trach|don vi chu)\b"),
    ("support", r"\bphoi hop\b"),
    ("due", r"\b(?:thoi gian|thoi han|tien do|han hoan thanh|gian hoan thanh)\b"),
    ("note", r"\bghi chu\b"),
)
_NAMES = {
    "ordinal": "STT", "goal": "Mục tiêu", "task": "Nhiệm vụ", "activities": "Hoạt động", "product": "Sản phẩm",
    "lead": "Cơ quan chủ trì", "support": "Cơ quan phối hợp", "due": "Thời gian hoàn thành",
}  # fmt: skip
_ORDINAL = re.compile(r"(\d{1,3})[.)]?$")
_NUMBERED = re.compile(r"(\d{1,3})[.)]?\s+(?=[^\W\d_])")
_GROUP = re.compile(r"([IVX]{1,5})[.)]?\s+(?=[^\W\d_])")
_DUE_START = re.compile(
    r"(?:^|(?<=\s))(?=(?:truoc ngay|truoc thang|thang (?:\d|qu)|quy [iv1-4]|qu[ay]? [iv1-4]+/|nam 20\d\d"
    r"|trong (?:nam|quy|thang)|theo (?:yeu cau|huong dan|tien do|lo trinh)|thuong xuyen|hang (?:nam|quy|thang)|ca nam"
    r"|\d{1,2}/20\d\d|\d{1,2}/\d{1,2}/20\d\d))"
)
_LONGEST_HEAD = 16
_FEWEST = 3
_STRAY = 12
"""Letters that a cell has at least; fewer at the foot of a page are a speck."""


@dataclass(slots=True)
class _Row:
    """One row in the making: the pieces of its cells in order, then what closes it."""

    ordinal: int | None = None
    pieces: list[list[Para]] = field(default_factory=list)
    lead: str = ""
    support: str = ""
    due: str = ""
    group: bool = False
    heading: str = ""
    carried: bool = False
    """Opened at the top of a page: until a number comes, what stands here belongs to the row before."""

    @property
    def paras(self) -> list[Para]:
        return [para for piece in self.pieces for para in piece]


def rebuilt(body: list[Para | Grid]) -> tuple[list[Para | Grid], list[Grid]]:
    """The body with every scattered table as a real one, and those tables."""
    made: list[Grid] = []
    shown: list[Para | Grid] = []
    place = 0
    while place < len(body):
        head = _head_at(body, place)
        if head is None:
            shown.append(body[place])
            place += 1
            continue
        kinds, below, words = head
        end = _end_of(body, below)
        region = [item for item in body[below:end] if isinstance(item, Para)]
        grid = _grid(region, kinds, words)
        if grid is None:
            shown.append(body[place])
            place += 1
            continue
        made.append(grid)
        shown.append(grid)
        place = end
    return shown, made


def _head_at(body: Sequence[Para | Grid], place: int) -> tuple[list[str], int, frozenset[str]] | None:
    """The columns of a scattered head that begins here, where it ends, and its words."""
    first = body[place]
    if not isinstance(first, Para) or not _HEAD_START.match(flatten(first.raw)) or len(first.raw) > 160:
        return None
    texts: list[str] = []
    below = place
    for item in body[place : place + _LONGEST_HEAD]:
        if not isinstance(item, Para) or not _is_head_line(item, first=below == place):
            break
        texts.append(item.raw)
        below += 1
    folded = search_key(" ".join(texts))
    places = sorted(
        (match.start(), kind) for kind, pattern in _KINDS if (match := re.search(pattern, folded)) is not None
    )
    kinds = ["ordinal", *(kind for _, kind in places if kind != "note")]
    content = {"goal", "task", "activities"} & set(kinds)
    about = {"lead", "support", "due", "product"} & set(kinds)
    if not content or len(about) < 2 or below - place > _LONGEST_HEAD - 1:
        return None
    return kinds, below, frozenset(folded.split())


def _is_head_line(para: Para, *, first: bool) -> bool:
    words = search_key(para.raw).split()
    if not words or (len(para.raw) > (160 if first else 60)):
        return False
    known = sum(word in _HEAD_WORDS for word in words)
    short = len(words) == 1 and len(words[0]) <= 3 and not words[0].isdigit()
    return known >= 0.6 * len(words) or (short and not first)


def _end_of(body: Sequence[Para | Grid], start: int) -> int:
    for place in range(start, len(body)):
        item = body[place]
        if isinstance(item, Grid) or item.kind in ("annex", "part", "chapter", "article"):
            return place
        if re.match(r"\W*(?:noi nhan|tm\.|kt\.)", item.folded) and place > start:
            return place
    return len(body)


def _is_repeated_head(para: Para, words: frozenset[str]) -> bool:
    own = search_key(para.raw).split()
    return bool(own) and len(para.raw) < 60 and all(word in words for word in own) and not own[0].isdigit()


def _grid(region: list[Para], kinds: list[str], words: frozenset[str]) -> Grid | None:
    kept: list[Para] = []
    turned: set[int] = set()
    """Where a page was turned within the table: its head stood there again."""
    place = 0
    while place < len(region):
        again = _head_at(region, place)
        if again:
            turned.add(len(kept))
            place = again[1]
            continue
        if not _is_repeated_head(region[place], words):
            kept.append(region[place])
        place += 1
    if not any(para.blank_before for para in kept):
        kept = [replace(para, blank_before=True) for para in kept]
    rows = _by_column(kept, kinds) or _by_row(kept, kinds, turned)
    tasks = [row for row in rows if not row.group]
    closed = sum(bool(row.due or row.lead) for row in tasks)
    if len(tasks) < 2 or closed < 0.6 * len(tasks) or (len(tasks) < _FEWEST and not all(row.due for row in tasks)):
        return None
    _number(tasks)
    return _as_table(rows, kinds)


def _by_row(region: list[Para], kinds: list[str], turned: set[int]) -> list[_Row]:
    """Rows from a text that gives cell after cell, or line after line across all columns."""
    rows: list[_Row] = []
    orphans: list[str] = []
    row = _Row()
    last = 0
    place = 0

    def close() -> None:
        nonlocal row
        if row.group or row.lead or row.due or row.ordinal is not None:
            rows.append(row)
        row = _Row()

    while place < len(region):
        para = region[place]
        if place in turned and row.ordinal is None and len("".join(line.raw for line in row.paras)) < _STRAY:
            row = _Row(carried=True)
        if heading := _group_of(para, row):
            close()
            row = _Row(pieces=[[para]], group=True, heading=heading)
            close()
            place += 1
            continue
        number, rest = _ordinal_of(para, last)
        if number is not None:
            if row.due or row.lead or row.ordinal is not None or row.carried:
                close()
            row.ordinal = last = number
            if not rest:
                place += 1
                continue
            para = _with_text(para, rest)
        found, taken = _due_at(region, place, para, row, kinds, turned)
        if found:
            before, row.due = found
            if before.strip():
                _name(row, before.strip(), kinds)
            close()
            place += taken
            continue
        name, taken = _body_at(region, place, para)
        if name and (row.pieces or row.ordinal is not None):
            _name(row, name, kinds)
            place += taken
            continue
        if name:
            if not _listed(name):
                orphans.append(re.split(r"\s+(?=[Cc]ác\s)", name)[0])
            place += taken
            continue
        _take(row, para)
        place += 1
    close()
    _learn_leads([made for made in rows if not made.group], kinds)
    for made in rows:  # a cell that was torn off to another place of the page
        if not made.group and not made.lead and made.due and orphans:
            made.lead = orphans.pop(0)
    return rows


def _listed(name: str) -> bool:
    return flatten(name).startswith("cac ")


def _body_at(region: list[Para], place: int, para: Para) -> tuple[str, int]:
    """The body that a cell names which opens here, and over how many lines."""
    if not para.blank_before:
        return "", 0
    lines = [para.raw]
    for following in region[place + 1 : place + 5]:
        if following.blank_before or _DUE_START.match(flatten(following.raw)):
            break
        lines.append(following.raw)
    for count in range(len(lines), 0, -1):
        if name := body_in(" ".join(lines[:count])):
            return name, count
    return "", 0


def _name(row: _Row, name: str, kinds: list[str]) -> None:
    """The first body of a row leads, what comes after it supports."""
    if not row.lead and not ("support" in kinds and _listed(name) and row.pieces and "lead" in kinds and row.support):
        row.lead = name
    elif row.lead and name != row.lead:
        row.support = squeeze(f"{row.support} {name}") if row.support and not _listed(name) else row.support or name


def _with_text(para: Para, text: str) -> Para:
    return Para(squeeze(text), para.page, para.line, blank_before=para.blank_before)


def _ordinal_of(para: Para, last: int) -> tuple[int | None, str]:
    """The running number a line is or begins with, if it can be the next, and the rest of the line."""
    text = para.raw.strip()
    match = _ORDINAL.match(text) or _NUMBERED.match(text)
    if not match:
        return None, ""
    number = int(match[1])
    if not last < number <= last + 4 or (number > 1 and last == 0 and number > 4):
        return None, ""
    return number, text[match.end() :].strip()


def _group_of(para: Para, row: _Row) -> str:
    text = squeeze(para.raw)
    if len(text) > 90:
        return ""
    if (match := _GROUP.match(text)) and (field_of(text, damaged=True) or text[match.end() :].isupper()):
        return text
    fresh = not row.pieces and row.ordinal is None
    if fresh and len(text) < 60 and field_of(text) and not begins_with_verb(text) and para.blank_before:
        return text
    return (
        text
        if fresh and re.match(r"cai cach ", flatten(text)) and len(text) < 50 and field_of(text, damaged=True)
        else ""
    )


def _due_at(
    region: list[Para], place: int, para: Para, row: _Row, kinds: list[str], turned: set[int]
) -> tuple[tuple[str, str] | None, int]:
    """The deadline that begins on a line: what stands before it on the line, its words, and over how many lines."""
    if "due" not in kinds or not (row.lead or para.blank_before) or not (row.pieces or row.ordinal is not None):
        return None, 0
    match = _DUE_START.search(flatten(para.raw) + " ")
    if not match and not _opens_due(para):
        return None, 0
    at = match.start() if match else 0
    before, opening = para.raw[:at], para.raw[at:]
    if len(opening) > 90 or (before.strip() and not body_in(before) and not _runs_on(row, before)):
        return None, 0
    joined, best, taken = "", "", 0
    found: Due | None = None
    for order, following in enumerate(region[place : place + 7]):
        piece = opening if order == 0 else following.raw
        if order and (
            place + order in turned or len(piece) > 40 or _starts_cell(following, region, place + order, found)
        ):
            break
        joined = apart(f"{joined} {piece}".strip())
        due = parse_due(joined, None)
        if due is None:
            continue
        if found is None or _explicit(due) >= _explicit(found):
            found, best, taken = due, joined, order + 1
    return ((before, best), taken) if found else (None, 0)


def _opens_due(para: Para) -> bool:
    return bool(
        re.fullmatch(
            r"(?:truoc(?: ngay)?|thang(?: qu[^\W\d]{0,2})?|qu[^\W\d]{0,2}|trong nam|nam|den|ngay)",
            flatten(para.raw).strip(" ."),
        )
    )


def _runs_on(row: _Row, before: str) -> bool:
    """Whether words before a deadline on its line are the rest of the supporting bodies."""
    return bool(row.support) and len(before) < 30


def _explicit(due: Due) -> int:
    return int(due.end is not None) + int(due.start is not None)


def _starts_cell(para: Para, region: list[Para], place: int, found: Due | None) -> bool:
    """Whether a line opens the next cell rather than goes on with a deadline."""
    text = para.raw.strip()
    if text[:1] in "-+*" or body_in(text) or _GROUP.match(text):
        return True
    if _NUMBERED.match(text) or (_ORDINAL.match(text) and (found is not None or para.blank_before)):
        return True
    return (
        found is not None and _explicit(found) > 0 and para.blank_before and not text[:1].islower() and text[:1] != "("
    )


def _take(row: _Row, para: Para) -> None:
    """Put a line into the cell that is open, or open the next one with it."""
    if row.lead and len(para.raw) < 40 and row.support:
        row.support = squeeze(f"{row.support} {para.raw}")
    elif not row.pieces or (para.blank_before and not para.raw[:1].islower()):
        row.pieces.append([para])
    else:
        row.pieces[-1].append(para)


def _number(rows: list[_Row]) -> None:
    """Give the rows whose number was lost the one that fits between their neighbours."""
    known = [(place, row.ordinal) for place, row in enumerate(rows) if row.ordinal is not None]
    edges = [(-1, 0), *known, (len(rows), (known[-1][1] or 0) + len(rows) - known[-1][0] if known else len(rows) + 1)]
    for (start, low), (end, high) in pairwise(edges):
        if low is not None and high is not None and high - low == end - start:
            for place in range(start + 1, end):
                rows[place].ordinal = low + place - start


def _learn_leads(rows: list[_Row], kinds: list[str]) -> None:
    """A lead that fell apart over the lines of its row is found among those that lead other rows."""
    if "lead" not in kinds:
        return
    names = known_bodies([row.lead for row in rows if row.lead])
    for row in rows:
        if not row.lead:
            row.lead = scattered_body(" ".join(para.raw for para in row.paras), names)


def _by_column(region: list[Para], kinds: list[str]) -> list[_Row]:
    """Rows from a text that gives column after column: all numbers, then all tasks, bodies, deadlines."""
    start = next((place for place, para in enumerate(region) if para.raw.strip(" .)") == "1"), None)
    if start is None:
        return []
    count = 0
    while start + count < len(region) and region[start + count].raw.strip(" .)") == str(count + 1):
        count += 1
    if count < _FEWEST:
        return []
    cells = _joined_cells(region[start + count :])
    columns: list[list[Para]] = [cells[place : place + count] for place in range(0, len(cells), count)]
    wanted = [kind for kind in kinds if kind != "ordinal"]
    if len(cells) != count * len(wanted):
        return []
    rows = [_Row(ordinal=place + 1) for place in range(count)]
    for kind, column in zip(wanted, columns, strict=True):
        for row, para in zip(rows, column, strict=True):
            if kind in ("lead", "support", "due"):
                setattr(row, kind, para.raw)
            else:
                row.pieces.append([para])
    return rows


def _joined_cells(paras: list[Para]) -> list[Para]:
    """Lines of one cell brought together: a blank line stands between cells where the text has any."""
    if not any(para.blank_before for para in paras):
        return paras
    cells: list[Para] = []
    for order, para in enumerate(paras):
        if order and not para.blank_before:
            cells[-1] = _with_text(cells[-1], f"{cells[-1].raw} {para.raw}")
        else:
            cells.append(para)
    return cells


def _as_table(rows: list[_Row], kinds: list[str]) -> Grid:
    first = next(para for row in rows for para in row.paras)
    head = tuple(Cell(_NAMES[kind], first.page, first.line) for kind in kinds)
    made = [head]
    anchor = first
    for row in rows:
        anchor = row.paras[0] if row.paras else anchor
        if row.group:
            made.append(tuple(Cell(row.heading, anchor.page, anchor.line) for _ in kinds))
            continue
        texts = _cells(row, kinds)
        made.append(tuple(Cell(texts.get(kind, ""), anchor.page, anchor.line) for kind in kinds))
    return Table(tuple(made))


def _cells(row: _Row, kinds: list[str]) -> dict[str, str]:
    """The pieces of a row by column: what is listed with dashes are activities, the last piece may be the product."""
    texts = {
        "ordinal": str(row.ordinal) if row.ordinal else "",
        "lead": row.lead,
        "support": row.support,
        "due": row.due,
    }
    pieces = ["\n".join(para.raw for para in piece) for piece in row.pieces]
    content = [kind for kind in kinds if kind in ("goal", "task", "activities")]
    if len(pieces) > len(content) and "product" in kinds:
        texts["product"] = squeeze(pieces.pop())
    for kind in content:
        if not pieces:
            break
        last = kind == content[-1]
        if kind == "activities" or (last and len(content) > 1):
            texts[kind] = "\n".join(pieces)
            break
        texts[kind] = squeeze(pieces.pop(0))
    if pieces and content == ["task"] and "product" in kinds and "product" not in texts:
        texts["product"] = squeeze(" ".join(pieces))
    return texts

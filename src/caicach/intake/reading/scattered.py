"""A table of tasks whose cells were scattered over lines, put together again as rows and columns.

Text taken out of a page loses the rules of its tables. What is left are the words of the head, then the cells line by
line: row after row, one line across all columns, or column after column. Three things hold the rows together in all
of them: the running number, the body that leads, and the deadline that closes the row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from caicach.core.text import flatten, search_key, squeeze
from caicach.intake.reading.paragraphs import Grid, Para
from caicach.intake.reading.scattered_rows import Row, across, by_column, by_row
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
_LONGEST_HEAD = 16
_FEWEST = 3


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
    rows = _best_rows(kept, kinds, turned)
    tasks = [row for row in rows if not row.group]
    closed = sum(bool(row.due or row.lead) for row in tasks)
    if len(tasks) < 2 or closed < 0.6 * len(tasks) or (len(tasks) < _FEWEST and not all(row.due for row in tasks)):
        return None
    _number(tasks)
    return _as_table(rows, kinds)


def _as_table(rows: list[Row], kinds: list[str]) -> Grid:
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


def _cells(row: Row, kinds: list[str]) -> dict[str, str]:
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


def _best_rows(region: list[Para], kinds: list[str], turned: set[int]) -> list[Row]:
    """The rows of the way of reading that finds most leads and deadlines; the dear one only where others fail."""
    best: list[Row] = []
    most = -1
    for rows in (by_column(region, kinds), by_row(region, kinds, turned)):
        tasks = [row for row in rows if not row.group]
        closed = sum(bool(row.lead) + bool(row.due) for row in tasks)
        if tasks and closed >= 1.8 * len(tasks):
            return rows
        if closed > most:
            best, most = rows, closed
    rows = across(region, kinds)
    return rows if sum(bool(row.lead) + bool(row.due) for row in rows if not row.group) > most else best


def _number(rows: list[Row]) -> None:
    """Give the rows whose number was lost the one that fits between their neighbours."""
    known = [(place, row.ordinal) for place, row in enumerate(rows) if row.ordinal is not None]
    edges = [(-1, 0), *known, (len(rows), (known[-1][1] or 0) + len(rows) - known[-1][0] if known else len(rows) + 1)]
    for (start, low), (end, high) in pairwise(edges):
        if low is not None and high is not None and high - low == end - start:
            for place in range(start + 1, end):
                rows[place].ordinal = low + place - start

"""The rows of a scattered table, found in three ways: cell after cell, line across all columns, column after column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from caicach.core.text import flatten, squeeze
from caicach.intake.reading.confusions import apart
from caicach.intake.reading.duedates import Due, parse_due
from caicach.intake.reading.fields import field_of
from caicach.intake.reading.owners import begins_with_verb
from caicach.intake.reading.paragraphs import Para
from caicach.intake.reading.scattered_cells import body_across, body_in, known_bodies, scattered_body

_ORDINAL = re.compile(r"(\d{1,3})[.)]?$")
_NUMBERED = re.compile(r"(\d{1,3})[.)]?\s+(?=[^\W\d_])")
_GROUP = re.compile(r"([IVX]{1,5})[.)]?\s+(?=[^\W\d_])")
_DUE_START = re.compile(
    r"(?:^|(?<=\s))(?=(?:truoc ngay|truoc thang|thang (?:\d|qu)|quy [iv1-4]|qu[ay]? [iv1-4]+/|nam 20\d\d"
    r"|trong (?:nam|quy|thang)|theo (?:yeu cau|huong dan|tien do|lo trinh)|thuong xuyen|hang (?:nam|quy|thang)|ca nam"
    r"|\d{1,2}/20\d\d|\d{1,2}/\d{1,2}/20\d\d))"
)
_FEWEST = 3
_STRAY = 12
"""Letters that a cell has at least; fewer at the foot of a page are a speck."""


@dataclass(slots=True)
class Row:
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


def by_row(region: list[Para], kinds: list[str], turned: set[int]) -> list[Row]:
    """Rows from a text that gives cell after cell, or line after line across all columns."""
    rows: list[Row] = []
    orphans: list[str] = []
    row = Row()
    last = 0
    place = 0

    def close() -> None:
        nonlocal row
        if row.group or row.lead or row.due or row.ordinal is not None:
            rows.append(row)
        row = Row()

    while place < len(region):
        para = region[place]
        if place in turned and row.ordinal is None and len("".join(line.raw for line in row.paras)) < _STRAY:
            row = Row(carried=True)
        if heading := _group_of(para, row):
            close()
            row = Row(pieces=[[para]], group=True, heading=heading)
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


def _name(row: Row, name: str, kinds: list[str]) -> None:
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


def _group_of(para: Para, row: Row) -> str:
    text = squeeze(para.raw)
    if len(text) > 90 or text[:1].isdigit():
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
    region: list[Para], place: int, para: Para, row: Row, kinds: list[str], turned: set[int]
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


def _runs_on(row: Row, before: str) -> bool:
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


def _take(row: Row, para: Para) -> None:
    """Put a line into the cell that is open, or open the next one with it."""
    if row.lead and len(para.raw) < 40 and row.support:
        row.support = squeeze(f"{row.support} {para.raw}")
    elif not row.pieces or (para.blank_before and not para.raw[:1].islower()):
        row.pieces.append([para])
    else:
        row.pieces[-1].append(para)


def _learn_leads(rows: list[Row], kinds: list[str]) -> None:
    """A lead that fell apart over the lines of its row is found among those that lead other rows."""
    if "lead" not in kinds:
        return
    names = known_bodies([row.lead for row in rows if row.lead])
    for row in rows:
        if not row.lead:
            row.lead = scattered_body(" ".join(para.raw for para in row.paras), names)


def by_column(region: list[Para], kinds: list[str]) -> list[Row]:
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
    rows = [Row(ordinal=place + 1) for place in range(count)]
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


_OPENS_LATE = re.compile(r"\b(?:truoc(?: ngay)?|thang|quy|trong nam|nam|cham nhat(?: ngay)?)\s*$")
_CLOSES = re.compile(r"(?:^|\s)((?:\d{1,2}/)?\d{1,2}/20\d\d|[IVX]{1,3}/20\d\d|20\d\d)$")


def across(region: list[Para], kinds: list[str]) -> list[Row]:
    """Rows from lines that each run over all columns: the number opens a row, its body and its deadline stand somewhere
    in its lines in their order. What is left is the text of the task."""
    rows: list[Row] = []
    last = 0
    for para in region:
        if heading := _group_of(para, Row()):
            rows.append(Row(pieces=[[para]], group=True, heading=heading))
            continue
        number, rest = _ordinal_of(para, last)
        if number is not None and rest:
            last = number
            rows.append(Row(ordinal=number, pieces=[[_with_text(para, rest)]]))
        elif rows and not rows[-1].group:
            rows[-1].pieces[0].append(para)
    for row in rows:
        if row.group:
            continue
        lines = [para.raw for para in row.paras]
        if "due" in kinds:
            row.due, lines = _due_across(lines)
        if "lead" in kinds:
            row.lead, lines = body_across(lines)
        if "support" in kinds and row.lead:
            row.support, lines = body_across(lines)
        first = row.paras[0]
        row.pieces = [[_with_text(first, " ".join(line for line in lines if line.strip()))]]
    return rows


def _due_across(lines: list[str]) -> tuple[str, list[str]]:
    """The deadline at the ends of lines and the lines without it."""
    for place, line in enumerate(lines):
        folded = flatten(line)
        whole = [match.start() for match in _DUE_START.finditer(folded) if len(line) - match.start() < 30]
        for at in whole:
            due = parse_due(line[at:], None)
            if due is not None and (_explicit(due) or due.kind in ("ongoing", "recurring", "on_request")):
                return line[at:], [*lines[:place], line[:at], *lines[place + 1 :]]
        opened = _OPENS_LATE.search(folded)
        closed = _CLOSES.search(lines[place + 1]) if opened and place + 1 < len(lines) else None
        if opened and closed:
            below = lines[place + 1]
            joined = f"{line[opened.start() :]} {closed[1]}"
            return joined, [*lines[:place], line[: opened.start()], below[: closed.start()], *lines[place + 2 :]]
    return "", lines

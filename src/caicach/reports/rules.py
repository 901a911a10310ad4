"""What a report covers, when it is due, when it is locked, what may be done with it. Pure.

States are the values of `models.SubmissionState`. Windows and due days come from dated rules (`DueRule`); the defaults
follow Nghị định 09/2019/NĐ-CP.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

DRAFT, AT_HEAD, SENT = "draft", "at_head", "sent"
RETURNED, ACCEPTED, RELEASED = "returned", "accepted", "released"
IN_WORK = (DRAFT, RETURNED)
ARRIVED = (SENT, ACCEPTED)


class Obstacle(StrEnum):
    """Why an act cannot be done. The sentence for each is in words.py."""

    NOT_YOURS = "not_yours"
    LOCKED = "locked"
    WITH_THE_HEAD = "with_the_head"
    ALREADY_SENT = "already_sent"
    ALREADY_ACCEPTED = "already_accepted"
    RELEASED = "released"
    SECTION_EMPTY = "section_empty"
    NO_SUCH_SECTION = "no_such_section"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REASON_MISSING = "reason_missing"
    TEXT_MISSING = "text_missing"
    NOT_LOCKED = "not_locked"
    NO_BODIES = "no_bodies"
    NO_PERIOD = "no_period"
    NO_DUE_DAY = "no_due_day"
    DUE_DAY_IS_PAST = "due_day_is_past"
    PERIOD_NOT_WANTED = "period_not_wanted"
    CYCLE_WITHDRAWN = "cycle_withdrawn"
    ANSWERS_ACCEPTED = "answers_accepted"
    NOT_OF_THIS_CYCLE = "not_of_this_cycle"
    NOTHING_TO_TAKE = "nothing_to_take"
    BRACKETS = "brackets"
    NUMBER_UNKNOWN = "number_unknown"
    NUMBER_NOT_SEEN = "number_not_seen"
    TEXT_TOO_LONG = "text_too_long"
    FIGURES_MISSING = "figures_missing"
    NO_SUCH_LINE = "no_such_line"
    CHANGED_BEFORE = "changed_before"
    FIGURES_BREAK_A_RULE = "figures_break_a_rule"
    UNEXPLAINED = "unexplained"
    NOTHING_TO_EXPLAIN = "nothing_to_explain"
    NOT_SIGNED = "not_signed"
    NOT_ISSUED = "not_issued"
    CANNOT_BE_SET = "cannot_be_set"
    CANNOT_BE_SIGNED = "cannot_be_signed"


@dataclass(frozen=True, slots=True)
class About:
    """An obstacle with the names that its sentence says: which lines of the table, for one."""

    obstacle: Obstacle
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.obstacle}: {', '.join(self.names)}"


# --- what is reported: the outline ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """One headed section of an outline. Text stands only in sections without others below them."""

    key: str
    title: str
    level: int
    needed: bool
    holds_text: bool


def sections_of(outline: Sequence[Mapping[str, Any]]) -> list[Section]:
    """The outline as it is kept ({"key", "title", "level", "needed"}) with what follows from its order."""
    found = []
    for position, entry in enumerate(outline):
        level = int(entry.get("level", 1))
        below = position + 1 < len(outline) and int(outline[position + 1].get("level", 1)) > level
        needed = bool(entry.get("needed", True)) and not below
        found.append(Section(str(entry["key"]), str(entry["title"]), level, needed, not below))
    return found


def faults_of_outline(outline: Any) -> list[str]:
    """What is wrong with an outline as somebody wrote it, in English for the administrator's page; empty if nothing."""
    if not isinstance(outline, list) or not outline:
        return ["an outline is a list of sections with at least one in it"]
    faults = []
    keys: set[str] = set()
    for number, entry in enumerate(outline, start=1):
        if not isinstance(entry, dict) or not entry.get("key") or not entry.get("title"):
            faults.append(f"section {number}: it needs a key and a title")
            continue
        if entry["key"] in keys:
            faults.append(f"section {number}: the key {entry['key']!r} stands twice")
        keys.add(entry["key"])
        if entry.get("level", 1) not in (1, 2, 3):
            faults.append(f"section {number}: level {entry.get('level')!r} is not 1, 2 or 3")
    return faults


def empty_sections(sections: Iterable[Section], filled: Iterable[str]) -> list[Section]:
    """The sections that must have text and have none."""
    there = frozenset(filled)
    return [section for section in sections if section.needed and section.key not in there]


# --- what is reported: the table of figures, the steps of a review ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a statistics table: a heading, or an indicator by its code. The other one is empty."""

    group: str = ""
    code: str = ""


def statistics_of(lines: Sequence[Mapping[str, Any]] | None) -> list[TableLine]:
    """The lines of a table as it is kept ({"group"} or {"code"}); none where a kind of report has no table."""
    return [TableLine(str(line.get("group", "")), str(line.get("code", ""))) for line in lines or ()]


def faults_of_statistics(lines: Any) -> list[str]:
    """What is wrong with a table as somebody wrote it, in English for the administrator's page; empty if nothing."""
    if not isinstance(lines, list):
        return ["a statistics table is a list of lines"]
    faults = []
    codes: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not isinstance(line, dict) or bool(line.get("code")) == bool(line.get("group")):
            faults.append(f"line {number}: it needs either a group or a code")
            continue
        code = line.get("code", "")
        if code and code in codes:
            faults.append(f"line {number}: the code {code!r} stands twice")
        codes.add(code)
    return faults


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step of a review. It is due `days` after the day on which the bodies' reports are (before it where that
    is negative); `leads` names the body that leads it, empty: the standing agency."""

    key: str
    title: str
    days: int
    leads: str = ""


def steps_of(steps: Sequence[Mapping[str, Any]] | None) -> list[Step]:
    """The steps as they are kept ({"key", "title", "days", "leads"}), in the order in which they are due."""
    found = [
        Step(str(one["key"]), str(one["title"]), int(one.get("days", 0)), str(one.get("leads", "")))
        for one in steps or ()
    ]
    return sorted(found, key=lambda step: step.days)


def faults_of_steps(steps: Any) -> list[str]:
    """What is wrong with the steps of a review as somebody wrote them, in English; empty if nothing."""
    if not isinstance(steps, list):
        return ["the steps are a list"]
    faults = []
    keys: set[str] = set()
    for number, step in enumerate(steps, start=1):
        if not isinstance(step, dict) or not step.get("key") or not step.get("title"):
            faults.append(f"step {number}: it needs a key and a title")
            continue
        if step["key"] in keys:
            faults.append(f"step {number}: the key {step['key']!r} stands twice")
        keys.add(step["key"])
        if not isinstance(step.get("days", 0), int):
            faults.append(f"step {number}: days is a whole number")
    return faults


# --- when -------------------------------------------------------------------------------------------------------------


class WorkingDays(Protocol):
    def add_working_days(self, day: date, count: int) -> date: ...


class Span(Protocol):
    """What these rules need of a period (core.periods.Period)."""

    @property
    def first_day(self) -> date: ...

    @property
    def last_day(self) -> date: ...


@dataclass(frozen=True, slots=True)
class When:
    """How a kind of report is cut and when it is due.

    The data close on day `closes_on_day` of the period's last month, or `closes_months_before` months earlier. Due
    either `due_working_days` working days after that, or before day `before_day` of the last month (of `before_month`
    where one is stated: a yearly report "trước ngày 01/11").
    """

    closes_on_day: int
    closes_months_before: int = 0
    due_working_days: int | None = None
    before_day: int | None = None
    before_month: int | None = None


@dataclass(frozen=True, slots=True)
class Cutting:
    """The days whose data the report covers, both included, and the last day on which it is on time."""

    window_from: date
    window_to: date
    due_on: date


def cut(span: Span, when: When, calendar: WorkingDays) -> Cutting:
    """What the rule makes of a period. "Trước ngày 01/9" is on time until 31/8."""
    closes = _closing(span.last_day, when)
    opens = _closing(span.first_day - timedelta(days=1), when) + timedelta(days=1)
    if when.before_day is not None:
        month = when.before_month or span.last_day.month
        stated = date(span.last_day.year, month, min(when.before_day, monthrange(span.last_day.year, month)[1]))
        return Cutting(opens, closes, stated - timedelta(days=1))
    return Cutting(opens, closes, calendar.add_working_days(closes, when.due_working_days or 0))


def _closing(in_month: date, when: When) -> date:
    months = in_month.year * 12 + in_month.month - 1 - when.closes_months_before
    year, month = divmod(months, 12)
    return date(year, month + 1, min(when.closes_on_day, monthrange(year, month + 1)[1]))


COMMUNES = frozenset({"ward", "commune", "special_zone"})
UNITS = frozenset({"unit", "public_unit"})


def level_of(body_kind: str) -> str:
    """The level whose due rule holds for a body of that kind (models.Level)."""
    if body_kind in COMMUNES:
        return "commune"
    if body_kind in UNITS:
        return "unit"
    return "city" if body_kind == "city" else "department"


def is_locked(*, due_on: date, reopened: bool, today: date) -> bool:
    """After its due day a report takes no more words, unless it was opened again with a reason."""
    return today > due_on and not reopened


class Standing(StrEnum):
    """How a body's report stands against its day. Never stored; selectors count by the same lines."""

    IN_TIME = "in_time"
    LATE = "late"
    RETURNED = "returned"
    MISSING = "missing"
    WAITING = "waiting"
    RELEASED = "released"


def standing(*, state: str, due_on: date, sent_on: date | None, today: date) -> Standing:
    """In time and late are of what arrived; returned waits for the body; missing is not there past its day."""
    if state == RELEASED:
        return Standing.RELEASED
    if state in ARRIVED and sent_on is not None:
        return Standing.IN_TIME if sent_on <= due_on else Standing.LATE
    if state == RETURNED:
        return Standing.RETURNED
    return Standing.MISSING if today > due_on else Standing.WAITING


# --- what may be done -------------------------------------------------------------------------------------------------


def obstacles_to_writing(*, state: str, locked: bool) -> list[Obstacle]:
    """What stops words from being changed now."""
    checks = {
        Obstacle.WITH_THE_HEAD: state == AT_HEAD,
        Obstacle.ALREADY_SENT: state == SENT,
        Obstacle.ALREADY_ACCEPTED: state == ACCEPTED,
        Obstacle.RELEASED: state == RELEASED,
        Obstacle.LOCKED: state in IN_WORK and locked,
    }
    return [obstacle for obstacle, present in checks.items() if present]


def obstacles_to_sending(*, state: str, locked: bool, empty: bool) -> list[Obstacle]:
    """What stops the report from going to its head, or from the head upwards."""
    checks = {
        Obstacle.ALREADY_SENT: state == SENT,
        Obstacle.ALREADY_ACCEPTED: state == ACCEPTED,
        Obstacle.RELEASED: state == RELEASED,
        Obstacle.LOCKED: state not in (*ARRIVED, RELEASED) and locked,
        Obstacle.SECTION_EMPTY: empty,
    }
    return [obstacle for obstacle, present in checks.items() if present]


# --- paragraphs ------------------------------------------------------------------------------------


def paragraphs(text: str) -> list[str]:
    """Text as typed, cut at empty lines; lines within a paragraph stay ("- …")."""
    cleaned = (" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n"))
    found: list[list[str]] = [[]]
    for line in cleaned:
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]

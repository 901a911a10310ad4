"""What a period's report is made from: plain values, filled by selectors, checked for agreement here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from caicach.documents.layout.model import Recipients, Signature

STEERING_FIELD = 1
"""The field "chỉ đạo, điều hành": it opens the report, the other fields follow in part II."""


class FactsDisagree(ValueError):
    """Two figures of one report contradict each other; such a report must not be written."""


class PeriodKind(StrEnum):
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


class Outcome(StrEnum):
    """Where a task stands on the last day of the data window."""

    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    RUNNING = "running"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class ReportingBody:
    """Who reports. `name` stands in the head, `short_name` in sentences ("UBND thành phố An Bình")."""

    name: str
    short_name: str
    abbreviation: str
    place: str
    superior: str = ""


@dataclass(frozen=True)
class ReportPeriod:
    """`label` is "Quý III năm 2026"; figures are those of the days from `data_from` to `data_to`, both included.
    What is ahead begins where the figures end, which is before the period does."""

    kind: PeriodKind
    label: str
    next_label: str
    data_from: date
    data_to: date
    listed_from: date  # tasks due on these days, both included, are those ahead
    listed_to: date

    def __post_init__(self) -> None:
        if self.data_to < self.data_from:
            raise FactsDisagree(f"the data window ends ({self.data_to}) before it begins ({self.data_from})")


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks stand where; every task counts once, so the four add up to the total."""

    done_in_time: int = 0
    done_late: int = 0
    running: int = 0
    overdue: int = 0

    def __post_init__(self) -> None:
        if min(self.done_in_time, self.done_late, self.running, self.overdue) < 0:
            raise FactsDisagree("a number of tasks is below zero")

    @property
    def done(self) -> int:
        return self.done_in_time + self.done_late

    @property
    def total(self) -> int:
        return self.done + self.running + self.overdue

    def __add__(self, other: TaskCounts) -> TaskCounts:
        return TaskCounts(
            self.done_in_time + other.done_in_time,
            self.done_late + other.done_late,
            self.running + other.running,
            self.overdue + other.overdue,
        )


@dataclass(frozen=True)
class Achievement:
    """One accepted piece of progress: the task, what was done, the document or product that came of it."""

    task: str
    outcome: Outcome
    what: str = ""
    product: str = ""
    lead: str = ""


@dataclass(frozen=True)
class OverdueTask:
    """A task not done after its day. `days` are counted to the end of the data window; `reason` as its lead gave it."""

    task: str
    lead: str
    due_on: date
    days: int
    reason: str = ""


@dataclass(frozen=True)
class Extension:
    """A deadline that was moved during the period."""

    task: str
    lead: str
    from_day: date
    to_day: date
    reason: str = ""


@dataclass(frozen=True)
class NextTask:
    """A task due in the next period; `due` in words as the plan has it."""

    task: str
    lead: str = ""
    supports: tuple[str, ...] = ()
    due: str = ""


@dataclass(frozen=True)
class TargetState:
    """A target and its latest figure.

    `comparator` is one of >= <= = > < between done. `met` is None while there is no figure to judge by; `judged` says
    more where the target's course is known. `key` leads to the figure's formula and inputs.
    """

    text: str
    key: str
    comparator: str = ">="
    goal: Decimal | None = None
    goal_to: Decimal | None = None
    unit: str = ""
    value: Decimal | None = None
    numerator: Decimal | int | None = None
    denominator: Decimal | int | None = None
    as_of: date | None = None
    met: bool | None = None
    judged: Judged | None = None

    @property
    def stands(self) -> Judged:
        """How it stands, by its course or else by whether it is met."""
        if self.judged is not None:
            return self.judged
        return Judged.UNKNOWN if self.met is None else Judged.MET if self.met else Judged.MISSED

    def __post_init__(self) -> None:
        if (self.numerator is None) != (self.denominator is None):
            raise FactsDisagree(f"target {self.text!r}: a numerator and a denominator come together")
        if self.denominator is not None and self.denominator <= 0:
            raise FactsDisagree(f"target {self.text!r}: the denominator {self.denominator} is not above zero")


class Judged(StrEnum):
    """How a target stands; what it is called is `outline.JUDGED`."""

    MET = "met"
    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FigureFacts:
    """One indicator of the body with all below it. `answer` says what was answered where there is no number: one of
    none_arisen, not_yet, not_applicable; empty where nobody answered. Changes are None where nothing can be compared.
    """

    code: str
    name: str
    unit: str
    places: int
    field: int
    answer: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    change: Decimal | None = None
    change_percent: Decimal | None = None
    year_change: Decimal | None = None
    year_change_percent: Decimal | None = None
    change_unit: str = ""


@dataclass(frozen=True)
class FieldFacts:
    """One field of the programme: its figures, what was done in it, what is due next."""

    number: int
    name: str
    counts: TaskCounts = TaskCounts()
    achievements: tuple[Achievement, ...] = ()
    next_tasks: tuple[NextTask, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difficulty:
    """What a body says stands in the way, and why."""

    text: str
    body: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Proposal:
    """What is asked of whom; `to` may be empty."""

    text: str
    to: str = ""


@dataclass(frozen=True)
class TaskLine:
    """A row of the annex of tasks."""

    field: int
    ordinal: str
    task: str
    lead: str
    outcome: Outcome
    supports: tuple[str, ...] = ()
    due: str = ""
    result: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Promised:
    """A task that the report of the period before said was ahead, and its day as far as it was named there."""

    task: str
    due: str = ""


@dataclass(frozen=True)
class ReportFacts:
    """Everything a period's report says. Figures and lists that contradict each other raise FactsDisagree.

    `plans` name the documents that are carried out ("Kế hoạch số … của … về …"). `subject` is what the programme is
    about, in the middle of a sentence.
    """

    body: ReportingBody
    period: ReportPeriod
    fields: tuple[FieldFacts, ...]
    plans: tuple[str, ...] = ()
    subject: str = "công tác cải cách hành chính"
    number: int | str | None = None
    issued_on: date | None = None
    addressees: tuple[str, ...] = ()
    signature: Signature | None = None
    recipients: Recipients = field(default_factory=Recipients)
    overdue: tuple[OverdueTask, ...] = ()
    extensions: tuple[Extension, ...] = ()
    targets: tuple[TargetState, ...] = ()
    figures: tuple[FigureFacts, ...] = ()
    promised: tuple[Promised, ...] = ()  # what the report of the period before said was ahead
    highlights: tuple[str, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    tasks: tuple[TaskLine, ...] = ()

    def __post_init__(self) -> None:
        numbers = [part.number for part in self.fields]
        if len(set(numbers)) != len(numbers):
            raise FactsDisagree(f"a field is given twice: {numbers}")
        if len(self.overdue) != self.counts.overdue:
            raise FactsDisagree(f"{len(self.overdue)} overdue tasks are listed, {self.counts.overdue} are counted")
        if self.tasks:
            self._compare_annex()

    @property
    def counts(self) -> TaskCounts:
        """All fields together."""
        return sum((part.counts for part in self.fields), TaskCounts())

    def _compare_annex(self) -> None:
        listed: dict[int, Counter[Outcome]] = {part.number: Counter() for part in self.fields}
        for line in self.tasks:
            if line.field not in listed:
                raise FactsDisagree(f"task {line.task!r} is of field {line.field}, which the report has not")
            listed[line.field][line.outcome] += 1
        for part in self.fields:
            seen = listed[part.number]
            rows = TaskCounts(**{outcome.value: seen[outcome] for outcome in Outcome})
            if rows != part.counts:
                raise FactsDisagree(f"field {part.number}: the annex lists {rows}, the figures say {part.counts}")

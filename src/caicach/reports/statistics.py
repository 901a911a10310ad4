"""The statistics table of a body's report: what the cycle asks in figures, what there is, who has not answered.

The lines come from the cycle as it was opened; the figures are those of `measures`, never copied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from caicach.core.periods import Period
from caicach.measures.grid import GridLine
from caicach.measures.models import Figure, FigureState, Indicator, OverTime, SourceKind
from caicach.measures.selectors import Line, statistics
from caicach.measures.selectors.measuring import made_of
from caicach.measures.services import is_asked

from .models import Cycle, Submission, SubmissionState
from .rules import AT_HEAD, IN_WORK, TableLine, statistics_of

BEFORE_SENDING = (*IN_WORK, AT_HEAD)  # what the body has given, but not sent, is in its own table


@dataclass(frozen=True)
class TableRow:
    """One row: a heading, or an indicator with its figures. `own` is what the body itself gave, a draft included."""

    group: str = ""
    line: Line | None = None
    own: Figure | None = None
    asked: bool = False  # whether the body itself answers this one by hand

    @property
    def is_draft(self) -> bool:
        """Whether the body's answer is there but counts nowhere yet."""
        return self.own is not None and self.own.state == FigureState.DRAFT


@dataclass(frozen=True)
class StatisticsTable:
    """The table of one report. `absent` are codes that the installation does not have, or not any more."""

    period: Period
    rows: tuple[TableRow, ...]
    absent: tuple[str, ...]
    merges: bool  # whether others answer below, so that it matters who is missing

    @property
    def lines(self) -> list[Line]:
        return [row.line for row in self.rows if row.line is not None]

    @property
    def asks(self) -> bool:
        """Whether the body gives figures of the table by hand."""
        return any(row.asked for row in self.rows)

    @property
    def unanswered(self) -> int:
        """How many of the figures that the body gives by hand are not there."""
        return sum(row.asked and row.own is None for row in self.rows)

    @property
    def drafts(self) -> int:
        return sum(row.is_draft for row in self.rows)


def table_of(submission: Submission, today: date) -> StatisticsTable | None:
    """The table; None where the cycle asks for none. Its body and cycle are loaded; queries as many as there are
    depths of formulas and not more with more bodies."""
    period, lines = submission.cycle.period, statistics_of(submission.cycle.statistics)
    if period is None or not lines:
        return None
    there, absent = indicators_of(submission.cycle, period)
    below = bodies_below(submission)
    measured = statistics(
        body=submission.body, indicators=list(there.values()), period=period,
        bodies={*below, submission.body_id} if below else None, drafts=submission.state in BEFORE_SENDING, today=today,
    )  # fmt: skip
    by_code = {line.indicator.code: line for line in measured}
    own = {(figure.indicator_id, figure.period): figure for figure in own_figures(submission, there.values(), today)}
    rows: list[TableRow] = []
    for line in lines:
        if line.group:
            rows.append(TableRow(group=line.group))
        elif found := by_code.get(line.code):
            parts = owed_parts(found.indicator, submission, today)
            last = parts[-1] if parts else period
            rows.append(TableRow(line=found, own=own.get((found.indicator.pk, last)), asked=bool(parts)))
    return StatisticsTable(period, _without_bare_heads(rows), absent, bool(below))


def _without_bare_heads(rows: list[TableRow]) -> tuple[TableRow, ...]:
    """Headings stay where a line follows them."""
    return tuple(
        row
        for row, after in zip(rows, [*rows[1:], TableRow(group="end")], strict=True)
        if row.line is not None or after.line is not None
    )


def indicators_of(cycle: Cycle, period: Period) -> tuple[dict[str, Indicator], tuple[str, ...]]:
    """The indicators of the cycle's table by code, in its order, and the codes that there are none for. One query."""
    codes = _codes(statistics_of(cycle.statistics))
    day = period.last_day
    rows = Indicator.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), code__in=codes, valid_from__lte=day)
    found = {one.code: one for one in rows.select_related("field", "asked_by")}
    return (
        {code: found[code] for code in codes if code in found},
        tuple(code for code in codes if code not in found),
    )


def _codes(lines: Iterable[TableLine]) -> list[str]:
    return [line.code for line in lines if line.code]


def bodies_below(submission: Submission) -> Collection[int]:
    """The bodies whose answers flow into this report; empty for a body that merges nothing. One query."""
    return set(answers_below(submission).order_by().values_list("body_id", flat=True))


def answers_below(submission: Submission) -> QuerySet[Submission]:
    """The answers that flow into this report, those that are not there yet included."""
    answers = Submission.objects.filter(duty__isnull=False).exclude(state=SubmissionState.RELEASED)
    if submission.duty_id is None:
        return answers.filter(cycle=submission.cycle_id)
    cycle = submission.cycle
    return answers.filter(
        cycle__body=submission.body_id, cycle__period_kind=cycle.period_kind, cycle__year=cycle.year,
        cycle__ordinal=cycle.ordinal,
    )  # fmt: skip


def owed_parts(indicator: Indicator, submission: Submission, today: date) -> list[Period]:
    """The periods for which the body itself gives the figure by hand so that the report has it: the report's own, or
    those that it is made of, as far as they have begun; none where somebody else gives it."""
    period = submission.cycle.period
    if period is None or indicator.source != SourceKind.ENTERED:
        return []
    parts = [period] if period.kind in indicator.period_kinds else list(made_of(indicator, period))
    begun = [part for part in parts if part.first_day <= today and submission.body.opened_on <= part.last_day]
    if period.kind not in indicator.period_kinds and indicator.over_time == OverTime.LAST:
        begun = begun[-1:]
    return [part for part in begun if is_asked(indicator, submission.body, part)]


def parts_to_give(submission: Submission, today: date) -> list[Period]:
    """The periods for which the body gives figures of the table by hand, the latest last. One query."""
    period = submission.cycle.period
    if period is None or not submission.cycle.statistics:
        return []
    indicators, _absent = indicators_of(submission.cycle, period)
    return sorted({part for one in indicators.values() for part in owed_parts(one, submission, today)})


def lines_to_give(submission: Submission, part: Period, today: date) -> list[GridLine]:
    """What the body fills in for one of these periods, in the order of the table. Two queries."""
    period = submission.cycle.period
    if period is None:
        return []
    indicators, _absent = indicators_of(submission.cycle, period)
    asked = [one for one in indicators.values() if part in owed_parts(one, submission, today)]
    figures = figures_with_parts(submission, asked, today)
    there = {(one.indicator_id, one.breakdown): one for one in figures if one.period == part}
    return [
        GridLine(indicator, breakdown, there.get((indicator.pk, breakdown)))
        for indicator in asked
        for breakdown in ("", *indicator.breakdowns)
    ]


def own_figures(submission: Submission, indicators: Iterable[Indicator], today: date) -> list[Figure]:
    """What the body itself has given for the lines of the table, parts of an indicator left out. One query."""
    return [figure for figure in figures_with_parts(submission, indicators, today) if not figure.breakdown]


def figures_with_parts(submission: Submission, indicators: Iterable[Indicator], today: date) -> list[Figure]:
    """The same with the parts of an indicator ("trực tuyến"), which go up with it. One query."""
    wanted = {one.pk: owed_parts(one, submission, today) for one in indicators}
    periods = {part for parts in wanted.values() for part in parts}
    when = Q(pk__in=[])
    for part in periods:
        when |= Q(year=part.year, period_kind=part.kind, ordinal=part.ordinal)
    rows = Figure.objects.filter(when, body=submission.body_id, indicator__in=[pk for pk in wanted if wanted[pk]])
    return [one for one in rows.select_related("indicator", "body") if one.period in wanted[one.indicator_id]]

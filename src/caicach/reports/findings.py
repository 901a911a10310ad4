"""What does not agree in one report: gathered here in a bounded number of queries, judged by `checking`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from caicach.core.models import PeriodKind
from caicach.core.numbers import parse_number
from caicach.core.periods import Period
from caicach.intake.reading.arithmetic import places_of
from caicach.measures.models import Finding as FigureFinding
from caicach.measures.words import breach_words
from caicach.monitoring.rules import State, Status
from caicach.monitoring.selectors import statuses_of
from caicach.programme.models import Target
from caicach.programme.selectors import plans_carried_out

from . import checking
from .checking import Fallen, Finding, Known, Printed, Said, Severity, What
from .live import Change, Live, Ref, pieces, refs, written
from .models import Passage, Report, ReportException, Submission
from .resolving import BEFORE_SENDING, Current, Page, current_of
from .rules import ARRIVED, RELEASED
from .statistics import StatisticsTable, TableRow, answers_below, table_of

NAMED = 6
_COUNTS = "duties."


@dataclass(frozen=True)
class Checked:
    """A finding and, where somebody gave one, the reason why the report goes up like that."""

    finding: Finding
    exception: ReportException | None

    @property
    def holds_up(self) -> bool:
        return self.finding.severity == Severity.MUST_EXPLAIN and self.exception is None


def checked(
    submission: Submission,
    *,
    today: date,
    table: StatisticsTable | None = None,
    numbers: Mapping[Ref, Current] | None = None,
    moment: datetime | None = None,
) -> list[Checked]:
    """Everything that does not agree, what must be explained first. Its body and its cycle's kind are loaded."""
    found = findings_of(submission, today=today, table=table, numbers=numbers, moment=moment)
    given = {one.code: one for one in submission.exceptions.select_related("by")} if found else {}
    return [Checked(one, given.get(one.code)) for one in found]


def unexplained(submission: Submission, *, today: date) -> list[Finding]:
    """What keeps the report from going up until it is explained."""
    return [one.finding for one in checked(submission, today=today) if one.holds_up]


def findings_of(
    submission: Submission,
    *,
    today: date,
    table: StatisticsTable | None = None,
    numbers: Mapping[Ref, Current] | None = None,
    moment: datetime | None = None,
) -> list[Finding]:
    """The findings, each once. `table` and the `numbers` of the text spare reading them again where the page has them;
    with a `moment` (for a page) the counts of a whole level may be some minutes old. Before it is sent, a report is
    read with its numbers as they are now, since sending renews them."""
    table = table or table_of(submission, today)
    said, changed = said_in(submission), []
    if submission.state in BEFORE_SENDING and (wanted := {ref for one in said for ref in refs(one.text)}):
        if numbers is None:
            page = Page.of((one.text for one in said), now=moment) if moment else None
            numbers = current_of(submission, wanted, today=today, page=page)
        now = {ref: one.text for ref, one in numbers.items()}
        names = {ref: one.name for ref, one in numbers.items()}
        changed = list(checking.changed_since(said, now, names))
        said = [replace(one, text=written(one.text, now)) for one in said]
    known = known_of(submission, table) if table else []
    return checking.in_order(
        [
            *changed,
            *checking.arithmetic(said),
            *checking.typed_otherwise(said, known),
            *checking.below_against_own(known),
            *checking.tasks_add_up(known),
            *checking.fell_since_last(known),
            *_against_last(submission, said, known),
            *checking.targets_fell(_fallen(submission, today)),
            *_missing_bodies(submission),
            *checking.figures_missing(known),
            *_doubted(submission, table),
        ]
    )


def said_in(submission: Submission) -> list[Said]:
    """The paragraphs of the report. One query."""
    rows = Passage.objects.filter(submission=submission, removed_at=None).order_by("ordinal", "pk")
    names = ("pk", "section", "text", "origin")
    return [Said(pk, section, text, origin is not None) for pk, section, text, origin in rows.values_list(*names)]


def known_of(submission: Submission, table: StatisticsTable) -> list[Known]:
    return [_known(row, submission, table) for row in table.rows if row.line is not None]


def _known(row: TableRow, submission: Submission, table: StatisticsTable) -> Known:
    assert row.line is not None  # headings are left out
    line, one = row.line, row.line.indicator
    others = [body.name for body in line.missing if body.pk != submission.body_id]
    silent = any(body.pk == submission.body_id for body in line.missing)
    counts = one.computed_by.removeprefix(_COUNTS) if one.computed_by.startswith(_COUNTS) else ""
    return Known(
        code=one.code,
        name=one.name,
        unit=one.unit,
        places=one.places,
        value=line.now.value,
        numerator=line.now.rolled.numerator,
        denominator=line.now.rolled.denominator,
        answered=row.own is not None,
        asked=row.asked,
        before=line.before.value,
        year_ago=line.year_ago.value,
        cumulative=one.cumulative,
        same_year=line.before.period.year == line.now.period.year,
        own=line.now.own,
        below=line.now.below,
        missing_below=line.missing_count - silent if table.merges else 0,
        named_missing=tuple(others[:NAMED]),
        counts=counts,
        scope=str(one.field_id or ""),
    )


def _against_last(submission: Submission, said: Sequence[Said], known: Sequence[Known]) -> Iterator[Finding]:
    """The body's report of the same kind for the period before: what it printed, what it promised. Three queries."""
    period = submission.cycle.period
    if period is None:
        return
    before = period.previous()
    last = list(
        Submission.objects.filter(
            body=submission.body_id, state__in=ARRIVED, cycle__kind__code=submission.cycle.kind.code,
            cycle__period_kind=before.kind, cycle__year=before.year, cycle__ordinal=before.ordinal,
        ).values_list("pk", flat=True)
    )  # fmt: skip
    if not last:
        return
    rows = Passage.objects.filter(submission__in=last, removed_at=None).order_by("submission", "ordinal", "pk")
    passages = list(rows.values_list("section", "text"))
    then = _printed_in((text for _section, text in passages), submission.body_id, before)
    issued = Report.objects.filter(document__issued_report__submission__in=last).order_by("-written_at").first()
    if issued is not None:
        then |= {code: Decimal(value) for code, value in issued.facts.get("statistics", {}).items()}
    yield from checking.printed_otherwise(_printed(then, known))
    yield from checking.not_mentioned((text for section, text in passages if section == "ahead"), said)


def _printed_in(texts: Iterable[str], body: int, period: Period) -> dict[str, Decimal]:
    """The body's own figures of the period that stand as live numbers in the texts, as they were read."""
    found: dict[str, Decimal] = {}
    for text in texts:
        for piece in pieces(text):
            if isinstance(piece, Live) and not piece.ref.counted and piece.ref.change == Change.NONE:
                same = piece.ref.body in (None, body) and piece.ref.period in (None, period)
                value = parse_number(piece.shown) if same else None
                if value is None and same:
                    value = parse_number(piece.shown.split(" ")[0])
                if value is not None:
                    found[piece.ref.key] = value
    return found


def _printed(then: dict[str, Decimal], known: Iterable[Known]) -> Iterator[Printed]:
    for one in known:
        printed = then.get(one.code)
        if printed is None or one.before is None:
            continue
        places = min(places_of(printed), one.places)
        if round(one.before, places) != round(printed, places):
            yield Printed(one.code, one.name, one.shown(printed), one.shown(one.before))


def _fallen(submission: Submission, today: date) -> Iterator[Fallen]:
    """Targets of the body's plans that were reached at the end of the period before and are not any more."""
    period, ends = submission.cycle.period, submission.cycle.window_to
    if period is None or ends is None:
        return
    targets = list(Target.objects.filter(plan__in=plans_carried_out(submission.body, on=ends)).order_by("pk"))
    if not targets:
        return
    before = statuses_of(targets, today=today, until=period.previous())
    reached = [one for one in targets if before[one.lineage].state == State.REACHED]
    if not reached:
        return
    now = statuses_of(reached, today=today, until=period)
    for one in reached:
        status = now[one.lineage]
        same_goal = status.phase == before[one.lineage].phase
        if same_goal and status.state not in (State.REACHED, State.NO_DATA):
            yield Fallen(str(one.lineage), one.text, _value(before[one.lineage]), _value(status))


def _value(status: Status) -> str:
    if status.value is None:
        return ""
    return Known("", "", status.unit, min(places_of(status.value.normalize() + 0), 2)).shown(status.value)


def _missing_bodies(submission: Submission) -> Iterator[Finding]:
    """Whose report is not among those that this one is merged from. One query."""
    rows = answers_below(submission).exclude(state__in=[*ARRIVED, RELEASED])
    yield from checking.bodies_missing(list(rows.order_by("body__sort_key", "pk").values_list("body__name", flat=True)))


def _doubted(submission: Submission, table: StatisticsTable | None) -> Iterator[Finding]:
    """What the nightly check of figures lists about the body's own. One query."""
    if table is None:
        return
    period = table.period
    rows = FigureFinding.objects.filter(
        figure__body=submission.body_id, figure__indicator__in=[line.indicator.pk for line in table.lines],
        figure__year=period.year, figure__period_kind=PeriodKind(period.kind), figure__ordinal=period.ordinal,
        gone_at=None,
    ).select_related("rule", "figure__indicator")  # fmt: skip
    for row in rows.order_by("figure__indicator__code", "rule__code"):
        words = breach_words(row.rule.kind, row.data, row.rule.sentence)
        one = row.figure.indicator
        yield Finding(
            What.FIGURE_DOUBTED, f"{one.code}:{row.rule.code}", {"words": words}, {"name": one.name},
            indicator=one.code,
        )  # fmt: skip

"""Reading reports, starting from who is asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.bodies.paging import Slice, slice_by_key
from caicach.documents.models import Rendition
from caicach.duties.rows import MARKS
from caicach.duties.rules import Timeliness, difference, timeliness

from . import rules
from .live import bare
from .models import Comment, Cycle, CycleStep, Passage, PassageRevision, Report, ReportKind, Submission, SubmissionState
from .rules import ARRIVED, Section, sections_of
from .services import Place, place_of, report_that_merges, written_by_hand

ON_ONE_PAGE = 50
SIDE_BY_SIDE = 20


def reports_for(standing: Standing) -> QuerySet[Report]:
    """The reports of the bodies one sees; `has_pdf` says whether one was written beside the DOCX."""
    seen = Report.objects.filter(standing.within(Permission.SEE_REPORTS)).select_related("body", "written_by", "file")
    return seen.annotate(has_pdf=Exists(Rendition.objects.filter(of=OuterRef("file"), form="pdf")))


def bodies_that_report(standing: Standing) -> QuerySet[Body]:
    """The bodies whose report the person may look at, by name."""
    return Body.objects.filter(standing.within(Permission.SEE_REPORTS, "path"), closed_on=None).order_by("sort_key")


# --- cycles -----------------------------------------------------------------------------------------------------------


def cycles_for(standing: Standing) -> QuerySet[Cycle]:
    """The cycles that bodies one sees have opened."""
    return Cycle.objects.filter(standing.within(Permission.SEE_REPORTS)).select_related("body", "kind", "withdrawn_by")


def latest_cycles(standing: Standing, *, before: int | None, most: int = 30) -> tuple[list[Cycle], int | None]:
    """The latest cycles, those opened before the given one; and the key of the next page, if there is one."""
    rows = cycles_for(standing).order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: most + 1])
    return found[:most], found[most - 1].pk if len(found) > most else None


def owed_by(standing: Standing) -> QuerySet[Submission]:
    """What one's own bodies report upwards: what is not there yet first, the next due on top; then the latest sent."""
    own = standing.body_ids(Permission.SEE_REPORTS)
    rows = Submission.objects.filter(body__in=own, duty__isnull=False).exclude(state=SubmissionState.RELEASED)
    waiting = Case(When(state__in=ARRIVED, then=None), default=F("due_on"))
    rows = rows.annotate(waiting=waiting).select_related("cycle__body", "body")
    return rows.order_by(F("waiting").asc(nulls_last=True), "-due_on", "pk")


def kinds_for(standing: Standing, *, on: date) -> QuerySet[ReportKind]:
    """The kinds that can be demanded on the day: everybody's, and those of the bodies in whose name one demands."""
    current = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
    own = Q(body=None) | standing.within(Permission.DEMAND_REPORTS)
    return ReportKind.objects.filter(current, own).order_by(F("body").asc(nulls_first=True), "pk")


def kinds_known(standing: Standing, *, on: date) -> QuerySet[ReportKind]:
    """The same with those that hold from a later day on."""
    own = Q(body=None) | standing.within(Permission.DEMAND_REPORTS)
    rows = ReportKind.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), own).select_related("body")
    return rows.order_by(F("body").asc(nulls_first=True), "pk")


# How each standing is counted: the same lines as `rules.standing`, which a test holds together.
def where(standing: rules.Standing, *, today: date) -> Q:
    """The submissions that stand so on the day."""
    not_there = ~Q(state__in=[*ARRIVED, SubmissionState.RETURNED, SubmissionState.RELEASED])
    return {
        rules.Standing.IN_TIME: Q(state__in=ARRIVED, sent_on__lte=F("due_on")),
        rules.Standing.LATE: Q(state__in=ARRIVED, sent_on__gt=F("due_on")),
        rules.Standing.RETURNED: Q(state=SubmissionState.RETURNED),
        rules.Standing.MISSING: not_there & Q(due_on__lt=today),
        rules.Standing.WAITING: not_there & Q(due_on__gte=today),
        rules.Standing.RELEASED: Q(state=SubmissionState.RELEASED),
    }[standing]


def counts_of(cycle: Cycle, *, today: date) -> dict[rules.Standing, int]:
    """How many bodies stand where. One query."""
    found = answers_of(cycle).aggregate(
        **{standing.value: Count("pk", filter=where(standing, today=today)) for standing in rules.Standing}
    )
    return {standing: found[standing.value] for standing in rules.Standing}


def answers_of(cycle: Cycle) -> QuerySet[Submission]:
    """What was demanded in the cycle: not the demanding body's own report."""
    return Submission.objects.filter(cycle=cycle, duty__isnull=False)


@dataclass(frozen=True)
class Line:
    """One body's row on the page of a cycle."""

    submission: Submission
    standing: rules.Standing
    days_late: int


@dataclass(frozen=True)
class StepLine:
    """One step of a review with where its duty stands."""

    step: CycleStep
    mark: str
    words: str


def steps_of_cycle(cycle: Cycle, *, today: date) -> list[StepLine]:
    """The steps by their days; day, state and who leads are the duty's, which may have moved. One query."""
    rows = cycle.steps.select_related("duty__body").order_by("duty__due_on", "ordinal")
    return [_step_line(step, today) for step in rows]


def _step_line(step: CycleStep, today: date) -> StepLine:
    duty = step.duty
    if duty is None:
        return StepLine(step, "no_data", "")
    stands = timeliness(duty.due_on, duty.done_on, duty.state, today, 0, sent_on=duty.sent_on)
    late = stands in (Timeliness.OVERDUE, Timeliness.DONE_LATE, Timeliness.DONE_IN_TIME)
    return StepLine(step, MARKS[stands] if late else duty.state, "" if late else duty.get_state_display())


@dataclass(frozen=True)
class CyclePage:
    """Who has and who has not reported."""

    counts: dict[rules.Standing, int]
    lines: list[Line]
    slice: Slice[Submission]

    @property
    def total(self) -> int:
        return sum(self.counts.values()) - self.counts[rules.Standing.RELEASED]

    @property
    def arrived(self) -> int:
        return self.counts[rules.Standing.IN_TIME] + self.counts[rules.Standing.LATE]

    @property
    def missing(self) -> int:
        """Whoever would be reminded: late already, still in time, returned."""
        return (
            self.counts[rules.Standing.MISSING]
            + self.counts[rules.Standing.WAITING]
            + self.counts[rules.Standing.RETURNED]
        )


def cycle_page(cycle: Cycle, *, shown: rules.Standing | None, cursor: str, today: date) -> CyclePage:
    """One page of the cycle's bodies, by name. Three queries."""
    rows = answers_of(cycle).select_related("body", "duty")
    if shown is not None:
        rows = rows.filter(where(shown, today=today))
    page = slice_by_key(rows, key="body__sort_key", cursor=cursor, size=ON_ONE_PAGE)
    return CyclePage(counts_of(cycle, today=today), [line_of(one, today=today) for one in page.rows], page)


def line_of(submission: Submission, *, today: date) -> Line:
    standing = rules.standing(state=submission.state, due_on=submission.due_on, sent_on=submission.sent_on, today=today)
    until = submission.sent_on if submission.sent_on and submission.state in ARRIVED else today
    return Line(submission, standing, max((until - submission.due_on).days, 0))


# --- one report -------------------------------------------------------------------------------------------------------


def submission_for(standing: Standing, pk: int) -> tuple[Submission, Place] | None:
    """The report and what this person is to it, if they may know of it."""
    submission = (
        Submission.objects.select_related(
            *("body", "cycle__body", "cycle__kind", "reopened_by"),
            *("duty__body", "duty__reviewer_body", "duty__assigned_by_body", "duty__field"),
        )
        .filter(pk=pk)
        .first()
    )
    if submission is None:
        return None
    place = place_of(standing, submission)
    known = place.reads or place.reviews or place.demands or standing.may(Permission.SEE_REPORTS, submission.body)
    return (submission, place) if known else None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with what belongs to it on the page."""

    passage: Passage
    comments: list[Comment]
    origin: Submission | None
    origin_changed: bool  # the paragraph it was taken from reads otherwise now

    @property
    def unsettled(self) -> int:
        return sum(comment.settled_at is None for comment in self.comments)


@dataclass(frozen=True)
class Part:
    """A section of the outline with its paragraphs; `missing` says that it must have text and has none."""

    section: Section
    paragraphs: list[Paragraph]

    @property
    def missing(self) -> bool:
        return self.section.needed and not self.paragraphs

    @property
    def unsettled(self) -> int:
        return sum(paragraph.unsettled for paragraph in self.paragraphs)


def parts_of(submission: Submission) -> list[Part]:
    """The whole report, section by section. Two queries."""
    comments = Prefetch("comments", Comment.objects.select_related("by", "settled_by"))
    passages = (
        Passage.objects.filter(submission=submission, removed_at=None)
        .select_related("origin__submission__body")
        .prefetch_related(comments)
        .order_by("ordinal", "pk")
    )
    found: dict[str, list[Paragraph]] = {}
    for passage in passages:
        source = passage.origin
        changed = source is not None and (source.number != passage.origin_number or source.removed_at is not None)
        paragraph = Paragraph(passage, list(passage.comments.all()), source.submission if source else None, changed)
        found.setdefault(passage.section, []).append(paragraph)
    return [Part(section, found.get(section.key, [])) for section in sections_of(submission.cycle.outline)]


def promised_before(submission: Submission) -> list[Passage]:
    """What the body's report of the period before said was ahead, to say now what became of it. One query."""
    period = submission.cycle.period
    if period is None:
        return []
    before = period.previous()
    rows = Passage.objects.filter(
        submission__body=submission.body, submission__cycle__period_kind=before.kind,
        submission__cycle__year=before.year, submission__cycle__ordinal=before.ordinal,
        submission__state__in=ARRIVED, section="ahead", removed_at=None,
    )  # fmt: skip
    return list(rows.order_by("submission", "ordinal", "pk")[:ON_ONE_PAGE])


def passage_for(standing: Standing, pk: int) -> tuple[Passage, Place] | None:
    """A paragraph, if this person may read the report that it stands in."""
    passage = Passage.objects.select_related("origin__submission__body").filter(pk=pk).first()
    found = submission_for(standing, passage.submission_id) if passage else None
    if passage is None or found is None or not found[1].reads:
        return None
    passage.submission = found[0]
    return passage, found[1]


@dataclass(frozen=True)
class Version:
    """One version of a paragraph and what it changed against the one before."""

    revision: PassageRevision
    changes: list[tuple[str, str]]


def versions_of(passage: Passage) -> list[Version]:
    """Every version, latest first."""
    revisions = list(passage.revisions.select_related("by").order_by("number"))
    texts = ["", *(bare(revision.text) for revision in revisions)]
    found = [
        Version(revision, [(str(kind), words) for kind, words in difference(before, bare(revision.text))])
        for revision, before in zip(revisions, texts, strict=False)
    ]
    return found[::-1]


# --- merging ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What one body says in the section; `taken` are the paragraphs that stand in the merged draft already."""

    submission: Submission
    passages: list[Passage]
    taken: frozenset[int]

    @property
    def can_be_taken(self) -> bool:
        return self.submission.state == SubmissionState.ACCEPTED


@dataclass(frozen=True)
class MergePage:
    """All answers to one section, side by side, and who is not there."""

    into: Submission | None
    section: Section
    sections: list[Section]
    answers: list[Answer]
    slice: Slice[Submission]
    missing: list[Submission]
    missing_count: int
    to_accept: int


def merge_page(cycle: Cycle, *, section: Section, cursor: str) -> MergePage:
    """A page of the answers that arrived, by the bodies' names. Eight queries at most."""
    arrived = answers_of(cycle).filter(state__in=ARRIVED).select_related("body")
    page = slice_by_key(arrived, key="body__sort_key", cursor=cursor, size=SIDE_BY_SIDE)
    there: dict[int, list[Passage]] = {}
    rows = Passage.objects.filter(submission__in=page.rows, section=section.key, removed_at=None)
    for passage in rows.annotate(by_hand=written_by_hand()).order_by("ordinal", "pk"):
        there.setdefault(passage.submission_id, []).append(passage)
    into = report_that_merges(cycle)
    taken: frozenset[int] = frozenset()
    if into is not None:
        mine = Passage.objects.filter(submission=into, removed_at=None, origin__isnull=False)
        shown = [passage.pk for several in there.values() for passage in several]
        taken = frozenset(one.origin_id for one in mine.filter(origin__in=shown).only("origin") if one.origin_id)
    not_there = answers_of(cycle).exclude(state__in=[*ARRIVED, SubmissionState.RELEASED])
    return MergePage(
        into=into,
        section=section,
        sections=sections_of(cycle.outline),
        answers=[Answer(one, there.get(one.pk, []), taken) for one in page.rows],
        slice=page,
        missing=list(not_there.select_related("body").order_by("body__sort_key", "pk")[:ON_ONE_PAGE]),
        missing_count=not_there.count(),
        to_accept=answers_of(cycle).filter(state=SubmissionState.SENT).count(),
    )


def text_sections(outline: Iterable[Section]) -> list[Section]:
    """The sections that hold text."""
    return [section for section in outline if section.holds_text]

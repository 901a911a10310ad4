"""The report of the body on top of a country that answers: a cycle of which every commune owes a report, and the one
into which they flow, with a table of all indicators and paragraphs whose numbers are live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from uuid import UUID

from django.utils import timezone

from caicach.bodies.models import Body
from caicach.duties.models import Duty, DutyKind, DutyState
from caicach.reports import services
from caicach.reports.models import Cycle, Passage, PassageRevision, ReportKind, Submission, SubmissionState
from caicach.reports.rules import sections_of

from .bulk import in_bulk
from .city_answers import Answered

TOKEN = UUID("7f0c6a9e-2d55-4d0c-8f5e-0b2a1c9d3e40")
PARAGRAPHS = 6  # in each section, each with a number
LATE = 50  # every so-manieth commune has not reported
SAID = (
    "Các cơ quan, đơn vị tiếp tục triển khai nhiệm vụ theo kế hoạch; trong kỳ đã giải quyết [[{shown}|{code}]] hồ sơ."
)


def merged_report(made: Answered, *, today: date) -> Submission:
    """The report that is being merged, with its cycle, body and kind."""
    now = timezone.make_aware(datetime.combine(today, clock_time(9)))
    kind = ReportKind.objects.get(code="quy", body=None)
    period, due_on = made.period, today + timedelta(days=3)
    cycle = Cycle.objects.create(
        kind=kind, body=made.root, title=f"{kind.name} {period.ordinal}/{period.year}", outline=kind.outline,
        statistics=[{"code": one.code} for one in made.indicators], period_kind=period.kind, year=period.year,
        ordinal=period.ordinal, window_from=period.first_day, window_to=today, due_on=due_on, token=TOKEN,
        opened_by=made.head, opened_at=now,
    )  # fmt: skip
    communes = list(Body.objects.filter(path__startswith=made.root.path, depth=made.root.depth + 1).order_by("path"))
    duties = in_bulk(Duty, (_duty(body, made, cycle, now) for body in communes))
    in_bulk(
        Submission,
        (_answer(place, duty, cycle, today) for place, duty in enumerate(duties)),
    )
    report = services.begin_merging(cycle=cycle, by=made.head, now=now)
    passages = in_bulk(Passage, _passages(report, made))
    in_bulk(
        PassageRevision,
        (
            PassageRevision(passage=one, number=1, text=one.text, made="written", by=made.head, at=now)
            for one in passages
        ),
    )
    return Submission.objects.select_related("cycle__kind", "cycle__body", "body", "duty").get(pk=report.pk)


def _duty(body: Body, made: Answered, cycle: Cycle, now: datetime) -> Duty:
    return Duty(
        kind=DutyKind.REPORT, title=cycle.title, body=body, first_body=body, assigned_by_body=made.root,
        reviewer_body=made.root, assigned_at=now, assigned_by=made.head, state=DutyState.ASSIGNED, due_on=cycle.due_on,
        first_due_on=cycle.due_on,
    )  # fmt: skip


def _answer(place: int, duty: Duty, cycle: Cycle, today: date) -> Submission:
    is_late = place % LATE == 0
    return Submission(
        cycle=cycle, body=duty.body, first_body=duty.body, duty=duty, due_on=cycle.due_on,
        state=SubmissionState.DRAFT if is_late else SubmissionState.ACCEPTED, sent_on=None if is_late else today,
    )  # fmt: skip


def _passages(report: Submission, made: Answered) -> Iterator[Passage]:
    sections = [section.key for section in sections_of(report.cycle.outline) if section.holds_text]
    codes = [one.code for one in made.indicators]
    for place, section in enumerate(sections):
        for number in range(PARAGRAPHS):
            text = SAID.format(shown="1.234", code=codes[(place * PARAGRAPHS + number) % len(codes)])
            yield Passage(submission=report, section=section, ordinal=number + 1, text=text, number=1)

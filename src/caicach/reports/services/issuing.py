"""A signed report leaves as an official document, and its figures become public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.documents import issuing
from caicach.documents.layout.typesetting import CannotSet
from caicach.documents.models import Document, Rendition
from caicach.documents.signing import CannotSign
from caicach.measures import services as measures
from caicach.measures.models import Figure, FigureState
from caicach.measures.selectors.measuring import shorter

from ..composing.answers import AnswerFacts, compose_answer
from ..models import IssuedReport, Report, Submission
from ..printing import facts_of, figures_as_printed, signed_at
from ..rules import ARRIVED, Obstacle
from ..statistics import bodies_below, table_of
from .rights import Place, Refused, locked, place_of, standing_at
from .writing import file_name


def may_issue(standing: Standing, submission: Submission, place: Place) -> bool:
    """Whether the person gives the report its number: who works on it or signs it, and keeps the body's registry."""
    return (place.writes or place.signs) and standing.may(Permission.REGISTER_DOCUMENTS, submission.body)


def issued_since_signing(submission: Submission, issued: IssuedReport | None) -> IssuedReport | None:
    """The document, if it is of what is signed now; a report that was opened again is issued anew. One query."""
    signed = signed_at(submission)
    return issued if issued is not None and signed is not None and issued.at >= signed else None


@transaction.atomic
def issue_report(*, submission: Submission, by: Person, now: datetime) -> IssuedReport:
    """Number the signed report in its body's book, write its files (the PDF signed where a certificate is set up),
    register it, and put it into the list of reports: all or nothing. Issuing again what was issued since it was signed
    changes nothing."""
    submission = locked(submission)
    standing = standing_at(by, now)
    obstacles = [] if may_issue(standing, submission, place_of(standing, submission)) else [Obstacle.NOT_YOURS]
    if submission.state not in ARRIVED:
        obstacles.append(Obstacle.NOT_SIGNED)
    if obstacles:
        raise Refused(obstacles)
    there = issued_since_signing(submission, submission.issued.select_related("document").first())
    if there is not None:
        return there
    facts = facts_of(submission, today=timezone.localdate(now))
    try:
        left = issuing.issue_document(document=compose_answer(facts), body=submission.body, by=by, now=now)
    except CannotSet as refusal:
        raise Refused([Obstacle.CANNOT_BE_SET]) from refusal
    except CannotSign as refusal:
        raise Refused([Obstacle.CANNOT_BE_SIGNED]) from refusal
    issued = IssuedReport.objects.create(submission=submission, document=left.document, by=by, at=now)
    _list(submission, left.document, facts, by=by, now=now)
    record_event(
        "report_issued", about=submission, by=by, at=now, number=left.number, document=left.document.pk
    )  # fmt: skip
    return issued


def _list(submission: Submission, document: Document, facts: AnswerFacts, *, by: Person, now: datetime) -> None:
    """A row in the list of reports, with the figures as they left; of what has a period."""
    cycle, body, period = submission.cycle, submission.body, submission.cycle.period
    if period is None or cycle.window_from is None or cycle.window_to is None or document.file is None:
        return
    docx = Rendition.objects.select_related("file").get(of=document.file, form="docx").file
    Rendition.objects.get_or_create(of=docx, form="pdf", defaults={"file": document.file})
    same = Report.objects.filter(body=body, period_kind=period.kind, year=period.year, ordinal=period.ordinal)
    Report.objects.create(
        body=body, period_kind=period.kind, year=period.year, ordinal=period.ordinal,
        version=(same.aggregate(last=Max("version"))["last"] or 0) + 1, window_from=cycle.window_from,
        window_to=cycle.window_to, facts=figures_as_printed(facts), file=docx, file_name=file_name(body, period),
        document=document, written_by=by, written_at=now,
    )  # fmt: skip


@transaction.atomic
def publish_report(*, submission: Submission, by: Person, now: datetime) -> int:
    """Make the accepted figures of the issued report public, the body's and those of the bodies below that it adds up;
    returns how many. What nobody has accepted stays as it is. Publishing again publishes what was accepted since."""
    submission = locked(submission)
    standing = standing_at(by, now)
    issued = submission.issued.select_for_update().first()
    checks = {
        Obstacle.NOT_YOURS: not standing.may(Permission.PUBLISH_FIGURES, submission.body),
        Obstacle.NOT_ISSUED: issued is None or submission.state not in ARRIVED,
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    assert issued is not None
    waiting = list(_figures_of(submission, now=now))
    public = measures.publish_figures(figures=waiting, by=by, now=now) if waiting else []
    if issued.published_at is None:
        issued.published_at, issued.published_by = now, by
        issued.save(update_fields=["published_at", "published_by"])
    elif not public:
        return 0
    record_event("report_published", about=submission, by=by, at=now, figures=len(public))
    return len(public)


def _figures_of(submission: Submission, *, now: datetime) -> Any:
    """The accepted figures of the lines of its table: its own and those of the bodies below it, of its period and of
    the shorter ones that this is made of."""
    table = table_of(submission, timezone.localdate(now))
    if table is None:
        return Figure.objects.none()
    when = Q(pk__in=[])
    for part in (table.period, *shorter(table.period)):
        when |= Q(year=part.year, period_kind=part.kind, ordinal=part.ordinal)
    return Figure.objects.filter(
        when, body__in={submission.body_id, *bodies_below(submission)}, state=FigureState.ACCEPTED,
        indicator__in=[line.indicator.pk for line in table.lines],
    )  # fmt: skip

"""Writing a period's report."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from caicach.bodies.access import Permission, standing_of
from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.core.evidence import store_file
from caicach.core.models import Regime
from caicach.core.periods import Period, Window, window
from caicach.core.text import fold
from caicach.documents.issuing import keep_pdf_beside
from caicach.documents.layout.model import OfficialDocument
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.typesetting import CannotSet

from ..composing import compose_report
from ..composing.facts import ReportFacts
from ..gathering import gather_facts
from ..models import Report


class NoRegime(Exception):
    """No rule says how this period is cut on that day."""


class NotAllowed(Exception):
    """The person may not write this body's reports."""


def window_of(period: Period) -> Window:
    """The data window of the period under the regime in force on its last day."""
    regime = (
        Regime.objects.filter(kind=period.kind, valid_from__lte=period.last_day)
        .exclude(valid_to__lt=period.last_day)
        .order_by("-valid_from")
        .first()
    )
    if regime is None:
        raise NoRegime(period.label)
    return window(period, regime)


def draft_report(*, body: Body, period: Period, today: date) -> tuple[ReportFacts, OfficialDocument]:
    """The facts of a report and the document composed from them; nothing is stored."""
    facts = gather_facts(body=body, period=period, window=window_of(period), today=today)
    return facts, compose_report(facts)


def file_name(body: Body, period: Period) -> str:
    """A name that every file system takes: "bao-cao-quy-iii-nam-2026-so-tai-chinh.docx"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(f"bao cao {period.label} {body.name}")).strip("-") + ".docx"


@transaction.atomic
def write_report(*, body: Body, period: Period, by: Person, now: datetime) -> Report:
    """Write the report as DOCX and PDF into the store and keep it as a new version; earlier ones stay."""
    today = timezone.localdate(now)
    if not standing_of(by, today=today).may(Permission.WRITE_REPORTS, body):
        raise NotAllowed
    Body.objects.select_for_update().get(pk=body.pk)  # two writers get two version numbers
    facts, document = draft_report(body=body, period=period, today=today)
    out = BytesIO()
    write_docx(document, out)
    out.seek(0)
    same = Report.objects.filter(body=body, period_kind=period.kind, year=period.year, ordinal=period.ordinal)
    counts = facts.counts
    report = Report.objects.create(
        body=body,
        period_kind=period.kind,
        year=period.year,
        ordinal=period.ordinal,
        version=(same.aggregate(last=Max("version"))["last"] or 0) + 1,
        window_from=facts.period.data_from,
        window_to=facts.period.data_to,
        facts={
            "total": counts.total,
            "done_in_time": counts.done_in_time,
            "done_late": counts.done_late,
            "running": counts.running,
            "overdue": counts.overdue,
        },
        file=store_file(out, now=now),
        file_name=file_name(body, period),
        written_by=by,
        written_at=now,
    )
    with suppress(CannotSet):  # a machine without document fonts still writes the DOCX; `caicach doctor` says so
        keep_pdf_beside(docx=report.file, document=document, now=now)
    record_event("report_written", about=report, by=by, at=now, period=period.label, version=report.version)
    return report

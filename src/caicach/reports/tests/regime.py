"""Cycles and reports for tests, made through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from caicach.bodies.models import Body, Person
from caicach.bodies.tests.cast import Cast
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.reports import services
from caicach.reports.findings import unexplained
from caicach.reports.models import Cycle, ReportKind, Submission
from caicach.reports.rules import sections_of

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = date(2026, 3, 9)
DUE = date(2026, 3, 17)
AFTER = NOW + timedelta(days=9)  # the day after it was due
QUARTER = Period(PeriodKind.QUARTER, 2026, 1)


def kind(code: str = "quy") -> ReportKind:
    return ReportKind.objects.get(code=code, body=None)


def open_quarter(cast: Cast, *bodies: Body, **given: Any) -> Cycle:
    """The city's first quarter, demanded of these bodies (finance, justice and a ward when none is named)."""
    return services.open_cycle(
        ask=given.pop("ask", None) or services.Ask(kind(), cast.city, QUARTER),
        bodies=bodies or (cast.finance, cast.justice, cast.ward), token=given.pop("token", None) or uuid4(),
        by=given.pop("by", cast.standing_officer), now=given.pop("now", NOW),
    )  # fmt: skip


def of(cycle: Cycle, body: Body) -> Submission:
    return Submission.objects.select_related("cycle", "body", "duty").get(cycle=cycle, first_body=body)


def write(submission: Submission, section: str, *texts: str, by: Person, now: datetime = NOW) -> None:
    services.write_section(
        submission=submission, section=section, edits={}, added="\n\n".join(texts), by=by, now=now
    )  # fmt: skip


def fill(submission: Submission, *, by: Person, now: datetime = NOW, said: str = "Đã thực hiện") -> Submission:
    """Something in every section that must have text."""
    for section in sections_of(submission.cycle.outline):
        if section.needed:
            write(submission, section.key, f"{said}: {section.title}.", by=by, now=now)
    return submission


def sent(cast: Cast, submission: Submission, *, by: Person, now: datetime = NOW) -> Submission:
    """Written and signed by the head."""
    fill(submission, by=by, now=now)
    return services.sign_and_send(submission=submission, by=by, now=now)


def explained(submission: Submission, *, by: Person, now: datetime = NOW, reason: str = "Số liệu đúng.") -> Submission:
    """A reason for everything that must be explained."""
    for one in unexplained(submission, today=timezone.localdate(now)):
        services.explain_finding(submission=submission, code=one.code, reason=reason, by=by, now=now)
    return submission

"""The running quarter's reports of the city's agencies: most arrived, some returned, some not there yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock_time
from uuid import UUID

from django.db.models import Count

from caicach.bodies.models import Body, BodyKind, Role
from caicach.core.models import PeriodKind
from caicach.core.periods import period_of
from caicach.duties.models import Duty
from caicach.reports.models import Cycle, Passage, PassageRevision, ReportKind, Submission, SubmissionState
from caicach.reports.rules import ARRIVED, sections_of

from .bulk import in_bulk
from .city import Made

TOKEN = UUID("5f1d1c1e-5b0e-4d55-9b7a-0d6f3f0e9a10")
STATES = [SubmissionState.ACCEPTED] * 5 + [SubmissionState.SENT, SubmissionState.RETURNED, SubmissionState.DRAFT]
SAID = "Đã ban hành 02 văn bản chỉ đạo, tổ chức 01 cuộc kiểm tra; các nhiệm vụ được giao cơ bản hoàn thành đúng hạn."


def open_reports(made: Made) -> None:
    """One cycle of the city, with an answer of every agency that owes anything."""
    kind = ReportKind.objects.get(code="quy", body=None)
    period, due_on = period_of(made.today, PeriodKind.QUARTER), made.today - timedelta(days=3)
    cycle = Cycle.objects.create(
        kind=kind, body=made.root, title=f"{kind.name} {period.ordinal}/{period.year}", outline=kind.outline,
        statistics=kind.statistics, period_kind=period.kind, year=period.year, ordinal=period.ordinal,
        window_from=period.first_day, window_to=due_on - timedelta(days=3), due_on=due_on, token=TOKEN,
        opened_by_id=made.person(made.standing, Role.STANDING_AGENCY, Role.FOCAL_POINT),
        opened_at=datetime.combine(made.today - timedelta(days=30), clock_time(9), tzinfo=made.zone),
    )  # fmt: skip
    owed: dict[int, Duty] = {}
    for duty in Duty.objects.filter(body__in=made.agencies).only("body_id").order_by("-pk"):
        owed[duty.body_id] = duty
    wards = Body.objects.filter(pk__in=owed, kind=BodyKind.WARD).annotate(load=Count("duties"))
    writing = wards.order_by("-load", "pk")[0].pk  # the one that the pages are asked of: returned, open again

    def report(place: int, body: int, duty: Duty) -> Submission:
        state = SubmissionState.RETURNED if body == writing else STATES[place % len(STATES)]
        again = body == writing
        return Submission(
            cycle=cycle, body_id=body, first_body_id=body, duty=duty, due_on=due_on, state=state,
            sent_on=due_on + timedelta(days=place % 5 - 3) if state in ARRIVED else None,
            reason="Thiếu số liệu." if state == SubmissionState.RETURNED else "",
            reopened_at=cycle.opened_at if again else None, reopened_reason="Thiếu số liệu." if again else "",
        )  # fmt: skip

    submissions = in_bulk(
        Submission, (report(place, body, duty) for place, (body, duty) in enumerate(sorted(owed.items())))
    )
    sections = [section.key for section in sections_of(kind.outline) if section.holds_text]
    passages = in_bulk(
        Passage,
        (
            Passage(submission=one, section=section, ordinal=1, text=SAID, number=1)
            for one in submissions
            for section in sections
        ),
    )
    in_bulk(
        PassageRevision,
        (
            PassageRevision(passage=one, number=1, text=SAID, made="written", by=cycle.opened_by, at=cycle.opened_at)
            for one in passages
        ),
    )

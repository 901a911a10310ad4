"""Báo cáo: choose, look, write, download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.bodies.models import Body, BodyKind
from caicach.core.events import record_event
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of, period_words
from caicach.core.remembered import Remembered, remembered
from caicach.core.serving import inert_file
from caicach.documents.layout import preview as sheet
from caicach.documents.selectors import in_form

from . import selectors, services
from .composing.facts import ReportPeriod, TaskCounts
from .forms import ChoosePeriod
from .resolving import Counted, behind

ROWS_ON_SCREEN = 60
LISTED = 30
_LEVEL_SECONDS = 600  # gathering a whole level reads every duty in it


@require_GET
@requires(Permission.SEE_REPORTS)
def index(request: SignedInRequest) -> HttpResponse:
    """The reports that were written, and the choice of one to write."""
    today = timezone.localdate()
    form = ChoosePeriod(standing=request.standing, today=today, initial=_usual(request, today))
    return render(
        request,
        "reports/list.html",
        {
            "form": form,
            "reports": list(selectors.reports_for(request.standing).order_by("-id")[:LISTED]),
            "may_write": request.standing.may(Permission.WRITE_REPORTS),
        },
    )


@require_GET
@requires(Permission.SEE_REPORTS)
def preview(request: SignedInRequest) -> HttpResponse:
    """The report as it will print, with its outline on the left and its figures on the right."""
    today = timezone.localdate()
    form = ChoosePeriod(request.GET, standing=request.standing, today=today)
    if not form.is_valid():
        return render(request, "reports/list.html", {"form": form, "reports": [], "may_write": False}, status=422)
    body, period = form.cleaned_data["body"], form.cleaned_data["period"]
    shown = _shown(body, period)
    written = selectors.reports_for(request.standing).filter(
        body=body, period_kind=period.kind, year=period.year, ordinal=period.ordinal
    )
    context: dict[str, Any] = {
        "form": form,
        "body": body,
        "period": period,
        "period_name": period_words(period),
        "shown": shown.value,
        "as_of": shown.as_of,
        "versions": list(written.order_by("-version")),
        "may_write": request.standing.may(Permission.WRITE_REPORTS, body),
        "still_open": today <= shown.value.period.data_to,
        "today": today,
    }
    return render(request, "reports/preview.html", context)


@dataclass(frozen=True)
class Shown:
    """What the page shows of a report: its figures, its headings, the sheet as HTML."""

    period: ReportPeriod
    counts: TaskCounts
    outline: tuple[sheet.OutlineEntry, ...]
    html: SafeString


def _shown(body: Body, period: Period) -> Remembered[Shown]:
    """The report as of now. That of a whole level is gathered from all its bodies, once in ten minutes for
    all who look; the page says when, and what is written is always gathered anew."""
    now = timezone.now()
    today = timezone.localdate(now)

    def compute() -> Shown:
        facts, document = services.draft_report(body=body, period=period, today=today)
        days = Counted(facts.period.data_from, facts.period.listed_from, facts.period.listed_to)
        link = partial(behind, body.pk, days=days)
        # The writer escapes every word itself and is tested to.
        html = mark_safe(sheet.preview(document, link_for=link, rows_at_most=ROWS_ON_SCREEN))
        return Shown(facts.period, facts.counts, sheet.outline(document), html)

    if body.kind != BodyKind.CITY:
        return Remembered(compute(), now)
    return remembered(
        f"reports:shown:{body.pk}:{period.key}:{today.isoformat()}", compute, now=now, seconds=_LEVEL_SECONDS
    )


@require_POST
@requires(Permission.WRITE_REPORTS)
def write(request: SignedInRequest) -> HttpResponse:
    """Write the file and come back to the preview, where it can be downloaded."""
    form = ChoosePeriod(request.POST, standing=request.standing, today=timezone.localdate())
    if not form.is_valid():
        return render(request, "reports/list.html", {"form": form, "reports": [], "may_write": True}, status=422)
    body, period = form.cleaned_data["body"], form.cleaned_data["period"]
    try:
        report = services.write_report(body=body, period=period, by=request.user, now=timezone.now())
    except services.NotAllowed as refusal:
        raise PermissionDenied from refusal
    messages.success(request, _("Đã viết báo cáo, bản %(version)s.") % {"version": report.version})
    return redirect(f"{reverse('reports:preview')}?{urlencode({'body': body.pk, 'period': period.key})}")


@require_GET
@requires(Permission.SEE_REPORTS)
def download(request: SignedInRequest, pk: int) -> FileResponse:
    """The file of one written report, or with "dang=pdf" its PDF; the reading is logged."""
    report = get_object_or_404(selectors.reports_for(request.standing), pk=pk)
    file, name = in_form(report.file, report.file_name, request.GET.get("dang", ""))
    record_event("report_file_read", about=report, by=request.user, at=timezone.now())
    return inert_file(file, name=name)


def _usual(request: HttpRequest, today: date) -> dict[str, Any]:
    """The choice most people come for: their own body, the quarter that is running."""
    standing = request.standing  # type: ignore[attr-defined]
    period = period_of(today, PeriodKind.QUARTER)
    return {"body": standing.main_body_id(), "period": period.key}

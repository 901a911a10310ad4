"""Before a report is signed: what does not agree in it. After: its document, its number, its figures made public."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.events import record_event
from caicach.core.serving import inert_file
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.pdf import set_pdf
from caicach.documents.layout.typesetting import CannotSet
from caicach.documents.selectors import in_form

from . import selectors, services
from .checking import Severity
from .findings import checked
from .live import Ref
from .models import IssuedReport, Submission, SubmissionState
from .printing import document_of, file_stem
from .resolving import Current
from .rules import ARRIVED, IN_WORK, Obstacle
from .services import Place
from .statistics import StatisticsTable
from .words import refusal_words

_REASON = 1_000
_PREPARING = (*IN_WORK, SubmissionState.AT_HEAD)


def part_of_page(
    request: SignedInRequest,
    submission: Submission,
    place: Place,
    *,
    closed: bool,
    table: StatisticsTable | None = None,
    numbers: Mapping[Ref, Current] | None = None,
) -> dict[str, Any]:
    """What the report's page says of its checks while it is being prepared, and of its document once it is signed."""
    preparing = submission.state in _PREPARING and (place.writes or place.signs)
    now = timezone.now()
    today = timezone.localdate(now)
    found = checked(submission, today=today, table=table, numbers=numbers, moment=now) if preparing else []
    papers = _papers(submission) if place.reads else []
    issued = _current(submission, papers)
    return {
        "is_checked": preparing,
        "checks": found,
        "holding_up": [one for one in found if one.holds_up],
        "can_explain": services.may_explain(submission, writes=place.writes, signs=place.signs, closed=closed),
        "issued": issued,
        "issued_before": [one for one in papers if one != issued],
        "may_issue": issued is None
        and submission.state in ARRIVED
        and services.may_issue(request.standing, submission, place),
        "may_publish": issued is not None and request.standing.may(Permission.PUBLISH_FIGURES, submission.body),
    }


def _papers(submission: Submission) -> list[IssuedReport]:
    """Every document that the report left as, the latest first. Two queries at most."""
    rows = submission.issued.select_related("document__file", "by", "published_by")
    return list(rows.prefetch_related("document__file__signatures"))


def _current(submission: Submission, papers: list[IssuedReport]) -> IssuedReport | None:
    """The one that it left as since it was signed last; none while it is being written again."""
    latest = papers[0] if papers and submission.state in ARRIVED else None
    return services.issued_since_signing(submission, latest)


def _the_report(request: SignedInRequest, pk: int, *, preparing: bool = False) -> tuple[Submission, Place]:
    found = selectors.submission_for(request.standing, pk)
    if found is None or not found[1].reads:
        raise Http404
    submission, place = found
    if preparing and not (place.writes or place.signs or submission.state in ARRIVED):
        raise Http404
    return found


def _show_checks(
    request: SignedInRequest, submission: Submission, place: Place, *, refused: list[str], typed: str = ""
) -> HttpResponse:
    now = timezone.now()
    closed = services.closed_to_words(submission, now=now)
    found = checked(submission, today=timezone.localdate(now), moment=now)
    context = {
        "submission": submission,
        "cycle": submission.cycle,
        "place": place,
        "must": [one for one in found if one.finding.severity == Severity.MUST_EXPLAIN],
        "look": [one for one in found if one.finding.severity == Severity.LOOK],
        "holding_up": [one for one in found if one.holds_up],
        "can_explain": services.may_explain(submission, writes=place.writes, signs=place.signs, closed=closed),
        "refused": refused,
        "typed": typed,
        "asked": request.POST.get("code", ""),
    }
    return render(request, "reports/checks.html", context, status=422 if refused else 200)


@require_safe
@requires(Permission.SEE_REPORTS)
def checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that does not agree in the report; of what must be explained, why it goes up like that."""
    return _show_checks(request, *_the_report(request, pk, preparing=True), refused=[])


@require_POST
@requires(Permission.WORK_DUTIES)
def explain(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the reason for one finding."""
    submission, place = _the_report(request, pk)
    reason = request.POST.get("reason", "")[:_REASON]
    try:
        services.explain_finding(
            submission=submission, code=request.POST.get("code", ""), reason=reason, by=request.user, now=timezone.now()
        )
    except services.Refused as refusal:
        return _show_checks(request, submission, place, refused=refusal_words(refusal.obstacles), typed=reason)
    messages.success(request, _("Đã ghi giải trình."))
    return redirect("reports:checks", pk)


@require_safe
@requires(Permission.SEE_REPORTS)
def paper(request: SignedInRequest, pk: int) -> HttpResponse | FileResponse:
    """The report as an official document, DOCX or with "dang=pdf" PDF: as it was issued, otherwise a draft of it.
    "ban-hanh=" names a document that it left as before it was returned or opened again."""
    submission, _place = _the_report(request, pk)
    form = "pdf" if request.GET.get("dang") == "pdf" else "docx"
    name = f"{file_stem(submission)}.{form}"
    papers = _papers(submission)
    if named := request.GET.get("ban-hanh", ""):
        issued = next((one for one in papers if str(one.pk) == named), None)
        if issued is None:
            raise Http404
    else:
        issued = _current(submission, papers)
    if issued is not None and issued.document.file is not None:
        file, name = in_form(issued.document.file, f"{issued.document.number.replace('/', '-')}.pdf", form)
        record_event("report_document_read", about=submission, by=request.user, at=timezone.now(), form=form)
        return inert_file(file, name=name)
    document = document_of(submission, today=timezone.localdate())
    try:
        content = set_pdf(document, written_at=timezone.now()) if form == "pdf" else _docx(document)
    except CannotSet:
        words = refusal_words([Obstacle.CANNOT_BE_SET])
        return render(request, "reports/refused.html", {"words": words}, status=422)
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)


def _docx(document: Any) -> bytes:
    out = BytesIO()
    write_docx(document, out)
    return out.getvalue()


def _refused(request: SignedInRequest, refusal: services.Refused) -> HttpResponse:
    return render(request, "reports/refused.html", {"words": refusal_words(refusal.obstacles)}, status=422)


@require_POST
@requires(Permission.REGISTER_DOCUMENTS)
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the signed report its number and its files."""
    submission, _place = _the_report(request, pk)
    try:
        issued = services.issue_report(submission=submission, by=request.user, now=timezone.now())
    except services.Refused as refusal:
        return _refused(request, refusal)
    messages.success(request, _("Đã ban hành, số %(number)s.") % {"number": issued.document.number})
    return redirect(f"{reverse('reports:submission', args=[pk])}#ban-hanh")


@require_POST
@requires(Permission.PUBLISH_FIGURES)
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the figures of the issued report public."""
    submission, _place = _the_report(request, pk)
    try:
        public = services.publish_report(submission=submission, by=request.user, now=timezone.now())
    except services.Refused as refusal:
        return _refused(request, refusal)
    words = ngettext("Đã công bố %(count)d số liệu.", "Đã công bố %(count)d số liệu.", public)
    messages.success(request, words % {"count": public})
    return redirect(f"{reverse('reports:submission', args=[pk])}#ban-hanh")

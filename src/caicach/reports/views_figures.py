"""The figures of one report: given on a page or by spreadsheet, taken home as an annex that calculates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.evidence import path_of
from caicach.core.models import StoredFile
from caicach.core.periods import Period
from caicach.measures import services as measures
from caicach.measures.breaches import breaches_of
from caicach.measures.forms import AnswerForm, SheetForm
from caicach.measures.grid import GridLine
from caicach.measures.uploads import uploaded_sheet
from caicach.measures.words import faults_words, zeros_words

from . import selectors, services
from .annex import annex_of
from .models import Passage, Submission
from .rules import IN_WORK
from .sheets import AnswerRead, answer_sheet, read_answer
from .statistics import lines_to_give, parts_to_give
from .words import refusal_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOOKED_AT = "report_sheet"  # in the session: the file of the dry run


def _own(request: SignedInRequest, pk: int) -> tuple[Submission, bool]:
    """The report, for whoever writes it, and whether it may be written in now; what is sent then is refused if not."""
    found = selectors.submission_for(request.standing, pk)
    if found is None:
        raise Http404
    submission, place = found
    closed = services.closed_to_words(submission, now=timezone.now())
    is_open = submission.state in IN_WORK and not closed
    if not place.writes or (request.method == "POST" and not is_open):
        raise PermissionDenied
    return submission, is_open


def _part(request: SignedInRequest, submission: Submission, today: date) -> tuple[Period | None, list[Period]]:
    """The period that is filled in: the one asked for, else the latest."""
    parts = parts_to_give(submission, today)
    asked = Period.of_key(request.GET.get("ky", ""))
    return (asked if asked in parts else parts[-1] if parts else None), parts


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENTER_FIGURES)
def figures(request: SignedInRequest, pk: int) -> HttpResponse:
    """The grid of the report's table: kept as drafts, which go up with the report."""
    (submission, is_open), today = _own(request, pk), timezone.localdate()
    part, parts = _part(request, submission, today)
    lines = lines_to_give(submission, part, today) if part else []
    data = request.POST if request.method == "POST" else None
    grid = [_form(data, line, is_open=is_open) for line in lines]
    faults: list[str] = []
    valid = [one.is_valid() for one in grid]  # all are asked, so that every line says what is wrong with it
    if data is not None and all(valid):
        try:
            if part is not None:
                _keep(request, submission, part, grid)
        except measures.Refused as refusal:
            faults = list(dict.fromkeys(faults_words([fault]) for fault in refusal.faults))
        else:
            messages.success(request, _("Đã lưu số liệu; số liệu được gửi cùng báo cáo."))
            if zeros := [one.indicator.code for one in grid if one.is_open and one.zeros_are_none]:
                messages.info(request, zeros_words(zeros))
            return redirect(f"{submission.get_absolute_url()}#bieu-so-lieu")
    given = [line.figure for line in lines if line.figure is not None]
    context = {
        "submission": submission,
        "part": part,
        "parts": parts,
        "grid": grid,
        "faults": faults,
        "invalid": data is not None and not faults,
        "breaches": [found for found in breaches_of(given, period=part) if not found.reason] if part else [],
        "open_lines": sum(line.is_open for line in grid),
        "here": request.get_full_path(),
    }
    return render(request, "reports/figures.html", context, status=422 if data is not None else 200)


def _form(data: Any, line: GridLine, *, is_open: bool) -> AnswerForm:
    return AnswerForm(
        data, prefix=line.key, indicator=line.indicator, breakdown=line.breakdown, figure=line.figure,
        is_open=line.is_open and is_open,
    )  # fmt: skip


def _keep(request: SignedInRequest, submission: Submission, part: Period, grid: list[AnswerForm]) -> None:
    entries = [
        measures.Entry(one.indicator, submission.body, answer, one.breakdown, seen=one.cleaned_data["seen"])
        for one in grid
        if one.is_open and (answer := one.given) is not None
    ]
    measures.enter_figures(entries=entries, period=part, by=request.user, now=timezone.now())


# --- by spreadsheet ---------------------------------------------------------------------------------------------------


def _texts(submission: Submission) -> dict[str, list[Passage]]:
    """The paragraphs as they stand, by section. One query."""
    found: dict[str, list[Passage]] = {}
    rows = Passage.objects.filter(submission=submission, removed_at=None).order_by("ordinal", "pk")
    for passage in rows:
        found.setdefault(passage.section, []).append(passage)
    return found


@require_safe
@requires(Permission.WORK_DUTIES)
def sheet_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbook of one report, with what is there already."""
    (submission, _is_open), today = _own(request, pk), timezone.localdate()
    part, _parts = _part(request, submission, today)
    lines = lines_to_give(submission, part, today) if part else []
    content = answer_sheet(submission=submission, part=part, lines=lines, texts=_texts(submission))
    return _as_file(content, f"bao-cao-{submission.pk}.xlsx")


def _as_file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_DUTIES)
def sheet_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbook that comes back: first what it would change and every bad cell, then, asked again, all of it."""
    (submission, is_open), today = _own(request, pk), timezone.localdate()
    if request.method != "POST":
        context = {"submission": submission, "form": SheetForm() if is_open else None}
        return render(request, "reports/sheet.html", context)
    stored = uploaded_sheet(request, looked_at=_LOOKED_AT)
    if stored is None:
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            form.add_error("file", _("Tệp quá lớn."))
        return render(request, "reports/sheet.html", {"submission": submission, "form": form}, status=422)
    part, _parts = _part(request, submission, today)
    lines, texts = lines_to_give(submission, part, today) if part else [], _texts(submission)
    with path_of(stored.sha256).open("rb") as content:
        read = read_answer(content, submission=submission, part=part, lines=lines, texts=texts)
    refusal = ""
    if not read.bad and request.POST.get("act") == "keep":
        answer = services.SheetAnswer(
            part, read.figures.entries, {one.section.key: one.paragraphs for one in read.sections}, stored.sha256
        )
        try:
            changed = services.answer_by_sheet(
                submission=submission, answer=answer, by=request.user, now=timezone.now()
            )
        except measures.Refused as refused:
            refusal = faults_words(refused.faults[:20])
        except services.Refused as refused:
            refusal = " ".join(refusal_words(refused.obstacles))
        else:
            said = ngettext("Đã ghi %(n)d thay đổi từ tệp.", "Đã ghi %(n)d thay đổi từ tệp.", changed) % {"n": changed}
            messages.success(request, said if changed else _("Tệp không có gì mới so với báo cáo đã lưu."))
            return redirect(submission)
    return _dry_run(request, submission, stored, read, lines, texts, refusal)


def _dry_run(
    request: SignedInRequest, submission: Submission, stored: StoredFile, read: AnswerRead, lines: list[GridLine],
    texts: dict[str, list[Passage]], refusal: str,
) -> HttpResponse:  # fmt: skip
    before = {(line.indicator.pk, line.breakdown): line.figure for line in lines}
    figures = [
        (entry, was)
        for entry in read.figures.entries
        if (was := before[(entry.indicator.pk, entry.breakdown)]) is None or measures.as_answer(was) != entry.answer
    ]
    sections = [(one, [passage.text for passage in texts.get(one.section.key, ())]) for one in read.sections]
    context = {
        "submission": submission,
        "form": SheetForm(),
        "stored": stored,
        "figures": figures,
        "sections": sections,
        "changes": len(figures) + len(sections),
        "bad": read.bad,
        "refusal": refusal,
        "looked": True,
        "here": request.get_full_path(),
    }
    return render(request, "reports/sheet.html", context, status=422 if read.bad or refusal else 200)


# --- the annex --------------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.SEE_REPORTS)
def annex(request: SignedInRequest, pk: int) -> HttpResponse:
    """The table as an XLSX that calculates; for a merging body with a worksheet of its bodies for each group."""
    found = selectors.submission_for(request.standing, pk)
    if found is None or not found[1].reads:
        raise Http404
    content = annex_of(found[0], timezone.localdate())
    if content is None:
        raise Http404
    return _as_file(content, f"bieu-so-lieu-{pk}.xlsx")

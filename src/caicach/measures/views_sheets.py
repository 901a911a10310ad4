"""Figures by spreadsheet: the template out, the filled-in one back, dry run first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.evidence import path_of
from caicach.core.models import StoredFile

from . import services
from .forms import SheetForm
from .grid import grid_of
from .services import Refused
from .sheets import SheetRead, read_sheet, template_sheet
from .uploads import uploaded_sheet
from .views import Choice
from .views_acts import own_choice
from .words import faults_words

_LOOKED_AT = "figures_sheet"  # in the session: the file of the dry run
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.ENTER_FIGURES)
def sheet_out(request: SignedInRequest) -> HttpResponse:
    """The template of one body and period."""
    choice = own_choice(request)
    if isinstance(choice, HttpResponse):
        return choice
    lines = grid_of(request.standing, choice.body, choice.period)
    content = template_sheet(body=choice.body, period=choice.period, lines=lines)
    name = f"so-lieu-{choice.period.key}-{choice.body.pk}.xlsx"
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.ENTER_FIGURES)
def sheet_in(request: SignedInRequest) -> HttpResponse:
    """The template that comes back: first what it would change and every bad cell, then, asked again, all of it."""
    choice = own_choice(request)
    if isinstance(choice, HttpResponse):
        return choice
    if request.method == "GET":
        return render(request, "measures/sheet.html", {"choice": choice, "form": SheetForm()})
    lines = grid_of(request.standing, choice.body, choice.period)
    stored = uploaded_sheet(request, looked_at=_LOOKED_AT)
    if stored is None:
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            form.add_error("file", _("Tệp quá lớn."))
        return render(request, "measures/sheet.html", {"choice": choice, "form": form}, status=422)
    with path_of(stored.sha256).open("rb") as content:
        read = read_sheet(content, body=choice.body, period=choice.period, lines=lines)
    if read.bad or request.POST.get("act") != "keep":
        return _dry_run(request, choice, stored, read)
    try:
        changed = services.enter_figures(
            entries=read.entries, period=choice.period, by=request.user, now=timezone.now()
        )
    except Refused as refusal:
        return _dry_run(request, choice, stored, read, faults_words(refusal.faults[:20]))
    if changed:
        messages.success(request, _("Đã ghi %(n)s số liệu từ tệp.") % {"n": len(changed)})
    else:
        messages.info(request, _("Tệp không có gì mới so với số liệu đã lưu."))
    return redirect(f"{reverse('measures:enter')}?{choice.query}")


def _dry_run(
    request: SignedInRequest, choice: Choice, stored: StoredFile, read: SheetRead, refusal: str = ""
) -> HttpResponse:
    lines = {
        (line.indicator.pk, line.breakdown): line.figure
        for line in grid_of(request.standing, choice.body, choice.period)
    }
    changes = [
        (entry, before)
        for entry in read.entries
        if (before := lines[(entry.indicator.pk, entry.breakdown)]) is None
        or services.as_answer(before) != entry.answer
    ]
    context = {
        "choice": choice,
        "form": SheetForm(),
        "stored": stored,
        "changes": changes,
        "bad": read.bad,
        "foreign": any(not cell.cell for cell in read.bad),
        "left_out": 0 if read.bad else read.left_out,
        "refusal": refusal,
        "looked": True,
    }
    return render(request, "measures/sheet.html", context, status=422 if read.bad or refusal else 200)

"""What is done with figures from pages: given, sent, decided on, explained, proved."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires

from . import selectors, services
from .breaches import breaches_of
from .forms import AnswerForm, EvidenceForm
from .grid import grid_of
from .models import Figure, FigureState, ValidationRule
from .services import Entry, Refused
from .views import Choice, chosen
from .words import faults_words, zeros_words


def own_choice(request: SignedInRequest) -> Choice | HttpResponse:
    """The body and period of the address, for whoever gives the body's figures; for a period that there is not, the
    page that says so."""
    form, choice = chosen(request)
    body = form.cleaned_data.get("body")
    if body is None or not request.standing.may(Permission.ENTER_FIGURES, body):
        raise PermissionDenied
    if choice is None:
        return render(request, "measures/list.html", {"form": form}, status=400)
    return choice


@require_http_methods(["GET", "POST"])
@requires(Permission.ENTER_FIGURES)
def enter(request: SignedInRequest) -> HttpResponse:
    """The grid of one body and period: filled in, kept, and sent up if so wished."""
    choice = own_choice(request)
    if isinstance(choice, HttpResponse):
        return choice
    lines = grid_of(request.standing, choice.body, choice.period)
    data = request.POST if request.method == "POST" else None
    grid = [
        AnswerForm(
            data,
            prefix=line.key,
            indicator=line.indicator,
            breakdown=line.breakdown,
            figure=line.figure,
            is_open=line.is_open,
        )
        for line in lines
    ]
    faults: list[str] = []
    valid = [one.is_valid() for one in grid]  # all are asked, so that every line says what is wrong with it
    if request.method == "POST" and all(valid):
        try:
            sent = _keep(request, choice, grid)
        except Refused as refusal:
            faults = list(dict.fromkeys(faults_words([fault]) for fault in refusal.faults))
        else:
            messages.success(request, _("Đã gửi số liệu lên trên.") if sent else _("Đã lưu số liệu."))
            if zeros := [one.indicator.code for one in grid if one.is_open and one.zeros_are_none]:
                messages.info(request, zeros_words(zeros))
            return redirect(f"{reverse('measures:enter')}?{choice.query}")
    given = [line.figure for line in lines if line.figure is not None]
    context = {
        "choice": choice,
        "here": f"{reverse('measures:enter')}?{choice.query}",
        "grid": grid,
        "faults": faults,
        "invalid": data is not None and not faults,
        "breaches": [found for found in breaches_of(given, period=choice.period) if not found.reason],
        "open_lines": sum(line.is_open for line in lines),
        "may_submit": request.standing.may(Permission.SUBMIT_FIGURES, choice.body),
    }
    return render(request, "measures/enter.html", context, status=422 if data is not None else 200)


@transaction.atomic
def _keep(request: SignedInRequest, choice: Choice, grid: list[AnswerForm]) -> bool:
    """Keep the lines, and send them up where that was asked; both or nothing."""
    entries = [
        Entry(one.indicator, choice.body, answer, one.breakdown, seen=one.cleaned_data["seen"])
        for one in grid
        if one.is_open and (answer := one.given) is not None
    ]
    now = timezone.now()
    services.enter_figures(entries=entries, period=choice.period, by=request.user, now=now)
    if request.POST.get("act") != "send":
        return False
    services.submit_figures(figures=_figures(choice, FigureState.DRAFT), by=request.user, now=now)
    return True


def _figures(choice: Choice, *states: str) -> list[Figure]:
    period = choice.period
    rows = Figure.objects.filter(
        body=choice.body, year=period.year, period_kind=period.kind, ordinal=period.ordinal, state__in=states
    )
    return list(rows)


@require_POST
@requires(Permission.SUBMIT_FIGURES)
def decide(request: SignedInRequest) -> HttpResponse:
    """Send, accept, return or publish everything of one body and period that waits for it."""
    _form, choice = chosen(request)
    if choice is None:
        raise Http404
    act, now, by = request.POST.get("act", ""), timezone.now(), request.user
    sent, accepted = (FigureState.SUBMITTED,), (FigureState.ACCEPTED,)
    try:
        if act == "send":
            done = services.submit_figures(figures=_figures(choice, FigureState.DRAFT), by=by, now=now)
        elif act == "accept":
            done = services.accept_figures(figures=_figures(choice, *sent), by=by, now=now)
        elif act == "return":
            reason = request.POST.get("reason", "")
            done = services.return_figures(figures=_figures(choice, *sent), reason=reason, by=by, now=now)
        elif act == "publish":
            done = services.publish_figures(figures=_figures(choice, *accepted), by=by, now=now)
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, faults_words(refusal.faults[:5]))
    else:
        said = ngettext("Đã xử lý %(n)s số liệu.", "Đã xử lý %(n)s số liệu.", len(done)) % {"n": len(done)}
        messages.success(request, said)
    return redirect(f"{reverse('measures:list')}?{choice.query}")


@require_POST
@requires(Permission.ENTER_FIGURES)
def forgive(request: SignedInRequest) -> HttpResponse:
    """Explain why a figure is right although it breaks a rule."""
    seen = selectors.figures_for(request.standing)
    found = get_object_or_404(seen, pk=_pk(request, "figure"))
    rule = get_object_or_404(ValidationRule, pk=_pk(request, "rule"))
    try:
        services.forgive(
            figure=found, rule=rule, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, faults_words(refusal.faults))
    else:
        messages.success(request, _("Đã ghi giải trình."))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else found.get_absolute_url())


def _pk(request: SignedInRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


@require_POST
@requires(Permission.ENTER_FIGURES)
def add_evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a file beside a figure."""
    found = get_object_or_404(selectors.figures_for(request.standing), pk=pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Chọn một tệp có nội dung."))
        return redirect(found)
    upload = form.cleaned_data["file"]
    try:
        services.attach_evidence(
            figure=found,
            content=upload.file,
            name=upload.name,
            page=form.cleaned_data["page"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        raise PermissionDenied from refusal
    messages.success(request, _("Đã thêm tài liệu kiểm chứng."))
    return redirect(found)

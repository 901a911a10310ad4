"""Pages of the kinds of report: what is demanded from whom by when, and the change of it from a day on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caicach.bodies.access import Permission, SignedInRequest, requires

from . import selectors, services
from .forms_kinds import ChangeKind, DueLine, points_of, said
from .models import Level
from .words import obstacle_words


@require_safe
@requires(Permission.DEMAND_REPORTS)
def kinds(request: SignedInRequest) -> HttpResponse:
    """The kinds that the person may demand today, everybody's first."""
    rows = selectors.kinds_known(request.standing, on=timezone.localdate())
    return render(request, "reports/kinds.html", {"kinds": rows.prefetch_related("due_rules")})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEMAND_REPORTS)
def kind(request: SignedInRequest, pk: int) -> HttpResponse:
    """One kind; POST says what it is from a day on."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = selectors.kinds_known(request.standing, on=today).filter(pk=pk).first()
    if found is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = ChangeKind(data, kind=found, standing=request.standing, today=today)
    rules = form.words.rules
    lines = [DueLine(data, level=level, when=rules.get(level.value)) for level in Level] if found.period_kind else []
    valid = [form.is_valid(), *(line.is_valid() for line in lines)]  # all are asked, so that each says what is wrong
    if data is not None and all(valid):
        got = form.cleaned_data
        try:
            services.change_kind(
                kind=found, body=got["body"], words=said(form, lines), valid_from=got["valid_from"],
                by=request.user, now=now,
            )  # fmt: skip
        except services.Refused as refusal:
            for code in refusal.obstacles:
                form.add_error(None, obstacle_words(code))
        else:
            messages.success(request, _("Đã lưu; kỳ báo cáo đã mở giữ quy định cũ."))
            return redirect("reports:kinds")
    points = points_of(form, lines) if data is not None else []
    context = {"kind": found, "form": form, "lines": lines, "points": points}
    return render(request, "reports/kind.html", context, status=422 if data is not None else 200)

"""What is measured, said on pages: a new indicator, other words for one, one that takes another's place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caicach.bodies.access import Permission, SignedInRequest, requires

from . import selectors, services
from .forms_defining import IndicatorForm
from .models import Indicator
from .services import Refused


@require_http_methods(["GET", "POST"])
@requires(Permission.DEFINE_INDICATORS)
def define(request: SignedInRequest) -> HttpResponse:
    """A new indicator."""
    today = timezone.localdate()
    form = IndicatorForm(request.POST or None, standing=request.standing, today=today, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = services.open_indicator(
                code=told["code"],
                asked_by=form.level,
                valid_from=told["valid_from"],
                by=request.user,
                now=timezone.now(),
                **form.given(),
            )
        except Refused as refusal:
            form.add_faults(refusal.faults)
        else:
            messages.success(request, _("Đã lập chỉ tiêu."))
            return redirect(made)
    return _shown(request, form, {"kind": "define"})


def _own(request: SignedInRequest, code: str) -> Indicator:
    found = get_object_or_404(selectors.indicators_for(request.standing).select_related("successor"), code=code)
    if not services.may_define(request.standing, found.asked_by):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
@requires(Permission.DEFINE_INDICATORS)
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Other words for an indicator, its last day; its meaning only while it has no figures."""
    found = _own(request, code)
    fixed, today = services.has_figures(found), timezone.localdate()
    form = IndicatorForm(request.POST or None, standing=request.standing, today=today, changes=found, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_indicator(indicator=found, by=request.user, now=timezone.now(), **form.given())
        except Refused as refusal:
            form.add_faults(refusal.faults)
        else:
            messages.success(request, _("Đã lưu chỉ tiêu."))
            return redirect(found)
    return _shown(request, form, {"kind": "edit", "indicator": found, "fixed": fixed})


@require_http_methods(["GET", "POST"])
@requires(Permission.DEFINE_INDICATORS)
def replace(request: SignedInRequest, code: str) -> HttpResponse:
    """An indicator that takes the place of this one from a day on."""
    found = _own(request, code)
    form = IndicatorForm(request.POST or None, standing=request.standing, today=timezone.localdate(), replaces=found)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            heir = services.succeed_indicator(
                indicator=found,
                code=told["code"],
                valid_from=told["valid_from"],
                by=request.user,
                now=timezone.now(),
                **form.given(),
            )
        except Refused as refusal:
            form.add_faults(refusal.faults)
        else:
            messages.success(request, _("Đã lập chỉ tiêu thay thế."))
            return redirect(heir)
    return _shown(request, form, {"kind": "replace", "indicator": found})


def _shown(request: SignedInRequest, form: IndicatorForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "measures/define.html", {"form": form, **context}, status=422 if form.errors else 200)

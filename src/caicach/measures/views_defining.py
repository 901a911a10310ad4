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
from .forms_rules import RuleForm
from .models import Indicator, ValidationRule
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


@require_http_methods(["GET", "POST"])
@requires(Permission.DEFINE_INDICATORS)
def rule_new(request: SignedInRequest, code: str) -> HttpResponse:
    """A new check on the figures of an indicator."""
    return _rule_page(request, _own(request, code), None)


@require_http_methods(["GET", "POST"])
@requires(Permission.DEFINE_INDICATORS)
def rule(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Other parameters of a check, or its last day."""
    found = _own(request, code)
    return _rule_page(request, found, get_object_or_404(found.rules, pk=pk))


def _rule_page(request: SignedInRequest, found: Indicator, there: ValidationRule | None) -> HttpResponse:
    form = RuleForm(request.POST or None, rule=there, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rule(indicator=found, rule=there, by=request.user, now=timezone.now(), **form.given())
        except Refused as refusal:
            form.add_faults(refusal.faults)
        else:
            messages.success(request, _("Đã lưu quy tắc kiểm tra."))
            return redirect(found)
    context = {"form": form, "indicator": found, "rule": there}
    return render(request, "measures/rule.html", context, status=422 if form.errors else 200)


def _shown(request: SignedInRequest, form: IndicatorForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "measures/define.html", {"form": form, **context}, status=422 if form.errors else 200)

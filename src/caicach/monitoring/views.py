"""Chỉ tiêu: how the targets of a body stand, what is to be looked at among them, and what each is measured by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.bodies.models import Body
from caicach.programme.models import Target
from caicach.programme.selectors import visible_plans

from . import listing, services
from .forms import ChooseBody, LinkForm
from .rules import State
from .words import OBSTACLES


def _chosen(request: SignedInRequest) -> tuple[ChooseBody, Body | None]:
    """The body of the address, or one's own, or the highest whose targets one sees."""
    asked = request.GET.get("body", "")
    if not asked:
        bodies = listing.bodies_with_targets(request.standing)
        own = request.standing.main_body_id()
        usual = bodies.filter(pk=own).first() or bodies.order_by("depth", "path").first()
        asked = str(usual.pk) if usual else ""
    form = ChooseBody({"body": asked}, standing=request.standing)
    return form, form.cleaned_data["body"] if form.is_valid() else None


@require_GET
@requires(Permission.SEE_FIGURES)
def index(request: SignedInRequest) -> HttpResponse:
    """The targets of a body's plans in force, each with how it stands and why."""
    form, body = _chosen(request)
    given = request.GET
    wanted = listing.Wanted(
        state=given.get("state", "") if given.get("state") in set(State) else "",
        field=given.get("field", "") if given.get("field", "").isdecimal() else "",
        plan=given.get("plan", "") if given.get("plan", "").isdecimal() else "",
    )
    watch = listing.watch(request.standing, body, today=timezone.localdate(), wanted=wanted) if body else None
    context = {"form": form, "body": body, "wanted": wanted, "watch": watch, "most": listing.MOST}
    return render(request, "monitoring/list.html", context, status=_status(form, body))


@require_GET
@requires(Permission.SEE_FIGURES)
def review(request: SignedInRequest) -> HttpResponse:
    """Early warnings, and whatever else is to be looked at among a body's targets."""
    form, body = _chosen(request)
    found = listing.to_review(request.standing, body, today=timezone.localdate()) if body else []
    context = {"form": form, "body": body, "found": found, "total": sum(len(one.concerns) for one in found)}
    return render(request, "monitoring/review.html", context, status=_status(form, body))


def _status(form: ChooseBody, body: Body | None) -> int:
    """A body that one may not see is refused; to see no body's targets is no mistake."""
    return 422 if body is None and form.data.get("body") else 200


@require_POST
@requires(Permission.READ_PLANS_IN)
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a target is measured by, or that one without a number is reached; or take that back."""
    plans = visible_plans(request.standing)
    target = get_object_or_404(Target.objects.select_related("plan__body").filter(plan__in=plans), pk=pk)
    act = request.POST.get("act", "")
    by, now = request.user, timezone.now()
    try:
        if act == "unlink":
            services.unlink_target(target=target, by=by, now=now)
            messages.success(request, _("Đã bỏ gắn chỉ tiêu với số liệu."))
        elif act == "say_reached":
            services.say_reached(target=target, reason=request.POST.get("reason", "")[:2000], by=by, now=now)
            messages.success(request, _("Đã ghi xác nhận hoàn thành."))
        elif act == "take_back":
            services.take_word_back(target=target, by=by, now=now)
            messages.success(request, _("Đã rút xác nhận."))
        else:
            form = LinkForm(request.POST, standing=request.standing, under=target.plan.body)
            if form.is_valid():
                services.link_target(target=target, **form.cleaned_data, by=by, now=now)
                messages.success(request, _("Đã gắn chỉ tiêu với số liệu."))
            else:
                for said in form.errors.values():
                    messages.error(request, str(said[0]))
    except services.Refused as refusal:
        for obstacle in refusal.obstacles:
            messages.error(request, str(OBSTACLES[obstacle]))
    return redirect("programme:target", target.plan_id, target.pk)

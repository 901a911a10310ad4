"""Putting a plan in force: what will be given to whom, what stands in the way, and the act."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.programme.models import Plan, PlanState
from caicach.programme.selectors import visible_plans
from caicach.programme.services import NotYet
from caicach.programme.words import OBSTACLES

from .issuing import LeadsMissing, plan_issuing, put_plan_in_force


@requires(Permission.ISSUE_PLANS)
@require_http_methods(["GET", "POST"])
def put_in_force(request: SignedInRequest, plan: int) -> HttpResponse:
    """Show what would be given out; on POST do it."""
    found: Plan = get_object_or_404(
        visible_plans(request.standing).select_related("body", "document", "previous").defer("document__search_text"),
        pk=plan,
    )
    if not request.standing.may(Permission.ISSUE_PLANS, found.body):
        raise PermissionDenied
    if found.state == PlanState.SUPERSEDED:
        return redirect("programme:plan", plan)
    status = 200
    obstacles: list[str] = []
    if request.method == "POST":
        try:
            given = put_plan_in_force(
                plan=found, by=request.user, now=timezone.now(), without_unresolved="without" in request.POST
            )
        except LeadsMissing:
            status, obstacles = 422, [_("Chọn “Chưa giao các nhiệm vụ này” hoặc bổ sung cơ quan chủ trì.")]
        except NotYet as refusal:
            status, obstacles = 422, [str(OBSTACLES[code]) for code in refusal.obstacles]
        else:
            if given:
                words = ngettext("Đã giao %(count)s việc.", "Đã giao %(count)s việc.", len(given))
                messages.success(request, words % {"count": len(given)})
            else:
                messages.success(request, _("Kế hoạch đã đưa vào thực hiện."))
            return redirect("programme:plan", plan)
    elif found.state == PlanState.ISSUED:
        return redirect("programme:plan", plan)
    context = {
        "plan": found,
        "issuing": plan_issuing(found, on=timezone.localdate()),
        "points": [("", "", words) for words in obstacles],
    }
    return render(request, "duties/put_in_force.html", context, status=status)

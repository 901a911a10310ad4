"""Kế hoạch › Cụ thể hóa: what lower plans make of this one, which plans are linked, and the pairs to confirm."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires

from . import cascade as selectors
from . import services
from .cascade_flow import VERDICTS, flow_of
from .cascade_matching import SURE_FROM
from .models import DerivationState, Plan, PlanLink, PlanState
from .selectors import versions, visible_plans
from .views import may_correct, seen_plan
from .words import OBSTACLES

TASKS = "nhiem-vu"
COLUMNS = 12
FINDINGS = 40
CONFIRM, REFUSE, REOPEN = "nhan", "khong", "mo-lai"
_ACTS: dict[str, Callable[..., list[int]]] = {
    CONFIRM: services.confirm_derivations,
    REFUSE: services.refuse_derivations,
    REOPEN: services.reopen_derivations,
}


@requires(Permission.SEE_PLANS)
@require_GET
def cascade(request: SignedInRequest, pk: int) -> HttpResponse:
    """A plan's targets, or its tasks, against the bodies that carry it out; and which plans it carries out itself."""
    plan = seen_plan(request, pk)
    given = request.GET
    kind = given.get("loai", "") if given.get("loai") in selectors.ORDER else ""
    targets = given.get("muc") != TASKS
    links = selectors.links_down(plan, request.standing)
    found = selectors.cascade_of(plan, links=links, targets=targets, standing=request.standing, on=timezone.localdate())
    listed = [one for one in found.findings if not kind or one.kind == kind]
    start, column = _number(given.get("tu")), _number(given.get("cot"))
    may_link = request.standing.may(Permission.READ_PLANS_IN, plan.body)
    return render(
        request,
        "programme/cascade.html",
        {
            "plan": plan,
            "versions": versions(plan),
            "cascade": found,
            "links": links,
            "up": selectors.links_up(plan, request.standing),
            "suggestions": selectors.suggestions(plan, request.standing) if may_link else [],
            "may_link": may_link,
            "targets": targets,
            "kind": kind,
            "findings": listed[start : start + FINDINGS],
            "finding_count": len(listed),
            "next_findings": start + FINDINGS if len(listed) > start + FINDINGS else None,
            "bodies": found.bodies[column : column + COLUMNS],
            "columns": _columns(len(found.bodies), column),
            "flow": flow_of(found),
            "verdicts": VERDICTS,
        },
    )


def _number(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 7 else 0


def _columns(count: int, column: int) -> dict[str, int | None]:
    """Which bodies stand in the matrix, and where the neighbours begin."""
    return {
        "first": column + 1,
        "last": min(column + COLUMNS, count),
        "count": count,
        "before": max(column - COLUMNS, 0) if column else None,
        "after": column + COLUMNS if count > column + COLUMNS else None,
    }


@requires(Permission.READ_PLANS_IN)
@require_POST
def link_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """State that this plan carries out another one, and see what the program proposes."""
    plan = seen_plan(request, pk)
    may_correct(request, plan)
    wanted = _number(request.POST.get("cap_tren"))
    higher = visible_plans(request.standing).filter(pk=wanted).exclude(state=PlanState.DRAFT).first()
    if higher is None:
        raise Http404
    try:
        link = services.link_plans(higher=higher, lower=plan, by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _refused(request, plan, refusal)
    return redirect("programme:match", pk, link.pk)


def _link(request: SignedInRequest, pk: int, link: int) -> tuple[Plan, PlanLink, Plan]:
    """The lower plan, its link, the higher plan; nothing of it to whom does not see both."""
    plan = seen_plan(request, pk)
    found = get_object_or_404(PlanLink, pk=link, lower_lineage=plan.lineage, ended_at=None)
    higher = selectors.current_plans(request.standing, [found.higher_lineage]).get(found.higher_lineage)
    if higher is None:
        raise Http404
    return plan, found, higher


@requires(Permission.SEE_PLANS)
@require_GET
def match(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """The pairs of a link: those that wait for a person, and those that are decided."""
    plan, found, higher = _link(request, pk, link)
    pairs = selectors.pairs_of(found, higher, plan)
    waiting = [pair for pair in pairs if pair.row.state == DerivationState.PROPOSED]
    may_decide = request.standing.may(Permission.READ_PLANS_IN, plan.body)
    return render(
        request,
        "programme/match.html",
        {
            "plan": plan,
            "higher": higher,
            "link": found,
            "waiting": waiting,
            "sure": sum((pair.row.confidence or 0) >= SURE_FROM for pair in waiting),
            "confirmed": [pair for pair in pairs if pair.row.state == DerivationState.CONFIRMED],
            "refused": [pair for pair in pairs if pair.row.state == DerivationState.REFUSED],
            "may_decide": may_decide,
            "own": _choices(plan) if may_decide else [],
            "above": _choices(higher) if may_decide else [],
        },
    )


def _choices(plan: Plan) -> list[tuple[UUID, str, str]]:
    """The plan's items for a choice: their lineage, place and words."""
    items = [*plan.targets.order_by("ordinal"), *plan.tasks.order_by("ordinal")]
    return [(item.lineage, item.section, item.text) for item in items]


@requires(Permission.READ_PLANS_IN)
@require_POST
def decide(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """Confirm, refuse or take back: one pair, or all of which the program is sure."""
    plan, found, _higher = _link(request, pk, link)
    may_correct(request, plan)
    name = request.POST.get("viec", "")
    if name not in _ACTS:
        raise Http404
    wanted: Collection[int] = [_number(key) for key in request.POST.getlist("cap")]
    if request.POST.get("chac-chan"):
        sure = found.derivations.filter(state=DerivationState.PROPOSED, confidence__gte=SURE_FROM)
        wanted = list(sure.values_list("pk", flat=True))
    try:
        done = _ACTS[name](link=found, wanted=wanted, by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _refused(request, plan, refusal)
    if name == CONFIRM and len(done) > 1:
        said = ngettext("Đã xác nhận %(count)s cặp.", "Đã xác nhận %(count)s cặp.", len(done))
        messages.success(request, said % {"count": len(done)})
    return redirect("programme:match", pk, link)


@requires(Permission.READ_PLANS_IN)
@require_POST
def derive(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """State by hand which item carries out which."""
    plan, found, _higher = _link(request, pk, link)
    may_correct(request, plan)
    try:
        ends = {name: UUID(request.POST.get(name, "")) for name in ("higher", "lower")}
    except ValueError:
        raise Http404 from None
    try:
        services.derive_item(link=found, by=request.user, now=timezone.now(), **ends)
    except services.NotYet as refusal:
        return _refused(request, plan, refusal)
    return redirect("programme:match", pk, link)


@requires(Permission.READ_PLANS_IN)
@require_POST
def propose(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """Look for pairs once more, after either plan has a new version."""
    plan, found, _higher = _link(request, pk, link)
    may_correct(request, plan)
    act: dict[str, Any] = {"link": found, "by": request.user, "now": timezone.now()}
    try:
        added = services.propose_again(**act)
    except services.NotYet as refusal:
        return _refused(request, plan, refusal)
    said = ngettext("Thêm %(count)s đề xuất.", "Thêm %(count)s đề xuất.", added)
    messages.success(request, said % {"count": added})
    return redirect("programme:match", pk, link)


@requires(Permission.READ_PLANS_IN)
@require_POST
def unlink_plan(request: SignedInRequest, pk: int, link: int) -> HttpResponse:
    """Take the link back; what was decided stays on record."""
    plan, found, _higher = _link(request, pk, link)
    may_correct(request, plan)
    services.unlink_plans(link=found, by=request.user, now=timezone.now())
    return redirect("programme:cascade", pk)


def _refused(request: SignedInRequest, plan: Plan, refusal: services.NotYet) -> HttpResponse:
    for code in refusal.obstacles:
        messages.error(request, str(OBSTACLES[code]))
    return redirect("programme:cascade", plan.pk)

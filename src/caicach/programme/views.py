"""Kế hoạch: the list, one plan, one task or target, making a plan from a draft, correcting it before it is in force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.text import fold
from caicach.intake import selectors as intake
from caicach.intake.models import DraftState

from . import forms, selectors, services, ways
from .models import Field, Part, Plan, PlanState, Target, Task
from .progress import progress
from .rules import ChangeKind
from .target_status import target_status
from .words import OBSTACLES

STATES = ("no_lead", "none", "running", "overdue", "done")
DUTIES_SHOWN = 300


@requires(Permission.SEE_PLANS)
@require_GET
def plans(request: SignedInRequest) -> HttpResponse:
    """Every plan a person may see, with how far it is."""
    question = request.GET.get("q", "").strip()[:200]
    page = selectors.plan_list(
        request.standing,
        today=timezone.localdate(),
        now=timezone.now(),
        question=question,
        after=request.GET.get("sau", ""),
    )
    return render(request, "programme/plans.html", {"page": page, "question": question})


@requires(Permission.SEE_PLANS)
@require_GET
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """One plan: the seven fields with their targets and tasks."""
    found = seen_plan(request, pk)
    given = request.GET
    wanted = selectors.Wanted(
        field=given.get("linh-vuc", "") if given.get("linh-vuc", "").isdecimal() else "",
        body=int(given["co-quan"]) if given.get("co-quan", "").isdecimal() else None,
        state=given.get("trang-thai", "") if given.get("trang-thai") in STATES else "",
        question=given.get("q", "").strip()[:200],
        after=int(given["sau"]) if given.get("sau", "").isdecimal() else 0,
    )
    query = given.copy()
    query.pop("sau", None)
    return render(
        request,
        "programme/plan.html",
        {
            "plan": found,
            "view": selectors.plan_view(found, standing=request.standing, today=timezone.localdate(), wanted=wanted),
            "wanted": wanted,
            "query": query.urlencode(),
            "bodies": selectors.bodies_of(found),
            "fields": selectors.fields_of(found),
            "versions": selectors.versions(found),
            "states": STATES,
            **rights(request, found),
        },
    )


def seen_plan(request: SignedInRequest, pk: int) -> Plan:
    """The plan, where the person may see it."""
    return get_object_or_404(
        selectors.visible_plans(request.standing)
        .select_related("body", "document", "previous", "put_in_force_by")
        .defer("document__search_text"),
        pk=pk,
    )


def rights(request: SignedInRequest, plan: Plan) -> dict[str, bool]:
    """What the person may do with the plan as it stands."""
    is_draft = plan.state == PlanState.DRAFT
    return {
        "may_correct": is_draft and request.standing.may(Permission.READ_PLANS_IN, plan.body),
        "may_issue": is_draft and request.standing.may(Permission.ISSUE_PLANS, plan.body),
    }


@requires(Permission.SEE_PLANS)
@require_GET
def changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """What this version changes in the one before."""
    found = seen_plan(request, pk)
    compared = selectors.changes(found)
    if compared is None:
        return redirect("programme:plan", pk)
    return render(
        request,
        "programme/changes.html",
        {"plan": found, "changes": compared, "kinds": list(ChangeKind), "versions": selectors.versions(found)},
    )


def _item(request: SignedInRequest, model: type[Any], plan: int, pk: int) -> Any:
    found = seen_plan(request, plan)
    items = model.objects.select_related("plan__body", "plan__document", "field").defer("plan__document__search_text")
    return get_object_or_404(items.filter(plan=found), pk=pk)


@requires(Permission.SEE_PLANS)
@require_GET
def task(request: SignedInRequest, plan: int, pk: int) -> HttpResponse:
    """Everything of one task: its clause, who owes it and how far they are, what it serves, how it came about."""
    found: Task = _item(request, Task, plan, pk)
    today = timezone.localdate()
    owed = progress().owed(found.lineage, standing=request.standing, today=today, most=DUTIES_SHOWN)
    owners = list(found.owners.select_related("body", "group"))
    return render(
        request,
        "programme/task.html",
        {
            "task": found,
            "plan": found.plan,
            "leads": [owner for owner in owners if owner.part == Part.LEAD],
            "supports": [owner for owner in owners if owner.part == Part.SUPPORT],
            "owed": owed,
            "done": sum(one.state == "done" for one in owed),
            "late": sum(one.timeliness == "overdue" for one in owed),
            "serves": found.serves.prefetch_related("milestones"),
            **_told(request, found),
            **_ways(request, found),
            **rights(request, found.plan),
        },
    )


@requires(Permission.SEE_PLANS)
@require_GET
def target(request: SignedInRequest, plan: int, pk: int) -> HttpResponse:
    """Everything of one target: its clause, milestones, parts, the tasks that serve it, how it came about."""
    found: Target = _item(request, Target, plan, pk)
    stands = target_status().section(found, standing=request.standing, today=timezone.localdate())
    return render(
        request,
        "programme/target.html",
        {
            **(stands[1] if stands else {}),
            "stands": stands[0] if stands else None,
            "target": found,
            "plan": found.plan,
            "parts": found.parts.prefetch_related("milestones"),
            "whole": found.part_of,
            "served_by": found.served_by.order_by("ordinal"),
            **_told(request, found),
            **_ways(request, found),
            **rights(request, found.plan),
        },
    )


def _told(request: SignedInRequest, item: Task | Target) -> dict[str, Any]:
    told = selectors.history(item)
    document = selectors.source_of(item, told)
    return {"history": told, "document": document, "clause": selectors.clause_of(item, document)}


def _ways(request: SignedInRequest, item: Task | Target) -> dict[str, Any]:
    """Up to the clauses that ordered the item, down to the duties that it became in lower plans."""
    return {
        "way_up": ways.way_up(item, standing=request.standing),
        "way_down": ways.way_down(item, plan=item.plan, standing=request.standing, today=timezone.localdate()),
    }


@requires(Permission.READ_PLANS_IN)
@require_http_methods(["GET", "POST"])
def make(request: SignedInRequest, draft: int) -> HttpResponse:
    """A confirmed draft becomes a plan, or the next version of one."""
    found = get_object_or_404(intake.drafts(request.standing).select_related("body", "document"), pk=draft)
    if existing := Plan.objects.filter(draft=found).first():
        return redirect("programme:plan", existing.pk)
    if found.state != DraftState.CONFIRMED:
        messages.error(request, str(OBSTACLES[services.errors.Obstacle.DRAFT_NOT_CONFIRMED]))
        return redirect("intake:draft", draft)
    amendable = Plan.objects.filter(body=found.body, state=PlanState.ISSUED).order_by("-issued_on", "-pk")
    title = fold(found.header.get("title") or "")
    guess = forms.PARTLY if "sua doi" in title or "bo sung" in title or "dieu chinh" in title else forms.NEW
    form = forms.MakeForm(request.POST or None, plans=amendable, initial={"what": guess})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        options: dict[str, Any] = {"draft": found, "by": request.user, "now": timezone.now()}
        try:
            if data["what"] == forms.NEW:
                made = services.make_plan(**options)
            else:
                made = services.amend_plan(plan=data["plan"], replaces_all=data["what"] == forms.WHOLE, **options)
        except services.NotYet as refusal:
            for code in refusal.obstacles:
                form.add_error(None, str(OBSTACLES[code]))
        else:
            messages.success(request, _("Đã lập kế hoạch; kiểm tra cơ quan chủ trì rồi đưa vào thực hiện."))
            return redirect("programme:changes" if made.previous_id else "programme:plan", made.pk)
    return render(
        request,
        "programme/make.html",
        {"form": form, "draft": found, "amendable": amendable.exists()},
        status=422 if form.errors else 200,
    )


@requires(Permission.READ_PLANS_IN)
@require_http_methods(["GET", "POST"])
def edit_task(request: SignedInRequest, plan: int, pk: int) -> HttpResponse:
    """Correct a task before its plan is in force."""
    found: Task = _item(request, Task, plan, pk)
    may_correct(request, found.plan)
    form = forms.TaskForm(request.POST or None, instance=found, on=timezone.localdate(), under=found.plan.body)
    if request.method == "POST" and form.is_valid():
        act: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        try:
            services.correct_task(task=found, values=form.values(), **act)
            for part, name in ((Part.LEAD, "leads"), (Part.SUPPORT, "supports")):
                bodies, groups = form.named[name]
                services.set_task_owners(task=found, part=part, bodies=bodies, groups=groups, **act)
        except services.NotYet as refusal:
            return _refused(request, found.plan, refusal)
        messages.success(request, _("Đã lưu nhiệm vụ."))
        return redirect("programme:task", plan, pk)
    return render(
        request,
        "programme/edit_task.html",
        {"form": form, "task": found, "plan": found.plan},
        status=422 if form.errors else 200,
    )


@requires(Permission.READ_PLANS_IN)
@require_http_methods(["GET", "POST"])
def edit_target(request: SignedInRequest, plan: int, pk: int) -> HttpResponse:
    """Correct a target before its plan is in force."""
    found: Target = _item(request, Target, plan, pk)
    may_correct(request, found.plan)
    form = forms.TargetForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_target(target=found, values=form.values(), by=request.user, now=timezone.now())
        except services.NotYet as refusal:
            return _refused(request, found.plan, refusal)
        messages.success(request, _("Đã lưu chỉ tiêu."))
        return redirect("programme:target", plan, pk)
    return render(
        request,
        "programme/edit_target.html",
        {"form": form, "target": found, "plan": found.plan},
        status=422 if form.errors else 200,
    )


@requires(Permission.READ_PLANS_IN)
@require_POST
def give_lead(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name one lead for the tasks of a field that have none."""
    found = seen_plan(request, pk)
    may_correct(request, found)
    number, name = request.POST.get("field", ""), request.POST.get("lead", "")
    known = Field.objects.filter(pk__in=found.tasks.values("field"))
    chosen = known.filter(number=int(number)).first() if number.isdecimal() else None
    bodies, _groups, _unknown = forms.find_owners([name], under=found.body, on=timezone.localdate())
    anchor = f"#linh-vuc-{number or 0}"
    if not bodies:
        messages.error(request, _("Không có cơ quan nào tên “%(name)s”.") % {"name": name})
        return redirect(reverse("programme:plan", args=[pk]) + anchor)
    try:
        given = services.give_lead_to_field(
            plan=found, field=chosen, body=bodies[0], by=request.user, now=timezone.now()
        )
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    words = ngettext("Đã giao %(body)s chủ trì %(count)s việc.", "Đã giao %(body)s chủ trì %(count)s việc.", given)
    messages.success(request, words % {"body": bodies[0], "count": given})
    return redirect(reverse("programme:plan", args=[pk]) + anchor)


@requires(Permission.READ_PLANS_IN)
@require_POST
def remove_task(request: SignedInRequest, plan: int, pk: int) -> HttpResponse:
    """Take a task out of a plan that is not in force."""
    found: Task = _item(request, Task, plan, pk)
    may_correct(request, found.plan)
    try:
        services.remove_task(task=found, by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _refused(request, found.plan, refusal)
    messages.success(request, _("Đã bỏ nhiệm vụ khỏi dự thảo kế hoạch."))
    return redirect("programme:plan", plan)


@requires(Permission.READ_PLANS_IN)
@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Do away with a plan that was never in force."""
    found = seen_plan(request, pk)
    may_correct(request, found)
    draft = found.draft_id
    try:
        services.discard_plan(plan=found, by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Đã bỏ dự thảo kế hoạch; văn bản đã xác nhận vẫn còn."))
    return redirect("programme:make", draft) if draft else redirect("programme:plans")


def may_correct(request: SignedInRequest, plan: Plan) -> None:
    if not request.standing.may(Permission.READ_PLANS_IN, plan.body):
        raise PermissionDenied


def _refused(request: SignedInRequest, plan: Plan, refusal: services.NotYet) -> HttpResponse:
    for code in refusal.obstacles:
        messages.error(request, str(OBSTACLES[code]))
    return redirect("programme:plan", plan.pk)

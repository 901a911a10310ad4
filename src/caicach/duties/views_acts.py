"""What changes a duty: each view takes one form, calls one service and answers with the page or with what stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.bodies.models import Person

from . import forms, selectors, services
from .models import Duty
from .panel import hand_over_choices, show, the_duty
from .services import Outcome, Refused
from .words import DONE

Service = Callable[[], object]


def _do(
    request: SignedInRequest, duty: Duty, done: str, service: Service, *, bound: forms.DutyForm | None = None,
    undo: bool = False,
) -> HttpResponse:  # fmt: skip
    """Call the service; answer with the duty as it is then, or with 422 and what stops it."""
    if bound is not None and not bound.is_valid():
        return show(request, duty, bound=bound, status=422)
    try:
        service()
    except Refused as refusal:
        if bound is not None:
            forms.add_obstacles(bound, refusal.obstacles)
        return show(request, the_duty(request, duty.pk), obstacles=refusal.obstacles, bound=bound, status=422)
    tag = f"undo={reverse('duties:undo', args=[duty.pk])}" if undo else ""
    messages.success(request, str(DONE[done]), extra_tags=tag)
    if request.htmx:  # type: ignore[attr-defined]
        return show(request, the_duty(request, duty.pk))
    return redirect(_next(request) or duty.get_absolute_url())


def _next(request: SignedInRequest) -> str:
    """Where the form wants to go back to, if that is here."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else ""


@requires(Permission.WORK_DUTIES)
@require_POST
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write progress: note it, lay it before the head, or (the head) send it up."""
    duty, form = the_duty(request, pk), None
    form = forms.ProgressForm(request.POST, request.FILES, duty=duty)
    acts: dict[str, Callable[..., object]] = {
        "send_to_head": services.send_to_head,
        "send_up": services.send_up_directly,
    }
    chosen = request.POST.get("act", "")
    act = acts.get(chosen, services.note_progress)

    def write() -> object:
        return act(duty=duty, words=form.words(), by=request.user, now=timezone.now(), attachments=form.attachments())

    return _do(request, duty, chosen if chosen in acts else "note_progress", write, bound=form)


@requires(Permission.SIGN_DUTIES)
@require_POST
def send_up(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = the_duty(request, pk)
    return _do(request, duty, "send_up", lambda: services.send_up(duty=duty, by=request.user, now=timezone.now()))


@requires(Permission.SIGN_DUTIES)
@require_POST
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = the_duty(request, pk)
    form = forms.GiveBackForm(request.POST, duty=duty)

    def act() -> object:
        return services.give_back(duty=duty, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())

    return _do(request, duty, "give_back", act, bound=form, undo=True)


@requires(Permission.REVIEW_DUTIES)
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = the_duty(request, pk)

    def act() -> object:
        return services.accept(duty=duty, by=request.user, now=timezone.now())

    return _do(request, duty, "accept", act, undo=True)


@requires(Permission.REVIEW_DUTIES)
@require_POST
def return_to_body(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = the_duty(request, pk)
    form = forms.ReturnForm(request.POST, duty=duty)

    def act() -> object:
        reason = form.cleaned_data["reason"]
        return services.return_to_body(duty=duty, reason=reason, by=request.user, now=timezone.now())

    return _do(request, duty, "return", act, bound=form, undo=True)


@requires(Permission.WORK_DUTIES)
@require_POST
def ask_extension(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = the_duty(request, pk)
    form = forms.ExtensionForm(request.POST, duty=duty)

    def act() -> object:
        got = form.cleaned_data
        return services.ask_extension(
            duty=duty, until=got["until"], reason=got["reason"], by=request.user, now=timezone.now()
        )

    return _do(request, duty, "ask_extension", act, bound=form)


@requires(Permission.REVIEW_DUTIES)
@require_POST
def decide_extension(request: SignedInRequest, pk: int) -> HttpResponse:
    """Grant more time or refuse it."""
    duty = the_duty(request, pk)
    form = forms.DecisionForm(request.POST, duty=duty)
    granted = request.POST.get("decision") == "grant"

    def act() -> object:
        given: dict[str, Any] = {"duty": duty, "answer": form.cleaned_data["answer"], "now": timezone.now()}
        if granted:
            return services.grant_extension(until=form.cleaned_data["until"], by=request.user, **given)
        return services.refuse_extension(by=request.user, **given)

    return _do(request, duty, "grant_extension" if granted else "refuse_extension", act, bound=form)


@requires(Permission.ASSIGN_PEOPLE)
@require_POST
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    duty, now = the_duty(request, pk), timezone.now()
    officers = selectors.officers_of(duty.body, today=timezone.localdate(now))
    form = forms.AssignForm(request.POST, duty=duty, officers=officers)

    def act() -> object:
        return services.assign_officer(duty=duty, officer=form.cleaned_data["officer"], by=request.user, now=now)

    return _do(request, duty, "assign", act, bound=form)


@requires(Permission.HAND_OVER)
@require_POST
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    duty, now = the_duty(request, pk), timezone.now()
    bodies = hand_over_choices(request, selectors.day_of(timezone.localdate(now)))
    form = forms.HandOverForm(request.POST, duty=duty, bodies=bodies)

    def act() -> object:
        got = form.cleaned_data
        return services.hand_over(duty=duty, to_body=got["to_body"], reason=got["reason"], by=request.user, now=now)

    return _do(request, duty, "hand_over", act, bound=form)


@requires(Permission.HAND_OVER)
@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = the_duty(request, pk)
    form = forms.CancelForm(request.POST, duty=duty)

    def act() -> object:
        return services.cancel(duty=duty, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())

    return _do(request, duty, "cancel", act, bound=form)


@requires(Permission.SEE_DUTIES)
@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back one's own decision of a moment ago."""
    duty = the_duty(request, pk)
    return _do(request, duty, "undo", lambda: services.undo_decision(duty=duty, by=request.user, now=timezone.now()))


@requires(Permission.SEE_DUTIES)
@require_POST
def bulk(request: SignedInRequest) -> HttpResponse:
    """One act on the ticked duties, with the outcome of each."""
    chosen = [int(pk) for pk in request.POST.getlist("pk") if pk.isdigit()][: services.AT_MOST]
    duties = selectors.duties_by_pk(request.standing, chosen)
    now, act = timezone.now(), request.POST.get("act", "")
    given: dict[str, Any] = {"duties": duties, "by": request.user, "now": now}
    outcomes: list[Outcome] = []
    if act == "accept":
        outcomes = services.accept_many(**given)
    elif act == "urge":
        outcomes = services.urge_many(**given)
    elif act == "grant_extension":
        outcomes = services.extend_many(answer=request.POST.get("answer", ""), **given)
    elif act == "send_up":
        outcomes = services.sign_many(**given)
    elif act == "assign":
        officer = Person.objects.filter(pk=request.POST.get("officer") or 0).first()
        outcomes = services.assign_many(officer=officer, **given) if officer else []
    refused = [outcome for outcome in outcomes if not outcome.done]
    done = len(outcomes) - len(refused)
    back = _next(request) or reverse("home")
    if outcomes and not refused:
        words = ngettext("%(words)s (%(count)d việc)", "%(words)s (%(count)d việc)", done)
        messages.success(request, words % {"words": str(DONE[act]).rstrip("."), "count": done})
        return redirect(back)
    context = {"outcomes": outcomes, "refused": refused, "done": done, "back": back}
    return render(request, "duties/bulk.html", context, status=422)

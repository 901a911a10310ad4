"""The panel of one duty: its page and its line opened in place show the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caicach.bodies.access import Permission, SignedInRequest

from . import forms, selectors
from .models import Duty
from .rules import Act
from .selectors import Day, DutyPage

IN_LINE = "line"


@dataclass(frozen=True)
class Panel:
    """A duty's page with the forms of what this person may do there."""

    page: DutyPage
    forms: dict[str, Any]


def the_duty(request: SignedInRequest, pk: int) -> Duty:
    """The duty, or 404 where this person may not see it."""
    duty = selectors.duty_for(request.standing, pk)
    if duty is None:
        raise Http404
    return duty


def panel_of(request: SignedInRequest, duty: Duty, day: Day, *, bound: Any = None) -> Panel:
    """The panel; `bound` is the form that was refused, shown in the place of its fresh one."""
    page = selectors.page_for(request.standing, duty, day=day)
    made: dict[str, Any] = {}
    if page.acts & {Act.NOTE_PROGRESS, Act.SEND_TO_HEAD} or (page.may("send_up") and page.latest is None):
        made["progress"] = forms.ProgressForm(duty=duty)
    if page.may("give_back"):
        made["give_back"] = forms.GiveBackForm(duty=duty)
    if page.may("return"):
        made["return"] = forms.ReturnForm(duty=duty)
    if page.may("ask_extension") and duty.due_on and page.waiting_extension is None:
        made["extension"] = forms.ExtensionForm(duty=duty)
    if page.may("decide_extension") and page.waiting_extension is not None:
        made["decision"] = forms.DecisionForm(duty=duty, initial={"until": page.waiting_extension.until})
    if page.may("assign"):
        made["assign"] = forms.AssignForm(duty=duty, officers=selectors.officers_of(duty.body, today=day.today))
    if page.may("hand_over"):
        made["hand_over"] = forms.HandOverForm(duty=duty, bodies=hand_over_choices(request, day))
    if page.may("cancel"):
        made["cancel"] = forms.CancelForm(duty=duty)
    for name, fresh in made.items():
        if type(fresh) is type(bound):
            made[name] = bound
    return Panel(page, made)


def hand_over_choices(request: SignedInRequest, day: Day) -> Any:
    """The bodies to which this person may move duties."""
    return selectors.bodies_next_below(request.standing, Permission.HAND_OVER, today=day.today)


def show(
    request: SignedInRequest, duty: Duty, *, obstacles: Any = (), bound: Any = None, status: int = 200
) -> HttpResponse:
    """The duty's page; for htmx only the part that is swapped, as a line of the list or as the page's panel."""
    day = selectors.day_of(timezone.localdate())
    panel = panel_of(request, duty, day, bound=bound)
    context = {"panel": panel, "page": panel.page, "duty": duty, "line": panel.page.line, "obstacles": obstacles}
    in_line = request.POST.get("place", request.GET.get("place")) == IN_LINE
    if request.htmx:  # type: ignore[attr-defined]
        name = "duties/_opened.html" if in_line and request.method == "POST" else "duties/_panel.html"
    else:
        name, in_line = "duties/duty.html", False
    context |= {"place": IN_LINE if in_line else "", "heading": "h3" if in_line else "h2"}
    return render(request, name, context, status=status)

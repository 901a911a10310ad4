"""Pages of duties: the list, one duty, a directive, the bell. What changes a duty is in views_acts."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from caicach.bodies.access import Permission, SignedInRequest, requires, signed_in
from caicach.core.serving import inert_file
from caicach.programme.models import Field

from . import files, selectors, services
from .forms import DirectiveForm, FilterForm, add_obstacles
from .panel import show, the_duty
from .selectors import Key
from .words import notification_address


def _asked(request: SignedInRequest) -> QueryDict:
    """What the address asks for; one that asks for nothing at all asks for what is still open."""
    asked = request.GET.copy()
    if not any(name in asked for name in FilterForm.base_fields):
        asked["state"] = "open"
    return asked


def _filter_form(asked: QueryDict) -> FilterForm:
    fields = Field.objects.filter(valid_to=None).order_by("number")
    return FilterForm(asked, fields=[(field.number, str(field)) for field in fields])


@requires(Permission.SEE_DUTIES)
@require_safe
def duty_list(request: SignedInRequest) -> HttpResponse:
    """All duties of my scope, filtered by the address, paged by key."""
    day = selectors.day_of(timezone.localdate())
    asked = _asked(request)
    form = _filter_form(asked)
    filters = form.filters()
    page = selectors.page_of(
        request.standing,
        filters,
        day=day,
        after=Key.read(request.GET.get("sau", "")),
        before=Key.read(request.GET.get("truoc", "")),
    )
    officers = []
    if filters.body is not None and request.standing.may(Permission.ASSIGN_PEOPLE, filters.body):
        officers = list(selectors.officers_of(filters.body, today=day.today)[:200])
    address = {"sau": None, "truoc": None}
    context = {
        "form": form, "filters": filters, "page": page, "officers": officers, "day": day,
        "more_filters": any(request.GET.get(name) for name in ("side", "field", "kind", "part", "tu", "den")),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "open_only": filters.state == "open",
        "export_query": asked.urlencode(),
        "previous_url": _address(request, **{**address, "truoc": str(page.before)}) if page.before else "",
        "next_url": _address(request, **{**address, "sau": str(page.after)}) if page.after else "",
    }  # fmt: skip
    return render(request, "duties/list.html", context)


def _address(request: SignedInRequest, **changes: str | None) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


@requires(Permission.SEE_DUTIES)
@require_safe
def export(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The same list as a file, `kind` csv or xlsx."""
    day = selectors.day_of(timezone.localdate())
    lines = selectors.everything(
        request.standing, _filter_form(_asked(request)).filters(), day=day, most=files.MOST_ROWS
    )
    name = f"viec-{day.today:%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(files.as_xlsx(lines), as_attachment=True, filename=name)
    if kind == "csv":
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(files.as_csv(lines), content_type="text/csv; charset=utf-8", headers=disposition)
    raise Http404


@requires(Permission.SEE_DUTIES)
@require_safe
def duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """One duty."""
    return show(request, the_duty(request, pk))


@requires(Permission.SEE_DUTIES)
@require_safe
def evidence(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A proof, for whoever may see its duty; never something that the browser runs."""
    found = selectors.evidence_for(request.standing, pk)
    if found is None:
        raise Http404
    return inert_file(found.file, name=found.name, inline="xem" in request.GET)


@requires(Permission.DIRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def directive_new(request: SignedInRequest) -> HttpResponse:
    """Give a directive to bodies below."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = DirectiveForm(request.POST or None, standing=request.standing, today=today)
    if request.method == "POST" and form.is_valid():
        got = form.cleaned_data
        try:
            given = services.give_directive(
                title=got["title"], content=got["content"], bodies=form.chosen_bodies(), due_on=got["due_on"],
                document=got["document"], by=request.user, now=now, assigned_by_body=got["assigned_by_body"],
                token=got["token"],
            )  # fmt: skip
        except services.Refused as refusal:
            add_obstacles(form, refusal.obstacles)
        else:
            done = ngettext("Đã giao việc cho %(count)d cơ quan.", "Đã giao việc cho %(count)d cơ quan.", len(given))
            messages.success(request, done % {"count": len(given)})
            return redirect(given[0].get_absolute_url() if len(given) == 1 else reverse("duties:list"))
    return render(request, "duties/directive.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: SignedInRequest) -> HttpResponse:
    """What is under one's own bell; POST marks all of it as read."""
    if request.method == "POST":
        services.mark_read(person=request.user, now=timezone.now())
        return redirect("duties:notifications")
    before = request.GET.get("truoc", "")
    rows = selectors.notifications_of(request.user, before=int(before) if before.isdigit() else None)
    shown = rows[:40]
    next_url = f"?truoc={shown[-1].pk}" if len(rows) > 40 else ""
    context = {"notifications": shown, "next_url": next_url, "unread": selectors.unread_count(request.user)}
    return render(request, "duties/notifications.html", context)


@signed_in
@require_safe
def open_notification(request: SignedInRequest, pk: int) -> HttpResponse:
    """Follow a line under the bell to its duty."""
    found = request.user.notifications.filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.read_at is None:
        services.mark_read(person=request.user, now=timezone.now(), only=found)
    return redirect(notification_address(found) or "duties:notifications")

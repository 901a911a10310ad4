"""Pages of the reporting regime: the cycles, who has and has not reported, opening one, merging the answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.duties.services import Refused as DutyRefused

from . import rules, selectors, services
from .forms import OpenCycle
from .models import Cycle
from .reading import reading_of_answers
from .words import refusal_words

_OWED_SHOWN = 20
_REASON = 1_000


@require_safe
@requires(Permission.SEE_REPORTS)
def cycles(request: SignedInRequest) -> HttpResponse:
    """What one's own bodies owe, and the cycles that were opened, latest first."""
    today = timezone.localdate()
    before = request.GET.get("truoc", "")
    rows, earlier = selectors.latest_cycles(request.standing, before=int(before) if before.isdecimal() else None)
    owed = [selectors.line_of(one, today=today) for one in selectors.owed_by(request.standing)[:_OWED_SHOWN]]
    context = {
        "owed": owed,
        "cycles": rows,
        "previous_url": reverse("reports:cycles") if before else "",
        "next_url": f"?truoc={earlier}" if earlier else "",
    }
    return render(request, "reports/cycles.html", context)


def _page_url(request: SignedInRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    query = request.GET.copy()
    query["trang"] = cursor
    return f"?{query.urlencode()}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEMAND_REPORTS)
def cycle_new(request: SignedInRequest) -> HttpResponse:
    """Open a cycle for bodies below."""
    now = timezone.now()
    form = OpenCycle(request.POST or None, standing=request.standing, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_or_add(
                ask=form.ask(), bodies=form.bodies(), token=form.cleaned_data["token"], by=request.user, now=now
            )
        except (services.Refused, DutyRefused) as refusal:
            form.add_refusal(refusal.obstacles)
        else:
            messages.success(request, _opened_words(opened))
            return redirect(opened.cycle)
    return render(request, "reports/cycle_new.html", {"form": form}, status=422 if form.errors else 200)


def _opened_words(opened: services.Opened) -> str:
    if not opened.was_there:
        return _("Đã mở kỳ báo cáo.")
    if not opened.added:
        return _("Kỳ báo cáo này đã mở từ trước; không thêm cơ quan nào.")
    words = ngettext(
        "Kỳ báo cáo này đã mở từ trước; đã thêm %(count)d cơ quan.",
        "Kỳ báo cáo này đã mở từ trước; đã thêm %(count)d cơ quan.",
        opened.added,
    )
    return words % {"count": opened.added}


def _the_cycle(request: SignedInRequest, pk: int) -> Cycle:
    return get_object_or_404(selectors.cycles_for(request.standing), pk=pk)


@require_safe
@requires(Permission.SEE_REPORTS)
def cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who has and who has not reported."""
    found, today = _the_cycle(request, pk), timezone.localdate()
    asked = request.GET.get("tinh-trang", "")
    shown = rules.Standing(asked) if asked in rules.Standing.__members__.values() else None
    page = selectors.cycle_page(found, shown=shown, cursor=request.GET.get("trang", ""), today=today)
    context = {
        "cycle": found,
        "page": page,
        "steps": selectors.steps_of_cycle(found, today=today) if found.kind.steps else [],
        "shown": shown,
        "standings": [(standing, page.counts[standing]) for standing in rules.Standing if page.counts[standing]],
        "demands": found.withdrawn_at is None and request.standing.may(Permission.DEMAND_REPORTS, found.body),
        "merging": services.report_that_merges(found),
        "previous_url": _page_url(request, page.slice.previous),
        "next_url": _page_url(request, page.slice.next),
    }
    return render(request, "reports/cycle.html", context)


@require_POST
@requires(Permission.DEMAND_REPORTS)
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remind everybody whose report is not there."""
    found = _the_cycle(request, pk)
    try:
        told = services.remind_missing(cycle=found, by=request.user, now=timezone.now())
    except services.Refused as refusal:
        return render(request, "reports/refused.html", {"words": refusal_words(refusal.obstacles)}, status=422)
    words = ngettext("Đã đôn đốc %(count)d cơ quan.", "Đã đôn đốc %(count)d cơ quan.", told) % {"count": told}
    messages.success(request, words if told else _("Hôm nay đã đôn đốc mọi cơ quan chưa gửi báo cáo."))
    return redirect(found)


@require_POST
@requires(Permission.DEMAND_REPORTS)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Release everybody from the cycle, with the reason."""
    found = _the_cycle(request, pk)
    reason = request.POST.get("reason", "")[:_REASON]
    try:
        services.withdraw_cycle(cycle=found, reason=reason, by=request.user, now=timezone.now())
    except (services.Refused, DutyRefused) as refusal:
        return render(request, "reports/refused.html", {"words": refusal_words(refusal.obstacles)}, status=422)
    messages.success(request, _("Đã thu hồi kỳ báo cáo."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_DUTIES)
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """All answers to one section side by side; POST takes the ticked paragraphs, or all of them, into the draft."""
    found = _the_cycle(request, pk)
    into = services.report_that_merges(found)
    writes = services.place_of(request.standing, into).writes if into else False
    if not writes and not (into is None and request.standing.may(Permission.DEMAND_REPORTS, found.body)):
        raise Http404  # drafts from below and one's own are no matter of who does not merge
    sections = selectors.text_sections(rules.sections_of(found.outline))
    key = request.POST.get("muc") or request.GET.get("muc") or sections[0].key
    section = next((one for one in sections if one.key == key), None)
    if section is None:
        raise Http404
    obstacles: list[str] = []
    if request.method == "POST":
        try:
            taken = _take(request, found, key)
        except services.Refused as refusal:
            obstacles = refusal_words(refusal.obstacles)
        else:
            words = ngettext("Đã lấy %(count)d đoạn vào dự thảo.", "Đã lấy %(count)d đoạn vào dự thảo.", taken)
            messages.success(request, words % {"count": taken} if taken else _("Không có đoạn nào mới để lấy."))
            return redirect(f"{reverse('reports:merge', args=[pk])}?{request.GET.urlencode()}")
    page = selectors.merge_page(found, section=section, cursor=request.GET.get("trang", ""))
    texts = [(one.submission.body_id, passage.text) for one in page.answers for passage in one.passages]
    context = {
        "cycle": found,
        "page": page,
        "numbers": reading_of_answers(found, texts, now=timezone.now()),
        "obstacles": obstacles,
        "previous_url": _page_url(request, page.slice.previous),
        "next_url": _page_url(request, page.slice.next),
    }
    return render(request, "reports/merge.html", context, status=422 if obstacles else 200)


def _take(request: SignedInRequest, cycle: Cycle, key: str) -> int:
    now = timezone.now()
    into = services.begin_merging(cycle=cycle, by=request.user, now=now)
    pks = None if request.POST.get("act") == "all" else [int(pk) for pk in request.POST.getlist("pk") if pk.isdecimal()]
    return services.take_passages(cycle=cycle, into=into, section=key, pks=pks, by=request.user, now=now)

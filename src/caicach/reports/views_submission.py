"""One body's report: its outline, its text, its comments; and what moves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.duties.services import Refused as DutyRefused

from . import selectors, services
from .models import Comment, Passage, Submission
from .offering import offer_in
from .reading import reading_of
from .rules import IN_WORK
from .services import Edit, Place
from .statistics import table_of
from .views_issuing import part_of_page
from .words import refusal_words

REASON = 1_000
DONE = {
    "draft": gettext_lazy("Đã soạn các mục còn trống từ số liệu."),
    "section": gettext_lazy("Đã lưu."),
    "send_to_head": gettext_lazy("Đã trình thủ trưởng."),
    "sign": gettext_lazy("Đã ký và gửi."),
    "give_back": gettext_lazy("Đã trả lại người soạn."),
    "accept": gettext_lazy("Đã chấp nhận báo cáo."),
    "return": gettext_lazy("Đã trả lại báo cáo."),
    "reopen": gettext_lazy("Đã mở lại báo cáo."),
    "take_back": gettext_lazy("Đã mở lại báo cáo."),
    "remark": gettext_lazy("Đã ghi ý kiến."),
    "settle": gettext_lazy("Đã ghi là xong."),
    "restore": gettext_lazy("Đã lấy lại bản cũ."),
}


def _the_report(request: SignedInRequest, pk: int) -> tuple[Submission, Place]:
    found = selectors.submission_for(request.standing, pk)
    if found is None:
        raise Http404
    return found


def _show(
    request: SignedInRequest, submission: Submission, place: Place, *, refused: tuple[str, ...] = (), typed: Any = None,
) -> HttpResponse:  # fmt: skip
    """The report's page; `typed` is what was sent and refused, so that nobody types it twice."""
    now = timezone.now()
    closed = services.closed_to_words(submission, now=now)
    parts = selectors.parts_of(submission) if place.reads else []
    writable = place.writes and submission.state in IN_WORK and not closed
    asked = (typed or request.GET).get("muc", "")
    editing = next((part for part in parts if part.section.key == asked and part.section.holds_text), None)
    texts = [paragraph.passage.text for part in parts for paragraph in part.paragraphs]
    offer = offer_in(submission, asked) if writable and editing else None
    numbers = reading_of(submission, texts, also=offer.refs if offer else (), now=now, seen_by=request.standing)
    context = {
        "submission": submission,
        "cycle": submission.cycle,
        "place": place,
        "parts": parts,
        "numbers": numbers,
        "offered": offer.groups(numbers.values) if offer else [],
        "missing": [part for part in parts if part.missing],
        "unsettled": sum(part.unsettled for part in parts),
        "line": selectors.line_of(submission, today=timezone.localdate(now)),
        "closed": closed,
        "table": table_of(submission, timezone.localdate(now)) if place.reads else None,
        "writable": writable,
        "editing": editing if writable else None,
        "typed": typed,
        "refused": refused,
        "promised": selectors.promised_before(submission) if writable else [],
        "can_draft": writable
        and bool(submission.cycle.period_kind)
        and any(part.section.holds_text and not part.paragraphs for part in parts),
    }
    context |= part_of_page(request, submission, place, closed=closed, table=context["table"], numbers=numbers.values)
    return render(request, "reports/submission.html", context, status=422 if refused else 200)


@require_safe
@requires(Permission.SEE_REPORTS)
def submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report as it stands; `?muc=` opens one section to write in."""
    return _show(request, *_the_report(request, pk))


def _do(
    request: SignedInRequest, pk: int, done: str, act: Callable[[Submission], object], *, back: str = ""
) -> HttpResponse:
    """Call the service; answer with the report as it is then, or with 422 and what stops it."""
    found, _place = _the_report(request, pk)
    try:
        act(found)
    except (services.Refused, DutyRefused) as refusal:
        again = _the_report(request, pk)
        return _show(request, *again, refused=tuple(refusal_words(refusal.obstacles)), typed=request.POST)
    messages.success(request, str(DONE[done]))
    return redirect(f"{found.get_absolute_url()}{back}")


def _reason(request: SignedInRequest) -> str:
    return request.POST.get("reason", "")[:REASON]


@require_POST
@requires(Permission.WORK_DUTIES)
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "draft", lambda one: services.draft_from_data(submission=one, by=request.user, now=timezone.now())
    )


@require_POST
@requires(Permission.WORK_DUTIES)
def section(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a section as it was typed."""
    edits, key = {}, request.POST.get("muc", "")
    for name, text in request.POST.items():
        number = request.POST.get(f"number_{name.removeprefix('text_')}", "")
        if name.startswith("text_") and name[5:].isdecimal() and number.isdecimal():
            edits[int(name[5:])] = Edit(text=str(text), number=int(number))

    def act(one: Submission) -> object:
        return services.write_section(
            submission=one, section=key, edits=edits, added=request.POST.get("added", ""), by=request.user,
            now=timezone.now(),
        )  # fmt: skip

    stay = request.POST.get("act") == "stay"
    return _do(request, pk, "section", act, back=f"?muc={key}#muc-{key}" if stay else f"#muc-{key}")


@require_POST
@requires(Permission.WORK_DUTIES)
def send_to_head(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "send_to_head",
        lambda one: services.send_to_head(submission=one, by=request.user, now=timezone.now()),
    )  # fmt: skip


@require_POST
@requires(Permission.SIGN_DUTIES)
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "sign", lambda one: services.sign_and_send(submission=one, by=request.user, now=timezone.now())
    )


@require_POST
@requires(Permission.SIGN_DUTIES)
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "give_back",
        lambda one: services.give_back(
            submission=one, reason=_reason(request), by=request.user, now=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@requires(Permission.SIGN_DUTIES)
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "take_back",
        lambda one: services.take_back(
            submission=one, reason=_reason(request), by=request.user, now=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@requires(Permission.REVIEW_DUTIES)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "accept", lambda one: services.accept_report(submission=one, by=request.user, now=timezone.now())
    )


@require_POST
@requires(Permission.REVIEW_DUTIES)
def return_report(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "return",
        lambda one: services.return_report(
            submission=one, reason=_reason(request), by=request.user, now=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@requires(Permission.DEMAND_REPORTS)
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "reopen",
        lambda one: services.reopen(submission=one, reason=_reason(request), by=request.user, now=timezone.now()),
    )  # fmt: skip


# --- paragraphs -------------------------------------------------------------------------------------------------------


def _the_passage(request: SignedInRequest, pk: int) -> tuple[Passage, Place]:
    found = selectors.passage_for(request.standing, pk)
    if found is None:
        raise Http404
    return found


@require_safe
@requires(Permission.SEE_REPORTS)
def passage(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every version of a paragraph with what each changed."""
    found, place = _the_passage(request, pk)
    closed = services.closed_to_words(found.submission, now=timezone.now())
    context = {
        "passage": found,
        "submission": found.submission,
        "section": services.section_of(found.submission, found.section),
        "versions": selectors.versions_of(found),
        "writable": place.writes and found.submission.state in IN_WORK and not closed,
    }
    return render(request, "reports/passage.html", context)


@require_POST
@requires(Permission.WORK_DUTIES)
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    found, _place = _the_passage(request, pk)
    number = request.POST.get("number", "")

    def act(_one: Submission) -> object:
        chosen = int(number) if number.isdecimal() else 0
        return services.restore_passage(passage=found, number=chosen, by=request.user, now=timezone.now())

    return _do(request, found.submission_id, "restore", act, back=f"#doan-{pk}")


@require_POST
@requires(Permission.SEE_REPORTS)
def remark(request: SignedInRequest, pk: int) -> HttpResponse:
    found, _place = _the_passage(request, pk)

    def act(_one: Submission) -> object:
        text = request.POST.get("text", "")[:REASON]
        return services.remark(passage=found, text=text, by=request.user, now=timezone.now())

    return _do(request, found.submission_id, "remark", act, back=f"#doan-{pk}")


@require_POST
@requires(Permission.SEE_REPORTS)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    comment = Comment.objects.select_related("passage__submission").filter(pk=pk).first()
    if comment is None:
        raise Http404
    found, _place = _the_passage(request, comment.passage_id)

    def act(_one: Submission) -> object:
        return services.settle_remark(comment=comment, by=request.user, now=timezone.now())

    return _do(request, found.submission_id, "settle", act, back=f"#doan-{found.pk}")

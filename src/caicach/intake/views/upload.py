"""Đọc văn bản: the drop zone, the list of drafts, the file while it is being read."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.evidence import FileEmpty, FileTooLarge
from caicach.core.serving import inert_file

from .. import selectors, services
from ..forms import UploadForm
from ..models import Draft, DraftState
from ..tasks import read_draft_in_background, read_missing_pages_in_background
from ..words import OBSTACLES, STATE_HINTS

MEGABYTE = 1024 * 1024
AT_ONCE_BYTES = 2 * MEGABYTE  # a file up to here is read while the person waits
AT_ONCE_SECONDS = 15
WAITED_FOR = (DraftState.WAITING, DraftState.READING)


@requires(Permission.READ_PLANS_IN)
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take a file in, or show what came in."""
    bodies = selectors.bodies_to_read_for(request.standing, on=timezone.localdate())
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, bodies=bodies)
        if form.is_valid() and (draft := _take_in(request, form)):
            return redirect("intake:draft", draft.pk)
    else:
        form = UploadForm(bodies=bodies, initial={"token": uuid.uuid4(), "body": bodies[0].pk if bodies else None})
    page = selectors.draft_list(request.standing, after=request.GET.get("sau", ""))
    for draft in page.drafts:
        requeue_if_dead(draft)
    context = {
        "form": form,
        "page": page,
        "discarded": selectors.discarded_drafts(request.standing),
        "most": settings.UPLOAD_LIMIT_BYTES // MEGABYTE,
        "most_scan": settings.SCAN_LIMIT_BYTES // MEGABYTE,
    }
    return render(request, "intake/upload.html", context, status=422 if form.errors else 200)


def _take_in(request: SignedInRequest, form: UploadForm) -> Draft | None:
    data, now = form.cleaned_data, timezone.now()
    try:
        draft = services.upload_document(
            content=data["file"], file_name=data["file"].name, token=data["token"], body=data["body"],
            by=request.user, now=now,
        )  # fmt: skip
    except FileTooLarge:
        form.add_error("file", _("Tệp nặng hơn giới hạn; đề nghị tách tệp hoặc giảm dung lượng ảnh trong tệp."))
        return None
    except FileEmpty:
        form.add_error("file", _("Tệp không có nội dung; đề nghị kiểm tra lại tệp rồi gửi lại."))
        return None
    if draft.state == DraftState.WAITING and draft.file.size <= AT_ONCE_BYTES:
        draft = services.read_draft(draft=draft, now=now, seconds=AT_ONCE_SECONDS)
    if draft.state == DraftState.WAITING:
        read_draft_in_background.enqueue(draft.pk)
    return draft


@requires(Permission.READ_PLANS_IN)
@require_GET
def state(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the reading is; asked every second by the page that waits. A reading that died is queued again."""
    draft = get_object_or_404(selectors.drafts(request.standing).defer("text", "reading"), pk=pk)
    if draft.state not in WAITED_FOR:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("intake:draft", args=[pk])
        return response if request.headers.get("HX-Request") else redirect("intake:draft", pk)
    requeue_if_dead(draft)
    return render(request, "intake/_waiting.html", {"draft": draft, "pages": selectors.page_counts(draft)})


def waiting_page(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """The page of a draft that is not read yet, or whose reading was stopped."""
    context = {"draft": draft, "pages": selectors.page_counts(draft), "hint": STATE_HINTS[draft.state]}
    return render(request, "intake/waiting.html", context)


def requeue_if_dead(draft: Draft) -> None:
    """Queue the reading again, once, when whoever began it has not been heard of for a lease."""
    if draft.state == DraftState.READING and services.give_back_if_dead(draft=draft, now=timezone.now()):
        read_draft_in_background.enqueue(draft.pk)


@requires(Permission.READ_PLANS_IN)
@require_POST
def read_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read a waiting draft now, without the queue; pages that have to be recognised stay with the queue."""
    draft = get_object_or_404(selectors.drafts(request.standing), pk=pk)
    draft = services.read_draft(draft=draft, now=timezone.now(), seconds=settings.READ_SECONDS - 1)
    if draft.state == DraftState.WAITING:
        read_draft_in_background.enqueue(draft.pk)
    return redirect("intake:draft", pk)


@requires(Permission.READ_PLANS_IN)
@require_POST
def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop the reading; the pages that are done stay."""
    draft = get_object_or_404(selectors.drafts(request.standing), pk=pk)
    services.stop_reading(draft=draft, by=request.user, now=timezone.now())
    return redirect("intake:draft", pk)


def _not_yet(request: SignedInRequest, refusal: services.NotYet, pk: int) -> HttpResponse:
    messages.error(request, " ".join(str(OBSTACLES[code]) for code in refusal.obstacles))
    return redirect("intake:draft", pk)


@requires(Permission.READ_PLANS_IN)
@require_POST
def go_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read on where reading was stopped or refused; with `bo-phan-con-lai`, make do with the pages that are done."""
    draft = get_object_or_404(selectors.drafts(request.standing), pk=pk)
    try:
        draft = services.continue_reading(
            draft=draft, by=request.user, now=timezone.now(), without_rest="bo-phan-con-lai" in request.POST
        )
    except services.NotYet as refusal:
        return _not_yet(request, refusal, pk)
    if draft.state == DraftState.WAITING:
        read_draft_in_background.enqueue(draft.pk)
    return redirect("intake:draft", pk)


@requires(Permission.READ_PLANS_IN)
@require_POST
def read_pages_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try the pages once more that could not be read; the person goes on with the others."""
    draft = get_object_or_404(selectors.drafts(request.standing), pk=pk)
    try:
        count = services.read_pages_again(draft=draft, by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _not_yet(request, refusal, pk)
    if count:
        read_missing_pages_in_background.enqueue(draft.pk)
        words = ngettext("Đang đọc lại %(count)s trang.", "Đang đọc lại %(count)s trang.", count)
        messages.success(request, words % {"count": count})
    return redirect("intake:draft", pk)


@requires(Permission.READ_PLANS_IN)
@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a draft away."""
    draft = get_object_or_404(selectors.drafts(request.standing), pk=pk)
    try:
        services.discard_draft(draft=draft, by=request.user, now=timezone.now())
    except services.NotYet:
        messages.error(request, _("Bản đọc đã xác nhận thì không bỏ được."))
        return redirect("intake:draft", pk)
    messages.success(
        request, _("Đã bỏ “%(name)s”. Cần lại thì khôi phục ở mục Đã bỏ, cuối trang.") % {"name": draft.file_name}
    )
    return redirect("intake:upload")


@requires(Permission.READ_PLANS_IN)
@require_POST
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a draft that was put away."""
    draft = get_object_or_404(selectors.drafts(request.standing), pk=pk)
    draft = services.restore_draft(draft=draft, by=request.user, now=timezone.now())
    if draft.state == DraftState.WAITING:
        read_draft_in_background.enqueue(draft.pk)
    messages.success(request, _("Đã khôi phục “%(name)s”.") % {"name": draft.file_name})
    return redirect("intake:upload")


@requires(Permission.READ_PLANS_IN)
@require_GET
def file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file as it came."""
    draft = get_object_or_404(selectors.drafts(request.standing).select_related("file"), pk=pk)
    return inert_file(draft.file, name=draft.file_name)

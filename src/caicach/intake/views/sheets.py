"""The left-hand side of the confirming page, sheet by sheet, and what the right-hand side fetches later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.serving import inert_file

from .. import selectors, services, shown
from ..models import Draft, DraftItem, DraftPage, DraftState, ItemKind, ItemState
from ..workbench import Workbench, division_of, group, what_is_left

SIDE = "intake_side"
PICTURE, TEXT, FOUND = "anh", "chu", "goc"


def document_side(
    request: HttpRequest, draft: Draft, bench: Workbench, warnings: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The sheets of the document, one of them ready to be shown; the others are asked for when they come into view."""
    restored = shown.was_restored(draft.text)
    side = side_of(request, draft, restored=restored)
    asked, line = request.GET.get("to", ""), request.GET.get("dong", "")
    at = int(asked) if asked.isdecimal() else 1
    cut = shown.sheets(draft.text)
    if line.isdecimal() and (found := shown.sheet_of_line(cut, int(line))):
        at = found.page if side == PICTURE else found.number
    items = [view.item for view in bench.by_pk.values()]
    context: dict[str, Any] = {
        "side": side,
        "has_pictures": draft.has_pictures,
        "has_restored": restored,
    }
    if side == PICTURE:
        count = (draft.reading or {}).get("pages") or 0
        at = min(max(at, 1), count)
        return context | {"sheets": range(1, count + 1), "at": at, **_picture(draft, at, items, warnings)}
    at = min(max(at, 1), len(cut))
    return context | {"sheets": cut, "at": at, **_text(draft, cut, at, items, warnings, side=side)}


def side_of(request: HttpRequest, draft: Draft, *, restored: bool) -> str:
    """Picture or text, as this person last wanted it; at first the picture of what was recognised in it."""
    sides = [PICTURE] * draft.has_pictures + [TEXT] + [FOUND] * restored
    if (asked := request.GET.get("xem")) in sides:
        request.session[SIDE] = asked
    chosen = request.session.get(SIDE)
    if chosen in sides:
        return str(chosen)
    return PICTURE if draft.has_pictures and (draft.reading or {}).get("text_source") == "ocr" else TEXT


def _text(
    draft: Draft, cut: Sequence[shown.Sheet], at: int, items: Iterable[DraftItem],
    warnings: Iterable[Mapping[str, Any]], *, side: str,
) -> dict[str, Any]:  # fmt: skip
    if not cut:
        return {"blocks": [], "sheet": None}
    sheet = cut[at - 1]
    seen = [item for item in items if item.state != ItemState.DROPPED]
    return {"sheet": sheet, "blocks": shown.placed(draft.text, sheet, seen, warnings, found=side == FOUND)}


def _picture(
    draft: Draft, at: int, items: Iterable[DraftItem], warnings: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    page = draft.pages.filter(number=at).first()
    seen = [item for item in items if item.state != ItemState.DROPPED]
    return {
        "page_number": at,
        "page": page,
        "page_warnings": [warning for warning in warnings if warning.get("page") == at and warning.get("line", 1) > 1],
        "marks": [(item, [_rect(box) for box in boxes]) for item, boxes in shown.marks_on(draft.text, at, seen)],
        "hard_words": [_rect(box) for box in hard_words(page)] if page else [],
    }


def hard_words(page: DraftPage) -> list[list[float]]:
    """Where words stand that were hard to read."""
    lines = (page.recognised or {}).get("lines") or []
    return [word[2:6] for line in lines for word in line["words"] if word[1] < shown.HARD_TO_READ]


def _rect(box: Sequence[float]) -> dict[str, str]:
    """Shares of the page as attributes of an SVG that is 1000 wide and high."""
    left, top, right, bottom = (share * 1000 for share in box)
    return {
        "x": f"{left:.1f}", "y": f"{top:.1f}", "width": f"{right - left:.1f}", "height": f"{bottom - top:.1f}",
    }  # fmt: skip


def _draft(request: SignedInRequest, pk: int) -> Draft:
    return get_object_or_404(selectors.drafts(request.standing).select_related("file", "body"), pk=pk)


def _is_read(draft: Draft) -> bool:
    return draft.state in (DraftState.READY, DraftState.CONFIRMED)


@requires(Permission.READ_PLANS_IN)
@require_GET
def sheet(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One sheet of the document, as text or as a picture."""
    draft = _draft(request, pk)
    if not _is_read(draft):
        return redirect("intake:draft", pk)
    items = draft.items.exclude(state=ItemState.DROPPED).only("pk", "draft_id", "kind", "state", "line")
    side = side_of(request, draft, restored=True)
    context: dict[str, Any] = {"draft": draft, "side": side, "at": number}
    warnings = shown.warnings_of(draft.reading or {"warnings": [], "documents": []})
    if side == PICTURE:
        if number > ((draft.reading or {}).get("pages") or 0):
            raise Http404
        return render(request, "intake/_picture.html", context | _picture(draft, number, items, warnings))
    cut = shown.sheets(draft.text)
    if not 1 <= number <= len(cut):
        raise Http404
    context |= _text(draft, cut, number, items, warnings, side=side)
    return render(request, "intake/_sheet.html", context)


@requires(Permission.READ_PLANS_IN)
@require_GET
def page_image(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """The picture of a page; that of a digital PDF is made when it is first asked for."""
    draft = get_object_or_404(selectors.drafts(request.standing).select_related("file"), pk=pk)
    image = services.page_image(draft=draft, number=number, now=timezone.now())
    if image is None:
        return HttpResponse(_("Trang này không có ảnh."), status=422, content_type="text/plain; charset=utf-8")
    response = inert_file(image, name=f"trang-{number}", inline=True)
    response["Cache-Control"] = "private, max-age=86400"  # the picture of a page does not change
    return response


@requires(Permission.READ_PLANS_IN)
@require_GET
def rows(request: SignedInRequest, pk: int) -> HttpResponse:
    """The items of one part (`phan`) from the `sau`th on, for the page that opens it."""
    draft = _draft(request, pk)
    if not _is_read(draft):
        return redirect("intake:draft", pk)
    key, after = request.GET.get("phan", ""), request.GET.get("sau", "0")
    found = group(
        draft, key, on=timezone.localdate(), after=int(after) if after.isdecimal() else 0,
        in_order=request.session.get("intake_order") == "van-ban",
    )  # fmt: skip
    context = {
        "draft": draft, "group": found, "may_work": draft.state == DraftState.READY, "open_item": None,
        "item_base": reverse("intake:edit", args=[pk, 0]).removesuffix("0/"),
    }  # fmt: skip
    return render(request, "intake/_rows.html", context)


@requires(Permission.READ_PLANS_IN)
@require_GET
def now(request: SignedInRequest, pk: int) -> HttpResponse:
    """How much is left and who else works where; asked now and then by the page."""
    draft = _draft(request, pk)
    if not _is_read(draft):
        return redirect("intake:draft", pk)
    left = what_is_left(draft, now=timezone.now(), me=request.user)
    context = {"draft": draft, "bench": left, "page_count": (draft.reading or {}).get("pages") or 0}
    return render(request, "intake/_counter.html", context)


@requires(Permission.READ_PLANS_IN)
@require_POST
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one works on a part."""
    draft = _draft(request, pk)
    division = division_of(draft, draft.items.exclude(kind=ItemKind.STATEMENT).only("document_index", "data"))
    part = division.with_key(request.POST.get("phan", ""))
    if part is None:
        raise BadRequest
    services.claim_section(draft=draft, section=part.key, by=request.user, now=timezone.now())
    messages.success(request, _("Người khác sẽ thấy ông/bà đang xem phần “%(part)s”.") % {"part": part.title})
    return redirect("intake:draft", pk)

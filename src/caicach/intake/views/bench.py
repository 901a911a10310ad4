"""The confirming page: the document on the left, what was read in it on the right, one small act at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.core.text import squeeze

from .. import selectors, services, shown
from ..forms import FORMS, HeaderForm, item_form
from ..models import Draft, DraftItem, DraftState, ItemKind, PageState
from ..rules import DraftFacts, as_kind, obstacles_to_confirming, parts_of, suggested_parts
from ..words import OBSTACLES
from ..workbench import Group, ItemView, Workbench, division_of, group, item_view, place_of, workbench
from .sheets import document_side
from .upload import requeue_if_dead, waiting_page

UNDO = "intake_undo"
ORDER = "intake_order"


def _draft(request: SignedInRequest, pk: int) -> Draft:
    return get_object_or_404(selectors.drafts(request.standing).select_related("body", "uploaded_by", "file"), pk=pk)


@requires(Permission.READ_PLANS_IN)
@require_GET
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft, whatever its state."""
    found = _draft(request, pk)
    if found.state in (DraftState.WAITING, DraftState.READING, DraftState.STOPPED):
        requeue_if_dead(found)
        return waiting_page(request, found)
    if found.state in (DraftState.REFUSED, DraftState.DISCARDED):
        return render(request, "intake/refused.html", {"draft": found})
    return _page(request, found)


def _page(request: SignedInRequest, draft: Draft, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page; htmx takes the part it asked for."""
    now, today = timezone.now(), timezone.localdate()
    in_order = _in_order(request)
    bench = workbench(draft, on=today, now=now, in_order=in_order, me=request.user)
    reading = draft.reading or {"pages": 0, "warnings": [], "documents": []}
    warnings = shown.warnings_of(reading)
    if (asked := request.GET.get("sua", "")).isdecimal() and not more:
        more = _editing(draft, int(asked))
    elif (asked := request.GET.get("tach", "")).isdecimal() and not more:
        more = _splitting(draft, int(asked))
    context = {
        "draft": draft,
        "bench": bench,
        "opened": _opened(bench, more.get("open_item"), on=today),
        "in_order": in_order,
        "page_count": reading["pages"],
        "warnings": warnings,
        "header_form": more.pop("header_form", None) or HeaderForm.of(draft.header),
        "unsettled": sum(not name.is_settled for name in bench.names),
        "choices": selectors.owner_choices(draft, on=today) if any(not n.is_settled for n in bench.names) else None,
        "obstacles": [OBSTACLES[code] for code in obstacles_to_confirming(_facts(bench))],
        "nothing_found": not any(document[kind] for document in reading["documents"] for kind in PROGRAMME),
        "open_item": None,
        "may_work": draft.state == DraftState.READY,
        "base": reverse("intake:draft", args=[draft.pk]),
        "item_base": reverse("intake:edit", args=[draft.pk, 0]).removesuffix("0/"),
        "more_group": _more(request, draft, on=today, in_order=in_order),
        "unread_pages": list(draft.pages.filter(state=PageState.UNREAD)),
        # A panel that htmx swaps holds the items only; the document beside them stays as it is.
        **({} if request.headers.get("HX-Request") else document_side(request, draft, bench, warnings)),
        **more,
    }
    return render(request, "intake/draft.html", context, status=status)


PROGRAMME = ("targets", "tasks", "duties")
PROGRAMME_KINDS = (ItemKind.TARGET, ItemKind.TASK, ItemKind.DUTY)


def _facts(bench: Workbench) -> DraftFacts:
    return DraftFacts(
        is_ready=bench.draft.state == DraftState.READY,
        unseen=bench.unseen,
        accepted=bench.accepted + bench.figures_accepted,
        title=bench.draft.header.get("title") or "",
        offered=bench.total + bench.dropped + bench.figures + bench.figures_accepted,
    )


def _in_order(request: SignedInRequest) -> bool:
    """Whether this person wants the items as the document has them; what they choose is kept."""
    if (asked := request.GET.get("thu-tu")) in ("van-ban", "can-xem"):
        request.session[ORDER] = asked
    return request.session.get(ORDER) == "van-ban"


def _more(request: SignedInRequest, draft: Draft, *, on: date, in_order: bool) -> Group | None:
    """The items that somebody without a script asked for."""
    key, after = request.GET.get("mo", ""), request.GET.get("sau", "0")
    if not key or not after.isdecimal():
        return None
    return group(draft, key, on=on, after=int(after), in_order=in_order)


def _opened(bench: Workbench, item: DraftItem | None, *, on: date) -> ItemView | None:
    """The item being edited, where it is not among those that the page shows anyway."""
    if item is None:
        return None
    shown_ones = {view.item.pk for part in (bench.look, *bench.parts) for view in part.shown}
    return None if item.pk in shown_ones else bench.by_pk.get(item.pk) or item_view(item, on=on)


def _editing(draft: Draft, pk: int) -> dict[str, Any]:
    item = get_object_or_404(draft.items, pk=pk)
    form = item_form(
        item.kind, item.data, version=item.version, part_of=item.part_of_id, wholes=_wholes(item), prefix="sua-"
    )
    return {"open_item": item, "item_form": form}


def _splitting(draft: Draft, pk: int) -> dict[str, Any]:
    item = get_object_or_404(draft.items, pk=pk)
    return {"open_item": item, "split_text": suggested_parts(item.data.get("text") or "")}


def _wholes(item: DraftItem) -> list[tuple[int, str]]:
    others = item.draft.items.filter(kind=ItemKind.TARGET, part_of=None).exclude(pk=item.pk).exclude(state="dropped")
    return [(other.pk, other.data.get("text") or "") for other in others]


def _back(request: SignedInRequest, draft: Draft, anchor: str = "") -> HttpResponse:
    return redirect(reverse("intake:draft", args=[draft.pk]) + anchor)


def _versions(values: list[str]) -> dict[int, int]:
    """ "12:3" → item 12 as seen at version 3."""
    try:
        return {int(pk): int(version) for pk, _, version in (value.partition(":") for value in values)}
    except ValueError as error:
        raise BadRequest(_("Danh sách mục không đúng; tải lại trang rồi thử lại.")) from error


def _refused(request: SignedInRequest, draft: Draft, refusal: services.NotYet | services.ItemChanged) -> HttpResponse:
    if isinstance(refusal, services.ItemChanged):
        who = refusal.item.edited_by or _("người khác")
        messages.warning(
            request,
            _("%(who)s vừa thay đổi mục này; bản mới đã hiện ra, xem lại rồi làm tiếp.") % {"who": who},
        )
        return _back(request, draft, f"#muc-{refusal.item.pk}")
    for code in refusal.obstacles:
        messages.error(request, str(OBSTACLES[code]))
    return _back(request, draft)


@requires(Permission.READ_PLANS_IN)
@require_POST
def act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept, drop, restore or merge: one item (`one=accept:12:3`) or all that were ticked (`what`, `items`)."""
    found = _draft(request, pk)
    if one := request.POST.get("one"):
        action, _colon, value = one.partition(":")
        versions = _versions([value])
    else:
        action, versions = request.POST.get("what", ""), _versions(request.POST.getlist("items"))
    acts = {
        "accept": services.accept_items,
        "drop": services.drop_items,
        "restore": services.restore_items,
    }
    if not versions:
        messages.warning(request, _("Chưa chọn mục nào."))
        return _back(request, found)
    options: dict[str, Any] = {"draft": found, "versions": versions, "by": request.user, "now": timezone.now()}
    try:
        if action == "merge":
            whole = services.merge_items(**options)
            messages.success(request, _("Đã gộp thành một mục."))
            return _back(request, found, f"?sua={whole.pk}#muc-{whole.pk}")
        if action not in acts:
            raise BadRequest
        moved = acts[action](**options)
    except (services.NotYet, services.ItemChanged) as refusal:
        return _refused(request, found, refusal)
    _claim(request, found, moved)
    if moved:
        said = {
            "accept": ngettext("Đã nhận %(count)s mục.", "Đã nhận %(count)s mục.", len(moved)),
            "drop": ngettext("Đã bỏ %(count)s mục.", "Đã bỏ %(count)s mục.", len(moved)),
            "restore": ngettext("Đã đưa lại %(count)s mục để xem.", "Đã đưa lại %(count)s mục để xem.", len(moved)),
        }[action] % {"count": len(moved)}
        _say(request, found, said, moved if action != "restore" else [])
    return _back(request, found)


def _claim(request: SignedInRequest, draft: Draft, items: list[DraftItem]) -> None:
    """Who acts on an item works on its part: the others are told for some minutes."""
    if items:
        rows = draft.items.exclude(kind=ItemKind.STATEMENT).only("document_index", "data")
        part = division_of(draft, rows).part(place_of(items[0]))
        services.claim_section(draft=draft, section=part.key, by=request.user, now=timezone.now())


def _say(request: SignedInRequest, draft: Draft, words: str, moved: list[DraftItem]) -> None:
    """Tell what was done; what can be taken back is kept in the session, with the versions it now has."""
    if not moved:
        messages.success(request, words)
        return
    request.session[UNDO] = {"draft": draft.pk, "items": [f"{item.pk}:{item.version}" for item in moved]}
    messages.success(request, words, extra_tags=f"undo={reverse('intake:undo', args=[draft.pk])}")


@requires(Permission.READ_PLANS_IN)
@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put back what the last act of this person moved."""
    found = _draft(request, pk)
    kept = request.session.pop(UNDO, None)
    if not kept or kept["draft"] != pk:
        messages.warning(request, _("Không còn gì để hoàn tác."))
        return _back(request, found)
    try:
        services.restore_items(draft=found, versions=_versions(kept["items"]), by=request.user, now=timezone.now())
    except (services.NotYet, services.ItemChanged) as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Đã hoàn tác."))
    return _back(request, found)


@requires(Permission.READ_PLANS_IN)
@require_POST
def accept_sure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept everything about which there is no doubt, or what of it stands in one part."""
    found = _draft(request, pk)
    part = request.POST.get("phan", "")
    try:
        moved = services.accept_sure_items(draft=found, by=request.user, now=timezone.now(), part=part)
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    if part:
        _claim(request, found, moved)
    words = ngettext("Đã nhận %(count)s mục chắc chắn.", "Đã nhận %(count)s mục chắc chắn.", len(moved))
    _say(request, found, words % {"count": len(moved)}, moved)
    return _back(request, found)


@requires(Permission.READ_PLANS_IN)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Correct one item; htmx asks for its form alone, or with `tach` for that which splits it."""
    found = _draft(request, pk)
    entry = get_object_or_404(found.items, pk=item)
    if request.method == "GET":
        if not request.headers.get("HX-Request"):
            return _back(request, found, f"?sua={item}#muc-{item}")
        entry.draft = found
        opened = _splitting(found, item) if "tach" in request.GET else _editing(found, item)
        view = item_view(entry, on=timezone.localdate())
        context = {"draft": found, "view": view, "may_work": found.state == DraftState.READY, **opened}
        return render(request, "intake/_item.html", context)
    form = item_form(
        entry.kind, entry.data, version=entry.version, wholes=_wholes(entry), data=request.POST, prefix="sua-"
    )
    if not form.is_valid():
        return _page(request, found, status=422, open_item=entry, item_form=form)
    part_of = form.cleaned_data.get("part_of") or ""
    try:
        services.edit_item(
            item=entry, version=form.cleaned_data["version"], kind=entry.kind, data=form.changes(),
            part_of=int(part_of) if part_of else None, by=request.user, now=timezone.now(),
        )  # fmt: skip
    except services.ItemChanged as refusal:
        who = refusal.item.edited_by or _("người khác")
        form = item_form(
            refusal.item.kind, refusal.item.data, version=refusal.item.version, part_of=refusal.item.part_of_id,
            wholes=_wholes(refusal.item), prefix="sua-",
        )  # fmt: skip
        said = _("%(who)s vừa sửa mục này. Dưới đây là bản của họ; phần ông/bà vừa nhập chưa lưu.") % {"who": who}
        return _page(
            request, found, status=422, open_item=refusal.item, item_form=form, stale=said,
            own_text=request.POST.get("text", ""),
        )  # fmt: skip
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    return _back(request, found)


@requires(Permission.READ_PLANS_IN)
@require_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down an item that the reader missed, then go on editing it."""
    found = _draft(request, pk)
    kind, line = request.POST.get("kind", ""), request.POST.get("line", "")
    text = squeeze(request.POST.get("text", ""))
    if kind not in PROGRAMME_KINDS:
        raise BadRequest
    if not text:
        messages.warning(request, _("Chưa có nội dung của mục cần thêm."))
        return _back(request, found)
    try:
        item = services.add_item(
            draft=found, kind=kind, text=text, line=int(line) if line.isdecimal() else None, by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    return _back(request, found, f"?sua={item.pk}#muc-{item.pk}")


@requires(Permission.READ_PLANS_IN)
@require_POST
def change_kind(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Say that an item is of another kind, then go on editing it."""
    found = _draft(request, pk)
    entry = get_object_or_404(found.items, pk=item)
    kind, version = request.POST.get("kind", ""), request.POST.get("version", "")
    if kind not in FORMS or not version.isdecimal():
        raise BadRequest
    try:
        services.edit_item(
            item=entry, version=int(version), kind=kind, data=as_kind(entry.data, entry.kind, kind), part_of=None,
            by=request.user, now=timezone.now(),
        )  # fmt: skip
    except (services.NotYet, services.ItemChanged) as refusal:
        return _refused(request, found, refusal)
    return _back(request, found, f"?sua={item}#muc-{item}")


@requires(Permission.READ_PLANS_IN)
@require_POST
def split(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Make several items of one, at the new lines the person made."""
    found = _draft(request, pk)
    entry = get_object_or_404(found.items, pk=item)
    version, text = request.POST.get("version", ""), request.POST.get("parts", "")
    if not version.isdecimal():
        raise BadRequest
    try:
        parts = services.split_item(
            item=entry, version=int(version), parts=parts_of(text), by=request.user, now=timezone.now()
        )
    except services.NotYet as refusal:
        words = [OBSTACLES[code] for code in refusal.obstacles]
        return _page(request, found, status=422, open_item=entry, split_text=text, split_errors=words)
    except services.ItemChanged as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Đã tách thành %(count)s mục.") % {"count": len(parts)})
    return _back(request, found, f"#muc-{item}")


@requires(Permission.READ_PLANS_IN)
@require_POST
def header(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the head of the document."""
    found = _draft(request, pk)
    form = HeaderForm.of(found.header, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, header_form=form)
    try:
        services.correct_header(draft=found, header=form.header(), by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Đã lưu thông tin văn bản."))
    return _back(request, found)


@requires(Permission.READ_PLANS_IN)
@require_POST
def owner(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whom a written name means."""
    found = _draft(request, pk)
    as_written, said = request.POST.get("name", ""), request.POST.get("choice", "").strip()
    choice = selectors.owner_choice(found, said, on=timezone.localdate()) if said else ""
    if choice is None:
        messages.error(request, _("Không có cơ quan hay nhóm nào tên “%(name)s”.") % {"name": said})
        return _back(request, found, "#co-quan")
    try:
        services.choose_owner(draft=found, as_written=as_written, choice=choice, by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    return _back(request, found, "#co-quan")


@requires(Permission.READ_PLANS_IN)
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the draft and enter the document into the registry."""
    found = _draft(request, pk)
    try:
        services.confirm_draft(draft=found, by=request.user, now=timezone.now())
    except services.NotYet as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Đã xác nhận và vào sổ văn bản."))
    return _back(request, found)

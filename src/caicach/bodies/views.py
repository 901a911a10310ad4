"""Pages of bodies: the list, one body, the acts that change its life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from caicach.core.text import squeeze

from . import forms, history, selectors, services
from .access import Permission, SignedInRequest, requires
from .hooks import matters_of
from .models import COMMUNE_KINDS, Body, BodyKind
from .paging import slice_by_key
from .sections import sections_for

LIST_IS_LONG = 20  # from here on a list to tick in has a search above it


@requires(Permission.SEE_BODIES)
def body_list(request: SignedInRequest) -> HttpResponse:
    """The bodies the person may see: as a tree, or what a search finds by the alphabet."""
    narrowed = forms.BodyFilter(request.GET)
    narrowed.is_valid()
    wanted = narrowed.cleaned_data
    rows = selectors.bodies_seen(request.standing)
    under = None
    if (said := request.GET.get("duoi", "")).isdecimal():
        under = rows.filter(pk=said).first()
    if under is not None:
        rows = rows.filter(path__startswith=under.path, depth=under.depth + 1)
    if wanted.get("con") != "tat-ca":
        rows = rows.filter(closed_on__isnull=wanted.get("con") != "het")
    if wanted.get("loai"):
        rows = rows.filter(kind=wanted["loai"])
    words = wanted.get("q") or ""
    as_tree = not words and not wanted.get("loai") and under is None
    rows = selectors.search_bodies(rows, words)
    page = slice_by_key(rows, key="path" if as_tree else "sort_key", cursor=request.GET.get("trang", ""))
    parents = selectors.parents_of(page.rows)
    top = min((row.depth for row in page.rows), default=1)
    context = {
        "form": narrowed,
        "page": page,
        "rows": [(row, parents.get(row.pk), min(row.depth - top, 4) if as_tree else 0) for row in page.rows],
        "as_tree": as_tree,
        "under": under,
        "may_change": request.standing.may(Permission.CHANGE_BODIES),
    }
    return render(request, "bodies/list.html", context)


@requires(Permission.SEE_BODIES)
def body(request: SignedInRequest, pk: int) -> HttpResponse:
    """One body, as its head would print it before a meeting."""
    today = timezone.localdate()
    shown = get_object_or_404(selectors.bodies_seen(request.standing), pk=pk)
    own = pk in request.standing.body_ids(Permission.SEE_BODIES)
    may_see_people = own or request.standing.may(Permission.SEE_PEOPLE, shown)
    children = Body.objects.filter(path__startswith=shown.path, depth=shown.depth + 1, closed_on=None)
    ancestors = selectors.ancestors_of(shown)
    seen = {above.pk for above in ancestors if request.standing.may(Permission.SEE_BODIES, above)}
    held = list(selectors.memberships_on(shown, today)) if may_see_people else []
    context = {
        "body": shown,
        "ancestors": [(above, above.pk in seen) for above in ancestors],
        "parent": ancestors[-1] if ancestors else None,
        "memberships": held,
        "head": next((one.person for one in held if one.role == "head"), None),
        "may_see_people": may_see_people,
        "children": [
            (BodyKind(row["kind"]), row["many"])
            for row in children.order_by().values("kind").annotate(many=Count("pk")).order_by("kind")
        ],
        "aliases": list(shown.aliases.order_by("pk")),
        "member_of": selectors.groups_with(shown, [*ancestors, shown]),
        "own_groups": list(shown.groups.order_by("name")),
        "history": history.life_of(shown),
        "successors": selectors.successors_of(shown, today) if shown.closed_on else [],
        "may_change": request.standing.may(Permission.CHANGE_BODIES, shown),
        "sections": [
            render_to_string(template, {**more, "body": shown, "standing": request.standing}, request=request)
            for template, more in sections_for(shown, request.standing, today)
        ],
        "today": today,
    }
    return render(request, "bodies/body.html", context)


@requires(Permission.CHANGE_BODIES)
def open_new(request: SignedInRequest) -> HttpResponse:
    """A new body below another (`?duoi=`)."""
    below = get_object_or_404(_changeable(request), pk=_number(request.GET.get("duoi") or request.POST.get("duoi")))
    form = forms.OpenForm(request.POST or None, initial={"on": timezone.localdate()})

    def act() -> Body:
        new = form.new_body()
        return services.open_body(
            code=new.code,
            kind=new.kind,
            name=new.name,
            short_name=new.short_name,
            symbol=new.symbol,
            parent=below,
            on=form.cleaned_data["on"],
            is_standing_agency=form.cleaned_data["is_standing_agency"],
            by=request.user,
            now=timezone.now(),
        )

    return _form_page(
        request, below, form, act, title=_("Thêm cơ quan trực thuộc"), button=_("Thêm cơ quan"), under=below
    )


@requires(Permission.CHANGE_BODIES)
def rename(request: SignedInRequest, pk: int) -> HttpResponse:
    changed = _alive(request, pk)
    initial = {"name": changed.name, "short_name": changed.short_name, "kind": changed.kind, "on": timezone.localdate()}
    form = forms.RenameForm(request.POST or None, initial=initial)

    def act() -> Body:
        return services.rename_body(body=changed, **form.cleaned_data, by=request.user, now=timezone.now())

    def consequences() -> list[str]:
        stated = form.cleaned_data
        services.refuse_impossible_renaming(body=changed, on=stated["on"])
        if squeeze(stated["name"]) == changed.name:
            raise services.CannotChange(_("Tên mới trùng với tên hiện tại."))
        lines = [_("%(former)s mang tên mới là %(name)s.") % {"former": changed.name, "name": squeeze(stated["name"])}]
        if stated["kind"] != changed.kind:
            lines.append(_("Loại cơ quan: %(kind)s.") % {"kind": BodyKind(stated["kind"]).label})
        lines.append(_("Văn bản ghi tên cũ vẫn được nhận ra. Không hoàn tác được: đổi lại cần quyết định mới."))
        return lines

    return _form_page(
        request,
        changed,
        form,
        act,
        title=_("Đổi tên"),
        button=_("Đổi tên"),
        consequences=consequences,
        done=_("Đã ghi nhận tên mới."),
    )


@requires(Permission.CHANGE_BODIES)
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other bodies go into this one, or this one with them into a new one."""
    heir = _alive(request, pk)
    beside = _changeable(request).filter(depth=heir.depth, path__startswith=heir.path[: -Body.steplen], closed_on=None)
    communes = Q(kind__in=COMMUNE_KINDS)  # a commune never merges with a department
    beside = beside.filter(communes if heir.kind in COMMUNE_KINDS else ~communes).exclude(pk=pk)
    words = request.GET.get("q", "")
    listed = selectors.search_bodies(beside, words) if request.method == "GET" else beside
    form = forms.MergeForm(
        request.POST or None,
        initial={"on": timezone.localdate()},
        beside=listed.order_by("sort_key", "pk"),
        heir=heir,
    )
    into_new = request.POST.get("into") == "new"
    new = forms.heir_form(request.POST if into_new else None, beside=heir)

    def successor() -> Body | services.NewBody:
        return new.new_body() if into_new else heir

    def predecessors() -> list[Body]:
        return [*([heir] if into_new else []), *form.cleaned_data["predecessors"]]

    def act() -> Body:
        return services.merge_bodies(
            predecessors=predecessors(),
            successor=successor(),
            on=form.cleaned_data["on"],
            basis=form.cleaned_data["basis"],
            by=request.user,
            now=timezone.now(),
        )

    def consequences() -> list[str]:
        services.refuse_impossible_merger(
            predecessors=predecessors(),
            successor=successor(),
            on=form.cleaned_data["on"],
            today=timezone.localdate(),
        )
        begins = [_("%(name)s bắt đầu hoạt động.") % {"name": successor().name}] if into_new else []
        return [*begins, *(line for body in predecessors() for line in _what_ends(body, heir=successor().name))]

    return _form_page(
        request,
        heir,
        form,
        act,
        title=_("Sáp nhập"),
        button=_("Sáp nhập"),
        consequences=consequences,
        more_forms=[new] if into_new else [],
        done=_("Đã sáp nhập; việc đang thực hiện đã chuyển sang cơ quan tiếp nhận."),
        more={"many": beside.count() > LIST_IS_LONG, "words": words, "nobody": not listed.exists(), "heir_form": new},
    )


@requires(Permission.CHANGE_BODIES)
def split(request: SignedInRequest, pk: int) -> HttpResponse:
    """This body becomes several, or gives birth to others."""
    divided = _alive(request, pk)
    form = forms.SplitForm(request.POST or None, initial={"on": timezone.localdate()})
    parts = forms.part_forms(request.POST or None, kind=divided.kind)

    def filled() -> list[services.NewBody]:
        return [part.new_body() for part in parts if part.has_changed()]

    def act() -> Body:
        services.split_body(
            body=divided,
            into=filled(),
            on=form.cleaned_data["on"],
            basis=form.cleaned_data["basis"],
            goes_on=form.cleaned_data["goes_on"],
            heir=min(int(form.cleaned_data["heir"]), len(filled()) - 1),
            by=request.user,
            now=timezone.now(),
        )
        return divided

    def consequences() -> list[str]:
        services.refuse_impossible_split(
            body=divided,
            into=filled(),
            on=form.cleaned_data["on"],
            goes_on=form.cleaned_data["goes_on"],
            today=timezone.localdate(),
        )
        new = [_("%(name)s bắt đầu hoạt động.") % {"name": part.name} for part in filled()]
        if form.cleaned_data["goes_on"]:
            return new
        heir = filled()[min(int(form.cleaned_data["heir"]), len(filled()) - 1)]
        return [*new, *_what_ends(divided, heir=heir.name)]

    return _form_page(
        request,
        divided,
        form,
        act,
        title=_("Chia, tách"),
        button=_("Chia, tách"),
        consequences=consequences,
        more_forms=parts,
        done=_("Đã ghi nhận việc chia, tách."),
    )


@requires(Permission.CHANGE_BODIES)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """This body ends without a successor."""
    ending = _alive(request, pk)
    form = forms.EndingForm(request.POST or None, initial={"on": timezone.localdate()})

    def act() -> Body:
        return services.close_body(body=ending, **form.cleaned_data, by=request.user, now=timezone.now())

    def consequences() -> list[str]:
        services.refuse_impossible_closing(body=ending, on=form.cleaned_data["on"], today=timezone.localdate())
        return _what_ends(ending, heir="")

    return _form_page(
        request,
        ending,
        form,
        act,
        title=_("Giải thể"),
        button=_("Giải thể"),
        consequences=consequences,
        done=_("Đã ghi nhận việc giải thể."),
    )


@requires(Permission.CHANGE_BODIES)
def alias(request: SignedInRequest, pk: int) -> HttpResponse:
    named = _alive(request, pk)
    form = forms.AliasForm(request.POST or None)

    def act() -> Body:
        services.add_alias(body=named, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
        return named

    return _form_page(request, named, form, act, title=_("Thêm tên gọi khác"), button=_("Thêm tên gọi"))


@requires(Permission.CHANGE_BODIES)
def group(request: SignedInRequest, pk: int) -> HttpResponse:
    """A name for many bodies below this one; `?ten=` changes one that is there."""
    under = _alive(request, pk)
    standing = under.groups.filter(name=request.GET.get("ten", "")).first()
    initial: dict[str, Any] = {}
    if standing is not None:
        also = "\n".join(standing.also.order_by("sort_key").values_list("code", flat=True))
        initial = {"name": standing.name, "kinds": standing.kinds, "also": also, "aliases": "\n".join(standing.aliases)}
    below = _changeable(request).filter(path__startswith=under.path)
    form = forms.GroupForm(request.POST or None, initial=initial, bodies=below, on=timezone.localdate())

    def act() -> Body:
        services.define_group(under=under, **form.cleaned_data, by=request.user, now=timezone.now())
        return under

    return _form_page(request, under, form, act, title=_("Nhóm cơ quan"), button=_("Lưu nhóm"), done=_("Đã lưu nhóm."))


def _changeable(request: SignedInRequest) -> Any:
    return selectors.bodies_changed_by(request.standing)


def _alive(request: SignedInRequest, pk: int) -> Body:
    """The body whose life the person may change; one that ended has none to change."""
    found: Body = get_object_or_404(_changeable(request), pk=pk, closed_on=None)
    return found


def _number(said: str | None) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 19 else 0


def _what_ends(ending: Body, *, heir: str) -> list[str]:
    """What a person should know before a body ends, in sentences."""
    today = timezone.localdate()
    lines = [_("%(name)s kết thúc hoạt động.") % {"name": ending.name}]
    if matters := matters_of(ending):
        listed = ", ".join(f"{matter.count} {matter.words}" for matter in matters)
        lines.append(_("Chuyển sang %(heir)s: %(matters)s.") % {"heir": heir, "matters": listed})
    units = Body.objects.filter(path__startswith=ending.path, depth=ending.depth + 1, closed_on=None).count()
    if units and heir:
        lines.append(_("Đơn vị trực thuộc chuyển sang %(heir)s: %(count)s.") % {"count": units, "heir": heir})
    if roles := selectors.memberships_on(ending, today).count():
        lines.append(_("Vai trò trong cơ quan kết thúc: %(count)s.") % {"count": roles})
    return lines


def _form_page(
    request: SignedInRequest,
    about: Body,
    form: django_forms.Form,
    act: Callable[[], Body],
    *,
    title: str,
    button: str,
    done: str = "",
    consequences: Callable[[], list[str]] | None = None,
    more_forms: Sequence[django_forms.Form] = (),
    more: dict[str, Any] | None = None,
    under: Body | None = None,
) -> HttpResponse:
    """A form about a body; with `consequences` it is asked a second time, on a page that names what will happen."""
    context: dict[str, Any] = {
        "body": about,
        "form": form,
        "more_forms": more_forms,
        "title": title,
        "button": button,
        **(more or {}),
        "under": under,
    }
    if request.method != "POST":
        return render(request, "bodies/form.html", context)
    valid = all([form.is_valid(), *(one.is_valid() for one in more_forms)])
    first_asked = consequences is not None and "confirmed" not in request.POST
    expected: list[str] = []
    if valid and first_asked:
        try:
            expected = consequences() if consequences else []
        except services.CannotChange as refusal:
            form.add_error(None, str(refusal))
            valid = False
    if valid and first_asked:
        said = [(name, value) for name, values in request.POST.lists() for value in values]
        context |= {
            "said": [pair for pair in said if pair[0] != "csrfmiddlewaretoken"],
            "consequences": expected,
            "on": form.cleaned_data.get("on"),
            "basis": form.cleaned_data.get("basis"),
        }
        return render(request, "bodies/confirm.html", context)
    if valid:
        try:
            changed = act()
        except services.CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done or _("Đã lưu."))
            return redirect("bodies:body", changed.pk)
    return render(request, "bodies/form.html", context, status=422)

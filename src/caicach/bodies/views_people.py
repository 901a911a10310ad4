"""Pages of people: the list, one account, one's own profile, delegation while away."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from . import forms, history, selectors, services
from .access import WORKING_BODY, Permission, SignedInRequest, requires, signed_in
from .models import Body, Delegation, Membership, Person
from .paging import slice_by_key


@requires(Permission.SEE_PEOPLE)
def people(request: SignedInRequest) -> HttpResponse:
    """The people of the bodies the person may look into, by given name."""
    now = timezone.now()
    today = timezone.localdate(now)
    narrowed = forms.PeopleFilter(request.GET)
    narrowed.is_valid()
    wanted = narrowed.cleaned_data
    rows = selectors.people_seen(request.standing)
    if wanted.get("con") != "tat-ca":
        rows = rows.filter(is_active=wanted.get("con") != "khoa")
    here = Membership.objects.filter(selectors.current(today), person=OuterRef("pk"))
    if wanted.get("vai_tro"):
        rows = rows.filter(Exists(here.filter(role=wanted["vai_tro"])))
    where = None
    if (said := request.GET.get("co_quan", "")).isdecimal():
        where = selectors.bodies_seen(request.standing).filter(pk=said).first()
    if where is not None:
        rows = rows.filter(Exists(here.filter(body=where)))
    roles = Membership.objects.filter(selectors.current(today)).select_related("body").order_by("pk")
    rows = selectors.search_people(rows, wanted.get("q") or "")
    rows = rows.prefetch_related(Prefetch("memberships", roles, "roles_today"))
    page = slice_by_key(rows, key="sort_key", cursor=request.GET.get("trang", ""))
    own = request.standing.body_ids(Permission.SEE_BODIES)
    shown: list[Any] = page.rows
    if any(role.body_id not in own for row in shown for role in row.roles_today):
        services.note_reading(name="people_read", about=request.user, by=request.user, now=now)
    context = {
        "form": narrowed,
        "page": page,
        "where": where,
        "may_change": request.standing.may(Permission.CHANGE_PEOPLE),
    }
    return render(request, "bodies/people.html", context)


@requires(Permission.SEE_PEOPLE)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: who it is, what they hold, what was done to it."""
    now = timezone.now()
    shown = get_object_or_404(selectors.people_seen(request.standing), pk=pk)
    roles = list(shown.memberships.select_related("body").order_by("-valid_from", "-pk"))
    own = request.standing.body_ids(Permission.SEE_BODIES)
    if shown.pk != request.user.pk and not any(role.body_id in own for role in roles):
        services.note_reading(name="person_read", about=shown, by=request.user, now=now)
    return render(request, "bodies/person.html", _person_context(request, shown) | {"roles": _dated(roles, now)})


@requires(Permission.CHANGE_PEOPLE)
@sensitive_post_parameters()
def person_new(request: SignedInRequest) -> HttpResponse:
    """A new account with its first role."""
    now = timezone.now()
    today = timezone.localdate(now)
    initial = {"on": today, "body": request.GET.get("co_quan", "")}
    form = forms.NewPersonForm(request.POST or None, initial=initial, bodies=_bodies_to_staff(request), today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        stated = {name: value for name, value in said.items() if name != "way_in"}
        new = services.admit_person(**stated, by=request.user, now=now)
        if said["way_in"] == "mail":
            _send_password_mail(request, new)
            messages.success(request, _("Đã tạo tài khoản và gửi thư đặt mật khẩu."))
            return redirect("bodies:person", new.pk)
        return _show_password(request, new)
    return render(request, "bodies/person_form.html", {"form": form}, status=422 if request.method == "POST" else 200)


@requires(Permission.CHANGE_PEOPLE)
def person_change(request: SignedInRequest, pk: int) -> HttpResponse:
    changed = _changeable(request, pk)
    said = {name: getattr(changed, name) for name in ("full_name", "position", "email", "phone")}
    form = forms.PersonForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        services.change_person(person=changed, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Đã lưu."))
        return redirect("bodies:person", pk)
    context = {"form": form, "person": changed}
    return render(request, "bodies/person_form.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires(Permission.CHANGE_PEOPLE)
def person_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """A temporary password, shown once; or the mail in which people set their own (`way=mail`)."""
    changed = _changeable(request, pk)
    if request.POST.get("way") != "mail":
        return _show_password(request, changed)
    if not changed.email:
        messages.error(request, _("Tài khoản chưa có địa chỉ thư điện tử."))
    else:
        _send_password_mail(request, changed)
        messages.success(request, _("Đã gửi thư đặt mật khẩu."))
    return redirect("bodies:person", pk)


@require_POST
@requires(Permission.CHANGE_PEOPLE)
def person_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    changed = _changeable(request, pk)
    now = timezone.now()
    try:
        services.deactivate_person(person=changed, on=timezone.localdate(now), by=request.user, now=now)
    except services.CannotChange as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã khóa tài khoản và kết thúc mọi vai trò."))
    return redirect("bodies:person", pk)


@require_POST
@requires(Permission.CHANGE_PEOPLE)
def person_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    services.reactivate_person(person=_changeable(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("Đã mở lại tài khoản; vai trò phải giao lại."))
    return redirect("bodies:person", pk)


@requires(Permission.CHANGE_PEOPLE)
def membership_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """One more role for the person."""
    changed = _changeable(request, pk)
    today = timezone.localdate()
    form = forms.RoleForm(request.POST or None, initial={"on": today}, bodies=_bodies_to_staff(request), today=today)
    if request.method == "POST" and form.is_valid():
        _give_role(request, changed, form)
        messages.success(request, _("Đã giao vai trò."))
        return redirect("bodies:person", pk)
    context = {"form": form, "person": changed, "role_only": True}
    return render(request, "bodies/person_form.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires(Permission.CHANGE_PEOPLE)
def membership_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The role ends today: yesterday was its last day, or it never began."""
    ending = get_object_or_404(
        Membership.objects.select_related("person").filter(request.standing.within(Permission.CHANGE_PEOPLE)), pk=pk
    )
    now = timezone.now()
    on = max(timezone.localdate(now), ending.valid_from)
    services.end_membership(membership=ending, on=on, by=request.user, now=now)
    messages.success(request, _("Đã kết thúc vai trò."))
    return redirect("bodies:person", ending.person_id)


@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """What people may say about themselves."""
    own = request.user
    said = {"position": own.position, "phone": own.phone, "wants_email": own.wants_email}
    form = forms.ProfileForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        services.change_person(person=own, **form.cleaned_data, by=own, now=timezone.now())
        messages.success(request, _("Đã lưu hồ sơ."))
        return redirect("bodies:profile")
    roles = own.memberships.filter(selectors.current(timezone.localdate())).select_related("body").order_by("pk")
    context = {"form": form, "roles": roles, "may_delegate": request.standing.may(Permission.DELEGATE)}
    return render(request, "bodies/profile.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@signed_in
def work_in(request: SignedInRequest) -> HttpResponse:
    """Choose the body in whose name one works, of those in which one has a role today; kept in the session."""
    said = request.POST.get("body", "")
    if said not in {str(hat.body_id) for hat in request.standing.hats}:
        raise PermissionDenied
    request.session[WORKING_BODY] = int(said)
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    return redirect(back)


@requires(Permission.DELEGATE)
def delegations(request: SignedInRequest) -> HttpResponse:
    """Hand one's own role to a colleague while away; what was handed on, and to oneself."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = forms.DelegationForm(
        request.POST or None,
        initial={"starts_on": today, "ends_on": today},
        roles=selectors.roles_to_delegate(request.user, on=today),
        colleagues=selectors.colleagues_of(request.user, on=today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.delegate_role(**form.cleaned_data, by=request.user, now=now)
        except services.CannotChange as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ủy quyền."))
            return redirect("bodies:delegations")
    given, received = selectors.delegations_of(request.user)
    context = {"form": form, "given": given, "received": received, "today": today}
    return render(request, "bodies/delegations.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires(Permission.DELEGATE)
def delegation_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(Delegation, pk=pk, membership__person=request.user)
    services.revoke_delegation(delegation=own, by=request.user, now=timezone.now())
    messages.success(request, _("Đã thu hồi ủy quyền."))
    return redirect("bodies:delegations")


def _changeable(request: SignedInRequest, pk: int) -> Person:
    return get_object_or_404(selectors.people_changed_by(request.standing), pk=pk)


def _bodies_to_staff(request: SignedInRequest) -> Any:
    return Body.objects.filter(request.standing.within(Permission.CHANGE_PEOPLE, "path"), closed_on=None)


def _give_role(request: SignedInRequest, person: Person, form: forms.RoleForm) -> None:
    said = form.cleaned_data
    services.add_membership(
        person=person,
        body=said["body"],
        role=said["role"],
        field_number=said["field_number"],
        on=said["on"],
        until=said["until"],
        by=request.user,
        now=timezone.now(),
    )


def _send_password_mail(request: SignedInRequest, person: Person) -> None:
    reset = ResetPasswordForm({"email": person.email})
    if reset.is_valid():
        reset.save(request)
        services.note_password_mail(person=person, by=request.user, now=timezone.now())


def _show_password(request: SignedInRequest, person: Person) -> HttpResponse:
    password = services.set_temporary_password(person=person, by=request.user, now=timezone.now())
    answer = render(request, "bodies/password.html", {"person": person, "password": password})
    answer["Cache-Control"] = "no-store"
    return answer


def _dated(roles: list[Membership], now: Any) -> list[tuple[Membership, bool]]:
    """Each role with whether it is held today or later."""
    today = timezone.localdate(now)
    return [(role, role.valid_to is None or role.valid_to > today) for role in roles]


def _person_context(request: SignedInRequest, shown: Person) -> dict[str, Any]:
    may_change = selectors.people_changed_by(request.standing).filter(pk=shown.pk).exists()
    return {
        "person": shown,
        "may_change": may_change,
        "deeds": history.deeds_about(shown) if may_change else [],
    }

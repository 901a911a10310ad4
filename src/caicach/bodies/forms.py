"""What a person fills in about bodies, people and roles."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.core.text import squeeze

from . import selectors
from .models import COMMUNE_KINDS, Body, BodyKind, Membership, Person, Role
from .services import NewBody


class DayField(forms.DateField):
    """A day, typed as 22/02/2024 or chosen from the calendar beside it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"data-day": True}, format="%d/%m/%Y"), **options)


class BodyField(forms.CharField):
    """A body by its code or its name, among those that `bodies` gives; a list of 3,000 to choose from helps nobody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.bodies: QuerySet[Body] = Body.objects.none()
        self.on = date.min

    def clean(self, value: Any) -> Body | None:
        text = squeeze(super().clean(value) or "")
        if not text:
            return None
        by_code = self.bodies.filter(code=text).first()
        if by_code is not None:
            return by_code
        found = list(selectors.search_bodies(self.bodies.filter(selectors.alive(self.on)), text).order_by("depth")[:6])
        exact = [body for body in found if squeeze(body.name).casefold() == text.casefold()]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(_("Không có cơ quan đang hoạt động nào có mã hoặc tên như vậy."))
        listed = "; ".join(f"{body.code} {body.name}" for body in found)
        raise ValidationError(_("Có nhiều cơ quan như vậy, hãy ghi mã: %(bodies)s") % {"bodies": listed})


class BodyFilter(forms.Form):
    """What the list of bodies is narrowed to; its state is the address."""

    q = forms.CharField(label=gettext_lazy("Tên, mã hoặc ký hiệu"), required=False, max_length=100)
    loai = forms.ChoiceField(label=gettext_lazy("Loại cơ quan"), required=False)
    con = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            ("", gettext_lazy("đang hoạt động")),
            ("het", gettext_lazy("đã kết thúc")),
            ("tat-ca", gettext_lazy("tất cả")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["loai"] = forms.ChoiceField(
            label=_("Loại cơ quan"), required=False, choices=[("", _("mọi loại")), *BodyKind.choices]
        )


class NewBodyForm(forms.Form):
    """A body that comes into being."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại cơ quan"), choices=BodyKind.choices)
    name = forms.CharField(label=gettext_lazy("Tên"), max_length=200)
    code = forms.RegexField(
        label=gettext_lazy("Mã"),
        regex=r"^[A-Za-z0-9.]+$",
        max_length=35,
        help_text=gettext_lazy("Mã định danh theo Quyết định 20/2020/QĐ-TTg hoặc mã đơn vị hành chính; giữ mãi."),
        error_messages={"invalid": gettext_lazy("Mã chỉ gồm chữ không dấu, số và dấu chấm.")},
    )
    short_name = forms.CharField(label=gettext_lazy("Tên gọi tắt"), max_length=80, required=False)
    symbol = forms.CharField(
        label=gettext_lazy("Ký hiệu"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Trong số văn bản: SNV, UBND."),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Body.objects.filter(code=code).exists():
            raise ValidationError(_("Mã này đã được dùng."))
        return code

    def new_body(self) -> NewBody:
        """What the form says, for the services."""
        stated = {name: self.cleaned_data.get(name) or "" for name in ("code", "kind", "name", "short_name", "symbol")}
        return NewBody(**stated)


class OpenForm(NewBodyForm):
    """A new body below one that is there."""

    on = DayField(label=gettext_lazy("Hoạt động từ ngày"))
    is_standing_agency = forms.BooleanField(
        label=gettext_lazy("Là cơ quan thường trực cải cách hành chính của cấp này"), required=False
    )


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=gettext_lazy("Tên mới"), max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Tên gọi tắt"), max_length=80, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại cơ quan"), choices=BodyKind.choices)
    on = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"), max_length=200, help_text=gettext_lazy("Số, ngày của văn bản quyết định.")
    )


class EndingForm(forms.Form):
    """The day and the document by which a body ends."""

    on = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"), max_length=200, help_text=gettext_lazy("Số, ngày của văn bản quyết định.")
    )


class MergeForm(EndingForm):
    """Which bodies go into this one."""

    predecessors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Cơ quan được sáp nhập vào"),
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một cơ quan được sáp nhập.")},
    )
    into = forms.ChoiceField(
        label=gettext_lazy("Cơ quan tiếp nhận"),
        widget=forms.RadioSelect,
        initial="here",
    )
    field_order = ["predecessors", "into", "on", "basis"]

    def __init__(self, *args: Any, beside: QuerySet[Body], heir: Body, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["predecessors"].queryset = beside  # type: ignore[attr-defined]
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            ("here", _("Vào cơ quan đã có: %(name)s") % {"name": heir.name}),
            ("new", _("Lập cơ quan mới; %(name)s cũng kết thúc") % {"name": heir.name}),
        ]


class SplitForm(EndingForm):
    """How a body is divided; the parts stand in forms of their own."""

    goes_on = forms.BooleanField(
        label=gettext_lazy("Cơ quan cũ vẫn hoạt động (tách)"),
        required=False,
        help_text=gettext_lazy("Bỏ trống khi chia: cơ quan cũ kết thúc, việc đang thực hiện có cơ quan kế thừa."),
    )
    heir = forms.ChoiceField(
        label=gettext_lazy("Cơ quan kế thừa việc đang thực hiện"),
        choices=[
            ("0", gettext_lazy("Cơ quan thứ nhất")),
            ("1", gettext_lazy("Cơ quan thứ hai")),
            ("2", gettext_lazy("Cơ quan thứ ba")),
        ],
    )


class AliasForm(forms.Form):
    """Another way in which documents write the name."""

    text = forms.CharField(
        label=gettext_lazy("Tên gọi khác trong văn bản"),
        max_length=200,
        help_text=gettext_lazy("Tên đầy đủ, tên viết tắt thông thường đã được nhận ra, không cần ghi."),
    )


class GroupForm(forms.Form):
    """A name that stands for many bodies."""

    name = forms.CharField(label=gettext_lazy("Tên nhóm"), max_length=200)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Gồm các cơ quan loại"),
        choices=BodyKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    also = forms.CharField(
        label=gettext_lazy("Và các cơ quan"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một mã hoặc tên."),
    )
    aliases = forms.CharField(
        label=gettext_lazy("Cách gọi khác của nhóm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một cách gọi."),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._one = BodyField()
        self._one.bodies, self._one.on = bodies, on

    def clean_also(self) -> list[Body]:
        found = [self._one.clean(line) for line in self.cleaned_data["also"].splitlines() if line.strip()]
        return [body for body in found if body is not None]

    def clean_aliases(self) -> list[str]:
        return [squeeze(line) for line in self.cleaned_data["aliases"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("kinds") and not cleaned.get("also") and "also" not in self.errors:
            raise ValidationError(_("Chọn ít nhất một loại hoặc ghi ít nhất một cơ quan."))
        return cleaned


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Họ tên, tài khoản hoặc thư điện tử"), required=False, max_length=100)
    vai_tro = forms.ChoiceField(label=gettext_lazy("Vai trò"), required=False)
    con = forms.ChoiceField(
        label=gettext_lazy("Tài khoản"),
        required=False,
        choices=[
            ("", gettext_lazy("đang hoạt động")),
            ("khoa", gettext_lazy("đã khóa")),
            ("tat-ca", gettext_lazy("tất cả")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vai_tro"] = forms.ChoiceField(
            label=_("Vai trò"), required=False, choices=[("", _("mọi vai trò")), *Role.choices]
        )


class RoleForm(forms.Form):
    """A role in a body from a day on."""

    body = BodyField(label=gettext_lazy("Cơ quan công tác"), help_text=gettext_lazy("Mã hoặc tên."))
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=Role.choices)
    field_number = forms.TypedChoiceField(
        label=gettext_lazy("Lĩnh vực"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("không áp dụng")), *((number, str(number)) for number in range(1, 8))],
        help_text=gettext_lazy("Chỉ cho vai trò chủ trì lĩnh vực."),
    )
    on = DayField(label=gettext_lazy("Từ ngày"))
    until = DayField(
        label=gettext_lazy("Đến trước ngày"), required=False, help_text=gettext_lazy("Bỏ trống khi chưa xác định.")
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        where = self.fields["body"]
        assert isinstance(where, BodyField)
        where.bodies, where.on = bodies, today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        leads = cleaned.get("role") == Role.FIELD_LEAD
        if leads and cleaned.get("field_number") is None:
            self.add_error("field_number", _("Chọn lĩnh vực mà người này chủ trì."))
        if not leads:
            cleaned["field_number"] = None
        if cleaned.get("until") and cleaned.get("on") and cleaned["until"] <= cleaned["on"]:
            self.add_error("until", _("Phải sau ngày bắt đầu."))
        return cleaned


class PersonForm(forms.Form):
    """What is stated about a person."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    position = forms.CharField(label=gettext_lazy("Chức vụ"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử công vụ"), max_length=254, required=False)
    phone = forms.RegexField(
        label=gettext_lazy("Điện thoại"),
        regex=r"^[0-9+ .()-]{6,20}$",
        max_length=20,
        required=False,
        error_messages={"invalid": gettext_lazy("Số điện thoại chỉ gồm chữ số, dấu cách và + . ( ) -.")},
    )


class NewPersonForm(PersonForm, RoleForm):
    """A new account with its first role."""

    username = forms.CharField(
        label=gettext_lazy("Tên đăng nhập"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    way_in = forms.ChoiceField(
        label=gettext_lazy("Cách đăng nhập lần đầu"),
        choices=[
            ("mail", gettext_lazy("Gửi thư để người đó tự đặt mật khẩu")),
            ("temporary", gettext_lazy("Hiện một mật khẩu tạm để đưa tận tay")),
        ],
        widget=forms.RadioSelect,
        initial="mail",
    )
    field_order = ["full_name", "username", "email", "position", "phone", "body", "role", "field_number", "on", "until"]

    def clean_username(self) -> str:
        username = Person.normalize_username(self.cleaned_data["username"])
        if Person.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("Tên đăng nhập này đã có người dùng."))
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("way_in") == "mail" and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Cần địa chỉ thư để gửi thư đặt mật khẩu."))
        return cleaned


class ProfileForm(forms.Form):
    """What people say about themselves; name and roles are the administrator's matter."""

    position = PersonForm.base_fields["position"]
    phone = PersonForm.base_fields["phone"]
    wants_email = forms.BooleanField(label=gettext_lazy("Nhận nhắc việc qua thư điện tử"), required=False)


class RoleChoice(forms.ModelChoiceField):
    """A role with its body."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_role_display()} · {obj.body}"


class PersonChoice(forms.ModelChoiceField):
    """A person with what they are."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name} ({obj.position})" if obj.position else str(obj.full_name)


class DelegationForm(forms.Form):
    """Which role, to whom, from when to when, why."""

    membership = RoleChoice(label=gettext_lazy("Vai trò của tôi"), queryset=Membership.objects.none())
    to = PersonChoice(
        label=gettext_lazy("Người làm thay"), queryset=Person.objects.none(), empty_label=gettext_lazy("– chọn –")
    )
    starts_on = DayField(label=gettext_lazy("Từ ngày"))
    ends_on = DayField(label=gettext_lazy("Đến hết ngày"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=200)

    def __init__(self, *args: Any, roles: QuerySet[Membership], colleagues: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        role, to = self.fields["membership"], self.fields["to"]
        assert isinstance(role, RoleChoice)
        assert isinstance(to, PersonChoice)
        role.queryset, to.queryset = roles, colleagues
        if len(roles) == 1:
            role.empty_label = None


def heir_form(data: Any = None, *, beside: Body) -> NewBodyForm:
    """The body into which others merge, where it is a new one: of a kind that may follow `beside`."""
    form = NewBodyForm(data, prefix="moi", initial={"kind": beside.kind}, use_required_attribute=False)
    of_communes = beside.kind in COMMUNE_KINDS
    form.fields["kind"] = forms.ChoiceField(
        label=form.fields["kind"].label,
        choices=[choice for choice in BodyKind.choices if (choice[0] in COMMUNE_KINDS) == of_communes],
    )
    return form


def part_forms(data: Any = None, *, kind: str) -> list[NewBodyForm]:
    """Three forms for the parts of a body; those left empty do not count."""
    return [
        NewBodyForm(data, prefix=prefix, initial={"kind": kind}, empty_permitted=True, use_required_attribute=False)
        for prefix in ("p0", "p1", "p2")
    ]

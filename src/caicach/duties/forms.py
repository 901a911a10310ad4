"""What people fill in about duties. What is wrong with it is said by the rules (`add_obstacles`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyGroup, Person
from caicach.bodies.selectors import members_on
from caicach.documents.models import Document
from caicach.programme.models import Part, Plan

from . import selectors
from .models import Duty, DutyKind, DutyState
from .rules import Obstacle
from .selectors import Filters
from .selectors.listing import COUNTED
from .services import Attachment, Words
from .words import GROUPS, TIMELINESS, obstacle_words

LONG, SHORT = 5_000, 1_000  # characters: an account of work, about two pages; a reason

# Beside which field a refusal is shown; the others stand above the form.
_FIELD_OF = {
    Obstacle.TEXT_MISSING: ("text", "title"),
    Obstacle.PERCENT_OUT_OF_RANGE: ("percent",),
    Obstacle.REASON_MISSING: ("reason", "answer"),
    Obstacle.NOT_LATER: ("until",),
    Obstacle.DAY_IS_PAST: ("until", "due_on"),
    Obstacle.FILE_TOO_LARGE: ("proofs",),
    Obstacle.FILE_EMPTY: ("proofs",),
    Obstacle.FILE_KIND: ("proofs",),
    Obstacle.NOT_OF_THE_BODY: ("officer",),
    Obstacle.SAME_BODY: ("to_body",),
    Obstacle.BODY_CLOSED: ("to_body", "bodies"),
    Obstacle.NO_BODIES: ("bodies",),
    Obstacle.NOT_BELOW: ("bodies",),
}


def add_obstacles(form: forms.Form, obstacles: Iterable[Obstacle]) -> None:
    """Show each refusal beside the field it is about, or above the form."""
    for obstacle in obstacles:
        name = next((name for name in _FIELD_OF.get(obstacle, ()) if name in form.fields), None)
        form.add_error(name, obstacle_words(obstacle))


class DayInput(forms.DateInput):
    """A day, typed as 22/02/2024 or chosen from the calendar beside it."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-day": True}, format="%d/%m/%Y")


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=_FilesInput(attrs={"multiple": True}), allow_empty_file=True, **given)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in chosen]


class DutyForm(forms.Form):
    """A form about one duty. Several stand on one page, so their ids carry the duty's number."""

    def __init__(self, data: Any = None, files: Any = None, *, duty: Duty, **given: Any) -> None:
        super().__init__(data, files, auto_id=f"d{duty.pk}_{type(self).__name__.lower()}_%s", **given)
        self.duty = duty


class ProgressForm(DutyForm):
    text = forms.CharField(label=_("Kết quả thực hiện"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}))
    percent = forms.IntegerField(label=_("Tiến độ (%)"), min_value=0, max_value=100)
    product_number = forms.CharField(label=_("Số văn bản, sản phẩm"), required=False, max_length=60)
    difficulties = forms.CharField(
        label=_("Khó khăn, vướng mắc"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )
    proofs = FilesField(label=_("Tài liệu kiểm chứng"), required=False)
    page = forms.CharField(label=_("Trang cần xem"), required=False, max_length=40)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, duty: Duty, **given: Any) -> None:
        given.setdefault("initial", {"percent": duty.percent, "token": uuid4()})
        super().__init__(data, files, duty=duty, **given)

    def words(self) -> Words:
        return Words(
            text=self.cleaned_data["text"],
            percent=self.cleaned_data["percent"],
            token=self.cleaned_data["token"],
            difficulties=self.cleaned_data["difficulties"],
            product_number=self.cleaned_data["product_number"],
        )

    def attachments(self) -> list[Attachment]:
        page = self.cleaned_data["page"]
        return [Attachment(file, file.name or "", page) for file in self.cleaned_data["proofs"]]


class ReasonForm(DutyForm):
    reason = forms.CharField(label=_("Lý do"), max_length=SHORT, widget=forms.Textarea(attrs={"rows": 2}))


class GiveBackForm(ReasonForm):
    pass


class ReturnForm(ReasonForm):
    pass


class CancelForm(ReasonForm):
    pass


class ExtensionForm(DutyForm):
    until = forms.DateField(label=_("Đề nghị gia hạn đến ngày"), widget=DayInput())
    reason = forms.CharField(label=_("Lý do"), max_length=SHORT, widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(DutyForm):
    """The reviewer's answer to a question for more time."""

    until = forms.DateField(label=_("Gia hạn đến ngày"), required=False, widget=DayInput())
    answer = forms.CharField(
        label=_("Ý kiến"), required=False, max_length=SHORT, widget=forms.Textarea(attrs={"rows": 2})
    )


class AssignForm(DutyForm):
    officer = forms.ModelChoiceField(
        label=_("Người xử lý"), queryset=Person.objects.none(), required=False, empty_label=_("Chưa phân công")
    )

    def __init__(self, data: Any = None, *, duty: Duty, officers: Any, **given: Any) -> None:
        given.setdefault("initial", {"officer": duty.assignee_id})
        super().__init__(data, duty=duty, **given)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]


class HandOverForm(DutyForm):
    to_body = forms.ModelChoiceField(
        label=_("Chuyển cho cơ quan"), queryset=Body.objects.none(), empty_label=_("– chọn –")
    )
    reason = forms.CharField(label=_("Lý do"), max_length=SHORT, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, duty: Duty, bodies: Any, **given: Any) -> None:
        super().__init__(data, duty=duty, **given)
        self.fields["to_body"].queryset = bodies  # type: ignore[attr-defined]


class DirectiveForm(forms.Form):
    """One directive for one or many bodies below."""

    title = forms.CharField(label=_("Việc phải làm"), max_length=SHORT, widget=forms.Textarea(attrs={"rows": 2}))
    content = forms.CharField(
        label=_("Nội dung, sản phẩm"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = forms.DateField(label=_("Thời hạn"), required=False, widget=DayInput())
    document = forms.ModelChoiceField(
        label=_("Theo văn bản"), queryset=Document.objects.none(), required=False, empty_label=_("Không có văn bản")
    )
    assigned_by_body = forms.ModelChoiceField(label=_("Cơ quan giao"), queryset=Body.objects.none(), empty_label=None)
    groups = forms.ModelMultipleChoiceField(
        label=_("Nhóm cơ quan"), queryset=BodyGroup.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    bodies = forms.ModelMultipleChoiceField(
        label=_("Cơ quan thực hiện"), queryset=Body.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, standing: Standing, today: Any, **given: Any) -> None:
        given.setdefault("initial", {"token": uuid4(), "assigned_by_body": standing.main_body_id()})
        super().__init__(data, **given)
        own = Body.objects.filter(pk__in=standing.body_ids(Permission.DIRECT)).order_by("sort_key")
        below = selectors.bodies_next_below(standing, Permission.DIRECT, today=today)
        groups = BodyGroup.objects.filter(standing.within(Permission.DIRECT, "under__path")).order_by("name")
        papers = Document.objects.filter(standing.within(Permission.SEE_DOCUMENTS, "holder__path"))
        latest = list(papers.order_by("-pk").values_list("pk", flat=True)[:200])
        self.fields["assigned_by_body"].queryset = own  # type: ignore[attr-defined]
        self.fields["bodies"].queryset = below  # type: ignore[attr-defined]
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]
        recent = Document.objects.filter(pk__in=latest).order_by("-registered_at")
        shown = recent.only("number", "title") if data is None else recent
        self.fields["document"].queryset = shown  # type: ignore[attr-defined]
        self.today = today

    def chosen_bodies(self) -> list[Body]:
        """The bodies that were ticked, and those of the groups that were, as they are today."""
        found = {body.pk: body for body in self.cleaned_data["bodies"]}
        for group in self.cleaned_data["groups"]:
            found |= {body.pk: body for body in members_on(group, self.today)}
        return list(found.values())


def _with_all(choices: Iterable[tuple[Any, Any]], words: Any) -> Sequence[tuple[str, Any]]:
    return [("", words), *((str(value), label) for value, label in choices)]


class FilterForm(forms.Form):
    """The filters of the list; the address is their only memory."""

    q = forms.CharField(label=_("Tên việc"), required=False, widget=forms.SearchInput)
    name = forms.CharField(label=_("Tên cơ quan"), required=False, widget=forms.SearchInput)
    field = forms.TypedChoiceField(label=_("Lĩnh vực"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=lambda: _with_all([("open", _("Chưa xong")), *DutyState.choices], _("Mọi trạng thái")),
    )
    timeliness = forms.ChoiceField(
        label=_("Thời hạn"), required=False, choices=lambda: _with_all(TIMELINESS.items(), _("Mọi thời hạn"))
    )
    kind = forms.ChoiceField(
        label=_("Loại việc"), required=False, choices=lambda: _with_all(DutyKind.choices, _("Mọi loại"))
    )
    part = forms.ChoiceField(
        label=_("Vai trò"), required=False, choices=lambda: _with_all(Part.choices, _("Chủ trì và phối hợp"))
    )
    side = forms.ChoiceField(
        label=_("Phạm vi"),
        required=False,
        choices=[("", _("Của cơ quan")), ("mine", _("Giao cho tôi")), ("review", _("Tôi thẩm tra"))],
    )
    # What other pages link with; shown as words above the list.
    body = forms.IntegerField(required=False, widget=forms.HiddenInput)
    plan = forms.IntegerField(required=False, widget=forms.HiddenInput)
    task = forms.UUIDField(required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(required=False, choices=lambda: _with_all(GROUPS.items(), ""), widget=forms.HiddenInput)
    tu = forms.DateField(label=_("Hạn từ ngày"), required=False, widget=DayInput())
    den = forms.DateField(label=_("đến ngày"), required=False, widget=DayInput())

    # The duties behind a count in a report, and the days that it counts.
    dem = forms.ChoiceField(required=False, choices=[(one, one) for one in COUNTED], widget=forms.HiddenInput)
    ky_tu = forms.DateField(required=False, widget=forms.HiddenInput)
    ky_den = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, fields: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["field"].choices = _with_all(fields, _("Mọi lĩnh vực"))  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What the address asks for; a value that is none is left out rather than refused. Up to two queries."""
        self.is_valid()
        got = self.cleaned_data
        return Filters(
            group=got.get("group") or "",
            side=got.get("side") or "",
            body=Body.objects.filter(pk=got["body"]).first() if got.get("body") else None,
            body_name=got.get("name") or "",
            field=got.get("field"),
            state=got.get("state") or "",
            timeliness=got.get("timeliness") or "",
            kind=got.get("kind") or "",
            plan=Plan.objects.filter(pk=got["plan"]).first() if got.get("plan") else None,
            lineage=str(got["task"]) if got.get("task") else "",
            part=got.get("part") or "",
            text=got.get("q") or "",
            due_from=got.get("tu"),
            due_to=got.get("den"),
            counted=got.get("dem") or "",
            counted_from=got.get("ky_tu"),
            counted_to=got.get("ky_den"),
        )

"""What a person fills in: what a draft becomes, corrections of a task or target before the plan is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.bodies.models import Body, BodyGroup
from caicach.bodies.selectors import BodyIndex
from caicach.core.text import squeeze

from .models import Comparator, DueKind, Every, Part, Plan, Target, Task

NEW, WHOLE, PARTLY = "new", "whole", "partly"


class MakeForm(forms.Form):
    """What a confirmed document is: a plan of its own, a plan stated anew, or changes to a plan."""

    what = forms.ChoiceField(
        label=gettext_lazy("Văn bản này là"),
        widget=forms.RadioSelect,
        choices=[
            (NEW, gettext_lazy("Một kế hoạch mới")),
            (PARTLY, gettext_lazy("Văn bản sửa đổi, bổ sung: chỉ nêu các mục thay đổi, mục khác giữ nguyên")),
            (WHOLE, gettext_lazy("Văn bản thay thế toàn bộ một kế hoạch: mục không nêu nữa là bãi bỏ")),
        ],
    )
    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=gettext_lazy("Của kế hoạch"), required=False, empty_label=gettext_lazy("– chọn –")
    )

    def __init__(self, *args: Any, plans: QuerySet[Plan], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = plans

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") in (WHOLE, PARTLY) and data.get("plan") is None:
            self.add_error("plan", _("Chọn kế hoạch được sửa đổi."))
        return data


class TaskForm(forms.ModelForm):
    """A task of a plan that is not in force yet, with who leads and supports it."""

    leads = forms.CharField(
        label=gettext_lazy("Chủ trì"),
        help_text=gettext_lazy("Mỗi dòng một cơ quan hoặc nhóm cơ quan."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    supports = forms.CharField(
        label=gettext_lazy("Phối hợp"),
        help_text=gettext_lazy("Mỗi dòng một cơ quan hoặc nhóm cơ quan."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    class Meta:
        model = Task
        fields = (
            "text", "field", "activities", "product", "due_kind", "due_from", "due_to", "due_every", "due_text",
            "budget",
        )  # fmt: skip
        labels = {
            "text": gettext_lazy("Nội dung"),
            "field": gettext_lazy("Lĩnh vực"),
            "activities": gettext_lazy("Các hoạt động"),
            "product": gettext_lazy("Sản phẩm"),
            "due_kind": gettext_lazy("Thời hạn"),
            "due_from": gettext_lazy("Từ ngày"),
            "due_to": gettext_lazy("Đến hết ngày"),
            "due_every": gettext_lazy("Lặp lại"),
            "due_text": gettext_lazy("Nguyên văn thời hạn"),
            "budget": gettext_lazy("Kinh phí"),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "activities": forms.Textarea(attrs={"rows": 2}),
            "product": forms.Textarea(attrs={"rows": 2}),
            "due_from": forms.DateInput(format="%d/%m/%Y", attrs={"data-day": True}),
            "due_to": forms.DateInput(format="%d/%m/%Y", attrs={"data-day": True}),
        }

    def __init__(self, *args: Any, on: date, under: Body, **options: Any) -> None:
        super().__init__(*args, **options)
        self.under, self.on = under, on
        self.named: dict[str, tuple[list[Body], list[BodyGroup]]] = {}
        for name in ("due_kind", "due_every"):
            choices = DueKind.choices if name == "due_kind" else Every.choices
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, choices=[("", _("không nêu")), *choices], required=False
            )
        for name in ("due_from", "due_to"):
            self.fields[name].input_formats = ["%Y-%m-%d", "%d/%m/%Y"]  # type: ignore[attr-defined]
        for part, name in ((Part.LEAD, "leads"), (Part.SUPPORT, "supports")):
            owners = self.instance.owners.filter(part=part).select_related("body", "group")
            self.initial.setdefault(name, "\n".join(str(o.body or o.group or o.as_written) for o in owners))

    def clean_leads(self) -> str:
        return self._find("leads", self.cleaned_data["leads"])

    def clean_supports(self) -> str:
        return self._find("supports", self.cleaned_data["supports"])

    def _find(self, name: str, text: str) -> str:
        bodies, groups, unknown = find_owners(text.splitlines(), under=self.under, on=self.on)
        if unknown:
            self.add_error(
                name,
                _("Chưa rõ cơ quan nào là “%(names)s”; viết đúng tên như trong danh mục cơ quan.")
                % {"names": "”, “".join(unknown)},
            )
        self.named[name] = bodies, groups
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("due_from"), data.get("due_to")
        if start and end and end < start:
            self.add_error("due_to", _("Ngày kết thúc sớm hơn ngày bắt đầu."))
        if data.get("due_kind") == DueKind.RECURRING and not data.get("due_every"):
            self.add_error("due_every", _("Việc định kỳ cần nêu bao lâu một lần."))
        return data

    def _post_clean(self) -> None:
        """The instance stays as it is: the service changes it."""

    def values(self) -> dict[str, Any]:
        """As `correct_task` takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def find_owners(names: Iterable[str], *, under: Body, on: date) -> tuple[list[Body], list[BodyGroup], list[str]]:
    """What a person typed, one name a line, as bodies and groups; and the names that nobody bears."""
    index = BodyIndex(under=under, on=on)
    bodies: list[Body] = []
    groups: list[BodyGroup] = []
    unknown: list[str] = []
    for name in (squeeze(name) for name in names if name.strip()):
        found = index.resolve(name)
        if found.body:
            bodies.append(found.body)
        elif found.group:
            groups.append(found.group)
        else:
            unknown.append(name)
    return bodies, groups, unknown


class TargetForm(forms.ModelForm):
    """A target of a plan that is not in force yet."""

    class Meta:
        model = Target
        fields = ("text", "field", "comparator", "unit", "baseline_value", "baseline_year")
        labels = {
            "text": gettext_lazy("Nội dung"),
            "field": gettext_lazy("Lĩnh vực"),
            "comparator": gettext_lazy("So sánh"),
            "unit": gettext_lazy("Đơn vị tính"),
            "baseline_value": gettext_lazy("Giá trị gốc"),
            "baseline_year": gettext_lazy("Năm gốc"),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["comparator"] = forms.ChoiceField(label=self.fields["comparator"].label, choices=Comparator.choices)

    def _post_clean(self) -> None:
        """The instance stays as it is: the service changes it."""

    def values(self) -> dict[str, Any]:
        """As `correct_target` takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

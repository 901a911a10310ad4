"""What is said of an indicator: its words, its meaning, of whom it is asked and since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyKind
from caicach.core.models import PeriodKind
from caicach.duties.forms import DayInput
from caicach.programme.models import Field

from .formulas import FormulaError
from .models import Direction, Indicator, OverBodies, OverTime, SourceKind, ValueKind
from .rules import FIXED
from .services import Fault, check_formula, may_define
from .sources import registered
from .words import fault_words, formula_words

EVERYBODY = "0"
MOST_PARTS = 30
MOST_DEFINED = 3000


class LinesField(forms.CharField):
    """A list, one to a line."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **given)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        return list(dict.fromkeys(filter(None, lines)))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class IndicatorForm(forms.Form):
    """An indicator. What has its meaning fixed by figures is shown and cannot be changed."""

    code = forms.RegexField(
        r"^[^\W\d_]\w*(\.\w+)*$",
        label=_("Mã"),
        max_length=40,
        help_text=_("Ví dụ CCHC.3.05; công thức của chỉ tiêu khác gọi bằng mã này."),
        error_messages={"invalid": _("Mã bắt đầu bằng một chữ, gồm chữ, số và dấu chấm ở giữa.")},
    )
    name = forms.CharField(label=_("Tên chỉ tiêu"), max_length=300)
    definition = forms.CharField(
        label=_("Định nghĩa"), required=False, max_length=MOST_DEFINED, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = forms.CharField(label=_("Căn cứ"), required=False, max_length=300)
    field = forms.ModelChoiceField(Field.objects.none(), label=_("Lĩnh vực"), required=False)
    unit = forms.CharField(label=_("Đơn vị"), required=False, max_length=40, help_text=_("Ví dụ: hồ sơ, %, thủ tục."))
    places = forms.IntegerField(label=_("Số chữ số sau dấu phẩy"), min_value=0, max_value=6, initial=0)
    direction = forms.ChoiceField(label=_("Chiều tốt"), choices=Direction.choices, initial=Direction.NONE)
    source = forms.ChoiceField(label=_("Nguồn"), choices=SourceKind.choices, initial=SourceKind.ENTERED)
    formula = forms.CharField(
        label=_("Công thức"),
        required=False,
        help_text=_("Ví dụ: CCHC.3.02 / CCHC.3.01 * 100. Dùng số, mã chỉ tiêu, + - * / ( ), min, max, round."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    computed_by = forms.ChoiceField(label=_("Hệ thống tính từ"), required=False)
    value_kind = forms.ChoiceField(label=_("Loại giá trị"), choices=ValueKind.choices, initial=ValueKind.NUMBER)
    numerator_name = forms.CharField(label=_("Tử số là gì"), required=False, max_length=300)
    denominator_name = forms.CharField(label=_("Mẫu số là gì"), required=False, max_length=300)
    over_bodies = forms.ChoiceField(label=_("Qua các cơ quan"), choices=OverBodies.choices, initial=OverBodies.SUM)
    over_time = forms.ChoiceField(label=_("Qua các kỳ"), choices=OverTime.choices, initial=OverTime.SUM)
    may_be_negative = forms.BooleanField(label=_("Có thể âm"), required=False)
    may_exceed_whole = forms.BooleanField(label=_("Tỷ lệ có thể vượt 100 %"), required=False)
    cumulative = forms.BooleanField(label=_("Lũy kế từ đầu năm"), required=False)
    covers_below = forms.BooleanField(
        label=_("Số cơ quan gửi đã gồm các đơn vị trực thuộc"), required=False, initial=True
    )
    breakdowns = LinesField(label=_("Các thành phần"), required=False, help_text=_("Mỗi dòng một thành phần."))
    asked_by = forms.ChoiceField(label=_("Cấp đặt chỉ tiêu"))
    asked_of = forms.MultipleChoiceField(
        label=_("Ai phải báo cáo"),
        choices=[choice for choice in BodyKind.choices if choice[0] != BodyKind.PARTNER],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn loại nào: cơ quan nào có thì gửi, không ai bị coi là thiếu."),
    )
    period_kinds = forms.MultipleChoiceField(
        label=_("Kỳ báo cáo"), choices=PeriodKind.choices, widget=forms.CheckboxSelectMultiple
    )
    valid_from = forms.DateField(label=_("Dùng từ ngày"), widget=DayInput())
    valid_to = forms.DateField(
        label=_("Thôi dùng từ ngày"),
        required=False,
        widget=DayInput(),
        help_text=_("Bỏ trống khi chưa có ngày thôi dùng."),
    )

    def __init__(
        self,
        *args: Any,
        standing: Standing,
        today: date,
        changes: Indicator | None = None,
        replaces: Indicator | None = None,
        fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        """`changes`: the indicator that is edited, `fixed` where it has figures; `replaces`: the one that ends."""
        self.changes, self.is_fixed = changes, fixed
        like = changes or replaces
        if like is not None:
            names = [name for name in self.base_fields if name not in ("code", "valid_from", "valid_to", "asked_by")]
            kwargs["initial"] = {name: getattr(like, name) for name in names} | kwargs.get("initial", {})
        if changes is not None:
            kwargs["initial"] |= {"valid_to": changes.valid_to}
        super().__init__(*args, **kwargs)
        of_day = Field.objects.filter(valid_from__lte=today).exclude(valid_to__lte=today)
        if like is not None and like.field_id is not None:
            of_day = of_day | Field.objects.filter(pk=like.field_id)
        fields: Any = self.fields
        for one in fields.values():  # a browser cuts silently what is too long; the form says it
            one.widget.attrs.pop("maxlength", None)
        fields["field"].queryset = of_day.order_by("number")
        fields["computed_by"].choices = [("", "–"), *((code, str(one.label)) for code, one in registered().items())]
        if like is None:
            fields["asked_by"].choices = _levels(standing)
        else:
            del fields["asked_by"]
        for name in () if changes is None else ("code", "valid_from"):
            del fields[name]
        if changes is None:
            del fields["valid_to"]
        for name in FIXED if fixed else ():
            fields[name].disabled = name not in ("breakdowns", "period_kinds")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("may_be_negative", "may_exceed_whole"):
            told[name] = told.get(name) or None  # as it is for indicators that nobody was asked about
        if told.get("source") != SourceKind.FORMULA:
            told["formula"] = ""
        if told.get("source") != SourceKind.COMPUTED:
            told["computed_by"] = ""
        elif "computed_by" in told and not told["computed_by"]:
            self.add_error("computed_by", gettext("Chọn nguồn mà hệ thống tính."))
        is_number = told.get("value_kind") == ValueKind.NUMBER
        for name in ("over_bodies", "over_time"):
            if is_number and told.get(name) == "ratio":
                self.add_error(name, gettext("Chỉ tỷ lệ có tử số và mẫu số mới cộng tử số và mẫu số được."))
        if not is_number and told.get("source") == SourceKind.ENTERED:
            for name in ("numerator_name", "denominator_name"):
                if not told.get(name):
                    self.add_error(name, gettext("Tỷ lệ do cơ quan nhập phải nói rõ tử số và mẫu số."))
        if len(told.get("breakdowns") or ()) > MOST_PARTS or any(len(part) > 80 for part in told.get("breakdowns", ())):
            self.add_error("breakdowns", gettext("Tối đa 30 thành phần, mỗi tên không quá 80 ký tự."))
        if self.changes is not None and told.get("valid_to") and told["valid_to"] <= self.changes.valid_from:
            self.add_error("valid_to", gettext("Ngày thôi dùng phải sau ngày bắt đầu dùng."))
        if told.get("source") == SourceKind.FORMULA and not self.is_fixed:
            self._check_formula(told)
        return told

    def _check_formula(self, told: dict[str, Any]) -> None:
        code = self.changes.code if self.changes is not None else told.get("code", "")
        try:
            check_formula(Indicator(code=code, unit=told.get("unit", ""), formula=told.get("formula", "")))
        except FormulaError as error:
            self.add_error("formula", formula_words(error))

    @property
    def level(self) -> Body | None:
        """The level that asks; None: of everybody."""
        chosen = self.cleaned_data["asked_by"]
        return None if chosen == EVERYBODY else Body.objects.get(pk=chosen)

    def given(self) -> dict[str, Any]:
        """What the service is told of the indicator."""
        apart = ("code", "asked_by", "valid_from")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    def add_faults(self, faults: list[Fault]) -> None:
        for fault in faults:
            self.add_error(None, fault_words(fault))


def _levels(standing: Standing) -> list[tuple[str, str]]:
    """The bodies for whose level the person may say what is measured."""
    prefixes = standing.prefixes(Permission.DEFINE_INDICATORS)
    rows = Body.objects.filter(closed_on=None).exclude(kind=BodyKind.PARTNER)
    rows = rows.filter(depth=1) if "" in prefixes else rows.filter(path__in=prefixes)
    levels = [(str(pk), name) for pk, name in rows.order_by("path").values_list("pk", "name")]
    return [(EVERYBODY, gettext("Mọi cơ quan")), *levels] if may_define(standing, None) else levels

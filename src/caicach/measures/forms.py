"""What a person fills in: whose figures of which period, one line of the grid, a file that comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyKind
from caicach.core.numbers import format_number, parse_number
from caicach.core.periods import Period, period_choices

from .models import AnswerKind, Figure, Indicator
from .rules import Answer, breaks_limits
from .selectors import bodies_seen
from .services import limit_data
from .words import limit_words

YEARS_BACK = 4


class ChooseFigures(forms.Form):
    """Whose figures of which period; the state of the page's address."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Cơ quan"))
    period = forms.ChoiceField(
        label=_("Kỳ"),
        error_messages={"invalid_choice": _("Không có kỳ này, hoặc kỳ chưa đến; chọn một kỳ trong danh sách.")},
    )
    q = forms.CharField(label=_("Tìm chỉ tiêu"), required=False, max_length=100)

    def __init__(self, *args: Any, standing: Standing, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = bodies_seen(standing).exclude(kind=BodyKind.PARTNER)
        top = min((len(prefix) // Body.steplen for prefix in standing.prefixes(Permission.SEE_FIGURES)), default=0)
        asked = str(self.data.get("body", ""))
        near = Q(depth__lte=max(top, 1) + 1) | Q(pk=int(asked) if asked.isdecimal() and len(asked) < 19 else None)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["body"].choices = list(bodies.filter(near).values_list("pk", "name"))  # type: ignore[attr-defined]
        self.fields["period"].choices = period_choices(today, years=YEARS_BACK)  # type: ignore[attr-defined]

    def clean_period(self) -> Period:
        period = Period.of_key(self.cleaned_data["period"])
        if period is None:
            raise forms.ValidationError(_("Kỳ báo cáo không hợp lệ."))
        return period


class NumberField(forms.Field):
    """A number as Vietnam writes it: "1.525.653", "88,9"."""

    def __init__(self, **given: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "input input-small", "maxlength": 30}
        super().__init__(required=False, widget=forms.TextInput(attrs=attributes), **given)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()[:60]
        if not text:
            return None
        number = parse_number(text)
        if number is None:
            raise forms.ValidationError(_("Không đọc được số này: %(text)s"), params={"text": text})
        return number

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, Decimal) else value


class AnswerForm(forms.Form):
    """One line of the grid: one indicator (or a part of it) of one body and period."""

    answer = forms.ChoiceField(
        label=_("Trả lời"), choices=[("", _("– chưa nhập –")), *AnswerKind.choices], required=False
    )
    value = NumberField(label=_("Giá trị"))
    numerator = NumberField(label=_("Tử số"))
    denominator = NumberField(label=_("Mẫu số"))
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=500)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, indicator: Indicator, breakdown: str, figure: Figure | None, is_open: bool, **kwargs: Any
    ) -> None:
        self.indicator, self.breakdown, self.figure, self.is_open = indicator, breakdown, figure, is_open
        initial: dict[str, Any] = {"seen": figure.revision if figure else 0}
        if figure is not None:
            initial |= {name: getattr(figure, name) for name in ("answer", "value", "numerator", "denominator", "note")}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.is_ratio = indicator.value_kind == "ratio"
        for name in ("value",) if self.is_ratio else ("numerator", "denominator"):
            if not (self.is_ratio and figure is not None and figure.value is not None and figure.numerator is None):
                del self.fields[name]
        for name, field in self.fields.items():
            field.disabled = not is_open and name != "seen"
            if name in ("answer", "note"):
                field.widget.attrs["class"] = "select input-small" if name == "answer" else "input input-small"
            field.widget.attrs["aria-label"] = f"{field.label}: {indicator.name} {breakdown}".strip()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.is_open and not self.errors and (answer := self.given) is not None:
            for obstacle, which in breaks_limits(answer, self.indicator.limits):
                name = which if which in self.fields else None
                self.add_error(name, limit_words(obstacle, limit_data(obstacle, answer, self.indicator, which)))
        return told

    @property
    def zeros_are_none(self) -> bool:
        """Whether the two parts are zero, which is kept as "nothing arose"."""
        answer = self.given if self.is_valid() else None
        return answer is not None and answer.kind == AnswerKind.VALUE and answer.numerator == 0 == answer.denominator

    @property
    def given(self) -> Answer | None:
        """The answer, or None where the line was left empty. Numbers without a choice are a value."""
        told = self.cleaned_data
        numbers = [told.get(name) for name in ("value", "numerator", "denominator")]
        kind = told["answer"] or (AnswerKind.VALUE if any(number is not None for number in numbers) else "")
        return Answer(kind, numbers[0], numbers[1], numbers[2], told["note"]) if kind else None


class SheetForm(forms.Form):
    """A template that comes back."""

    file = forms.FileField(label=_("Tệp XLSX đã điền"))


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("Tài liệu kiểm chứng"))
    page = forms.CharField(label=_("Trang, mục"), required=False, max_length=40)

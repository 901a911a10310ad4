"""A check on the figures of an indicator: what must hold, how strictly, since when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caicach.core.numbers import format_number
from caicach.duties.forms import DayInput

from .checks import SIGNS
from .forms import NumberField
from .models import Indicator, RuleKind, Severity, ValidationRule
from .services import Fault
from .words import fault_words, sign_words

PARTS = [("breakdowns", _("Các thành phần của chỉ tiêu")), ("below", _("Số của các đơn vị trực thuộc")),
         ("codes", _("Các chỉ tiêu khác"))]  # fmt: skip
_NUMBERS: dict[str, tuple[str, ...]] = {  # the parameters of each kind that are numbers
    RuleKind.SUM: ("tolerance",),
    RuleKind.JUMP: ("percent", "least"),
    RuleKind.OUTLIER: ("most", "fewest"),
    RuleKind.RANGE: ("margin", "fewest"),
    RuleKind.SIZE: ("bound",),
}
_USUAL = {
    "tolerance": Decimal(0),
    "percent": Decimal(50),
    "least": Decimal(0),
    "most": Decimal("3.5"),
    "fewest": Decimal(8),
    "margin": Decimal("0.5"),
    "bound": Decimal(10) ** 9,
}
_WHOLE = ("fewest",)


class RuleForm(forms.Form):
    """One rule; only the parameters of its kind are asked for and kept."""

    kind = forms.ChoiceField(label=_("Kiểm tra gì"), choices=RuleKind.choices)
    other = forms.CharField(label=_("So với chỉ tiêu"), required=False, max_length=40, help_text=_("Mã của chỉ tiêu."))
    sign = forms.ChoiceField(label=_("Phải"), choices=[(sign, sign_words(sign)) for sign in SIGNS], required=False)
    parts = forms.ChoiceField(label=_("Cộng"), choices=PARTS, required=False)
    codes = forms.CharField(
        label=_("Mã các chỉ tiêu"), required=False, max_length=400, help_text=_("Cách nhau bằng dấu phẩy.")
    )
    tolerance = NumberField(label=_("Được chênh không quá"))
    percent = NumberField(label=_("Thay đổi không quá (%)"))
    least = NumberField(label=_("Bỏ qua khi chênh ít hơn"))
    most = NumberField(label=_("Điểm lệch không quá"))
    bound = NumberField(label=_("Hỏi lại từ số"))
    margin = NumberField(label=_("Được ra ngoài khoảng (phần của khoảng)"))
    fewest = NumberField(label=_("Chỉ hỏi khi có ít nhất bấy nhiêu số để so"))
    severity = forms.ChoiceField(label=_("Mức"), choices=Severity.choices, initial=Severity.WARNING)
    sentence = forms.CharField(
        label=_("Câu nhắc"), required=False, max_length=300, help_text=_("Nói cho người nhập biết điều gì phải đúng.")
    )
    valid_from = forms.DateField(label=_("Áp dụng từ ngày"), widget=DayInput())
    valid_to = forms.DateField(label=_("Thôi áp dụng từ ngày"), required=False, widget=DayInput())

    def __init__(self, *args: Any, rule: ValidationRule | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {**_USUAL, **kwargs.pop("initial", {})}
        if rule is not None:
            initial |= {
                name: getattr(rule, name) for name in ("kind", "severity", "sentence", "valid_from", "valid_to")
            }
            initial |= _as_fields(rule)
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["kind"].disabled = rule is not None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        kind = told.get("kind")
        if kind == RuleKind.COMPARE:
            self._ask_codes("other", [told.get("other", "").strip()])
        if kind == RuleKind.SUM and told.get("parts") == "codes":
            self._ask_codes("codes", _codes(told.get("codes", "")))
        for name in _NUMBERS.get(kind or "", ()):
            number = told.get(name)
            if number is not None and number < 0:
                self.add_error(name, gettext("Ghi một số không âm."))
            if number is not None and name in _WHOLE and number % 1:
                self.add_error(name, gettext("Ghi một số nguyên."))
        if told.get("valid_to") and told.get("valid_from") and told["valid_to"] <= told["valid_from"]:
            self.add_error("valid_to", gettext("Ngày thôi áp dụng phải sau ngày bắt đầu áp dụng."))
        return told

    def _ask_codes(self, name: str, codes: list[str]) -> None:
        if not any(codes):
            self.add_error(name, gettext("Ghi mã của chỉ tiêu."))
            return
        known = set(Indicator.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            self.add_error(name, gettext("Không có chỉ tiêu mã %(code)s.") % {"code": ", ".join(unknown)})

    def given(self) -> dict[str, Any]:
        """What the service is told of the rule."""
        told = self.cleaned_data
        names = ("kind", "severity", "sentence", "valid_from", "valid_to")
        return {name: told[name] for name in names} | {"parameters": self._parameters()}

    def _parameters(self) -> dict[str, Any]:
        """As JSON keeps them: numbers as whole numbers or as text, so that nothing is lost."""
        told, kind = self.cleaned_data, self.cleaned_data["kind"]
        found: dict[str, Any] = {}
        if kind == RuleKind.COMPARE:
            found = {"other": told["other"].strip(), "sign": told["sign"] or "<="}
        if kind == RuleKind.SUM:
            found["parts"] = _codes(told["codes"]) if told["parts"] == "codes" else told["parts"] or "breakdowns"
        for name in _NUMBERS.get(kind, ()):
            number = told[name] if told[name] is not None else _USUAL[name]
            found[name] = int(number) if not number % 1 else f"{number.normalize():f}"
        return found

    def add_faults(self, faults: list[Fault]) -> None:
        for fault in faults:
            self.add_error(None, fault_words(fault))


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (code.strip() for code in text.split(",")))))


def _as_fields(rule: ValidationRule) -> dict[str, Any]:
    """The parameters as the form shows them."""
    found: dict[str, Any] = dict(rule.parameters)
    if isinstance(found.get("parts"), list):
        found |= {"codes": ", ".join(found["parts"]), "parts": "codes"}
    for name in _USUAL:
        if name in found:
            found[name] = format_number(Decimal(str(found[name])))
    return found

"""What a person fills in: the upload, the head of the document, one item of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.bodies.models import Body
from caicach.core.numbers import format_number, parse_number
from caicach.core.text import squeeze
from caicach.documents.models import DocumentKind

from .models import ItemKind
from .services.uploading import size_limit

COMPARATORS = [
    (">=", gettext_lazy("tối thiểu (≥)")),
    ("<=", gettext_lazy("tối đa (≤)")),
    ("=", gettext_lazy("đạt (=)")),
    (">", gettext_lazy("trên (>)")),
    ("<", gettext_lazy("dưới (<)")),
    ("between", gettext_lazy("trong khoảng")),
    ("done", gettext_lazy("hoàn thành, không có số")),
]
DUE_KINDS = [
    ("", gettext_lazy("không nêu")),
    ("date", gettext_lazy("ngày")),
    ("month", gettext_lazy("tháng")),
    ("quarter", gettext_lazy("quý")),
    ("half", gettext_lazy("6 tháng")),
    ("year", gettext_lazy("năm")),
    ("range", gettext_lazy("khoảng thời gian")),
    ("recurring", gettext_lazy("định kỳ")),
    ("ongoing", gettext_lazy("thường xuyên")),
    ("on_request", gettext_lazy("theo yêu cầu")),
]
EVERY = [
    ("", gettext_lazy("không lặp lại")),
    ("month", gettext_lazy("hằng tháng")),
    ("quarter", gettext_lazy("hằng quý")),
    ("half", gettext_lazy("6 tháng một lần")),
    ("year", gettext_lazy("hằng năm")),
]
FIELDS = [("", gettext_lazy("chưa xếp lĩnh vực"))] + [(str(number), str(number)) for number in range(1, 8)]


class NumberField(forms.CharField):
    """A number as Vietnam writes it: "1.525.653", "88,9"."""

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        number = parse_number(text)
        if number is None:
            raise ValidationError(_("“%(text)s” không phải là số; viết như 88,9 hoặc 1.525.653.") % {"text": text})
        return int(number) if number == number.to_integral_value() else float(number)

    def prepare_value(self, value: Any) -> Any:
        return format_number(Decimal(str(value))) if isinstance(value, (int, float)) else value


class LinesField(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(name for line in (value or "").splitlines() if (name := squeeze(line))))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


class DayField(forms.DateField):
    """A day, typed as 22/02/2024 or chosen from the calendar beside it."""

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"data-day": True})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def prepare_value(self, value: Any) -> Any:
        """The contract keeps days as ISO text; a person sees them as Vietnam writes them."""
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return value  # what was typed, as it was typed


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1990, max_value=2100, localize=False)


class UploadForm(forms.Form):
    """One file of one body; the token makes one draft of one form."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("Văn bản cần đọc"),
        widget=forms.FileInput(
            attrs={
                "accept": ".docx,.doc,.rtf,.odt,.pdf,.xlsx,.xls,.ods,.txt,.md,.eml,.msg,.zip,"
                ".tif,.tiff,.jpg,.jpeg,.png,.heic"
            }
        ),
        allow_empty_file=True,  # said in our own words
        max_length=1000,
    )
    body = forms.ModelChoiceField(Body.objects.none(), label=gettext_lazy("Văn bản của cơ quan"), empty_label=None)

    def __init__(self, *args: Any, bodies: Iterable[Body], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = list(bodies)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Body.objects.filter(pk__in=[body.pk for body in chosen]).order_by("depth", "sort_key")
        if len(chosen) == 1:
            field.widget = forms.HiddenInput()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        limit = size_limit(file.name)
        if file.size > limit:
            raise ValidationError(
                _("Tệp nặng hơn giới hạn %(limit)s MB; đề nghị tách tệp hoặc giảm dung lượng ảnh trong tệp.")
                % {"limit": limit // (1024 * 1024)}
            )
        if file.size == 0:
            raise ValidationError(_("Tệp không có nội dung; đề nghị kiểm tra lại tệp rồi gửi lại."))
        return file


class HeaderForm(forms.Form):
    """What stands at the head and foot of the document."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), choices=DocumentKind.choices)
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=60, required=False)
    issued_on = DayField(label=gettext_lazy("Ngày ban hành"), required=False)
    place = forms.CharField(label=gettext_lazy("Nơi ban hành"), max_length=80, required=False)
    issuer = forms.CharField(label=gettext_lazy("Cơ quan ban hành"), max_length=200, required=False)
    title = forms.CharField(label=gettext_lazy("Tên văn bản"), widget=_area(3))
    period_from = _year(gettext_lazy("Từ năm"))
    period_to = _year(gettext_lazy("Đến năm"))
    signer = forms.CharField(label=gettext_lazy("Người ký"), max_length=120, required=False)

    @classmethod
    def of(cls, header: Mapping[str, Any], data: Any = None) -> HeaderForm:
        period = header.get("period") or {}
        keys = ("kind", "number", "issued_on", "place", "issuer", "title", "signer")
        initial = {key: header.get(key) for key in keys}
        return cls(data, initial={**initial, "period_from": period.get("from"), "period_to": period.get("to")})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", _("Năm kết thúc sớm hơn năm bắt đầu."))
        return data

    def header(self) -> dict[str, Any]:
        """As the draft keeps it."""
        data = self.cleaned_data
        first, last = data["period_from"], data["period_to"]
        return {
            **{key: data[key] or None for key in ("number", "place", "issuer", "signer")},
            "kind": data["kind"],
            "title": squeeze(data["title"]),
            "issued_on": data["issued_on"].isoformat() if data["issued_on"] else None,
            "period": {"from": first or last, "to": last or first} if first or last else None,
        }


class ItemForm(forms.Form):
    """What every kind of item has."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("Nội dung"), widget=_area(4))
    section = forms.CharField(label=gettext_lazy("Mục trong văn bản"), max_length=120, required=False)

    plain: tuple[str, ...] = ("text", "section")

    def changes(self) -> dict[str, Any]:
        """The item's values by the keys of the contract."""
        return {key: self.cleaned_data[key] for key in self.plain}


class DueForm(ItemForm):
    """An item with a deadline."""

    due_kind = forms.ChoiceField(label=gettext_lazy("Thời hạn"), choices=DUE_KINDS, required=False)
    due_from = DayField(label=gettext_lazy("Từ ngày"), required=False)
    due_to = DayField(label=gettext_lazy("Đến hết ngày"), required=False)
    due_every = forms.ChoiceField(label=gettext_lazy("Lặp lại"), choices=EVERY, required=False)
    due_text = forms.CharField(label=gettext_lazy("Nguyên văn thời hạn"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end, kind = data.get("due_from"), data.get("due_to"), data.get("due_kind")
        if start and end and end < start:
            self.add_error("due_to", _("Ngày kết thúc sớm hơn ngày bắt đầu."))
        if kind in ("date", "month", "quarter", "half", "year", "range") and not end and "due_to" not in self.errors:
            self.add_error("due_to", _("Thời hạn loại này cần ngày cuối cùng."))
        if kind == "recurring" and not data.get("due_every"):
            self.add_error("due_every", _("Việc định kỳ cần nêu bao lâu một lần."))
        return data

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        due = None
        if data["due_kind"]:
            due = {
                "kind": data["due_kind"],
                "from": _iso(data["due_from"]),
                "to": _iso(data["due_to"]),
                "every": data["due_every"] or None,
                "text": data["due_text"],
            }
        return {**super().changes(), "due": due}


class TargetForm(ItemForm):
    comparator = forms.ChoiceField(label=gettext_lazy("So sánh"), choices=COMPARATORS)
    value = NumberField(label=gettext_lazy("Giá trị"), required=False)
    value_to = NumberField(label=gettext_lazy("đến giá trị"), required=False)
    unit = forms.CharField(label=gettext_lazy("Đơn vị tính"), max_length=40, required=False)
    from_year = _year(gettext_lazy("Từ năm"))
    to_year = _year(gettext_lazy("Đến năm"))
    baseline_value = NumberField(label=gettext_lazy("Giá trị gốc"), required=False)
    baseline_year = _year(gettext_lazy("Năm gốc"))
    field = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), choices=FIELDS, required=False)
    owners = LinesField(label=gettext_lazy("Cơ quan theo dõi, mỗi dòng một cơ quan"), required=False)
    part_of = forms.ChoiceField(label=gettext_lazy("Là phần “trong đó” của"), required=False)

    plain = ("text", "section", "comparator", "value", "value_to", "unit", "baseline_value", "baseline_year", "owners")

    def __init__(self, *args: Any, wholes: Iterable[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["part_of"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("không, là chỉ tiêu riêng")), *((str(pk), text[:90]) for pk, text in wholes)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("comparator") != "done" and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Chỉ tiêu có so sánh thì cần giá trị; chỉ tiêu không có số chọn “hoàn thành”."))
        if data.get("comparator") == "between" and data.get("value_to") is None and "value_to" not in self.errors:
            self.add_error("value_to", _("Khoảng cần hai giá trị."))
        first, last = data.get("from_year"), data.get("to_year")
        if first and last and last < first:
            self.add_error("to_year", _("Năm kết thúc sớm hơn năm bắt đầu."))
        return data

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **super().changes(),
            "from": data["from_year"],
            "to": data["to_year"],
            "field": int(data["field"]) if data["field"] else None,
        }


class TaskForm(DueForm):
    field = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), choices=FIELDS, required=False)
    leads = LinesField(label=gettext_lazy("Chủ trì, mỗi dòng một cơ quan"), required=False)
    supports = LinesField(label=gettext_lazy("Phối hợp, mỗi dòng một cơ quan"), required=False)
    activities = forms.CharField(label=gettext_lazy("Các hoạt động"), widget=_area(), required=False)
    product = forms.CharField(label=gettext_lazy("Sản phẩm"), widget=_area(), required=False)
    budget = forms.CharField(label=gettext_lazy("Kinh phí"), max_length=300, required=False)

    plain = ("text", "section", "leads", "supports", "activities", "product")

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **super().changes(),
            "field": int(data["field"]) if data["field"] else None,
            "budget": data["budget"] or None,
        }


class DutyForm(DueForm):
    body = forms.CharField(label=gettext_lazy("Cơ quan có trách nhiệm"), max_length=300)

    plain = ("text", "section", "body")


class StatementForm(ItemForm):
    value = NumberField(label=gettext_lazy("Giá trị"), required=False)
    of = NumberField(label=gettext_lazy("Trên tổng số"), required=False)
    ratio = NumberField(label=gettext_lazy("Tỷ lệ (%)"), required=False)
    unit = forms.CharField(label=gettext_lazy("Đơn vị tính"), max_length=40, required=False)
    as_of = DayField(label=gettext_lazy("Tính đến ngày"), required=False)

    plain = ("text", "section", "value", "of", "ratio", "unit")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("value") is None and data.get("ratio") is None and "value" not in self.errors:
            self.add_error("value", _("Số liệu cần giá trị hoặc tỷ lệ."))
        return data

    def changes(self) -> dict[str, Any]:
        return {**super().changes(), "as_of": _iso(self.cleaned_data["as_of"])}


FORMS: dict[str, type[ItemForm]] = {
    ItemKind.TARGET: TargetForm,
    ItemKind.TASK: TaskForm,
    ItemKind.DUTY: DutyForm,
    ItemKind.STATEMENT: StatementForm,
}


def item_form(
    kind: str, item_data: Mapping[str, Any], *, version: int, part_of: int | None = None,
    wholes: Iterable[tuple[int, str]] = (), data: Any = None, prefix: str = "",
) -> ItemForm:  # fmt: skip
    """The form of an item, filled with what it says."""
    due = item_data.get("due") or {}
    initial = {
        **item_data,
        "version": version,
        "from_year": item_data.get("from"),
        "to_year": item_data.get("to"),
        "part_of": str(part_of or ""),
        "field": str(item_data.get("field") or ""),
        "due_kind": due.get("kind") or "",
        "due_from": due.get("from"),
        "due_to": due.get("to"),
        "due_every": due.get("every") or "",
        "due_text": due.get("text") or "",
    }
    options: dict[str, Any] = {"initial": initial, "auto_id": f"{prefix}%s"}
    if kind == ItemKind.TARGET:
        options["wholes"] = wholes
    return FORMS[kind](data, **options)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

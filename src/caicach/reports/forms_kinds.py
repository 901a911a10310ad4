"""What a person fills in to say what a kind of report asks from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.bodies.selectors import alive
from caicach.measures.models import Indicator

from .models import Level, ReportKind
from .outlines import Misfit, MisfitLine, misfits_of, outline_of, outline_text, table_lines, table_text
from .rules import When, faults_of_outline, faults_of_statistics
from .services import KindWords, words_of


def own_bodies(standing: Standing, today: date) -> Any:
    """The bodies in whose name the person demands reports."""
    prefixes = standing.prefixes(Permission.DEMAND_REPORTS)
    places = Q(depth=1) if "" in prefixes else Q(path__in=prefixes)
    places |= Q(pk__in=standing.body_ids(Permission.DEMAND_REPORTS))
    return Body.objects.filter(places, alive(today)).order_by("path")


_MOST_NAMED = 10


def _misfit_words(line: MisfitLine) -> str:
    said = {"n": line.number, "line": line.title[:80], "parent": "I." if line.level == 2 else "1."}
    if line.why == Misfit.NO_NUMBER:
        words = gettext("Dòng %(n)d “%(line)s”: cần bắt đầu bằng “I.”, “1.” hoặc “a)”.")
    else:
        words = gettext("Dòng %(n)d “%(line)s”: ngay trên cấp này cần có mục “%(parent)s”.")
    return words % said


class ChangeKind(forms.Form):
    """A kind of report: name, basis, outline, table, from which day on."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Cơ quan quy định"), empty_label=None)
    name = forms.CharField(label=_("Tên loại báo cáo"), max_length=200)
    source = forms.CharField(label=_("Căn cứ"), max_length=200, required=False)
    valid_from = forms.DateField(
        label=_("Áp dụng từ ngày"), widget=forms.DateInput(attrs={"data-day": True}, format="%d/%m/%Y")
    )
    outline = forms.CharField(label=_("Đề cương"), widget=forms.Textarea(attrs={"rows": 18}), max_length=20_000)
    table = forms.CharField(
        label=_("Biểu số liệu"), widget=forms.Textarea(attrs={"rows": 14}), max_length=20_000, required=False
    )

    def __init__(self, data: Any = None, *, kind: ReportKind, standing: Standing, today: date) -> None:
        self.kind, self.words = kind, words_of(kind)
        codes = [line["code"] for line in self.words.statistics if line.get("code")]
        names = dict(Indicator.objects.filter(code__in=codes).values_list("code", "name"))
        super().__init__(
            data,
            initial={
                "body": kind.body_id, "name": kind.name, "source": kind.source, "valid_from": today,
                "outline": outline_text(kind.outline), "table": table_text(self.words.statistics, names),
            },
        )  # fmt: skip
        bodies = own_bodies(standing, today)
        if kind.body_id is not None:
            bodies = bodies.filter(pk=kind.body_id)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_outline(self) -> list[dict[str, Any]]:
        if wrong := misfits_of(self.cleaned_data["outline"], self.words.outline):
            raise forms.ValidationError([_misfit_words(line) for line in wrong[:_MOST_NAMED]])
        outline = outline_of(self.cleaned_data["outline"], self.words.outline)
        if faults_of_outline(outline):
            raise forms.ValidationError(_("Đề cương cần ít nhất một mục; mỗi dòng là một mục."))
        return outline

    def clean_table(self) -> list[dict[str, str]]:
        text = self.cleaned_data["table"]
        words = {line.split()[0] for line in text.splitlines() if line.strip()}
        known = set(Indicator.objects.filter(code__in=words).values_list("code", flat=True))
        known |= {line["code"] for line in self.words.statistics if line.get("code")}
        lines, unknown = table_lines(text, known)
        if unknown:
            raise forms.ValidationError(_("Không có chỉ tiêu mã %(codes)s."), params={"codes": ", ".join(unknown)})
        if faults_of_statistics(lines):
            raise forms.ValidationError(_("Mỗi mã chỉ tiêu chỉ ghi một lần trong biểu."))
        return lines


class DueLine(forms.Form):
    """When one level's report is cut and due. A line without a closing day is no rule."""

    closes_on_day = forms.IntegerField(label=_("Chốt số liệu ngày"), min_value=1, max_value=31, required=False)
    closes_months_before = forms.IntegerField(
        label=_("Chốt trước mấy tháng"), min_value=0, max_value=11, required=False
    )
    due_working_days = forms.IntegerField(
        label=_("Gửi sau mấy ngày làm việc"), min_value=0, max_value=60, required=False
    )
    before_day = forms.IntegerField(label=_("hoặc gửi trước ngày"), min_value=1, max_value=31, required=False)
    before_month = forms.IntegerField(label=_("của tháng"), min_value=1, max_value=12, required=False)

    def __init__(self, data: Any = None, *, level: Level, when: When | None) -> None:
        names = ("closes_on_day", "closes_months_before", "due_working_days", "before_day", "before_month")
        initial = {name: getattr(when, name) for name in names} if when is not None else {}
        super().__init__(data, prefix=level.value, initial=initial)
        self.level = level
        for field in self.fields.values():
            field.widget.attrs |= {"class": "input input-small", "aria-label": f"{level.label}: {field.label}"}

    def clean(self) -> dict[str, Any]:
        got: dict[str, Any] = self.cleaned_data
        stated = [name for name in self.fields if got.get(name) is not None]
        if not stated:
            return got
        if got.get("closes_on_day") is None:
            raise forms.ValidationError(_("Ghi ngày chốt số liệu."))
        if (got.get("due_working_days") is None) == (got.get("before_day") is None):
            raise forms.ValidationError(_("Ghi số ngày làm việc hoặc ghi trước ngày nào, một trong hai."))
        if got.get("before_month") is not None and got.get("before_day") is None:
            raise forms.ValidationError(_("Ghi trước ngày nào của tháng đó."))
        return got

    @property
    def when(self) -> When | None:
        got = self.cleaned_data
        if got.get("closes_on_day") is None:
            return None
        return When(
            got["closes_on_day"], got["closes_months_before"] or 0, got["due_working_days"], got["before_day"],
            got["before_month"],
        )  # fmt: skip


def points_of(form: ChangeKind, lines: list[DueLine]) -> list[tuple[str, str, str]]:
    """What is wrong in both forms, each with the field that it is about: its id, its name, the words."""
    points = [("", "", str(words)) for words in form.non_field_errors()]
    points += [(bound.id_for_label, str(bound.label), str(words)) for bound in form for words in bound.errors]
    for line in lines:
        level, row = str(line.level.label), line["closes_on_day"].id_for_label
        points += [(row, level, str(words)) for words in line.non_field_errors()]
        points += [
            (bound.id_for_label, f"{level}, {bound.label}", str(words)) for bound in line for words in bound.errors
        ]
    return points


def said(form: ChangeKind, lines: list[DueLine]) -> KindWords:
    """What both forms say together."""
    got = form.cleaned_data
    rules = {line.level.value: when for line in lines if (when := line.when) is not None}
    return KindWords(got["name"], got["source"], got["outline"], got["table"], rules)

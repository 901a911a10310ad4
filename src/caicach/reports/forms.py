"""What a person chooses: whose report, of which period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyKind
from caicach.bodies.selectors import alive
from caicach.core.dates import format_date
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_choices, period_of

from . import services
from .models import Level, ReportKind
from .rules import About, Obstacle, level_of
from .selectors import bodies_that_report, kinds_for
from .words import obstacle_words

YEARS_BACK = 4


class ChoosePeriod(forms.Form):
    """Whose report for which period."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Cơ quan báo cáo"), empty_label=_("– chọn –"))
    period = forms.ChoiceField(label=_("Kỳ báo cáo"))

    def __init__(self, *args: Any, standing: Standing, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = bodies_that_report(standing).exclude(kind=BodyKind.PARTNER)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["body"].choices = self._offered(bodies, standing)  # type: ignore[attr-defined]
        self.fields["period"].choices = period_choices(today, years=YEARS_BACK)  # type: ignore[attr-defined]

    def _offered(self, bodies: QuerySet[Body], standing: Standing) -> list[tuple[int, str]]:
        """The bodies in the list: the person's own level and the one below, not the thousands of units under those.
        One of these is reached from its own page, and then it is offered too."""
        prefixes = standing.prefixes(Permission.SEE_REPORTS)
        top = min((len(prefix) // Body.steplen for prefix in prefixes), default=0)
        asked = str(self.data.get("body", ""))
        offered = Q(depth__lte=max(top, 1) + 1) | Q(pk=int(asked) if asked.isdecimal() and len(asked) < 19 else None)
        return list(bodies.filter(offered).values_list("pk", "name"))

    def clean_period(self) -> Period:
        period = Period.of_key(self.cleaned_data["period"])
        if period is None:
            raise forms.ValidationError(_("Kỳ báo cáo không hợp lệ."))
        return period


# Beside which field a refusal is shown; the others stand above the form.
_FIELD_OF = {
    Obstacle.NO_BODIES: "levels",
    Obstacle.NO_PERIOD: "period",
    Obstacle.PERIOD_NOT_WANTED: "period",
    Obstacle.NO_DUE_DAY: "due_on",
    Obstacle.DUE_DAY_IS_PAST: "due_on",
    Obstacle.TEXT_MISSING: "title",
}
_ASKED = [Level.DEPARTMENT, Level.COMMUNE, Level.UNIT, Level.CITY]


def _kinds_of(demanding: list[Body], standing: Standing, today: date) -> QuerySet[ReportKind]:
    """The kinds to choose from: where there is one body to demand, its own stands instead of everybody's of the code;
    where there are several, both, named."""
    pks = [body.pk for body in demanding]
    kinds = kinds_for(standing, on=today).filter(Q(body=None) | Q(body__in=pks)).select_related("body")
    if len(pks) == 1:
        kinds = kinds.exclude(body=None, code__in=list(kinds.filter(body__in=pks).values_list("code", flat=True)))
    return kinds


class _Kinds(forms.ModelChoiceField):
    """A body's own kind says whose it is and since when; everybody's stands by its name."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.body is None:
            return str(obj.name)
        words = {"name": obj.name, "body": obj.body.name, "day": format_date(obj.valid_from)}
        return gettext("%(name)s (của %(body)s, từ %(day)s)") % words


class OpenCycle(forms.Form):
    """A kind of report demanded of the bodies right below: all of the ticked levels, or those named one by one."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Cơ quan yêu cầu báo cáo"), empty_label=None)
    kind = _Kinds(ReportKind.objects.none(), label=_("Loại báo cáo"), empty_label=_("– chọn –"))
    period = forms.ChoiceField(label=_("Kỳ báo cáo"), required=False)
    title = forms.CharField(label=_("Tên báo cáo"), required=False, max_length=300)
    due_on = forms.DateField(
        label=_("Thời hạn gửi"), required=False, widget=forms.DateInput(attrs={"data-day": True}, format="%d/%m/%Y")
    )
    levels = forms.MultipleChoiceField(
        label=_("Cơ quan phải báo cáo"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(level.value, level.label) for level in _ASKED],
    )  # fmt: skip
    only = forms.ModelMultipleChoiceField(
        Body.objects.none(), label=_("Chỉ các cơ quan này"), required=False, widget=forms.CheckboxSelectMultiple
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, standing: Standing, today: date, **given: Any) -> None:
        prefixes = standing.prefixes(Permission.DEMAND_REPORTS)
        places = Q(depth=1) if "" in prefixes else Q(path__in=prefixes)
        places |= Q(pk__in=standing.body_ids(Permission.DEMAND_REPORTS))
        own = Body.objects.filter(places, alive(today)).order_by("path")
        demanding = list(own)
        kinds = _kinds_of(demanding, standing, today)
        quarter = period_of(today, PeriodKind.QUARTER)
        first = demanding[0].pk if demanding else None
        quarterly = kinds.filter(period_kind=quarter.kind).filter(Q(body=None) | Q(body=first))
        usual = quarterly.order_by(F("body").asc(nulls_last=True), "pk").first()  # one's own before everybody's
        given.setdefault(
            "initial",
            {
                "token": uuid4(),
                "levels": [level.value for level in _ASKED],
                "kind": usual.pk if usual else None,
                "period": quarter.key,
            },
        )
        super().__init__(data, **given)
        self.today, self.preselected = today, quarter
        below = Q(pk__in=[])
        for one in demanding:
            below |= Q(path__startswith=one.path, depth=one.depth + 1)
        others = Body.objects.filter(below, alive(today)).exclude(kind=BodyKind.PARTNER).order_by("sort_key")
        self.fields["body"].queryset = own  # type: ignore[attr-defined]
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]
        self.fields["only"].queryset = others.only("name", "path", "kind", "closed_on")  # type: ignore[attr-defined]
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            ("", _("– không theo kỳ –")),
            *period_choices(today, years=2),
        ]

    def clean_period(self) -> Period | None:
        key = self.cleaned_data["period"]
        period = Period.of_key(key)
        if key and period is None:
            raise forms.ValidationError(_("Kỳ báo cáo không hợp lệ."))
        return period

    def clean(self) -> dict[str, Any]:
        """What is demanded out of the calendar has no period; the one that stood in the field was nobody's choice."""
        got: dict[str, Any] = self.cleaned_data
        kind = got.get("kind")
        if kind is not None and not kind.period_kind and got.get("period") == self.preselected:
            got["period"] = None
        return got

    def ask(self) -> services.Ask:
        got = self.cleaned_data
        return services.Ask(got["kind"], got["body"], got["period"], got["title"], got["due_on"])

    def bodies(self) -> list[Body]:
        """Whom the report is demanded of, as they are today. One query."""
        demands: Body = self.cleaned_data["body"]
        if self.cleaned_data["only"]:
            return [body for body in self.cleaned_data["only"] if body.path[: -Body.steplen] == demands.path]
        below = Body.objects.filter(alive(self.today), path__startswith=demands.path, depth=demands.depth + 1)
        wanted = set(self.cleaned_data["levels"])
        return [
            body for body in below.exclude(kind=BodyKind.PARTNER).order_by("sort_key") if level_of(body.kind) in wanted
        ]

    def add_refusal(self, obstacles: Iterable[str | About]) -> None:
        """Show each refusal beside the field it is about, or above the form."""
        for code in obstacles:
            name = _FIELD_OF.get(code) if isinstance(code, Obstacle) else None
            self.add_error(name, obstacle_words(code))

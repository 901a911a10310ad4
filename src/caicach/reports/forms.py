"""What a person chooses: whose report, of which period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyKind
from caicach.core.periods import Period, periods_of

from .selectors import bodies_that_report
from .words import period_words

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
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (str(year), [(period.key, period_words(period)) for period in periods_of(year)])
            # From the middle of December the data already count for the next year's first quarter.
            for year in range((today + timedelta(days=31)).year, today.year - YEARS_BACK, -1)
        ]

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

"""What a person chooses: whose report, of which period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Standing
from caicach.bodies.models import Body, BodyKind
from caicach.core.periods import Period, periods_of

from .selectors import bodies_that_report

YEARS_BACK = 4


class ChoosePeriod(forms.Form):
    """Whose report for which period."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Cơ quan báo cáo"), empty_label=_("– chọn –"))
    period = forms.ChoiceField(label=_("Kỳ báo cáo"))

    def __init__(self, *args: Any, standing: Standing, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = bodies_that_report(standing).exclude(kind=BodyKind.PARTNER)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (str(year), [(period.key, period.label) for period in periods_of(year)])
            # From the middle of December the data already count for the next year's first quarter.
            for year in range((today + timedelta(days=31)).year, today.year - YEARS_BACK, -1)
        ]

    def clean_period(self) -> Period:
        period = Period.of_key(self.cleaned_data["period"])
        if period is None:
            raise forms.ValidationError(_("Kỳ báo cáo không hợp lệ."))
        return period

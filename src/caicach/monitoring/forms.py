"""What a person fills in: whose targets, and what one of them is measured by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.measures.models import Indicator
from caicach.measures.selectors import indicators_for

from .listing import bodies_with_targets
from .models import Meaning


class ChooseBody(forms.Form):
    """Whose targets are shown; the state of the page's address."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Cơ quan"))

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = bodies_with_targets(standing)
        top = min((len(prefix) // Body.steplen for prefix in standing.prefixes(Permission.SEE_FIGURES)), default=0)
        asked = str(self.data.get("body", ""))
        near = Q(depth__lte=max(top, 1) + 1) | Q(pk=int(asked) if asked.isdecimal() and len(asked) < 19 else None)
        offered = bodies.filter(near).order_by("depth", "sort_key")[:500]
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["body"].choices = list(offered.values_list("pk", "name"))  # type: ignore[attr-defined]


_NO_INDICATOR = dict.fromkeys(("required", "invalid_choice"), _("Chưa chọn chỉ tiêu thống kê để gắn."))
_NO_BODY = dict.fromkeys(("required", "invalid_choice"), _("Chưa chọn cơ quan có số liệu."))
_NO_MEANING = dict.fromkeys(("required", "invalid_choice"), _("Chưa chọn cách tính."))


class LinkForm(forms.Form):
    """What a target is measured by, whose figure counts and in what sense."""

    indicator = forms.ModelChoiceField(Indicator.objects.none(), to_field_name="code", error_messages=_NO_INDICATOR)
    body = forms.ModelChoiceField(Body.objects.none(), error_messages=_NO_BODY)
    meaning = forms.ChoiceField(choices=Meaning.choices, error_messages=_NO_MEANING)

    def __init__(self, *args: Any, standing: Standing, under: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = Body.objects.filter(path__startswith=under.path)
        self.fields["indicator"].queryset = indicators_for(standing)  # type: ignore[attr-defined]
        self.fields["body"].queryset = below  # type: ignore[attr-defined]

"""A reporting period in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from caicach.core.models import PeriodKind
from caicach.core.numbers import to_roman
from caicach.core.periods import Period


def period_words(period: Period) -> str:
    """ "Quý III năm 2026", "6 tháng đầu năm 2026"; in Vietnamese what `Period.label` gives the written report."""
    if period.kind == PeriodKind.QUARTER:
        return _("Quý %(quarter)s năm %(year)s") % {"quarter": to_roman(period.ordinal), "year": period.year}
    if period.kind == PeriodKind.HALF:
        half = _("6 tháng đầu năm %(year)s") if period.ordinal == 1 else _("6 tháng cuối năm %(year)s")
        return half % {"year": period.year}
    if period.kind == PeriodKind.NINE_MONTHS:
        return _("9 tháng đầu năm %(year)s") % {"year": period.year}
    return _("Năm %(year)s") % {"year": period.year}

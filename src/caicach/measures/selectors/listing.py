"""Lists of the pages: findings, series over time, bodies beside each other."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of

from ..models import COUNTED, Finding, Indicator, RolledUp
from .measuring import with_inputs


def findings_for(standing: Standing) -> QuerySet[Finding]:
    """What the checks found and nobody has explained or put right, in the bodies one sees; of drafts only for those who
    give the body's figures, since the others have nothing to look at yet."""
    path = "figure__body__path"
    shown = Q(figure__state__in=COUNTED) | standing.within(Permission.ENTER_FIGURES, path)
    rows = Finding.objects.filter(shown, standing.within(Permission.SEE_FIGURES, path), gone_at=None)
    return rows.select_related("figure__indicator", "figure__body", "rule")


def periods_back(period: Period, many: int) -> list[Period]:
    """The period and those of its kind before it, the oldest first."""
    found = [period]
    while len(found) < many:
        found.append(found[-1].previous())
    return found[::-1]


def bodies_with_figures(indicator: Indicator, under: Body, period: Period) -> QuerySet[Body]:
    """The bodies right below that have something to show for it: figures of their own or of what it is made of."""
    made_of = [one.pk for one in with_inputs([indicator]).values()]
    rows = RolledUp.objects.filter(
        parent=under, year=period.year, period_kind=period.kind, ordinal=period.ordinal, indicator__in=made_of
    )
    return Body.objects.filter(pk__in=rows.values("body")).order_by("sort_key")


def usual_kind(indicator: Indicator) -> PeriodKind:
    """The shortest kind of period for which bodies answer."""
    kinds = [kind for kind in PeriodKind if kind in indicator.period_kinds]
    return kinds[0] if kinds else PeriodKind.QUARTER


def period_for(indicator: Indicator, period: Period) -> Period:
    """The period in which the indicator is looked at when somebody comes from another kind of period."""
    if period.kind in indicator.period_kinds or not indicator.period_kinds:
        return period
    return period_of(period.last_day, usual_kind(indicator))

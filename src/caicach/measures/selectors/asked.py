"""Which figures somebody may see, and which are asked of a body."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.core.periods import Period

from ..models import COUNTED, Figure, Indicator, SourceKind
from ..services.rights import is_asked
from .succession import heirs_of


def figures_for(standing: Standing) -> QuerySet[Figure]:
    """The figures of the bodies one sees."""
    rows = Figure.objects.filter(standing.within(Permission.SEE_FIGURES))
    return rows.select_related("indicator", "body", "entered_by", "submitted_by", "decided_by", "reached")


def figures_of(standing: Standing, body: Body, period: Period) -> list[Figure]:
    """Everything that one body gave for the period, as far as the person may see it."""
    return list(
        figures_for(standing)
        .filter(body=body, year=period.year, period_kind=period.kind, ordinal=period.ordinal)
        .order_by("indicator__code", "breakdown")
    )


def bodies_seen(standing: Standing) -> QuerySet[Body]:
    """The bodies whose figures the person may look at, by name."""
    return Body.objects.filter(standing.within(Permission.SEE_FIGURES, "path"), closed_on=None).order_by("sort_key")


def may_see_figures_of(standing: Standing, body: Body) -> bool:
    """Whether the person may look at the figures of the body: they see it, or one that it has become part of."""
    if standing.may(Permission.SEE_FIGURES, body):
        return True
    if body.closed_on is None:
        return False
    return any(standing.may(Permission.SEE_FIGURES, heir) for heir in Body.objects.filter(pk__in=heirs_of(body.pk)))


def indicators_for(standing: Standing) -> QuerySet[Indicator]:
    """The indicators that concern somebody: those asked of all, and those that a body above or below theirs asks."""
    prefixes = standing.prefixes(Permission.SEE_FIGURES)
    if "" in prefixes:
        return Indicator.objects.select_related("field", "asked_by")
    concerned = Q(asked_by=None)
    for prefix in prefixes:
        above = [prefix[:end] for end in range(Body.steplen, len(prefix) + 1, Body.steplen)]
        concerned |= Q(asked_by__path__in=above) | Q(asked_by__path__startswith=prefix)
    return Indicator.objects.filter(concerned).select_related("field", "asked_by")


def shown_for(standing: Standing, period: Period) -> list[Indicator]:
    """The indicators of the day that concern the person."""
    day = period.last_day
    return list(indicators_for(standing).filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day))


def asked_of(body: Body, period: Period, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Of these, the ones that the body itself answers by hand in the period."""
    return [one for one in indicators if one.source == SourceKind.ENTERED and is_asked(one, body, period)]


def bodies_asked(indicator: Indicator, under: Body, period: Period, forerunners: Iterable[Body] = ()) -> QuerySet[Body]:
    """The bodies below (and this one) that owe an answer, and those below its `forerunners`. Of an indicator that names
    no kinds nobody owes one."""
    where = Q(path__startswith=under.path)
    for one in forerunners:
        where |= Q(path__startswith=one.path)
    rows = Body.objects.filter(where, opened_on__lte=period.last_day).filter(
        Q(closed_on=None) | Q(closed_on__gt=period.last_day)
    )
    if indicator.asked_by is not None:
        rows = rows.filter(path__startswith=indicator.asked_by.path)
    if period.kind not in indicator.period_kinds or indicator.source != SourceKind.ENTERED:
        return rows.none()
    return rows.filter(kind__in=indicator.asked_of)


def bodies_missing(
    indicator: Indicator, under: Body, period: Period, breakdown: str = "", forerunners: Iterable[Body] = ()
) -> list[Body]:
    """Those of them that gave nothing that counts: never the same as zero."""
    given = Figure.objects.filter(
        indicator=indicator,
        breakdown=breakdown,
        year=period.year,
        period_kind=period.kind,
        ordinal=period.ordinal,
        state__in=COUNTED,
    )
    return list(
        bodies_asked(indicator, under, period, forerunners)
        .exclude(pk__in=given.values("body"))
        .order_by("sort_key")
        .only("name", "path")
    )

"""What the checks find: of a few figures as soon as they are given, of all figures of a period every night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from caicach.core.periods import Period

from ..breaches import Breached, breaches_of
from ..models import Figure, Finding

_AT_ONCE = 2000


@transaction.atomic
def check_figures(*, period: Period, now: datetime) -> int:
    """List what breaks a rule in the period, and strike off the list what no longer does; returns how many are open.
    What was explained is not listed. Looking twice finds nothing new."""
    of_period = {"year": period.year, "period_kind": period.kind, "ordinal": period.ordinal}
    figures = Figure.objects.filter(**of_period).select_related("body").order_by("pk")
    broken: list[Breached] = []
    chunk: list[Figure] = []
    for figure in figures.iterator(chunk_size=_AT_ONCE):
        chunk.append(figure)
        if len(chunk) == _AT_ONCE:
            broken += breaches_of(chunk, period=period)
            chunk = []
    broken += breaches_of(chunk, period=period)
    listed = Finding.objects.filter(gone_at=None, **{f"figure__{name}": value for name, value in of_period.items()})
    return _list(broken, listed, now=now)


def check_again(figures: Sequence[Figure], *, period: Period, now: datetime) -> int:
    """The same for a few figures of one period, as soon as somebody gives or explains them; returns how many are open.
    What the other figures of the body look like beside them is left to the night."""
    if not figures:
        return 0
    return _list(breaches_of(figures, period=period), Finding.objects.filter(gone_at=None, figure__in=figures), now=now)


def _list(broken: Sequence[Breached], listed: QuerySet[Finding], *, now: datetime) -> int:
    """Bring the open findings into line with what is broken and not explained."""
    wanted = {(found.figure.pk, found.rule.pk): found for found in broken if not found.reason}
    there = {(finding.figure_id, finding.rule_id): finding for finding in listed.select_for_update(of=("self",))}
    for key, finding in there.items():
        if key in wanted:
            finding.last_seen_at, finding.data = now, _data(wanted[key])
            finding.severity = wanted[key].rule.severity
        else:
            finding.gone_at = now
    if there:
        Finding.objects.bulk_update(there.values(), ["last_seen_at", "data", "severity", "gone_at"], batch_size=200)
    new = [
        Finding(
            figure=found.figure,
            rule=found.rule,
            severity=found.rule.severity,
            data=_data(found),
            first_seen_at=now,
            last_seen_at=now,
        )
        for key, found in wanted.items()
        if key not in there
    ]
    Finding.objects.bulk_create(new, batch_size=500)
    return len(wanted)


def _data(found: Breached) -> dict[str, Any]:
    """The numbers of the sentence, as JSON keeps them without loss."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in found.breach.numbers.items()}

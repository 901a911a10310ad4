"""The nightly look at all figures of a period."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from caicach.core.periods import Period

from ..breaches import Breached, breaches_of
from ..models import COUNTED, Figure, Finding

_AT_ONCE = 2000


@transaction.atomic
def check_figures(*, period: Period, now: datetime) -> int:
    """List what breaks a rule in the period, and strike off the list what no longer does; returns how many are open.
    What was explained is not listed. Looking twice finds nothing new."""
    of_period = {"year": period.year, "period_kind": period.kind, "ordinal": period.ordinal}
    figures = Figure.objects.filter(state__in=COUNTED, **of_period).select_related("body").order_by("pk")
    broken: list[Breached] = []
    chunk: list[Figure] = []
    for figure in figures.iterator(chunk_size=_AT_ONCE):
        chunk.append(figure)
        if len(chunk) == _AT_ONCE:
            broken += breaches_of(chunk, period=period)
            chunk = []
    broken += breaches_of(chunk, period=period)
    wanted = {(found.figure.pk, found.rule.pk): found for found in broken if not found.reason}
    listed = Finding.objects.select_for_update().filter(
        gone_at=None, **{f"figure__{name}": value for name, value in of_period.items()}
    )
    there = {(finding.figure_id, finding.rule_id): finding for finding in listed}
    for key, finding in there.items():
        if key in wanted:
            finding.last_seen_at, finding.data = now, _data(wanted[key])
            finding.severity = wanted[key].rule.severity
        else:
            finding.gone_at = now
    Finding.objects.bulk_update(there.values(), ["last_seen_at", "data", "severity", "gone_at"], batch_size=200)
    Finding.objects.bulk_create(
        [
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
        ],
        batch_size=500,
    )
    return len(wanted)


def _data(found: Breached) -> dict[str, Any]:
    """The numbers of the sentence, as JSON keeps them without loss."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in found.breach.numbers.items()}

"""What the bench city's targets are measured by: every target in per cent by one of the indicators in per cent."""

from __future__ import annotations

from datetime import datetime

from caicach.measures.models import Indicator
from caicach.monitoring.models import TargetMeasure
from caicach.programme.models import PlanState, Target

from .bulk import in_bulk


def measure_targets(*, by: int, now: datetime) -> None:
    """Link the targets of the plans in force with the figures of the bodies that issued them."""
    indicators = list(Indicator.objects.filter(unit="%").order_by("code"))
    targets = Target.objects.filter(plan__state=PlanState.ISSUED, unit="%").select_related("plan").order_by("pk")
    in_bulk(
        TargetMeasure,
        (
            TargetMeasure(
                lineage=target.lineage,
                indicator=indicators[target.ordinal % len(indicators)],
                body_id=target.plan.body_id,
                confirmed_by_id=by,
                confirmed_at=now,
            )
            for target in targets
        ),
    )

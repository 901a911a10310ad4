"""Reading reports, starting from who is asking."""

from __future__ import annotations

from django.db.models import QuerySet

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body

from .models import Report


def reports_for(standing: Standing) -> QuerySet[Report]:
    """The reports of the bodies one sees."""
    return Report.objects.filter(standing.within(Permission.SEE_REPORTS)).select_related("body", "written_by", "file")


def bodies_that_report(standing: Standing) -> QuerySet[Body]:
    """The bodies whose report the person may look at, by name."""
    return Body.objects.filter(standing.within(Permission.SEE_REPORTS, "path"), closed_on=None).order_by("sort_key")

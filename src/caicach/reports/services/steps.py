"""The dated steps of a review, each owed by whoever leads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

from django.utils import timezone

from caicach.bodies.models import Body, Person
from caicach.bodies.selectors import alive
from caicach.core.text import fold
from caicach.duties import services as duties

from ..models import Cycle, CycleStep
from ..rules import Step, steps_of


def give_steps(cycle: Cycle, *, agency: Body, by: Person, now: datetime) -> list[CycleStep]:
    """Give out the steps of the cycle's kind that it does not have yet, each as a duty. The cycle is locked by the
    opening. A step whose day has passed when it is given is due the same day."""
    there = set(cycle.steps.values_list("key", flat=True))
    wanted = [step for step in steps_of(cycle.kind.steps) if step.key not in there]
    if not wanted:
        return []
    today = timezone.localdate(now)
    below = list(
        Body.objects.filter(alive(today), path__startswith=cycle.body.path, depth=cycle.body.depth + 1).order_by("path")
    )
    given = []
    for ordinal, step in enumerate(wanted, start=len(there) + 1):
        lead = _lead_of(step, below) or agency
        due_on = max(cycle.due_on + timedelta(days=step.days), today)
        reviewer = cycle.body if lead.pk == agency.pk else agency
        (duty,) = duties.give_report_duties(
            title=step.title, content=cycle.title, owed=[duties.Owed(lead, due_on, reviewer)],
            assigned_by_body=cycle.body, token=uuid5(cycle.token, step.key), by=by, now=now,
        )  # fmt: skip
        given.append(
            CycleStep(cycle=cycle, key=step.key, ordinal=ordinal, title=step.title, body=lead, due_on=due_on, duty=duty)
        )
    return CycleStep.objects.bulk_create(given)


def _lead_of(step: Step, bodies: list[Body]) -> Body | None:
    """The body that the step names: of that name, or beginning with it ("Công an thành phố")."""
    named = fold(step.leads)
    if not named:
        return None
    exact = (body for body in bodies if fold(body.name) == named)
    return next(exact, None) or next((body for body in bodies if fold(body.name).startswith(f"{named} ")), None)
